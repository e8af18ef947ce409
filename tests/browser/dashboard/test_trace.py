"""What happened to one person: the trace page, and the search that leads to it from anywhere."""

import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from chalicelib.domain.timestamp import format_utc
from tests.api_client import ApiClient
from tests.browser.conftest import USER_AGENT
from tests.browser.dashboard.conftest import NewDashboard
from tests.browser.dashboard.dashboard import Dashboard
from tests.browser.dashboard.service import store
from tests.running_service import SECRETS, ServiceProcess

PHONE = {"width": 390, "height": 844}
LOOKUP = "/internal/subjects/lookup"
ADDRESS, MASKED = "minji.trace@example.com", "m***@example.com"
TRACE, OTHER_TRACE = "trace_minji-checkout", "trace_minji-login"
LONELY_ADDRESS, LONELY_TRACE = "lonely.trace@example.com", "trace_lonely"
ODD_TRACE = "trace_!\"#$%&'()*+,-./:;<=>?[\\]^_`{|}~"
SCRIPT = "<img src=x onerror=alert(1)><script>alert(2)</script>"
CAMPAIGN, OTHER_CAMPAIGN = "trace-spring", "trace-autumn"


@dataclass(frozen=True)
class Story:
    """Everything that the tests of this module look at happened within the last 48 hours."""

    api: ApiClient
    now: datetime

    def happened(self, event_type: str, ago: timedelta, trace_id: str = TRACE, **more: Any) -> dict[str, Any]:
        at = format_utc(self.now - ago)
        return {"event_type": event_type, "trace_id": trace_id, "occurred_at": at, "source": "zuplo"} | more

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        answer = self.api.http.post(path, json=body, headers=self.api.bearer())
        assert answer.status_code in (200, 201), answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture(scope="module", autouse=True)
def _story(dashboard_service: ServiceProcess) -> Iterator[None]:
    with ApiClient.to(dashboard_service.base_url, SECRETS) as api:
        story = Story(api, datetime.now(UTC))
        _checkout(story)
        _registration(story)
        _login(story)
        happened = story.happened
        lonely = {"trace_id": LONELY_TRACE, "email": LONELY_ADDRESS}
        odd = {"trace_id": ODD_TRACE, "email": "odd.trace@example.com", "error_code": SCRIPT, "error_message": SCRIPT}
        store(
            api,
            happened("m_auth_login_start", timedelta(hours=3), **lonely),
            happened("m_auth_login_fail", timedelta(hours=2), **odd, payload={"note": SCRIPT}),
        )
        yield


def _checkout(story: Story) -> None:
    """A day between sign-in and checkout, a mail gateway that hung, and a tenant that was not made."""
    happened, minutes, seconds = story.happened, {"hours": 30, "minutes": 30}, {"hours": 30}
    store(
        story.api,
        happened("m_auth_login_start", timedelta(**minutes), email=ADDRESS, source="admin-web"),
        happened("m_otp_send_result", timedelta(**seconds), email=ADDRESS, success=False, error_code="gateway_timeout"),
        happened("m_auth_login_success", timedelta(hours=29, minutes=59, seconds=48), email=ADDRESS),
        happened("m_checkout_click", timedelta(minutes=40), payload={"plan_tier": "pro"}),
        happened("m_stripe_webhook_checkout_complete", timedelta(minutes=38), payload={"stripe_event_id": "evt_minji"}),
        happened(
            "m_provision_failed",
            timedelta(minutes=36),
            job_id="job_minji",
            error_code="dns_conflict",
            payload={"failure_stage": "dns"},
        ),
    )


