"""The filters of the events page: in the URL, by keyboard, with no address in any URL, and what to loosen."""

import re
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Request, expect

from tests.browser.dashboard.dashboard import Dashboard
from tests.browser.dashboard.events_page import ADDRESS, TRACE, asked, rows, store_four, wait_for_rows
from tests.running_service import ServiceProcess

CAMPAIGN = "events-filters"
EVENTS = f"events?campaign_id={CAMPAIGN}"
LOOKUP = "/internal/subjects/lookup"


@pytest.fixture(scope="module", autouse=True)
def _events(dashboard_service: ServiceProcess) -> None:
    store_four(dashboard_service.base_url, CAMPAIGN)


def test_filters_are_set_by_keyboard_stand_in_the_url_and_survive_reload_and_back(dashboard: Dashboard) -> None:
    page = dashboard.open(EVENTS, role="support")
    expect(rows(page)).to_have_count(4)
    page.keyboard.press("f")
    expect(page.get_by_role("combobox", name="Type")).to_be_focused()
    page.keyboard.type("Login failed")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.get_by_role("checkbox", name="failure").check()
    page.get_by_role("textbox", name="Tenant").fill("tnt_other")
    page.keyboard.press("Enter")
    expect(rows(page)).to_have_count(1)
    narrowed = {"type": ["m_auth_login_fail"], "success": ["false"], "tenant_id": ["tnt_other"]}
    assert asked(page) == narrowed | {"campaign_id": [CAMPAIGN]}
    page.reload()
    expect(rows(page)).to_have_count(1)
    expect(page.get_by_role("group", name="Type", exact=True)).to_contain_text("Login failed")
    page.get_by_role("button", name="Remove filter: Tenant").click()
    expect(rows(page)).to_have_count(2)
    page.go_back()
    expect(rows(page)).to_have_count(1)
    page.go_back()
    expect(rows(page)).to_have_count(4)


def test_an_address_is_looked_up_and_only_its_fingerprint_stands_in_any_url(dashboard: Dashboard) -> None:
    page = dashboard.open(EVENTS, role="support")
    expect(rows(page)).to_have_count(4)
    told: list[Request] = []

    def watch(request: Request) -> None:
        told.append(request)

    page.on("request", watch)
    page.keyboard.press("f")
    page.get_by_role("textbox", name="E-mail").fill(f" {ADDRESS.upper()} ")
    page.keyboard.press("Enter")
    expect(rows(page)).to_have_count(2)
    assert re.fullmatch("fp_[0-9a-f]{32}", asked(page)["q_email"][0])
    assert LOOKUP in [urlsplit(one.url).path for one in told]
    urls = [one.url for one in told] + page.evaluate("navigation.entries().map((entry) => entry.url)")
    assert not [url for url in urls if "soyeon.events@" in unquote(url).lower()]


def test_an_address_that_somebody_wrote_into_the_url_leaves_it_at_once(dashboard: Dashboard) -> None:
    page = dashboard.open(f"{EVENTS}&q_email={ADDRESS}", role="support")
    expect(rows(page)).to_have_count(2)
    assert asked(page)["q_email"][0].startswith("fp_")
    assert "@" not in unquote(page.evaluate("JSON.stringify(navigation.entries().map((entry) => entry.url))"))


def test_what_cannot_be_asked_is_said_at_its_field(dashboard: Dashboard) -> None:
    page = dashboard.open(EVENTS, role="support")
    wait_for_rows(page)
    page.keyboard.press("f")
    page.get_by_role("textbox", name="E-mail").fill("soyeon")
    page.get_by_role("textbox", name="Tenant").fill(ADDRESS)
    page.get_by_label("From", exact=True).fill("2026-11-22T10:00:00")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is neither an address nor a fingerprint.")).to_be_visible()
    expect(page.get_by_text("An address belongs in the e-mail field.")).to_be_visible()
    expect(page.get_by_text("Give both times, or neither.")).to_be_visible()
    dashboard.assert_accessible()
    dashboard.screenshot("events-filter")
    page.keyboard.press("Escape")
    assert asked(page) == {"campaign_id": [CAMPAIGN]}


def test_a_filter_that_the_service_refuses_can_be_removed(dashboard: Dashboard) -> None:
    dashboard.expect_problem("status of 400")
    page = dashboard.open(f"{EVENTS}&type=m_nonsense", role="support")
    expect(page.get_by_role("alert")).to_contain_text("is no event type of the dictionary")
    dashboard.assert_accessible()
    page.get_by_role("alert").locator("..").get_by_role("button", name="Remove filter: Type").click()
    expect(rows(page)).to_have_count(4)


def test_where_nothing_fits_it_is_said_which_filter_to_loosen(dashboard: Dashboard) -> None:
    page = dashboard.open(f"{EVENTS}&success=false&error_code=otp_invalid", role="support")
    expect(page.get_by_text("No events fit")).to_be_visible()
    loosen = page.get_by_role("group").get_by_role("button", name="Remove filter: Error code")
    helping = page.get_by_role("main").get_by_text("There are some as soon as")
    expect(helping).to_be_visible()
    dashboard.assert_accessible()
    dashboard.screenshot("events-empty")
    assert loosen.count() == 1  # of the chip, besides the one that helps
    page.get_by_role("button", name="Remove filter: Error code").last.click()
    expect(rows(page)).to_have_count(2)


def test_a_viewer_who_follows_a_link_about_a_person_is_told_politely(dashboard: Dashboard) -> None:
    dashboard.sign_in("viewer")
    for forbidden in (f"trace_id={TRACE}", f"q_email=fp_{'0' * 32}", f"q_email={ADDRESS}", "tenant_id=tnt_events"):
        page = dashboard.open(f"{EVENTS}&{forbidden}")
        note = page.get_by_role("alert")
        expect(note).to_contain_text("Your role may not see this")
        assert forbidden.partition("=")[2] not in page.content()
        note.get_by_role("button").click()
        expect(rows(page)).to_have_count(4)
        assert asked(page) == {"campaign_id": [CAMPAIGN]}


def test_what_such_a_viewer_is_told_is_accessible(dashboard: Dashboard) -> None:
    page = dashboard.open(f"{EVENTS}&trace_id={TRACE}", role="viewer")
    expect(page.get_by_role("alert")).to_contain_text("Your role may not see this")
    dashboard.assert_accessible()
