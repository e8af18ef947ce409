"""What goes wrong unseen while a page is open: errors of the console and of scripts, violations of its policy."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, WebError

# Whoever is not signed in learns it from this answer, and the browser tells of each answer that is none of the 200s.
SIGNED_OUT = r"status of 401 .*\(/auth/session\)"


@dataclass
class Problems:
    """Collects them from every page that a test opens; the test fails at its end if one was not expected."""

    origin: str
    found: list[str] = field(default_factory=list)
    unheard: list[Page] = field(default_factory=list)
    expected: list[str] = field(default_factory=lambda: [SIGNED_OUT])

    def watch(self, context: BrowserContext) -> None:
        self.unheard = context.pages
        context.on("console", self._console)
        context.on("weberror", self._script)

    def unwatch(self, context: BrowserContext) -> None:
        context.remove_listener("console", self._console)
        context.remove_listener("weberror", self._script)

    def expect(self, pattern: str) -> None:
        """`pattern`: a regular expression; problems that hold it, `<words> (<path>)`, are no failure."""
        self.expected.append(pattern)

    def unexpected(self) -> list[str]:
        return [one for one in self.found if not any(re.search(pattern, one) for pattern in self.expected)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.page in self.unheard:
            return
        if message.type == "error":  # a request to another origin, which the policy forbids, is told here too
            self.found.append(f"{message.text} ({urlsplit(message.location['url']).path})")

    def _script(self, problem: WebError) -> None:
        self.found.append(f"{problem.error.stack or problem.error.message} (uncaught)")
