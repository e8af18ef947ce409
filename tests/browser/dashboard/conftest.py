"""A service with the built dashboard, and browsers on it.

A module that needs other settings, or a store without other tests' events, has a `dashboard_service` of its own:

    @pytest.fixture(scope="module")
    def dashboard_service(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
        with serving_dashboard(engine, tmp_path_factory.mktemp("service"), ALARM_MIN_VOLUME="1") as service:
            yield service
"""

import json
from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.api_client import ApiClient
from tests.browser.conftest import USER_AGENT, WAIT_MS
from tests.browser.dashboard.dashboard import SCREENSHOTS, Dashboard
from tests.browser.dashboard.problems import Problems
from tests.browser.dashboard.service import serving_dashboard
from tests.running_service import SECRETS, ServiceProcess

# The person sits elsewhere than where the reporting days are counted, so that a page which mixes them up is seen.
PERSON: dict[str, Any] = {
    "user_agent": USER_AGENT,
    "locale": "en-US",
    "timezone_id": "America/New_York",
    "viewport": {"width": 1280, "height": 800},
    "reduced_motion": "reduce",
}
NewDashboard = Callable[..., Dashboard]
UsedContexts = dict[str, BrowserContext]
_FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def dashboard_service(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    """One for all modules that have none of their own; each test has ids of its own."""
    with serving_dashboard(engine, tmp_path_factory.mktemp("service")) as service:
        yield service


@pytest.fixture
def api(dashboard_service: ServiceProcess) -> Iterator[ApiClient]:
    """To the service behind the dashboard, with the admin key."""
    with ApiClient.to(dashboard_service.base_url, SECRETS) as client:
        yield client


@pytest.fixture
def theme() -> str:
    """Of the person's system: light, but where `make soak` repeats a test in dark."""
    return "light"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is accessible in light is looked at in dark too, state by state, by `make soak`: it takes minutes."""
    if "theme" in metafunc.fixturenames and "assert_accessible" in metafunc.function.__code__.co_names:
        metafunc.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.soak)])


@pytest.fixture(scope="session")
def used_contexts(browser: Browser) -> Iterator[UsedContexts]:
    """What tests have left for the next that wants a browser with the same options, by these: another takes seconds."""
    left: UsedContexts = {}
    yield left
    for context in left.values():
        context.close()


@pytest.fixture
def new_dashboard(
    browser: Browser,
    used_contexts: UsedContexts,
    dashboard_service: ServiceProcess,
    api: ApiClient,
    theme: str,
    request: pytest.FixtureRequest,
) -> Iterator[NewDashboard]:
    """Call it for one more browser, with Playwright's options of a context: `new_dashboard(locale="ko-KR")`."""
    opened: list[tuple[str, Dashboard]] = []

    def new(**options: Any) -> Dashboard:
        wanted = PERSON | {"color_scheme": theme} | options
        key = json.dumps(wanted, sort_keys=True)
        context = used_contexts.pop(key, None) or _new_context(browser, wanted, dashboard_service)
        one = Dashboard(context, api, Problems(dashboard_service.base_url))
        opened.append((key, one))
        one.forget_everything()
        return one

    yield new
    if request.node.stash.get(_FAILED, False):
        _picture([one for _, one in opened], request.node.name)
    try:
        for _, one in opened:
            one.assert_no_problems()
    finally:
        for key, one in opened:
            if key not in used_contexts and one.leave():
                used_contexts[key] = one.context
            else:
                one.context.close()


def _new_context(browser: Browser, options: dict[str, Any], service: ServiceProcess) -> BrowserContext:
    context = browser.new_context(**options)
    context.set_default_timeout(WAIT_MS)
    # A tab that stays keeps the process in which the scripts of this site are compiled already.
    context.new_page().goto(f"{service.base_url}/healthz")
    return context


@pytest.fixture
def dashboard(new_dashboard: NewDashboard) -> Dashboard:
    """In the browser of somebody who reads English and is not signed in yet."""
    return new_dashboard()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        item.stash[_FAILED] = True
    return report


def _picture(opened: list[Dashboard], test: str) -> None:
    """Of what a failed test saw last."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(page for one in opened for page in one.context.pages):
        page.screenshot(path=SCREENSHOTS / f"failed-{test[:80]}-{number}.png", full_page=True)
