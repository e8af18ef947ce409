"""Frames of the events page while 10,000 rows are scrolled: how long each takes, and how many rows are in the page."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.api_client import ApiClient
from tests.browser.conftest import ARGUMENTS
from tests.browser.dashboard.dashboard import Dashboard
from tests.browser.dashboard.events_page import FEED, LongFeed, wait_for_rows
from tests.browser.dashboard.problems import Problems
from tests.browser.dashboard.service import SETTINGS
from tests.conftest import AWS_ENVIRONMENT
from tests.running_service import SECRETS, start_service

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
class ScrollingFigure:
    """Of a headless browser without a graphics processor: compare runs on one machine."""

    median_ms: float
    p95_ms: float
    longest_ms: float
    most_rows: int

    def __str__(self) -> str:
        return (
            f"scrolling {ROWS} events: frames p50 {self.median_ms:.1f} ms, p95 {self.p95_ms:.1f} ms, "
            f"longest {self.longest_ms:.1f} ms; at most {self.most_rows} rows in the page"
        )


def measure_scrolling() -> ScrollingFigure | None:
    """None where there is no chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["--in-memory", "--no-demo", "--port", "0"]
        process = start_service(Path(folder), arguments, AWS_ENVIRONMENT | SECRETS | SETTINGS)
        try:
            process.wait_until_ready()
            with sync_playwright() as playwright, ApiClient.to(process.base_url, SECRETS) as api:
                browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
                context = browser.new_context(viewport={"width": 1280, "height": 800})
                context.route(FEED, LongFeed(ROWS).answer)
                page = Dashboard(context, api, Problems(process.base_url)).open("events", role="support")
                figure = _scroll(page)
                browser.close()
                return figure
        finally:
            process.stop()


def _scroll(page: Page) -> ScrollingFigure:
    wait_for_rows(page)
    page.wait_for_function(_TO_THE_END, timeout=60_000)
    measured = page.evaluate(_SCROLL, [FRAMES, STEP_PX])
    times: list[float] = measured["times"]
    return ScrollingFigure(
        median_ms=round(times[len(times) // 2], 1),
        p95_ms=round(times[int(len(times) * 0.95)], 1),
        longest_ms=round(times[-1], 1),
        most_rows=int(measured["most"]),
    )
