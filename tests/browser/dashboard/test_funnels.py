"""Funnels: built by hand or by key, shared as a URL, down to who dropped off; a viewer meets nobody."""

import csv
import io
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.dashboard.conftest import NewDashboard
from tests.browser.dashboard.dashboard import Dashboard
from tests.browser.dashboard.funnel_stories import (
    CAMPAIGNS,
    CODE,
    REACHED,
    REACHED_BEFORE,
    counts,
    drop_off,
    events,
    panel,
    steps_of,
)
from tests.browser.dashboard.service import serving_past
from tests.running_service import ServiceProcess

PHONE = {"width": 390, "height": 844}
SIGN_IN = "funnels?steps=m_auth_login_start&steps=m_auth_login_success"


@pytest.fixture(scope="module")
def dashboard_service(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    with serving_past(engine, tmp_path_factory.mktemp("service"), events()) as service:
        yield service


def _texts(reached: tuple[int, ...]) -> list[str]:
    return [f"{count} trace{'' if count == 1 else 's'}" for count in reached]


def test_it_begins_with_a_preset_and_is_changed_without_a_mouse(dashboard: Dashboard) -> None:
    page = dashboard.open("funnels", role="support")
    expect(counts(page)).to_have_text(_texts(REACHED))
    expect(page.locator("[data-step='2']")).to_contain_text("6.1%")
    expect(page.locator("[data-step='3']")).to_contain_text("30m 30s")  # between 60 s and 3,600 s
    expect(page).to_have_title("Funnels · Tracefunnel")
    begun = steps_of(page)
    page.keyboard.press("2")
    expect(page.get_by_text("Nobody reached the first step in these days")).to_be_visible()
    dashboard.assert_accessible()
    dashboard.screenshot("funnels-empty")
    page.keyboard.press("1")
    page.keyboard.press("a")
    page.keyboard.insert_text("auth_login_fail")  # as if pasted: Enter comes as soon as can be
    page.keyboard.press("Enter")
    expect(counts(page)).to_have_text(_texts((*REACHED, 0)))
    page.get_by_role("button", name="Move step 5 up").press("Enter")
    expect(page.get_by_role("button", name="Move step 4 up")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.get_by_role("status").filter(has_text="is now step 3 of 5")).to_be_attached()
    expect(counts(page)).to_have_text(_texts((66, 4, 2, 1, 0)))
    assert steps_of(page) == [*begun[:2], "Login failed", *begun[2:]]
    page.get_by_role("button", name="Remove step 3").press("Enter")
    expect(counts(page)).to_have_text(_texts(REACHED))
    page.go_back()
    page.reload()
    expect(counts(page)).to_have_text(_texts((66, 4, 2, 1, 0)))


def test_a_drop_off_leads_to_who_it_was_and_to_what_came_instead(dashboard: Dashboard) -> None:
    page = dashboard.open("funnels", role="support")
    expect(drop_off(page, 2)).to_have_text(re.compile(r"^2 dropped off, 50\.0% after "))
    for key in ("j", "Enter"):
        page.keyboard.press(key)
    expect(panel(page)).to_be_focused()
    rows = panel(page).get_by_role("table").locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="trace_funnel-failed")).to_contain_text(CODE)
    expect(panel(page).get_by_role("region", name="What they did next")).to_contain_text("Nothing more came")
    expect(panel(page).get_by_role("region", name="got on to")).to_contain_text("Login failed ×2")
    expect(panel(page).get_by_role("link", name=CODE)).to_have_attribute("href", re.compile(f"error_code={CODE}"))
    dashboard.assert_accessible()
    dashboard.screenshot("funnels")
    page.keyboard.press("j")
    first, second = (row.get_by_role("link").inner_text() for row in rows.all())
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{dashboard.url}trace?trace_id={second}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("race")
    page.go_back()
    expect(rows.first).to_contain_text(first)
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)
    expect(drop_off(page, 2)).to_be_focused()
    drop_off(page, 1).click()
    expect(rows).to_have_count(25)
    for shown in (50, 62):
        panel(page).get_by_role("button", name="More").click()
        expect(rows).to_have_count(shown)
    expect(panel(page).get_by_role("button", name="More")).to_have_count(0)


