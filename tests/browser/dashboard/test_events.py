"""The events page: the feed as a table, row by row, however long, for each role."""

import json
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Route, expect

from tests.api_client import ApiClient
from tests.browser.dashboard.conftest import NewDashboard
from tests.browser.dashboard.dashboard import Dashboard
from tests.browser.dashboard.events_page import (
    FEED,
    MASKED,
    PHONE,
    TRACE,
    LongFeed,
    cells,
    headings,
    rows,
    store_four,
    wait_for_rows,
)
from tests.running_service import ServiceProcess

CAMPAIGN = "events-page"
EVENTS = f"events?campaign_id={CAMPAIGN}"
# Longer than its first page of 100; by two pages and more where the end of the first one has come into sight again.
LONGER = re.compile(r"^([1-9],[0-9]|[2-9])00 events, older ones below")
# In each frame; the end of what is loaded leads to the next page, and so to a further end.
TO_THE_END = """() => {
    const table = document.querySelector('[role=table]')
    window.most = Math.max(window.most ?? 0, table.querySelectorAll('[data-event]').length)
    table.parentElement.scrollTop = table.parentElement.scrollHeight
    return table.getAttribute('aria-rowcount') !== '-1'
}"""


@pytest.fixture(scope="module", autouse=True)
def _events(dashboard_service: ServiceProcess) -> None:
    store_four(dashboard_service.base_url, CAMPAIGN)


def test_the_feed_is_a_table_newest_first_with_times_of_the_reporting_timezone(
    dashboard: Dashboard, api: ApiClient
) -> None:
    newest = api.feed(campaign_id=CAMPAIGN)[0]
    page = dashboard.open(EVENTS, role="support")
    expect(rows(page)).to_have_count(4)
    assert headings(page) == [
        "Time (Asia/Seoul)",
        "Type",
        "E-mail",
        "Trace",
        "Tenant",
        "Outcome",
        "Error code",
        "Detail",
    ]
    at = datetime.fromisoformat(newest["ts"]).astimezone(ZoneInfo("Asia/Seoul"))
    said = f"{at:%b} {at.day}, {at:%Y %H:%M:%S}"
    detail = "plan_tier: pro · stripe_event_id: evt_soyeon"
    assert cells(rows(page).first) == [said, "Checkout completed", "", TRACE, "tnt_events", "success", "", detail]
    assert cells(rows(page).nth(1))[1:] == ["Login failed", MASKED, TRACE, "", "failure", "otp_expired", "code expired"]
    expect(rows(page).first.get_by_text("Checkout completed")).to_have_attribute(
        "title", "m_stripe_webhook_checkout_complete"
    )
    expect(page.get_by_role("table")).to_have_attribute("aria-rowcount", "5")
    dashboard.assert_accessible()
    dashboard.screenshot("events")


def test_a_row_opens_in_place_with_its_payload_and_links_and_stays_open_after_a_reload(dashboard: Dashboard) -> None:
    page = dashboard.open(EVENTS, role="support")
    wait_for_rows(page)
    page.keyboard.press("Enter")
    expect(page.get_by_text('"stripe_event_id": "evt_soyeon"')).to_be_visible()
    stripe = page.get_by_role("link", name="Stripe")
    expect(stripe).to_have_attribute("href", re.compile("^https://dashboard.stripe.com/.*evt_soyeon$"))
    dashboard.assert_accessible()
    dashboard.screenshot("events-row")
    page.reload()
    expect(page.get_by_text('"plan_tier": "pro"')).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text('"plan_tier": "pro"')).to_have_count(0)
    page.keyboard.press("j")
    page.keyboard.press("t")
    expect(page).to_have_url(re.compile(rf"/trace\?trace_id={TRACE}&event="))
    page.go_back()
    expect(rows(page)).to_have_count(4)


def test_the_columns_are_chosen_kept_and_overruled_by_the_url(dashboard: Dashboard) -> None:
    page = dashboard.open(EVENTS, role="support")
    wait_for_rows(page)
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("checkbox", name="Tenant").uncheck()
    page.get_by_role("checkbox", name="Source").check()
    chosen = ["Time (Asia/Seoul)", "Type", "E-mail", "Trace", "Outcome", "Error code", "Detail", "Source"]
    assert headings(page) == chosen
    dashboard.assert_accessible()
    dashboard.open(EVENTS)
    wait_for_rows(page)
    assert headings(page) == chosen
    dashboard.open(f"{EVENTS}&columns=type,id")
    wait_for_rows(page)
    assert headings(page) == ["Type", "Event id"]


