"""The overview: from a number to the events behind it, by mouse, by keys and by URL."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, expect

from tests.api_client import ApiClient
from tests.browser.dashboard.dashboard import Dashboard
from tests.browser.dashboard.overview_events import BAD_HOUR, MONTH_SEEN_ON, YESTERDAY, at, events
from tests.browser.dashboard.overview_parts import (
    asked_of,
    click,
    click_point,
    count,
    error_rows,
    events_behind,
    hover,
    percent,
    summary,
    value,
)
from tests.browser.dashboard.service import serving_past
from tests.running_service import ServiceProcess

ONE_DAY = f"?from={YESTERDAY}&to={YESTERDAY}"
TWO_DAYS = f"?from={YESTERDAY - timedelta(days=1)}&to={YESTERDAY}"
CHECKOUT_AND_OTP = ("checkout_started", "checkout_completed", "otp_failure_rate")


@pytest.fixture(scope="module")
def dashboard_service(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    with serving_past(engine, tmp_path_factory.mktemp("service"), events()) as service:
        yield service


def test_why_login_failures_rose_yesterday_takes_three_keys(dashboard: Dashboard) -> None:
    page = dashboard.open(role="support")
    expect(value(page, "login_failures")).to_have_text("10")
    for key in ("y", "e", "Enter"):  # faster than the numbers of yesterday can come
        page.keyboard.press(key)
    expect(page.get_by_role("heading", name="Events", exact=True)).to_be_visible()
    expect(page.get_by_text("k***@example.com")).to_have_count(6)
    assert asked_of(page.url) == {
        "from": [str(YESTERDAY)],
        "to": [str(YESTERDAY)],
        "type": ["m_auth_login_fail"],
        "error_code": ["otp_expired"],
    }
    page.go_back()
    expect(value(page, "login_failures")).to_have_text("8")
    expect(page.locator("[data-kpi=login_failures]")).to_contain_text("+6 worse")
    expect(error_rows(page).first).to_have_text(re.compile("otp_expired.*6.*[+]5 worse"))


def test_checkouts_and_otp_failures_of_this_month_are_read_off_by_day(dashboard: Dashboard, api: ApiClient) -> None:
    dashboard.page.clock.set_fixed_time(at(MONTH_SEEN_ON, 12))
    series = "&".join(f"series={one}" for one in CHECKOUT_AND_OTP)
    page = dashboard.open(f"?compare=none&{series}", role="viewer")
    expect(value(page, "checkout_started")).to_be_visible()
    page.keyboard.press("m")
    days = _days_of_month(api)
    assert list(days.values()).count(["6", "3", "16.7%"]) == 1
    expect(page).to_have_url(re.compile(f"from={MONTH_SEEN_ON:%Y-%m}-01"))
    chart = page.get_by_role("img", name="By day: Checkouts started, Checkouts completed, and OTP failure rate")
    for number, (day, (started, completed, rate)) in enumerate(days.items()):
        if started != "0":
            hover(chart, number, len(days))
            expect(chart).to_contain_text(f"{day:%A, %B} {day.day}, {day.year}")
            expect(chart).to_contain_text(
                re.compile(rf"Checkouts started\s*{started}\s*Checkouts completed\s*{completed}")
            )
            expect(chart).to_contain_text(re.compile(rf"OTP failure rate\s*{re.escape(rate)}"))
    page.keyboard.press("v")
    rows = page.get_by_role("table", name="By day").locator("tbody tr")
    expect(rows).to_have_count(len(days))
    assert [row.locator("td").all_inner_texts() for row in rows.all()] == list(days.values())[::-1]


def test_cards_chart_and_tables_lead_to_as_many_events_as_they_say(dashboard: Dashboard, api: ApiClient) -> None:
    page = dashboard.open(f"{ONE_DAY}&view=table&errors=all", role="admin")
    expect(value(page, "login_failures")).to_have_text("8")
    kpis = {one["id"]: one for one in summary(api, ONE_DAY)["kpis"]}
    for card in page.locator("[data-kpi]").all():
        kpi = kpis[card.get_attribute("data-kpi")]
        counted = kpi["value"] if kpi["unit"] == "count" else kpi["denominator"]
        if kpi["events"] is None:  # of journeys, which are no events
            expect(card.get_by_role("link")).to_have_count(0)
        else:
            assert len(events_behind(api, card.get_by_role("link"))) == counted, kpi["id"]
        shown = percent(kpi["value"]) if kpi["unit"] == "ratio" else count(kpi["value"])
        assert card.locator("[data-value]").inner_text() == shown
    for row in error_rows(page).all():
        said, link = row.locator("td").nth(2).inner_text(), row.get_by_role("link")
        assert link.count() == 0 or len(events_behind(api, link)) == int(said)
    hours = page.get_by_role("table", name="By hour").locator("tbody tr")
    expect(hours).to_have_count(24)
    logins, failures = (_column(hours, number) for number in (0, 1))
    assert (sum(logins), sum(failures)) == (kpis["login_successes"]["value"], kpis["login_failures"]["value"])
    bad = hours.nth(23 - BAD_HOUR)
    assert len(events_behind(api, bad.locator("td").nth(1).get_by_role("link"))) == 6
    assert len(events_behind(api, bad.locator("th").get_by_role("link"))) == 7  # a login too
    for name in ("Sources", "Tracking"):
        for row in page.get_by_role("region", name=name).locator("tbody tr").all():
            said = row.locator("td").nth(1).inner_text()
            assert len(events_behind(api, row.get_by_role("link"))) == int(said)


def test_codes_beyond_those_counted_by_name_lead_nowhere(dashboard: Dashboard) -> None:
    page = dashboard.open(ONE_DAY, role="viewer")
    rest = error_rows(page).filter(has_text="all others")
    expect(rest).to_have_count(1)
    expect(rest.get_by_role("link")).to_have_count(0)


def test_a_click_on_a_day_shows_its_hours_and_one_on_an_hour_its_events(dashboard: Dashboard, api: ApiClient) -> None:
    page = dashboard.open(f"{TWO_DAYS}&series=login_failures", role="support")
    chart = page.get_by_role("img", name="By day: Login failures")
    click(chart, 1, 2)
    expect(page).to_have_url(re.compile(f"from={YESTERDAY}&to={YESTERDAY}"))
    by_hour = page.get_by_role("img", name="By hour: Login failures")
    expect(by_hour).to_contain_text("22:00")
    expect(by_hour).not_to_contain_text("Login failures")  # the tooltip of the day
    click(by_hour, BAD_HOUR, 24)
    expect(page.get_by_text("k***@example.com")).to_have_count(6)
    asked = asked_of(page.url)
    assert [asked["from"], asked["to"]] == [[at(YESTERDAY, BAD_HOUR)], [at(YESTERDAY, BAD_HOUR + 1)]]
    page.go_back()
    expect(by_hour).to_be_visible()
    page.go_back()
    expect(chart).to_be_visible()


def test_a_point_leads_to_the_events_that_it_counts(dashboard: Dashboard) -> None:
    page = dashboard.open(f"{TWO_DAYS}&series=login_failures&compare=none", role="support")
    chart = page.get_by_role("img", name="By day: Login failures")
    click_point(chart, 1, 2)
    expect(page).to_have_url(re.compile(r"/events[?]from=.*type=m_auth_login_fail"))
    expect(page.get_by_text("k***@example.com")).to_have_count(6)


def test_what_the_legend_hides_and_whether_it_is_compared_stay_in_the_url(dashboard: Dashboard) -> None:
    page = dashboard.open(TWO_DAYS, role="viewer")
    failures = page.get_by_role("button", name="Login failures", exact=True)
    failures.click()
    expect(failures).to_have_attribute("aria-pressed", "false")
    page.get_by_role("switch", name=re.compile("Compare")).click()
    expect(page.locator("[data-verdict]")).to_have_count(0)
    page.get_by_role("button", name="Choose series").click()
    page.get_by_role("checkbox", name="Page view").check()
    page.keyboard.press("Escape")
    page.reload()
    expect(failures).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_role("button", name="Page view", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("switch", name=re.compile("Compare"))).not_to_be_checked()
    assert (asked_of(page.url)["off"], asked_of(page.url)["compare"]) == (["login_failures"], ["none"])
    page.keyboard.press("c")
    expect(page.locator("[data-kpi=login_failures] [data-verdict=worse]")).to_be_visible()


def _days_of_month(api: ApiClient) -> dict[date, list[str]]:
    """What the API says of each day of the month up to the one it is seen on, as the page shows it."""
    first = MONTH_SEEN_ON.replace(day=1)
    series = summary(api, f"?from={first}&to={MONTH_SEEN_ON}")["series"]
    started, completed, rate = (series["kpis"][one] for one in CHECKOUT_AND_OTP)
    return {
        date.fromisoformat(day): [count(started[at]), count(completed[at]), percent(rate[at])]
        for at, day in enumerate(series["days"])
    }


def _column(rows: Locator, number: int) -> list[int]:
    return [int(row.locator("td").nth(number).inner_text()) for row in rows.all()]
