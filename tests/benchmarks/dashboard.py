"""What the dashboard asks of a browser: JavaScript at first, the time until it shows something, frames of scrolling."""

import gzip
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from infra.dashboard_files import BUILT, PAGE
from tests.api_client import ApiClient
from tests.benchmarks.figure import Figure, hand_over
from tests.benchmarks.scrolling import ROWS, Scrolled, scroll
from tests.browser.conftest import ARGUMENTS, USER_AGENT
from tests.browser.dashboard.dashboard import Dashboard
from tests.browser.dashboard.problems import Problems
from tests.browser.dashboard.service import SETTINGS
from tests.conftest import AWS_ENVIRONMENT
from tests.infra.test_dashboard_bundle import FIRST_LOAD_GZIPPED_BYTES, Tags, first_load
from tests.polling import eventually
from tests.running_service import SECRETS, ServiceProcess, start_service

REPETITIONS = 5
DEMO_DAYS = "3"  # all of them would be sent for minutes
SENT_WITHIN_SECONDS = 900.0
_FIRST_CARD = "[data-kpi] [data-value]"


def measure() -> Iterator[Figure]:
    yield _first_load()
    chromium = shutil.which("chromium")
    assert chromium, "there is no chromium on this machine (on Debian: apt-get install chromium)"
    with _service_with_demo() as service, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield _first_card(browser, service)
        yield from _scrolling(browser, service)
        browser.close()


def _first_load() -> Figure:
    assert (BUILT / PAGE).is_file(), "the dashboard is not built: run `make setup`"
    scripts = first_load(Tags((BUILT / PAGE).read_text(encoding="utf-8")))
    kilobytes = sum(len(gzip.compress((BUILT / name).read_bytes(), 6)) for name in scripts) / 1000
    return Figure(
        "dashboard, JavaScript at first load, gzipped",
        round(kilobytes),
        "KB",
        at_most=FIRST_LOAD_GZIPPED_BYTES / 1000,
        made_of=f"{len(scripts)} files",
    )


def _first_card(browser: Browser, service: ServiceProcess) -> Figure:
    with ApiClient.to(service.base_url, SECRETS) as api:
        times = [_time_to_first_card(browser, service, api) for _ in range(REPETITIONS + 1)][1:]
    return Figure(
        "dashboard, from its address to the first card, demonstration",
        round(statistics.median(times)),
        "ms",
        made_of=f"{min(times):.0f} to {max(times):.0f} ms, nothing cached",
    )


def _time_to_first_card(browser: Browser, service: ServiceProcess, api: ApiClient) -> float:
    with _dashboard(browser, service, api) as dashboard:
        dashboard.sign_in("admin")
        started = time.perf_counter()
        dashboard.page.goto(dashboard.url, wait_until="commit")
        dashboard.page.locator(_FIRST_CARD).first.wait_for()
        return (time.perf_counter() - started) * 1000


def _scrolling(browser: Browser, service: ServiceProcess) -> Iterator[Figure]:
    with ApiClient.to(service.base_url, SECRETS) as api, _dashboard(browser, service, api) as dashboard:
        scrolled: list[Scrolled] = [*scroll(dashboard, REPETITIONS)]
    frame = statistics.median(one.median_ms for one in scrolled)
    yield Figure(
        f"dashboard, longest frame while {ROWS:,} rows are scrolled",
        round(statistics.median(one.longest_ms for one in scrolled), 1),
        "ms",
        made_of=f"a frame takes {frame:.1f} ms; at most {max(one.most_rows for one in scrolled)} rows in the page",
    )


@contextmanager
def _dashboard(browser: Browser, service: ServiceProcess, api: ApiClient) -> Iterator[Dashboard]:
    """In a browser's context of its own: nothing is cached."""
    context = browser.new_context(user_agent=USER_AGENT, viewport={"width": 1280, "height": 800})
    try:
        yield Dashboard(context, api, Problems(service.base_url))
    finally:
        context.close()


@contextmanager
def _service_with_demo() -> Iterator[ServiceProcess]:
    with tempfile.TemporaryDirectory() as folder:
        environment = AWS_ENVIRONMENT | SECRETS | SETTINGS | {"RETENTION_DAYS": DEMO_DAYS}
        process = start_service(Path(folder), ["--in-memory", "--demo", "--port", "0"], environment)
        try:
            process.wait_until_ready()
            eventually(lambda: "demonstration: complete" in process.log, SENT_WITHIN_SECONDS)
            yield process
        finally:
            process.stop()


if __name__ == "__main__":
    hand_over(measure)
