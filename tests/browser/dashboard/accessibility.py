"""axe on a page, and a page in both themes."""

from collections.abc import Iterator
from typing import Any, Literal

from playwright.sync_api import Page

from tests.running_service import PROJECT

AXE = PROJECT / "frontend" / "dashboard" / "node_modules" / "axe-core" / "axe.min.js"
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_RUN = "() => axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)"
# A colour that is inherited passes from parent to child, each with a transition of its own, one after the other.
_SETTLED = """async () => {
  await document.fonts.ready;
  const moving = () => document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity);
  do {
    await Promise.all(moving().map((one) => one.finished.catch(() => {})));
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  } while (moving().length > 0);
}"""


def assert_accessible(page: Page) -> None:
    """No violation of any rule of axe, best practices among them, whatever its severity, in the theme that it is in.

    Wait for what the page is about before: a page that still loads has little to complain of.
    """
    settle(page)
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))  # not as a script of the page's, whose policy forbids it
    violations = page.evaluate(_RUN)
    assert not violations, f"{page.url}:\n" + "\n".join(_told(one) for one in violations)


def settle(page: Page) -> None:
    """Return once fonts are there, what moves has come to its end, and the result is drawn."""
    page.evaluate(_SETTLED)


def in_each_theme(page: Page) -> Iterator[str]:
    """`light`, then `dark`, as the system's theme, each once the page has settled in it; then as it was."""
    before = page.evaluate("() => matchMedia('(prefers-color-scheme: dark)').matches")
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        settle(page)
        yield theme
    page.emulate_media(color_scheme="dark" if before else "light")


def _told(violation: dict[str, Any]) -> str:
    lines = [f"{violation['id']} ({violation['impact']}): {violation['help']}"]
    for node in violation["nodes"]:
        lines.append(f"  {' '.join(map(str, node['target']))}\n    {node['html'][:200]}\n    {node['failureSummary']}")
    return "\n".join(lines)
