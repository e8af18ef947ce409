"""The dashboard in one person's browser, as tests use it."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from chalicelib.domain.dashboard_urls import DASHBOARD_PATH
from tests.api_client import ApiClient
from tests.browser.dashboard.accessibility import assert_accessible, in_each_theme
from tests.browser.dashboard.faults import Faults
from tests.browser.dashboard.problems import Problems
from tests.running_service import PROJECT

_ASKED_FOR = os.environ.get("SCREENSHOTS_FOLDER")
_TIME_IS_REAL = "() => /\\[native code\\]/.test(Function.prototype.toString.call(Date))"
SCREENSHOTS = Path(_ASKED_FOR or PROJECT / "dist" / "screenshots")


@dataclass
class Dashboard:
    """One browser with one tab, `page`. `api`: to the same service, with the admin key, beside the browser.

    At the end of the test there must have been no error in the console, no uncaught error of a script and no violation
    of the page's policy (a request to another origin is one), unless `expect_problem` or a fault announced it.
    """

    context: BrowserContext
    api: ApiClient
    problems: Problems
    page: Page = field(init=False)
    faults: Faults = field(init=False)

    def __post_init__(self) -> None:
        self.problems.watch(self.context)
        self.faults = Faults(self.context, self.problems)
        self.page = self.context.new_page()

    @property
    def url(self) -> str:
        """The dashboard's address, with a slash at its end."""
        return f"{self.problems.origin}{DASHBOARD_PATH}/"

    def sign_in(self, role: str = "admin") -> None:
        """As viewer, support or admin: the cookie alone, without the form; open a page afterwards."""
        headers = {"Origin": self.problems.origin}
        answer = self.context.request.post(
            f"{self.problems.origin}/auth/session", data={"api_key": self.key_of(role)}, headers=headers
        )
        assert answer.status == 200, answer.text()

    def key_of(self, role: str) -> str:
        """What somebody of that role types into the form."""
        return dict(value.split(":", 1) for value in self.api.secrets["OPERATOR_KEYS"].split())[role]

    def lose_session(self) -> None:
        """As if its 8 hours were over: the next request gets 401."""
        self.problems.expect("status of 401 ")
        self.context.clear_cookies(name="tf_session")

    def open(self, path: str = "", role: str | None = None) -> Page:
        """Open a path below the dashboard's, such as `events?type=m_otp_send`; `role`: sign in before."""
        if role is not None:
            self.sign_in(role)
        self.page.goto(self.url + path.removeprefix("/"))
        self.page.locator("#root > *").first.wait_for(state="attached")
        return self.page

    def forget_everything(self) -> None:
        """As in a browser that was never here: no cookie, nothing stored, nothing permitted."""
        self.context.clear_cookies()
        self.context.clear_permissions()
        session = self.context.new_cdp_session(self.page)
        session.send("Storage.clearDataForOrigin", {"origin": self.problems.origin, "storageTypes": "all"})
        session.detach()

    def leave(self) -> bool:
        """Close the tabs of the test; returns whether another may use its context: not where a test's clock runs on."""
        _stays, *tabs = self.context.pages
        time_is_real = all(page.evaluate(_TIME_IS_REAL) for page in tabs)
        self.problems.unwatch(self.context)
        self.context.unroute_all()
        for page in tabs:
            page.close()
        return time_is_real

    def assert_accessible(self) -> None:
        """No violation of any of axe's rules on the page as it is. `make soak` repeats the test that asks, in dark."""
        assert_accessible(self.page)

    def screenshot(self, name: str) -> None:
        """The whole page as `<name>-light.png` and `<name>-dark.png`, in SCREENSHOTS_FOLDER.

        Without that setting nobody looks at them, and each costs two seconds.
        """
        if not _ASKED_FOR:
            return
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        for theme in in_each_theme(self.page):
            self.page.screenshot(path=SCREENSHOTS / f"{name}-{theme}.png", full_page=True, animations="disabled")

    def expect_problem(self, pattern: str) -> None:
        """`pattern`: a regular expression of what the console will say, as `<words> (<path>)`."""
        self.problems.expect(pattern)

    def assert_no_problems(self) -> None:
        """Called at the end of each test."""
        for page in self.context.pages:
            page.evaluate("0")  # what it has said so far has arrived here once this has
        unexpected = self.problems.unexpected()
        assert not unexpected, "\n".join(unexpected)
