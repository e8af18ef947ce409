"""The alarms page: what is on, why, since when, and one step to the events behind it."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from chalicelib.domain.timestamp import format_utc
from tests.api_client import ApiClient
from tests.browser.dashboard.conftest import NewDashboard
from tests.browser.dashboard.dashboard import Dashboard
from tests.browser.dashboard.service import roll_up, serving_dashboard, store
from tests.http.tracking_parts import REGISTRATIONS
from tests.polling import eventually
from tests.running_service import SECRETS, ServiceProcess

PHONE = {"width": 390, "height": 844}
FAILED, SUCCEEDED = 6, 6
ALARMS = "**/internal/alarms"


@pytest.fixture(scope="module")
def dashboard_service(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    """A campaign of which nothing is tracked, and, since a moment later, logins of which half fail."""
    folder = tmp_path_factory.mktemp("service")
    with serving_dashboard(engine, folder, ALARM_MIN_VOLUME="5", CAMPAIGN_MIN_VOLUME="5") as service:
        with ApiClient.to(service.base_url, SECRETS) as api:
            for number in range(5):
                body = {"registration_id": f"reg-{number}", "campaign_id": "spring"}
                assert api.http.post(REGISTRATIONS, json=body, headers=api.bearer()).status_code == 200
            _roll_up_until_on(api, "campaign-untracked")
            _roll_up_until_on(api, "tracking-rate-low")
            store(api, *(_login(number, number < FAILED) for number in range(FAILED + SUCCEEDED)))
            _roll_up_until_on(api, "login-failure-rate")
        yield service


def _login(number: int, fails: bool) -> dict[str, Any]:
    who = {"email": f"kim{number}@example.com", "trace_id": f"trace_alarm-{number}", "source": "zuplo"}
    if fails:
        return who | {"event_type": "m_auth_login_fail", "error_code": "otp_expired"}
    return who | {"event_type": "m_auth_login_success"}


def _roll_up_until_on(api: ApiClient, alarm_id: str) -> None:
    """The schedule may run at the same moment; then one of the two judges nothing."""

    def is_on() -> bool:
        roll_up(api)
        return bool(_alarm(api, alarm_id)["state"] == "alarm")

    eventually(is_on)


def _alarm(api: ApiClient, alarm_id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in api.get("/internal/alarms").json()["items"] if one["id"] == alarm_id)
    return found


def _row(page: Page, alarm_id: str) -> Locator:
    return page.locator(f"#alarm-{alarm_id}")


def test_from_an_alarm_to_the_timeline_of_one_person_are_two_keys(dashboard: Dashboard) -> None:
    """Story (h)."""
    page = dashboard.open("alarms", role="support")
    expect(_row(page, "login-failure-rate")).to_have_attribute("aria-current", "true")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/events\?"))
    expect(page.locator("[role=row][aria-current=true], tr[aria-current=true]")).to_be_visible()
    page.keyboard.press("t")
    expect(page).to_have_url(re.compile(r"/trace\?trace_id=trace_alarm-\d"))
    expect(page.get_by_text("otp_expired").first).to_be_visible()


def test_an_alarm_leads_to_exactly_the_events_behind_it(dashboard: Dashboard) -> None:
    page = dashboard.open("alarms", role="support")
    row = _row(page, "login-failure-rate")
    row.get_by_role("link", name="Events behind it").click()
    expect(page).to_have_url(re.compile(r"/events\?"))
    expected = parse_qs(urlsplit(_alarm(dashboard.api, "login-failure-rate")["link"]).query)
    assert parse_qs(urlsplit(page.url).query) == expected
    behind = dashboard.api.feed(**expected)
    assert [event["error_code"] for event in behind] == ["otp_expired"] * FAILED
    expect(page.get_by_text("otp_expired", exact=True)).to_have_count(FAILED)


def test_what_is_on_stands_first_with_its_meaning_value_cause_and_what_to_do(dashboard: Dashboard) -> None:
    page = dashboard.open("alarms", role="viewer")
    expect(page.get_by_role("listitem").filter(has=page.get_by_role("heading"))).to_have_count(9)
    names = page.locator("main h2").all_inner_texts()
    assert names[0] == "Login failures"  # the newest; a run that the schedule began may part the other two
    assert set(names[1:3]) == {"Tracking success", "Campaigns without tracking"}
    login = _row(page, "login-failure-rate")
    for text in (
        re.compile(r"^Alarm$"),
        "50.0% of logins failed",
        "alarm above 20.0%",
        "6 of 6",
        re.compile(r"^for .*, since "),
        "Follow one trace of the error code named",
    ):
        expect(login.get_by_text(text).first).to_be_visible()
    expect(_row(page, "tracking-rate-low").get_by_text("No evidence at all")).to_be_visible()  # url_missing, in words
    campaign = _row(page, "campaign-untracked").get_by_role("link", name="spring", exact=True)
    expect(campaign).to_have_attribute("href", re.compile(r"/campaigns\?campaign_id=spring$"))
    expect(_row(page, "checkout-completion-low").get_by_text("No data", exact=True)).to_be_visible()
    expect(page.get_by_text("3 alarms are on").first).to_be_visible()
    expect(page).to_have_title("(3) Alarms · Tracefunnel")


def test_the_history_opens_in_place_by_a_key_and_stands_in_the_url(dashboard: Dashboard) -> None:
    page = dashboard.open("alarms", role="viewer")
    expect(_row(page, "login-failure-rate")).to_have_attribute("aria-current", "true")
    row = _row(page, "tracking-rate-low")
    for _ in range(page.locator("main h2").all_inner_texts().index("Tracking success")):
        page.keyboard.press("j")
    expect(row).to_have_attribute("aria-current", "true")
    page.keyboard.press("h")
    expect(page).to_have_url(re.compile(r"alarm_id=tracking-rate-low$"))
    for _ in range(2):
        expect(row.get_by_role("row").nth(1)).to_contain_text("so far")
        expect(row.get_by_role("row").nth(1)).to_contain_text("0.0% of registrations tracked")
        expect(row.get_by_role("button", name="History")).to_have_attribute("aria-expanded", "true")
        expect(row).to_have_attribute("aria-current", "true")
        page.reload()
    expect(row).to_have_attribute("aria-current", "true")
    dashboard.assert_accessible()
    dashboard.screenshot("alarms")
    page.keyboard.press("h")
    expect(row.get_by_role("row")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/alarms$"))


def _fake(alarm_id: str, state: str, value: float | None, threshold: float, unit: str, **more: Any) -> dict[str, Any]:
    """As the API answers it."""
    link = "https://example.com/cp/auth-commerce-funnel/events"
    alarm = {"id": alarm_id, "state": state, "value": value, "threshold": threshold, "unit": unit, "link": link}
    return alarm | {"since": "2026-11-22T00:00:00.000Z", "reason": None, "cause": None} | more


def _cause(kind: str, **more: Any) -> dict[str, Any]:
    nothing: dict[str, Any] = {"code": None, "count": None, "of": None, "campaigns": [], "since": None, "day": None}
    return nothing | {"kind": kind} | more


def _answer(dashboard: Dashboard, path: str, body: dict[str, Any]) -> None:
    text = json.dumps(body)
    dashboard.context.route(path, lambda route: route.fulfill(content_type="application/json", body=text))


def test_an_alarm_that_turns_says_what_comes_next(dashboard: Dashboard) -> None:
    drift = _cause("drift", day="2026-11-21")
    silence = _cause("silence", since="2026-11-21T20:00:00.000Z")
    fakes = [
        _fake("tracking-rate-low", "ok", 0.9, 0.95, "ratio"),
        _fake("otp-failure-rate", "alarm", 0.05, 0.1, "ratio"),
        _fake("untracked-surge", "no_data", 3, 0, "count"),
        _fake("ingest-silent", "alarm", 45.5, 30, "minutes", reason="no event since", cause=silence),
        _fake("rollup-drift", "alarm", 0.0012, 0.001, "ratio", reason="counts of 2026-11-21", cause=drift),
        _fake("login-failure-rate", "alarm", None, 0.2, "ratio"),
        _fake("provision-failures", "alarm", 1, 0, "count", reason="dns (1 of 1)"),
    ]
    _answer(dashboard, ALARMS, {"items": fakes})
    page = dashboard.open("alarms", role="support")
    expected = {
        "tracking-rate-low": ["90.0% of registrations tracked", "one more such judgement"],
        "otp-failure-rate": ["The last value is good"],
        "untracked-surge": ["3 untracked registrations", "not yet 3 days to compare with"],
        "login-failure-rate": ["Nothing to measure", "Nothing happens now that could be judged"],
        "ingest-silent": ["45m without an event", "alarm from 30m", "Last event Nov 22, 05:00:00"],
        "rollup-drift": ["0.12% of a day miscounted", "alarm above 0.1%", "Counts of Nov 21"],
        "provision-failures": ["1 tenant could not be made", "dns (1 of 1)"],
    }
    for alarm_id, texts in expected.items():
        for text in texts:
            expect(_row(page, alarm_id)).to_contain_text(text)
    expect(_row(page, "untracked-surge")).not_to_contain_text("alarm above")
    silent = _row(page, "ingest-silent").get_by_role("link", name="Latest events")
    expect(silent).to_have_attribute("href", re.compile(r"/events$"))
    numbers = _row(page, "rollup-drift").get_by_role("link", name="That day's numbers")
    expect(numbers).to_have_attribute("href", re.compile(r"/\?from=2026-11-21&to=2026-11-21$"))
    expect(_row(page, "otp-failure-rate").get_by_role("link")).to_have_count(0)  # it names no events


def test_the_page_asks_again_by_itself_and_the_selection_stays_with_its_alarm(dashboard: Dashboard) -> None:
    since = datetime.now(UTC) - timedelta(minutes=5)
    quiet = [
        _fake("login-failure-rate", "ok", 0.1, 0.2, "ratio", since=format_utc(since)),
        _fake("otp-failure-rate", "ok", 0.01, 0.1, "ratio"),
    ]
    page = dashboard.page
    page.clock.install(time=since + timedelta(minutes=5))
    _answer(dashboard, ALARMS, {"items": quiet})
    dashboard.open("alarms", role="viewer")
    expect(page.get_by_text("No alarm is on")).to_be_visible()
    expect(page).to_have_title("Alarms · Tracefunnel")
    page.keyboard.press("j")
    page.keyboard.press("k")
    _answer(dashboard, ALARMS, {"items": [quiet[0], _fake("otp-failure-rate", "alarm", 0.3, 0.1, "ratio")]})
    page.clock.fast_forward(31_000)
    expect(page).to_have_title("(1) Alarms · Tracefunnel")
    assert page.locator("main h2").all_inner_texts() == ["One-time password failures", "Login failures"]
    expect(_row(page, "login-failure-rate")).to_have_attribute("aria-current", "true")
    expect(_row(page, "login-failure-rate").get_by_text(re.compile("^for 5m 3[1-9]s"))).to_be_visible()


def test_older_changes_are_fetched_when_they_are_asked_for(dashboard: Dashboard) -> None:
    changes = [
        {"at": f"2026-11-{day:02}T00:00:00.000Z", "state": state, "value": 0.3, "reason": None, "cause": None}
        for day, state in ((20, "ok"), (19, "alarm"), (18, "ok"), (17, "alarm"))
    ]

    def history(route: Route) -> None:
        older = "cursor=older" in route.request.url
        page = {"items": changes[2:], "next_cursor": None} if older else {"items": changes[:2], "next_cursor": "older"}
        route.fulfill(content_type="application/json", body=json.dumps(page))

    dashboard.context.route("**/internal/alarms/otp-failure-rate/history*", history)
    page = dashboard.open("alarms?alarm_id=otp-failure-rate", role="viewer")
    row = _row(page, "otp-failure-rate")
    expect(row).to_have_attribute("aria-current", "true")
    expect(row).to_be_in_viewport()
    expect(row.get_by_text("On once in what is shown, for 1d")).to_be_visible()
    row.get_by_role("button", name="Older changes").click()
    expect(row.get_by_text("On 2 times in what is shown, for 2d altogether")).to_be_visible()
    expect(row.get_by_role("row")).to_have_count(5)
    expect(row.get_by_role("button", name="Older changes")).to_have_count(0)


@pytest.mark.soak
def test_the_page_reads_in_korean_and_fits_on_a_phone(new_dashboard: NewDashboard) -> None:
    dashboard = new_dashboard(locale="ko-KR", viewport=PHONE)
    page = dashboard.open("alarms?alarm_id=login-failure-rate", role="support")
    login = _row(page, "login-failure-rate")
    for text in (
        "알람",
        "로그인 실패",
        "로그인의 50.0% 실패",
        "20.0% 초과면 알람",
        "6건 중 6건",
        "먼저 할 일",
        "최근 90일",
    ):
        expect(login).to_contain_text(text)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    dashboard.assert_accessible()
    dashboard.screenshot("alarms-390-ko")