@pytest.mark.soak
def test_ten_thousand_rows_are_scrolled_while_only_those_in_sight_are_there(dashboard: Dashboard) -> None:
    feed = LongFeed(10_000)
    dashboard.context.route(FEED, feed.answer)
    page = dashboard.open("events", role="support")
    wait_for_rows(page)
    table = page.get_by_role("table")
    expect(table).to_have_attribute("aria-rowcount", "-1")
    page.keyboard.press("End")
    expect(page.get_by_text(LONGER)).to_be_visible()
    page.wait_for_function(TO_THE_END)
    expect(table).to_have_attribute("aria-rowcount", "10001")
    page.keyboard.press("End")
    expect(page.get_by_role("cell", name="code-9999")).to_be_visible()
    expect(rows(page).last).to_have_attribute("aria-rowindex", "10001")
    assert page.evaluate("window.most") < 100
    assert len(feed.cursors) == len(set(feed.cursors))  # each page was asked for once
    page.keyboard.press("Home")
    expect(page.get_by_role("cell", name="code-0", exact=True)).to_be_visible()
    page.keyboard.press("PageDown")
    expect(page.get_by_role("cell", name="code-0", exact=True)).not_to_be_in_viewport()


def test_a_position_that_no_longer_holds_begins_the_list_anew(dashboard: Dashboard) -> None:
    feed, refused = LongFeed(1000), {"Code": "BadRequestError", "Message": "cursor is altered", "Details": []}
    details = [{"field": "cursor", "reason": "is altered"}]
    refusals = iter([json.dumps(refused | {"Details": details})])

    def answer(route: Route) -> None:
        refusal = next(refusals, None) if "cursor=" in route.request.url else None
        if refusal is None:
            feed.answer(route)
        else:
            route.fulfill(status=400, content_type="application/json", body=refusal)

    dashboard.expect_problem("status of 400")
    dashboard.context.route(FEED, answer)
    page = dashboard.open("events", role="support")
    wait_for_rows(page)
    page.keyboard.press("End")
    expect(page.get_by_text("The list began anew")).to_be_visible()
    page.keyboard.press("End")
    expect(page.get_by_text(LONGER)).to_be_visible()


def test_an_api_that_is_busy_is_said_and_waited_for(dashboard: Dashboard) -> None:
    dashboard.faults.answer(503, "/internal/funnel-events", retry_after=1)
    page = dashboard.open(EVENTS, role="support")
    expect(page.get_by_role("alert")).to_contain_text("The store is busy")
    dashboard.assert_accessible()
    dashboard.faults.mend()
    expect(rows(page)).to_have_count(4)


def test_a_viewer_sees_no_identifier_and_is_offered_none(dashboard: Dashboard) -> None:
    page = dashboard.open(EVENTS, role="viewer")
    expect(rows(page)).to_have_count(4)
    assert headings(page) == ["Time (Asia/Seoul)", "Type", "Outcome", "Error code", "Source", "Campaign"]
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your role does not see payloads and identifiers.")).to_be_visible()
    page.get_by_role("button", name="Columns").click()
    expect(page.get_by_role("checkbox").first).to_be_visible()
    offered = page.get_by_role("checkbox").evaluate_all("(boxes) => boxes.map((box) => box.value)")
    assert set(offered) == {"time", "type", "event_type", "outcome", "error_code", "source", "campaign", "occurred"}
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("f")
    expect(page.get_by_role("textbox", name="Error code")).to_be_visible()
    for about_people in ("E-mail", "Trace", "Tenant"):
        expect(page.get_by_role("textbox", name=about_people)).to_have_count(0)
    page.keyboard.press("Escape")
    for identifier in (TRACE, MASKED, "example.com", "tnt_", "evt_", "fp_", "code expired"):
        assert identifier not in page.content()
    dashboard.screenshot("events-viewer")


@pytest.mark.soak
def test_the_page_works_on_a_phone_and_in_korean(new_dashboard: NewDashboard) -> None:
    phone = new_dashboard(viewport=PHONE, locale="ko-KR")
    page = phone.open(EVENTS, role="support")
    expect(page.get_by_role("heading", name="이벤트")).to_be_visible()
    expect(page.locator("[data-event]")).to_have_count(4)
    page.keyboard.press("Enter")
    expect(page.get_by_text('"plan_tier": "pro"')).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.get_by_role("table").locator("..").evaluate("(region) => region.scrollWidth <= region.clientWidth")
    phone.assert_accessible()
    phone.screenshot("events-phone-ko")
    page.keyboard.press("f")
    apply = page.get_by_role("button", name="적용")
    expect(apply).to_be_in_viewport()
    phone.screenshot("events-phone-ko-filter")
