"""Quarantine and dictionary; and that a viewer meets nobody, on no page and in no answer."""

import json
import re
from collections.abc import Iterable, Iterator

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.api_client import ApiClient
from tests.browser.dashboard.conftest import NewDashboard
from tests.browser.dashboard.dashboard import Dashboard
from tests.browser.dashboard.everything import (
    ADDRESS,
    DOMAIN,
    IDENTIFIERS,
    MASKED,
    PAGES,
    REGISTRATION,
    TENANT,
    TRACE,
    store_everything,
    wait_until_loaded,
)
from tests.browser.dashboard.service import serving_dashboard
from tests.running_service import SECRETS, ServiceProcess

PHONE = {"width": 390, "height": 844}
SOAK = pytest.mark.soak
QUARANTINE = "**/internal/quarantine*"
SCRIPT = "<img src=x onerror=alert(1)><script>alert(2)</script>"
# Every refusal that a sender can meet, by what it sends.
REFUSED = (
    {"event_type": "m_otp_send"},
    {"event_type": "m_otp_send", "user_id": "kim@example.com"},
    {"event_type": "m_nothing", "payload": {SCRIPT: f"\u202e{SCRIPT}"}},
    {"event_type": "m_page_view", "source": "moon", "ts": "2026-01-01T00:00:00Z", "occurred_at": "yesterday"},
    {"event_type": "m_page_view", "anonymous_id": "a\u0001", "email_fingerprint": "fp_1", "email": "nobody"},
    {"event_type": "m_page_view", "event_id": "", "anonymous_id": "a" * 300, "success": "yes", "payload": [1]},
    {"event_type": "m_page_view", "event_id": "é", "user_id": 5, "colour": "red"},
    {"anonymous_id": "a"},
    {"event_type": "m_page_view"} | {f"field_{number}": 1 for number in range(30)},
    7,
)