def _registration(story: Story) -> None:
    """By the URL of one campaign, with the cookie of another."""
    landing = f"{story.api.http.base_url}/cp/auth-commerce-funnel/"
    for campaign in (CAMPAIGN, OTHER_CAMPAIGN):
        story.post("/internal/campaigns", campaign_id=campaign, name=campaign, default_url=landing)
        story.post("/internal/links", campaign_id=campaign, cid=f"{campaign}-mail", utm_source="newsletter")
    page = {"user_agent": USER_AGENT, "trace_id": TRACE}
    visit = story.post(
        "/v1/tracking/visits",
        url=f"{landing}?cid={OTHER_CAMPAIGN}-mail",
        campaign_id=OTHER_CAMPAIGN,
        anonymous_id="visitor-minji",
        user_agent=USER_AGENT,
    )
    tracked = {"registration_id": "reg-minji-tracked", "campaign_id": CAMPAIGN, "cookie": visit["set_cookie"]}
    story.post("/v1/tracking/registrations", url=f"{landing}?cid={CAMPAIGN}-mail", **tracked, **page)
    untracked = {"registration_id": "reg-minji-untracked", "campaign_id": CAMPAIGN, "cookie": visit["set_cookie"]}
    story.post("/v1/tracking/registrations", url=landing, **untracked, **page | {"trace_id": OTHER_TRACE})


def _login(story: Story) -> None:
    store(
        story.api,
        story.happened("m_auth_login_start", timedelta(hours=47), OTHER_TRACE, email=ADDRESS),
        story.happened("m_auth_login_fail", timedelta(hours=46), OTHER_TRACE, email=ADDRESS, error_code="otp_expired"),
    )


def _timeline(page: Page) -> Locator:
    return page.get_by_role("list", name="Timeline")


def _shown_trace(page: Page) -> str | None:
    """Which one the URL names."""
    return parse_qs(urlsplit(page.url).query).get("trace_id", [None])[0]


