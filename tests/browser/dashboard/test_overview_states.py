"""The overview as it looks: in both themes and languages, on a phone, while it waits, and with nothing to show."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.api_client import ApiClient
from tests.browser.dashboard.conftest import NewDashboard
from tests.browser.dashboard.dashboard import Dashboard
from tests.browser.dashboard.overview_events import TODAY, YESTERDAY, events
from tests.browser.dashboard.overview_parts import answers_with, value
from tests.browser.dashboard.service import serving_past, store
from tests.running_service import ServiceProcess

ONE_DAY = f"?from={YESTERDAY}&to={YESTERDAY}"
REFRESHED = 13_000
# Names of things, as senders write them, and what stands for a unit.
NOT_TRANSLATED = r"otp_\w+|oauth_\w+|rate_\w+|url_\w+|Asia/Seoul|Tracefunnel|English|zuplo|edge|source|OTP|%p"
SHIFTS = """() => new Promise((told) => new PerformanceObserver((list) => told(
  list.getEntries().filter((one) => !one.hadRecentInput).map((one) => [one.value, one.sources.map((source) =>
    source.node?.outerHTML?.slice(0, 120))])
)).observe({ type: 'layout-shift', buffered: true }) || setTimeout(() => told([]), 300))"""


@pytest.fixture(scope="module")
def dashboard_service(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    with serving_past(engine, tmp_path_factory.mktemp("service"), events()) as service:
        yield service


def test_it_is_accessible_in_both_themes_as_chart_and_as_table(dashboard: Dashboard) -> None:
    page = dashboard.open(role="support")
    expect(_chart(page)).to_contain_text("per day")
    dashboard.assert_accessible()
    dashboard.screenshot("overview")
    page.keyboard.press("v")
    expect(page.get_by_role("table", name=re.compile("By day"))).to_be_visible()
    dashboard.assert_accessible()
    page.get_by_role("button", name="Choose series").click()
    expect(page.get_by_role("checkbox", name="Page view")).to_be_visible()
    dashboard.assert_accessible()


def test_one_day_is_accessible_too(dashboard: Dashboard) -> None:
    page = dashboard.open(ONE_DAY, role="viewer")
    expect(_chart(page)).to_contain_text("per hour")
    dashboard.assert_accessible()
    dashboard.screenshot("overview-one-day")


def test_other_days_are_chosen_in_a_calendar_without_a_mouse(dashboard: Dashboard) -> None:
    page = dashboard.open(f"?from={YESTERDAY}&to={YESTERDAY}", role="viewer")
    calendar = page.get_by_role("button", name=f"{YESTERDAY:%b} {YESTERDAY.day}", exact=True)
    calendar.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("table").locator("[tabindex='0']")).to_be_focused()
    dashboard.assert_accessible()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    week = YESTERDAY - timedelta(days=14), YESTERDAY - timedelta(days=7)
    expect(page).to_have_url(re.compile("from={}&to={}".format(*week)))
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("]")
    expect(page).to_have_url(re.compile(f"to={TODAY}"))


def test_nothing_is_left_in_english(new_dashboard: NewDashboard) -> None:
    dashboard = new_dashboard(locale="ko-KR")
    page = dashboard.open(role="support")
    expect(page.get_by_role("heading", name="개요")).to_be_visible()
    expect(_chart(page)).to_contain_text("건/일")
    for key in ("", "v", "y"):
        if key:
            page.keyboard.press(key)
        expect(value(page, "login_failures")).to_be_visible()
        text = page.locator("main").inner_text() + " ".join(page.locator("main [aria-label]").evaluate_all(_LABELS))
        assert re.findall(r"[A-Za-z]{2,}", re.sub(NOT_TRANSLATED, "", text)) == []
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    dashboard.screenshot("overview-table")


@pytest.mark.soak
def test_a_phone_need_not_scroll_sideways(new_dashboard: NewDashboard) -> None:
    dashboard = new_dashboard(viewport={"width": 390, "height": 844})
    page = dashboard.open(role="support")
    expect(_chart(page)).to_contain_text("per day")
    assert _overflow(page) <= 0
    dashboard.assert_accessible()
    dashboard.screenshot("overview-phone")
    page.keyboard.press("v")
    assert _overflow(page) <= 0


def test_it_refreshes_by_itself_and_nothing_moves(dashboard: Dashboard, api: ApiClient) -> None:
    dashboard.page.clock.install()
    page = dashboard.open(role="viewer")
    expect(_chart(page)).to_contain_text("per day")
    before = int(value(page, "otp_sent").inner_text())
    store(api, {"event_type": "m_otp_send", "email": "new@example.com"})
    page.clock.run_for(REFRESHED)
    expect(value(page, "otp_sent")).to_have_text(str(before + 1))
    assert page.evaluate(SHIFTS) == []


def test_what_is_still_being_counted_is_said(dashboard: Dashboard) -> None:
    page = dashboard.page
    answers_with(page, lambda body: body.update(live=False, pending_days=[str(YESTERDAY), str(TODAY)]))
    dashboard.open(role="viewer")
    expect(page.get_by_text("Too many events are waiting to be counted")).to_be_visible()
    expect(page.get_by_text("2 days")).to_contain_text("were backfilled and are still being counted")
    dashboard.assert_accessible()


def test_a_service_without_events_tells_how_to_send_the_first_one(dashboard: Dashboard) -> None:
    page = dashboard.page
    page.clock.install()
    answers_with(page, _without_events)
    dashboard.open(role="viewer")
    expect(page.get_by_text("There are no events yet")).to_be_visible()
    expect(page.get_by_text("m_page_view")).to_contain_text(f"curl -s {dashboard.problems.origin}/internal")
    dashboard.assert_accessible()
    dashboard.screenshot("overview-empty")
    page.unroute_all()
    page.clock.run_for(REFRESHED)
    expect(value(page, "login_failures")).to_be_visible()


def test_days_without_events_lead_to_days_with_some(dashboard: Dashboard) -> None:
    page = dashboard.open("?from=2026-01-01&to=2026-01-02", role="viewer")
    page.get_by_text("Show the last 28 days").click()
    expect(value(page, "login_failures")).not_to_have_text("0")
    expect(page.get_by_text("No events in these days")).to_have_count(0)


_LABELS = "(found) => found.map((one) => one.getAttribute('aria-label'))"


def _chart(page: Page) -> Locator:
    return page.locator("div[role=img]")


def _overflow(page: Page) -> int:
    overflow: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return overflow


def _without_events(body: dict[str, Any]) -> None:
    body["series"]["events"] = {name: [0 for _ in counts] for name, counts in body["series"]["events"].items()}
