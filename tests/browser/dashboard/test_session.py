"""Signing in and out, what a session carries over, and the frame around every page."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.dashboard.conftest import NewDashboard
from tests.browser.dashboard.dashboard import Dashboard

PHONE = {"width": 390, "height": 844}
DEEP = "dictionary?q=login"
PAGES = {
    "o": ("", "Overview"),
    "e": ("events", "Events"),
    "f": ("funnels", "Funnels"),
    "t": ("trace", "Trace"),
    "c": ("campaigns", "Campaigns"),
    "a": ("alarms", "Alarms"),
    "q": ("quarantine", "Quarantine"),
    "d": ("dictionary", "Event dictionary"),
}
KEPT = "() => document.documentElement.dataset.mantineColorScheme"


def _sign_in_by_keyboard(page: Page, key: str) -> None:
    """The box has the focus from the start."""
    expect(page.get_by_label("Operator key", exact=True)).to_be_focused()
    page.keyboard.type(key)
    page.keyboard.press("Enter")


def _language(page: Page, language: str) -> None:
    expect(page.locator(f"html[lang={language}]")).to_have_count(1)


def test_somebody_signs_in_by_keyboard_and_reaches_what_they_opened(dashboard: Dashboard) -> None:
    page = dashboard.open(DEEP)
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    expect(page).to_have_title("Sign in · Tracefunnel")
    dashboard.assert_accessible()
    dashboard.screenshot("sign-in")
    _sign_in_by_keyboard(page, dashboard.key_of("viewer"))
    expect(page).to_have_url(f"{dashboard.url}{DEEP}")
    expect(page.get_by_text("Login failed").first).to_be_visible()
    page.go_back()
    expect(page).not_to_have_url(re.compile("sign-in"))  # nobody who goes back is asked for the key again


def test_a_wrong_key_is_told_and_can_be_typed_again_at_once(dashboard: Dashboard) -> None:
    page = dashboard.open("sign-in")
    dashboard.expect_problem(r"status of 401 .*\(/auth/session\)")
    _sign_in_by_keyboard(page, "wrong")
    expect(page.get_by_role("alert")).to_have_text(re.compile("opens no session"))
    dashboard.assert_accessible()
    page.keyboard.type(dashboard.key_of("support"))  # what was typed before is selected
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()


@pytest.mark.parametrize("next_page", ["//evil.example.com/", "https://evil.example.com/", "/\\evil.example.com"])
def test_nobody_is_led_elsewhere_after_signing_in(dashboard: Dashboard, next_page: str) -> None:
    page = dashboard.open(f"sign-in?next={next_page}")
    _sign_in_by_keyboard(page, dashboard.key_of("viewer"))
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    expect(page).to_have_url(re.compile(re.escape(dashboard.url)))


def test_an_expired_session_leads_to_sign_in_and_back_to_the_same_url(dashboard: Dashboard) -> None:
    page = dashboard.open(DEEP, role="viewer")
    expect(page.get_by_text("Login failed").first).to_be_visible()
    dashboard.lose_session()
    page.get_by_role("link", name="Events Login failed").click()
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))
    _sign_in_by_keyboard(page, dashboard.key_of("viewer"))
    expect(page).to_have_url(re.compile(r"/events\?type=m_auth_login_fail"))
    expect(page.get_by_role("heading", name="Events")).to_be_visible()


def test_a_link_opened_in_a_new_tab_needs_no_second_sign_in(dashboard: Dashboard) -> None:
    dashboard.open("alarms", role="viewer")
    other = dashboard.context.new_page()
    other.goto(dashboard.url + DEEP)
    expect(other.get_by_text("Login failed").first).to_be_visible()


def test_whoever_signs_out_is_signed_out_in_every_tab(dashboard: Dashboard) -> None:
    page = dashboard.open("dictionary", role="support")
    other = dashboard.context.new_page()
    other.goto(dashboard.url + "alarms")
    expect(other.get_by_role("heading", name="Alarms")).to_be_visible()
    page.get_by_role("button", name="Signed in as support").press("Enter")
    page.get_by_role("menuitem", name="Sign out").press("Enter")
    expect(page).to_have_url(f"{dashboard.url}sign-in")
    dashboard.expect_problem("status of 401 ")
    page.go_back()
    expect(page).to_have_url(re.compile(r"/sign-in\?next=%2Fdictionary"))
    other.keyboard.press("r")
    expect(other).to_have_url(re.compile(r"/sign-in\?next=%2Falarms"))


def test_signing_out_that_fails_says_so(dashboard: Dashboard) -> None:
    page = dashboard.open("dictionary", role="support")
    page.get_by_role("button", name="Signed in as support").click()
    dashboard.faults.down("/auth/session")
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("still signed in"))
    dashboard.faults.mend()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page).to_have_url(f"{dashboard.url}sign-in")


def test_theme_and_language_follow_the_browser_until_they_are_switched_and_are_kept(
    new_dashboard: NewDashboard,
) -> None:
    dashboard = new_dashboard(locale="ko-KR", color_scheme="dark")
    page = dashboard.open("dictionary", role="viewer")
    _language(page, "ko")
    assert page.evaluate(KEPT) == "dark"
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Switch to the light theme").click()
    expect(page.get_by_role("heading", name="Event dictionary")).to_be_visible()
    page.reload()
    _language(page, "en")
    assert page.evaluate(KEPT) == "light"
    other = dashboard.context.new_page()
    other.goto(dashboard.url + "sign-in")
    expect(other.get_by_role("heading", name="Sign in to Tracefunnel")).to_be_visible()
    assert other.evaluate(KEPT) == "light"


def test_a_language_in_the_url_wins_goes_along_and_is_not_kept(new_dashboard: NewDashboard) -> None:
    dashboard = new_dashboard(locale="en-US")
    page = dashboard.open("dictionary?lang=ko", role="viewer")
    _language(page, "ko")
    page.get_by_role("link", name="알람").click()
    expect(page).to_have_url(re.compile("/alarms.*lang=ko"))
    page.reload()
    expect(page.get_by_role("heading", name="알람", level=1)).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page).to_have_url(re.compile("/alarms$"))  # else it would win again
    _language(page, "en")
    page.goto(dashboard.url + "dictionary?lang=ko")
    _language(page, "ko")
    page.goto(dashboard.url + "dictionary")
    _language(page, "en")


def test_keys_lead_to_every_page_and_the_focus_to_its_heading(dashboard: Dashboard) -> None:
    page = dashboard.open("dictionary", role="support")
    expect(page.get_by_role("heading", name="Event dictionary")).to_be_visible()
    for key, (path, name) in PAGES.items():
        page.keyboard.press("g")
        page.keyboard.press(key)
        expect(page).to_have_url(dashboard.url + path)
        expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
        expect(page).to_have_title(re.compile(rf"^(\(\d+\) )?{name}"))  # an alarm may be on
        current = page.get_by_role("navigation", name="Pages").locator("[aria-current=page]")
        expect(current).to_have_attribute("href", re.compile(f"/{path}$"))
        focused = page.evaluate("() => document.querySelector('main').contains(document.activeElement)")
        assert focused, f"{name}: whoever cannot see the page does not hear that it is another"


def test_the_map_of_keys_opens_and_closes_by_keyboard_and_has_what_the_page_takes(dashboard: Dashboard) -> None:
    page = dashboard.open("alarms", role="support")
    expect(page.get_by_role("heading", name="Login failures")).to_be_visible()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    for text in ("Next row", "Show or hide the history", "Refresh", "Quarantine", "Show or hide this map"):
        expect(keys.get_by_text(text, exact=True)).to_be_visible()
    dashboard.assert_accessible()
    page.keyboard.press("Escape")
    expect(keys).to_have_count(0)


def test_the_first_tab_skips_to_the_content(dashboard: Dashboard) -> None:
    page = dashboard.open("dictionary", role="viewer")
    expect(page.get_by_role("heading", name="Event dictionary")).to_be_visible()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    dashboard.assert_accessible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    expect(page).to_have_url(f"{dashboard.url}dictionary")


def test_on_a_phone_the_menu_opens_over_the_page_and_closes_again(new_dashboard: NewDashboard) -> None:
    dashboard = new_dashboard(viewport=PHONE)
    page = dashboard.open("dictionary", role="support")
    navigation = page.get_by_role("navigation", name="Pages")
    burger = page.get_by_role("button", name="Menu")
    expect(page.get_by_role("heading", name="Event dictionary")).to_be_visible()
    expect(navigation).to_be_hidden()  # for the keyboard too
    burger.press("Enter")
    expect(navigation).to_be_visible()
    expect(page.get_by_role("main")).to_be_hidden()
    dashboard.assert_accessible()
    dashboard.screenshot("menu-390")
    page.keyboard.press("Escape")
    expect(navigation).to_be_hidden()
    expect(burger).to_be_focused()
    burger.press("Enter")
    navigation.get_by_role("link", name="Alarms").click()
    expect(page.get_by_role("heading", name="Alarms", level=1)).to_be_visible()
    expect(navigation).to_be_hidden()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_an_address_that_is_no_page_says_so_and_leads_on(dashboard: Dashboard) -> None:
    page = dashboard.open("nowhere", role="viewer")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    dashboard.assert_accessible()
    page.get_by_role("link", name="To the overview").click()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