def _search(page: Page, text: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_a_customers_timeline_is_opened_from_an_address_by_keyboard_alone(dashboard: Dashboard) -> None:
    page = dashboard.open("dictionary", role="support")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    _search(page, LONELY_ADDRESS)
    expect(_timeline(page)).to_contain_text("Login started")
    assert _shown_trace(page) == LONELY_TRACE
    expect(page.get_by_role("textbox", name="Find a person")).to_have_value("")
    page.go_back()
    expect(page).to_have_url(re.compile("/dictionary$"))


def test_an_address_goes_nowhere_but_into_the_body_of_its_lookup(dashboard: Dashboard) -> None:
    page = dashboard.open("trace", role="support")
    expect(page.get_by_role("heading", name="Trace")).to_be_visible()
    told: list[Request] = []

    def watch(request: Request) -> None:
        if _holds_address(f"{request.url} {request.headers} {request.post_data}"):
            told.append(request)

    page.on("request", watch)
    _search(page, f"  mailto:{LONELY_ADDRESS}\t")
    expect(_timeline(page)).to_be_visible()
    assert [(urlsplit(one.url).path, one.post_data_json) for one in told] == [(LOOKUP, {"email": LONELY_ADDRESS})]
    assert not _holds_address(f"{told[0].url} {told[0].headers}")
    left_behind = page.evaluate(
        """() => JSON.stringify([
            navigation.entries().map((entry) => [entry.url, entry.getState()]),
            history.state, document.title, document.documentElement.outerHTML,
            { ...localStorage }, { ...sessionStorage }, performance.getEntries().map((entry) => entry.name),
        ])"""
    )
    assert not _holds_address(left_behind)


def _holds_address(text: str) -> bool:
    return "lonely.trace" in unquote(text).lower()


def test_of_several_traces_of_a_person_one_is_chosen(dashboard: Dashboard) -> None:
    page = dashboard.open("trace", role="support")
    expect(page.get_by_role("heading", name="Trace")).to_be_visible()
    _search(page, ADDRESS)
    rows = page.get_by_role("table", name="Traces").get_by_role("row")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text(TRACE)
    expect(rows.nth(2)).to_contain_text(OTHER_TRACE)
    expect(rows.nth(2)).to_contain_text("otp_expired")
    expect(page.get_by_text(MASKED)).to_be_visible()
    dashboard.assert_accessible()
    dashboard.screenshot("trace-list")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(_timeline(page)).to_be_visible()
    assert _shown_trace(page) == OTHER_TRACE
    page.go_back()
    expect(rows).to_have_count(3)
    page.reload()
    expect(rows).to_have_count(3)


def test_a_fingerprint_finds_the_same_person(dashboard: Dashboard, api: ApiClient) -> None:
    answer = api.http.post(LOOKUP, json={"email": LONELY_ADDRESS}, headers=api.bearer())
    (fingerprint,) = answer.json()["fingerprints"]
    page = dashboard.open("dictionary", role="admin")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    _search(page, fingerprint)
    expect(_timeline(page)).to_be_visible()
    assert _shown_trace(page) == LONELY_TRACE
    page.get_by_role("link", name="All traces").click()  # a link to the list is not led on to the only trace again
    expect(page.get_by_role("row", name=LONELY_TRACE)).to_be_visible()


def test_of_a_person_who_is_not_known_it_is_said_what_to_do(dashboard: Dashboard) -> None:
    page = dashboard.open("trace", role="support")
    expect(page.get_by_role("heading", name="Trace")).to_be_visible()
    _search(page, "nobody.trace@example.com")
    expect(page.get_by_text("No events of this person")).to_be_visible()
    expect(page.get_by_text("Compare its spelling")).to_be_visible()


def test_what_is_none_of_the_three_is_said_beneath_the_box_and_asks_nobody(dashboard: Dashboard) -> None:
    page = dashboard.open("trace", role="support")
    expect(page.get_by_role("heading", name="Trace")).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    _search(page, "minji")
    expect(page.get_by_role("alert")).to_contain_text("This is none of the three")
    assert LOOKUP not in asked
    expect(page).to_have_url(re.compile("/trace$"))
    dashboard.assert_accessible()
    dashboard.screenshot("trace-search")
    page.keyboard.press("Escape")
    expect(page.get_by_text("This is none of the three")).to_have_count(0)


def test_a_lookup_that_fails_says_so_and_works_once_the_service_is_back(dashboard: Dashboard) -> None:
    page = dashboard.open("trace", role="support")
    expect(page.get_by_role("heading", name="Trace")).to_be_visible()
    dashboard.faults.down(LOOKUP)
    _search(page, LONELY_ADDRESS)
    expect(page.get_by_role("alert")).to_contain_text("The service cannot be reached")
    dashboard.faults.mend()
    page.keyboard.press("Enter")
    expect(_timeline(page)).to_be_visible()


def test_the_timeline_shows_the_way_its_pauses_its_failures_and_how_far_it_went(dashboard: Dashboard) -> None:
    page = dashboard.open(f"trace?trace_id={TRACE}", role="support")
    timeline = _timeline(page)
    expect(timeline.get_by_role("button")).to_have_count(7)
    expect(timeline.locator("[data-gap=long]")).to_contain_text(["30m without an event"])
    expect(timeline.locator("[data-gap=days]")).to_have_text("1d 5h without an event")
    expect(timeline.get_by_role("button", name="OTP send result")).to_contain_text("gateway_timeout")
    expect(timeline.get_by_role("button", name="failure")).to_have_count(2)
    expect(timeline.get_by_role("button", name="Login succeeded")).to_contain_text("+12s")
    glance = page.get_by_role("region", name="The trace at a glance")
    expect(glance).to_contain_text("Completed")
    expect(glance).to_contain_text(MASKED)
    expect(glance).to_contain_text(f"cid={CAMPAIGN}-mail")
    expect(glance.locator("[data-standing=furthest]")).to_contain_text("Provisioning")
    expect(glance.locator("[data-standing=skipped]")).to_have_text([re.compile("Visit")])
    events = glance.get_by_role("link", name="All events")
    expect(events).to_have_attribute("href", re.compile("q_email=fp_[0-9a-f]{32}"))
    alike = glance.get_by_role("link", name="Who else")
    expect(alike).to_have_attribute("href", re.compile("type=m_provision_failed.*error_code=dns_conflict"))
    dashboard.screenshot("trace")


def test_an_event_opens_in_place_with_its_payload_and_links_and_stays_open_after_a_reload(dashboard: Dashboard) -> None:
    page = dashboard.open(f"trace?trace_id={TRACE}", role="support")
    completed = _timeline(page).get_by_role("button", name="Checkout completed")
    expect(completed).to_be_visible()
    for key in ("j", "j", "j", "j", "Enter"):
        page.keyboard.press(key)
    expect(completed).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_text('"stripe_event_id": "evt_minji"')).to_be_visible()
    stripe = page.get_by_role("link", name="Stripe")
    expect(stripe).to_have_attribute("href", re.compile("^https://dashboard.stripe.com/.*evt_minji$"))
    page.reload()
    expect(page.get_by_text('"stripe_event_id": "evt_minji"')).to_be_visible()
    page.keyboard.press("f")
    expect(page.get_by_text('"failure_stage": "dns"')).to_be_visible()
    expect(completed).to_have_attribute("aria-expanded", "false")


