"""The live tail of the events page: new events appear by themselves, but never under the eyes of who reads."""

import re
import uuid
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.api_client import ApiClient
from tests.browser.dashboard.dashboard import Dashboard
from tests.browser.dashboard.events_page import asked, rows
from tests.browser.dashboard.service import store
from tests.running_service import SECRETS, ServiceProcess

CAMPAIGN = "events-live"
LIVE = f"events?campaign_id={CAMPAIGN}&live=1"
FEED = "/internal/funnel-events"
TEN_MINUTES_MS = 600_000
IN_SIGHT = "(state) => { Object.defineProperty(document, 'visibilityState', { get: () => state, configurable: true }) }"


def _event(code: str, **more: Any) -> dict[str, Any]:
    failed = {"event_type": "m_auth_login_fail", "email": "live.events@example.com", "campaign_id": CAMPAIGN}
    return failed | {"error_code": code} | more


@pytest.fixture(scope="module", autouse=True)
def _events(dashboard_service: ServiceProcess) -> None:
    with ApiClient.to(dashboard_service.base_url, SECRETS) as api:
        store(api, *(_event(f"before-{number}") for number in range(40)))


def _arrives(page: Page, code: str) -> None:
    expect(rows(page).first).to_contain_text(code)


def _set_visible(page: Page, state: str) -> None:
    page.evaluate(IN_SIGHT, state)
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")


def test_a_new_event_appears_by_itself_once_live_is_switched_on(dashboard: Dashboard, api: ApiClient) -> None:
    page = dashboard.open(f"events?campaign_id={CAMPAIGN}", role="support")
    expect(rows(page).first).to_be_visible()
    page.keyboard.press("l")
    expect(page.get_by_role("switch", name="Live")).to_be_checked()
    expect(page.get_by_role("status")).to_contain_text("Live: new events appear by themselves.")
    assert asked(page)["live"] == ["1"]
    for number in range(3):
        store(api, _event(f"appears-{number}"))
        _arrives(page, f"appears-{number}")
    expect(rows(page).nth(2)).to_contain_text("appears-0")
    page.keyboard.press("l")
    expect(page.get_by_role("switch", name="Live")).not_to_be_checked()


def test_a_viewer_who_gets_no_ids_sees_each_new_event_once(dashboard: Dashboard, api: ApiClient) -> None:
    campaign = "events-live-viewer"
    store(api, _event("twin", campaign_id=campaign), _event("twin", campaign_id=campaign))
    page = dashboard.open(f"events?campaign_id={campaign}&live=1", role="viewer")
    expect(rows(page)).to_have_count(2)
    for arrived in (4, 6):
        store(api, _event("twin", campaign_id=campaign), _event("twin", campaign_id=campaign))
        expect(rows(page)).to_have_count(arrived)


def test_nothing_moves_while_a_row_is_open_and_what_came_is_a_press_away(dashboard: Dashboard, api: ApiClient) -> None:
    page = dashboard.open(LIVE, role="support")
    expect(rows(page).first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Paused while you read.")
    before = rows(page).first.get_attribute("data-event")
    some = uuid.uuid4().hex[:8]
    store(api, _event(f"{some}-0"), _event(f"{some}-1"))
    news = page.get_by_role("button", name="2 new events")
    expect(news).to_be_visible()
    expect(rows(page).first).to_have_attribute("data-event", before or "")
    dashboard.assert_accessible()
    dashboard.screenshot("events-live")
    news.click()
    expect(page.get_by_text(re.compile(f"{some}-[01]"))).to_have_count(2)
    assert "event" not in asked(page)
    store(api, _event("flows-again"))
    _arrives(page, "flows-again")


def test_nothing_moves_while_somebody_has_scrolled_down(dashboard: Dashboard, api: ApiClient) -> None:
    page = dashboard.open(LIVE, role="support")
    expect(rows(page).first).to_be_visible()
    page.keyboard.press("PageDown")
    store(api, _event("above"))
    expect(page.get_by_role("button", name="1 new event")).to_be_visible()
    page.keyboard.press("Home")
    _arrives(page, "above")


def test_what_came_since_one_looked_elsewhere_is_there_without_a_gap(dashboard: Dashboard, api: ApiClient) -> None:
    page = dashboard.open(LIVE, role="support")
    expect(rows(page).first).to_be_visible()
    _set_visible(page, "hidden")
    store(api, *(_event(f"elsewhere-{number}") for number in range(220)))  # more than a page holds
    _set_visible(page, "visible")
    expect(page.get_by_role("cell", name=re.compile("elsewhere-")).first).to_be_visible()
    newest = [event["id"] for event in api.feed(campaign_id=CAMPAIGN)[:15]]
    shown = rows(page).evaluate_all("(rows) => rows.map((row) => row.dataset.event)")
    assert shown[:15] == newest
    while page.get_by_text("older ones below").count():
        page.keyboard.press("End")
    expect(page.get_by_role("table")).to_have_attribute("aria-rowcount", str(len(api.feed(campaign_id=CAMPAIGN)) + 1))


def test_a_hidden_tab_asks_for_nothing(dashboard: Dashboard) -> None:
    dashboard.page.clock.install()
    page = dashboard.open(LIVE, role="support")
    expect(rows(page).first).to_be_visible()
    _set_visible(page, "hidden")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(urlsplit(request.url).path))
    page.clock.run_for(20_000)
    assert requests.count(FEED) <= 1  # one may have been on its way; in sight there are more than ten
    _set_visible(page, "visible")
    with page.expect_request(lambda request: urlsplit(request.url).path == FEED):
        page.clock.run_for(2000)


def test_it_stops_by_itself_once_nobody_is_there_and_goes_on_when_asked(dashboard: Dashboard) -> None:
    dashboard.page.clock.install()
    page = dashboard.open(LIVE, role="support")
    expect(rows(page).first).to_be_visible()
    page.clock.fast_forward(TEN_MINUTES_MS - 60_000)
    page.mouse.move(300, 300)  # a sign of life
    page.clock.fast_forward(TEN_MINUTES_MS - 60_000)
    expect(page.get_by_role("switch", name="Live")).to_be_checked()
    page.clock.fast_forward(61_000)
    expect(page.get_by_role("status")).to_contain_text("Live has stopped after 10 minutes")
    expect(page.get_by_role("switch", name="Live")).not_to_be_checked()
    assert "live" not in asked(page)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("switch", name="Live")).to_be_checked()


def test_days_that_are_over_are_left_when_live_is_switched_on(dashboard: Dashboard, api: ApiClient) -> None:
    page = dashboard.open(f"events?campaign_id={CAMPAIGN}&from=2026-01-05&to=2026-01-06&live=1", role="support")
    expect(page.get_by_text("No events fit")).to_be_visible()
    expect(page.get_by_role("switch", name="Live")).not_to_be_checked()
    page.keyboard.press("l")
    expect(page.get_by_role("switch", name="Live")).to_be_checked()
    assert "from" not in asked(page)
    store(api, _event("of-today"))
    _arrives(page, "of-today")


def test_live_goes_on_by_itself_after_the_service_was_away(dashboard: Dashboard, api: ApiClient) -> None:
    page = dashboard.open(LIVE, role="support")
    expect(rows(page).first).to_be_visible()
    dashboard.faults.down(FEED)
    expect(page.get_by_role("status")).to_contain_text("Live is interrupted; trying again.")
    store(api, _event("meanwhile"))
    dashboard.faults.mend()
    _arrives(page, "meanwhile")
