"""An API that is down, slow, busy or no longer knows the reader: each page says so, and recovers by itself."""

import re
from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import Page, expect

from tests.api_client import ApiClient
from tests.browser.dashboard.dashboard import Dashboard
from tests.browser.dashboard.service import store
from tests.running_service import SECRETS, ServiceProcess

TRACE = "trace_troubles-1"
PAGES = (
    "",
    "events",
    "funnels?reached=1",
    f"trace?trace_id={TRACE}",
    "campaigns",
    "campaigns?tab=what-if&cookie_trust_window_hours=48",
    "alarms",
    "quarantine",
    "dictionary",
)
# All pages show troubles by the same parts: one trouble is met on each page here, the others in `make soak`.
ON_ONE_OR_ALL = pytest.mark.parametrize(
    "pages",
    [pytest.param(("alarms",), id="alarms"), pytest.param(PAGES, id="each page", marks=pytest.mark.soak)],
)
LONGEST_PAUSE_MS = 11_000  # between two attempts, unless the service asks for more
PATIENCE_MS = 4_500


@pytest.fixture(scope="module", autouse=True)
def _trace(dashboard_service: ServiceProcess) -> None:
    with ApiClient.to(dashboard_service.base_url, SECRETS) as api:
        store(api, {"event_type": "m_auth_login_start", "email": "trouble@example.com", "trace_id": TRACE})


def _pages_with(dashboard: Dashboard, pages: Sequence[str], fault: Callable[[], None], words: str) -> None:
    """Opened with the fault it says the words; with the fault mended it is whole, without anybody's doing."""
    page = dashboard.page
    page.clock.install()
    dashboard.sign_in("admin")
    for path in PAGES:
        fault()
        dashboard.open(path)
        expect(page.get_by_role("alert").filter(has_text=words).first).to_be_visible()
        expect(page.get_by_role("button", name="Try now").first).to_be_visible()
        dashboard.faults.mend()
        page.clock.fast_forward(LONGEST_PAUSE_MS)
        _is_whole(page)


def _is_whole(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("[aria-busy=true], .mantine-Skeleton-root, .mantine-Loader-root")).to_have_count(0)


def test_each_page_says_that_the_api_is_down_and_recovers(dashboard: Dashboard) -> None:
    _pages_with(dashboard, PAGES, lambda: dashboard.faults.down("/internal/"), "cannot be reached")


@ON_ONE_OR_ALL
def test_a_page_says_that_the_store_is_busy_and_recovers(dashboard: Dashboard, pages: Sequence[str]) -> None:
    """After as long as the service asks for."""
    _pages_with(
        dashboard, pages, lambda: dashboard.faults.answer(503, "/internal/", retry_after=7), "The store is busy"
    )


@ON_ONE_OR_ALL
def test_a_page_says_that_the_api_is_slow_and_goes_on_waiting(dashboard: Dashboard, pages: Sequence[str]) -> None:
    page = dashboard.page
    page.clock.install()
    dashboard.sign_in("admin")
    for path in pages:
        dashboard.faults.slow("/internal/")
        dashboard.open(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.clock.fast_forward(PATIENCE_MS)
        expect(page.get_by_role("status").filter(has_text="takes longer than usual").first).to_be_visible()
        dashboard.faults.mend()
        _is_whole(page)


@ON_ONE_OR_ALL
def test_a_session_that_ends_leads_from_a_page_to_sign_in_and_back(dashboard: Dashboard, pages: Sequence[str]) -> None:
    page = dashboard.page
    for path in pages:
        dashboard.sign_in("admin")
        dashboard.open(path)
        _is_whole(page)
        url = page.url
        dashboard.lose_session()
        page.reload()
        expect(page).to_have_url(re.compile(r"/sign-in\?next="))
        page.get_by_label("Operator key", exact=True).fill(dashboard.key_of("admin"))
        page.keyboard.press("Enter")
        expect(page).to_have_url(url)
        _is_whole(page)


def test_before_anybody_is_known_to_be_signed_in_the_page_says_that_the_api_is_down(dashboard: Dashboard) -> None:
    page = dashboard.page
    page.clock.install()
    dashboard.sign_in("viewer")
    dashboard.faults.down()
    dashboard.open("alarms")
    expect(page.get_by_role("alert")).to_have_text(re.compile("cannot be reached"))
    dashboard.assert_accessible()
    dashboard.screenshot("unreachable")
    dashboard.faults.mend()
    page.clock.fast_forward(LONGEST_PAUSE_MS)
    expect(page.get_by_role("heading", name="Alarms")).to_be_visible()


def test_what_is_shown_stays_while_the_api_is_away_with_a_note(dashboard: Dashboard) -> None:
    page = dashboard.page
    page.clock.install()
    dashboard.open("alarms", role="viewer")
    expect(page.get_by_role("heading", name="Login failures")).to_be_visible()
    dashboard.faults.down("/internal/")
    page.clock.fast_forward(31_000)
    expect(page.get_by_role("alert")).to_have_text(re.compile("cannot be reached"))
    expect(page.get_by_role("heading", name="Login failures")).to_be_visible()
    dashboard.assert_accessible()
    with page.expect_request("**/internal/alarms*"):
        page.get_by_role("button", name="Try now").press("Enter")
    expect(page.get_by_role("alert")).to_have_text(re.compile("cannot be reached"))
    dashboard.faults.mend()
    page.clock.fast_forward(31_000)  # it tries by itself, too
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_page_whose_requests_alone_are_refused_offers_to_sign_in(dashboard: Dashboard) -> None:
    """As where the session is known to be good, and one route answers 401 all the same."""
    page = dashboard.page
    dashboard.faults.answer(401, "/internal/quarantine")
    dashboard.open("quarantine", role="support")
    expect(page.get_by_role("alert")).to_have_text(re.compile("You are signed out"))
    dashboard.faults.mend()
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Operator key", exact=True).fill(dashboard.key_of("support"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{dashboard.url}quarantine")
    _is_whole(page)


def test_signing_in_goes_on_by_itself_once_the_api_is_back(dashboard: Dashboard) -> None:
    page = dashboard.page
    page.clock.install()
    dashboard.open("sign-in")
    page.get_by_label("Operator key", exact=True).fill(dashboard.key_of("viewer"))
    dashboard.faults.down()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(re.compile("cannot be reached"))
    dashboard.faults.mend()
    page.clock.fast_forward(LONGEST_PAUSE_MS)
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