def test_the_evidence_of_a_registration_names_every_guard_and_the_decision(dashboard: Dashboard) -> None:
    page = dashboard.open(f"trace?trace_id={TRACE}", role="support")
    expect(_timeline(page)).to_be_visible()
    page.keyboard.press("e")
    evidence = page.get_by_role("group", name="Evidence of registration reg-minji-tracked")
    expect(evidence).to_contain_text("Tracked · Landing URL")
    cookie = evidence.locator("[data-source=cookie]")
    expect(cookie).to_contain_text("refused")
    guards = cookie.locator("[data-guard]").evaluate_all(
        "(items) => items.map((item) => [item.dataset.guard, item.dataset.passed])"
    )
    assert [name for name, _ in guards] == [
        "signature",
        "claims",
        "captured_before_now",
        "not_expired",
        "within_trust_window",
        "campaign",
        "link_known",
        "link_campaign",
    ]
    assert [name for name, passed in guards if passed == "false"] == ["campaign", "link_campaign"]
    expect(cookie).to_contain_text(f"No: of “{OTHER_CAMPAIGN}”, the registration is of “{CAMPAIGN}”.")
    expect(evidence.locator("[data-source=link]")).to_contain_text("not there")
    expect(evidence).to_contain_text("Chrome · Linux")
    dashboard.assert_accessible()
    dashboard.screenshot("trace-evidence")


def test_an_untracked_registration_says_why(dashboard: Dashboard) -> None:
    page = dashboard.open(f"trace?trace_id={OTHER_TRACE}", role="support")
    expect(page.get_by_text("Untracked: Another campaign's cookie")).to_be_visible()
    page.get_by_role("button", name="Show the evidence").click()
    evidence = page.get_by_role("group", name="Evidence of registration")
    expect(evidence).to_contain_text("The cookie belongs to another campaign than the registration.")
    assert parse_qs(urlsplit(page.url).query)["event"] == ["reg-minji-untracked"]


def test_a_trace_id_of_odd_characters_and_what_it_holds_are_shown_as_text(dashboard: Dashboard) -> None:
    page = dashboard.open("trace", role="support")
    expect(page.get_by_role("heading", name="Trace")).to_be_visible()
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    _search(page, ODD_TRACE)
    expect(_timeline(page)).to_contain_text(SCRIPT)
    page.keyboard.press("Enter")
    expect(page.get_by_text(json.dumps(SCRIPT))).to_be_visible()
    page.reload()
    expect(page.get_by_text(ODD_TRACE, exact=True)).to_be_visible()
    expect(page.get_by_text(json.dumps(SCRIPT))).to_be_visible()
    dashboard.open(f"trace?trace_id={quote(ODD_TRACE, safe='')}")  # as the API's own links spell it
    expect(page.get_by_text(ODD_TRACE, exact=True)).to_be_visible()