@pytest.fixture(scope="module")
def dashboard_service(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    settings = {"CAMPAIGN_MIN_VOLUME": "1", "LINK_ALLOWED_HOSTS": "shop.example.com"}
    with serving_dashboard(engine, tmp_path_factory.mktemp("service"), **settings) as service:
        with ApiClient.to(service.base_url, SECRETS) as api:
            store_everything(api)
            for _ in range(2):
                assert api.send({"events": REFUSED}).status_code == 422
        yield service


def _items(page: Page) -> Locator:
    return page.get_by_role("main").locator("li").filter(has=page.locator("[aria-expanded]"))


def test_quarantine_shows_why_and_how_often_and_what_was_sent_as_text(dashboard: Dashboard) -> None:
    page = dashboard.open("quarantine", role="support")
    expect(_items(page)).to_have_count(len(REFUSED) + 1)
    strange = _items(page).filter(has_text="m_nothing")
    expect(strange).to_contain_text("Unknown event type")
    expect(strange).to_contain_text("event_type is no event type of the dictionary")
    expect(strange).to_contain_text("2 times")
    strange.get_by_role("button").click()
    sent = strange.locator("pre")
    expect(sent).to_contain_text(SCRIPT)  # as text: an image of it would be refused, and told at the end of the test
    expect(sent).to_contain_text("\\u202e")
    many = _items(page).filter(has_text="field_0")
    expect(many).to_contain_text("more reasons")
    many.get_by_role("button").click()
    expect(many.get_by_text("unknown field: put it into payload")).to_have_count(20)
    dashboard.assert_accessible()
    dashboard.screenshot("quarantine")
    page.reload()
    expect(many.locator("pre")).to_be_visible()


def test_quarantine_is_walked_by_keys_and_narrowed_by_reason(dashboard: Dashboard) -> None:
    page = dashboard.open("quarantine", role="support")
    expect(_items(page).first).to_have_attribute("aria-current", "true")
    for key in ("j", "j", "k", "Enter"):
        page.keyboard.press(key)
    expect(_items(page).nth(1).locator("pre")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("pre")).to_have_count(0)
    reason = page.get_by_role("list", name="Reasons").get_by_role("button", name="email required for m_otp_send")
    expect(reason).to_contain_text("4 times")
    reason.click()
    expect(_items(page)).to_have_count(2)
    expect(page).to_have_url(re.compile(r"reason="))
    page.reload()
    expect(_items(page)).to_have_count(2)
    expect(reason).to_have_attribute("aria-pressed", "true")
    reason.click()
    expect(_items(page)).to_have_count(len(REFUSED) + 1)


def test_every_refusal_is_said_in_korean(new_dashboard: NewDashboard) -> None:
    dashboard = new_dashboard(locale="ko-KR", viewport=PHONE)
    page = dashboard.open("quarantine", role="support")
    expect(_items(page)).to_have_count(len(REFUSED) + 1)
    page.get_by_role("button", name=re.compile("사유 .*개 모두 보기")).click()
    expect(page.get_by_text("m_otp_send에 필수입니다").first).to_be_visible()
    expect(page.locator("main [lang=en]")).to_have_count(0)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    dashboard.assert_accessible()
    dashboard.screenshot("quarantine-390-ko")


def test_quarantine_loads_older_ones_when_asked(dashboard: Dashboard) -> None:
    def page_of(start: int) -> list[dict[str, object]]:
        at = "2026-11-22T00:00:00.000Z"
        reasons = [{"field": "email", "reason": "required for m_otp_send"}]
        common = {"received_at": at, "last_received_at": at, "times": 1, "reasons": reasons}
        return [common | {"id": f"item-{number}", "event": {"n": number}} for number in range(start, start + 50)]

    def answer(route: Route) -> None:
        older = "cursor=older" in route.request.url
        body = {"items": page_of(50 if older else 0), "next_cursor": None if older else "older"}
        route.fulfill(content_type="application/json", body=json.dumps(body))

    dashboard.context.route(QUARANTINE, answer)
    page = dashboard.open("quarantine", role="admin")
    expect(_items(page)).to_have_count(50)
    expect(page.get_by_text("There is more.")).to_be_visible()
    page.get_by_role("button", name="Load older ones").click()
    expect(_items(page)).to_have_count(100)
    expect(page.get_by_role("button", name="Load older ones")).to_have_count(0)


def test_an_empty_quarantine_says_that_this_is_good(dashboard: Dashboard) -> None:
    body = json.dumps({"items": [], "next_cursor": None})
    dashboard.context.route(QUARANTINE, lambda route: route.fulfill(content_type="application/json", body=body))
    page = dashboard.open("quarantine", role="support")
    expect(page.get_by_text("That is good.")).to_be_visible()
    dashboard.assert_accessible()


def test_the_dictionary_has_each_type_with_what_it_must_carry_and_leads_to_its_events(dashboard: Dashboard) -> None:
    page = dashboard.open("dictionary", role="viewer")
    types = dashboard.api.get("/internal/event-types").json()["items"]
    rows = page.get_by_role("row").filter(has=page.get_by_role("cell"))
    expect(rows).to_have_count(len(types))
    for number, one in enumerate(types):
        row = rows.nth(number)
        expect(row).to_contain_text(one["label"]["en"])
        expect(row.get_by_text(one["event_type"], exact=True)).to_be_visible()
        fields = [field for required in one["required"] for field in required.split("|")]
        assert row.get_by_role("cell").nth(1).locator("code").all_inner_texts() == fields
        outcome = {True: "success", False: "failure", None: "no outcome"}[one["default_success"]]
        expect(row.get_by_role("cell").nth(2)).to_have_text("must be sent" if "success" in fields else outcome)
    dashboard.assert_accessible()
    dashboard.screenshot("dictionary")
    page.keyboard.press("f")
    page.keyboard.type("login fail")
    expect(rows).to_have_count(1)
    expect(page).to_have_url(re.compile(r"q=login(\+|%20)fail$"))
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # the box has given the keys back
    expect(page).to_have_url(f"{dashboard.url}events?type=m_auth_login_fail")
    page.go_back()
    expect(rows).to_have_count(1)
    page.keyboard.press("f")
    page.keyboard.type(" nothing")
    expect(page.get_by_text("No event type is like that")).to_be_visible()
    page.keyboard.press("Escape")
    expect(rows).to_have_count(len(types))


@pytest.mark.soak
def test_the_dictionary_fits_on_a_phone(new_dashboard: NewDashboard) -> None:
    dashboard = new_dashboard(viewport=PHONE)
    page = dashboard.open("dictionary", role="viewer")
    expect(page.get_by_text("m_auth_login_fail", exact=True)).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    dashboard.assert_accessible()
    dashboard.screenshot("dictionary-390")


def _identifiers(api: ApiClient) -> tuple[str, ...]:
    """All that was sent of the person, and what the service has made of it."""
    (fingerprint,) = api.http.post("/internal/subjects/lookup", json={"email": ADDRESS}, headers=api.bearer()).json()[
        "fingerprints"
    ]
    return (*IDENTIFIERS, fingerprint)


def test_support_meets_the_person_where_a_viewer_must_not(dashboard: Dashboard) -> None:
    """So that the next test proves something."""
    read = _read_every_page(dashboard, "support", ("events", "trace", "registrations"))
    for identifier in (DOMAIN, MASKED, TRACE, TENANT, REGISTRATION, "message-chulsoo-1", "payload-chulsoo-1"):
        assert any(identifier in text for text in read.values()), identifier


def test_a_viewer_sees_no_identifier_anywhere(dashboard: Dashboard) -> None:
    """Story (i)."""
    read = _read_every_page(dashboard, "viewer")
    found = [(where, one) for where, text in read.items() for one in _identifiers(dashboard.api) if one in text]
    assert not found


def _read_every_page(dashboard: Dashboard, role: str, names: Iterable[str] = PAGES) -> dict[str, str]:
    """What the page holds, seen or not, and every answer of the API's: by the page's name, by the request's URL."""
    read: dict[str, str] = {}
    page = dashboard.page

    def answer(route: Route) -> None:
        answered = route.fetch()
        read[f"answer to {route.request.url} of {page.url}"] = answered.text()
        route.fulfill(response=answered)

    dashboard.context.route(re.compile("/(internal|auth)/"), answer)
    dashboard.expect_problem("status of 403 ")
    dashboard.sign_in(role)
    for name in names:
        path = PAGES[name]
        if role == "viewer" and any(one in path for one in IDENTIFIERS):
            continue  # an operator's link; it is refused, as the next test says
        dashboard.open(path)
        wait_until_loaded(page)
        for key in ("j", "Enter"):  # what opens in place, opens
            page.keyboard.press(key)
        wait_until_loaded(page)
        read[name] = page.content()
    dashboard.open("events")
    wait_until_loaded(page)
    with page.expect_download() as download:
        page.keyboard.press("x")
    read["export"] = download.value.path().read_text("utf-8")
    return read


OPERATORS_LINKS = (
    f"trace?trace_id={TRACE}",
    f"events?trace_id={TRACE}",
    "events?q_email=fp_0123456789abcdef0123456789abcdef",
    f"events?tenant_id={TENANT}",
    f"campaigns?campaign_id=spring-sale&tab=registrations&registration_id={REGISTRATION}",
    "campaigns?tab=what-if&cookie_trust_window_hours=48",
    "quarantine?id=0123456789abcdef0123456789abcdef",
)


def test_an_operators_link_is_refused_politely(dashboard: Dashboard) -> None:
    for link in OPERATORS_LINKS:
        _open_refused(dashboard, link)


@pytest.mark.parametrize("link", [OPERATORS_LINKS[0], *(pytest.param(one, marks=SOAK) for one in OPERATORS_LINKS[1:])])
def test_what_is_said_of_an_operators_link_is_accessible(dashboard: Dashboard, link: str) -> None:
    _open_refused(dashboard, link)
    dashboard.assert_accessible()


def _open_refused(dashboard: Dashboard, link: str) -> None:
    page = dashboard.open(link, role="viewer")
    wait_until_loaded(page)
    expect(page.get_by_text(re.compile("Your role may not see this|a support key")).first).to_be_visible()
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()
    text = page.get_by_role("main").inner_text()
    assert not any(one in text for one in IDENTIFIERS)
