"""Frames of the events page while 10,000 rows are scrolled."""

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.dashboard.dashboard import Dashboard
from tests.browser.dashboard.events_page import FEED, LongFeed, wait_for_rows

ROWS, FRAMES, STEP_PX = 10_000, 400, 900

_TO_THE_END = """() => {
  const table = document.querySelector('[role=table]')
  table.parentElement.scrollTop = table.parentElement.scrollHeight
  return table.getAttribute('aria-rowcount') !== '-1'
}"""
_SCROLL = """([frames, step]) => new Promise((done) => {
  const table = document.querySelector('[role=table]')
  const times = []
  let most = 0
  let last = performance.now()
  const frame = (now) => {
    times.push(now - last)
    last = now
    most = Math.max(most, table.querySelectorAll('[data-event]').length)
    table.parentElement.scrollTop += step
    if (times.length < frames) requestAnimationFrame(frame)
    else done({ times: times.slice(1).sort((one, other) => one - other), most })
  }
  table.parentElement.scrollTop = 0
  requestAnimationFrame(frame)
})"""


@dataclass(frozen=True)
class Scrolled:
    """`most_rows`: that stood in the page at once."""

    median_ms: float
    longest_ms: float
    most_rows: int


def scroll(dashboard: Dashboard, times: int) -> Iterator[Scrolled]:
    """From the first row on, `times` over; without a graphics processor, so compare runs on one machine."""
    dashboard.context.route(FEED, LongFeed(ROWS).answer)
    page = dashboard.open("events", role="support")
    wait_for_rows(page)
    page.wait_for_function(_TO_THE_END, timeout=60_000)
    for _ in range(times):
        yield _scroll(page)


def _scroll(page: Page) -> Scrolled:
    measured = page.evaluate(_SCROLL, [FRAMES, STEP_PX])
    frames: list[float] = measured["times"]
    return Scrolled(frames[len(frames) // 2], frames[-1], int(measured["most"]))