def test_a_viewer_is_refused_politely_and_asks_for_nobody(dashboard: Dashboard) -> None:
    asked: list[str] = []
    dashboard.page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page = dashboard.open(f"trace?trace_id={TRACE}", role="viewer")
    expect(page.get_by_role("alert")).to_contain_text("Your role may not see this")
    expect(page.get_by_role("textbox")).to_have_count(0)
    page.keyboard.press("/")
    expect(page.get_by_role("textbox")).to_have_count(0)
    assert [path for path in asked if path.startswith(("/internal/trace", "/internal/subjects"))] == []


def test_a_trace_that_is_not_stored_says_why_that_may_be_and_appears_once_it_is(
    dashboard: Dashboard, api: ApiClient
) -> None:
    trace_id = f"trace_{uuid.uuid4().hex}"
    dashboard.expect_problem("status of 404")
    page = dashboard.open(f"trace?trace_id={trace_id}", role="support")
    expect(page.get_by_text("No events are stored for this trace ID")).to_be_visible()
    expect(page.get_by_role("link", name="look in quarantine")).to_be_visible()
    dashboard.assert_accessible()
    store(api, {"event_type": "m_page_view", "trace_id": trace_id})
    page.keyboard.press("r")
    expect(_timeline(page)).to_contain_text("Page view")


def test_of_what_is_no_trace_id_it_is_said_what_one_looks_like_and_nothing_is_asked(dashboard: Dashboard) -> None:
    asked: list[str] = []
    dashboard.page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    dashboard.sign_in("support")
    for text in ("nothing", "trace_", "trace_a%20b", "trace_minji@example.com"):
        page = dashboard.open(f"trace?trace_id={text}")
        expect(page.get_by_text("This is no trace ID")).to_be_visible()
        expect(page.get_by_text("trace_8f2c41d09b7e")).to_be_visible()
    assert "/internal/trace" not in asked


def test_what_happens_now_appears_by_itself(dashboard: Dashboard, api: ApiClient) -> None:
    store(api, {"event_type": "m_page_view", "trace_id": "trace_live"})
    dashboard.page.clock.install()
    page = dashboard.open("trace?trace_id=trace_live", role="support")
    expect(page.get_by_text("Live, every 5s")).to_be_visible()
    expect(_timeline(page).get_by_role("button")).to_have_count(1)
    store(api, {"event_type": "m_auth_login_start", "trace_id": "trace_live", "user_id": "live"})
    page.clock.run_for(5_100)
    expect(_timeline(page).get_by_role("button")).to_have_count(2)


def test_of_a_trace_that_is_too_long_it_is_said_that_more_followed(dashboard: Dashboard) -> None:
    def truncated(route: Route) -> None:
        route.fulfill(json=route.fetch().json() | {"truncated": True})

    dashboard.context.route(re.compile(r"/internal/trace\?"), truncated)
    page = dashboard.open(f"trace?trace_id={TRACE}", role="support")
    expect(page.get_by_text("Only the first 7 events are shown")).to_be_visible()
    expect(page.get_by_role("link", name="The last day's events")).to_have_attribute("href", re.compile(TRACE))
    dashboard.assert_accessible()


def test_at_390_pixels_everything_is_in_reach(new_dashboard: NewDashboard) -> None:
    dashboard = new_dashboard(viewport=PHONE)
    page = dashboard.open("trace", role="support")
    page.get_by_role("banner").get_by_role("button", name="Find a person").click()
    box = page.get_by_role("dialog", name="Find a person").get_by_role("textbox")
    expect(box).to_be_focused()
    dashboard.assert_accessible()
    box.fill(ADDRESS)
    box.press("Enter")
    expect(page.get_by_role("row", name=OTHER_TRACE)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    _assert_fits(page)
    page.keyboard.press("Enter")
    expect(_timeline(page)).to_be_visible()
    page.get_by_role("button", name="Show the evidence").click()
    expect(page.get_by_role("group", name="Evidence of")).to_be_visible()
    _assert_fits(page)
    dashboard.assert_accessible()
    dashboard.screenshot("trace-390")


def _assert_fits(page: Page) -> None:
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