def test_a_viewer_sees_how_many_and_what_followed_and_nobody(dashboard: Dashboard) -> None:
    asked: list[str] = []
    dashboard.page.on("request", lambda request: asked.append(request.url))
    page = dashboard.open("funnels?reached=2&breakdown=email_domain", role="viewer")
    expect(counts(page)).to_have_text(_texts(REACHED))
    expect(panel(page)).to_contain_text("not who they were")
    expect(panel(page).get_by_role("region", name="Errors they met")).to_contain_text(CODE)
    expect(page.get_by_role("note").filter(has_text="E-mail domains")).to_be_visible()
    expect(page.get_by_role("option", name="E-mail domain")).to_have_count(0)
    dashboard.assert_accessible()
    assert not [url for url in asked if "/funnels/traces" in url or "email_domain" in url.partition("/internal/")[2]]
    assert "trace_funnel" not in page.content()


def test_a_shared_url_is_the_whole_view_and_its_csv(dashboard: Dashboard) -> None:
    page = dashboard.open("funnels", role="support")
    page.get_by_label("Break down by").select_option("Campaign")
    table = page.get_by_role("table", name="By campaign")
    expect(table.locator("tbody tr")).to_have_count(10)
    page.get_by_role("button", name=f"All {CAMPAIGNS + 2}").click()
    expect(table.locator("tbody tr")).to_have_count(CAMPAIGNS + 2)
    expect(table.get_by_role("row").filter(has_text="(not known)")).to_contain_text("2")
    page.get_by_label("Window", exact=True).select_option("Another one…")
    page.get_by_label("How long").fill("5")
    page.get_by_label("Unit").select_option("minutes")
    expect(counts(page)).to_have_text(_texts((66, 4, 1, 1)))  # an hour was too long for one of them
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("c")
    expect(page.locator("[data-step='1']")).to_contain_text(f"{REACHED_BEFORE[0]}")
    expect(page.locator("[data-step='2']")).to_contain_text("1 · 50.0%")
    asked = parse_qs(urlsplit(page.url).query)
    assert asked == {"breakdown": ["campaign_id"], "rows": ["all"], "window_seconds": ["300"], "compare": ["previous"]}
    dashboard.assert_accessible()
    dashboard.screenshot("funnels-breakdown")
    page.reload()
    expect(counts(page)).to_have_text(_texts((66, 4, 1, 1)))
    expect(page.get_by_label("How long")).to_have_value("5")
    with page.expect_download() as download:
        page.keyboard.press("x")
    assert re.fullmatch(r"funnel_\d{4}-\d\d-\d\d_\d{4}-\d\d-\d\d\.csv", download.value.suggested_filename)
    header, *rows = csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig"), newline=""), strict=True)
    assert len(rows) == 4 * (1 + CAMPAIGNS + 2)
    of_all = [dict(zip(header, row, strict=True)) for row in rows[:4]]
    assert [row["Traces"] for row in of_all] == ["66", "4", "1", "1"]
    assert [row["Traces in the period before"] for row in of_all] == [str(count) for count in REACHED_BEFORE]
    assert of_all[0]["Share of the step before"] == ""


def test_in_any_order_a_step_is_how_many_came(dashboard: Dashboard) -> None:
    page = dashboard.open(SIGN_IN, role="viewer")
    expect(counts(page)).to_have_text(_texts((4, 2)))
    page.get_by_role("radio", name="Directly one after the other").check()
    expect(counts(page)).to_have_text(_texts((4, 1)))
    page.get_by_role("radio", name="In any order").check()
    expect(page.locator("[data-step='2']")).to_contain_text("At least 2 of the 2 steps")
    expect(page.locator("[data-step='2']")).not_to_contain_text("Median")
    expect(page).to_have_url(f"{dashboard.url}{SIGN_IN}&order=any")


def test_it_is_whole_in_korean_on_a_phone(new_dashboard: NewDashboard) -> None:
    dashboard = new_dashboard(locale="ko-KR", viewport=PHONE)
    page = dashboard.open("funnels?reached=2&compare=previous&breakdown=source", role="support")
    expect(panel(page).get_by_role("row")).to_have_count(3)
    expect(page.locator("[data-step='3']")).to_contain_text("30분 30초")
    expect(page.get_by_role("table", name="출처별")).to_contain_text("(알 수 없음)")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    dashboard.assert_accessible()
    dashboard.screenshot("funnels-390-ko")
