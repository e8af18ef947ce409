"""The CSV of the events page: what the screen shows, and all behind it, harmless to the program that opens it."""

import csv
import io
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.api_client import ApiClient
from tests.browser.dashboard.conftest import NewDashboard
from tests.browser.dashboard.dashboard import Dashboard
from tests.browser.dashboard.events_page import FEED, LongFeed, cells, headings, rows, wait_for_rows
from tests.browser.dashboard.service import store
from tests.running_service import SECRETS, ServiceProcess

CAMPAIGN = "events-csv"
EVENTS = f"events?campaign_id={CAMPAIGN}"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
FORMULAS = ['=HYPERLINK("http://evil.example", "x")', "+1", "-1", "@SUM(A1)"]
ODD = ['say "hi", they said', "a;b", "two\nlines", "한국어 오류", "1-2", "\u202egnp"]


@pytest.fixture(scope="module", autouse=True)
def _events(dashboard_service: ServiceProcess) -> None:
    with ApiClient.to(dashboard_service.base_url, SECRETS) as api:
        store(api, *(_event(number, text) for number, text in enumerate(FORMULAS + ODD)))


def _event(number: int, text: str) -> dict[str, Any]:
    who = {"email": f"csv{number}.events@example.com", "trace_id": f"trace_csv-{number}", "campaign_id": CAMPAIGN}
    return {"event_type": "m_auth_login_fail", "error_code": "otp_expired", "error_message": text} | who


def _saved(page: Page) -> tuple[str, bytes]:
    """The file that `x` saves: its name and its content."""
    with page.expect_download() as download:
        page.keyboard.press("x")
    return download.value.suggested_filename, download.value.path().read_bytes()


def _table(content: bytes) -> list[list[str]]:
    assert content.startswith(BYTE_ORDER_MARK)
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _flat(row: list[str]) -> list[str]:
    """The screen shows a line break as a space."""
    return [" ".join(text.split()) for text in row]


def test_the_csv_is_what_the_screen_shows_with_formulas_made_harmless(dashboard: Dashboard) -> None:
    page = dashboard.open(EVENTS, role="support")
    expect(rows(page)).to_have_count(len(FORMULAS + ODD))
    shown = [cells(row) for row in rows(page).all()]
    name, content = _saved(page)
    header, *saved = _table(content)
    assert header == headings(page)
    assert header[0] == "Time (Asia/Seoul)"
    assert [_flat(row) for row in saved] == [[_harmless(text) for text in _flat(row)] for row in shown]
    details = [row[header.index("Detail")] for row in saved]
    assert set(details) == {_harmless(text) for text in FORMULAS + ODD}
    assert content.count(b"\r\n") == len(saved) + 1
    today = datetime.now(UTC).astimezone(ZoneInfo("Asia/Seoul")).date()
    assert name.startswith("events_")
    assert name.endswith(f"_{today}.csv")
    expect(page.get_by_role("status")).to_contain_text(f"{len(saved)} rows are saved as {name}.")


def test_it_has_the_columns_the_filters_and_the_language_of_the_screen(new_dashboard: NewDashboard) -> None:
    dashboard = new_dashboard(locale="ko-KR")
    page = dashboard.open(f"{EVENTS}&trace_id=trace_csv-7&columns=time,outcome,id", role="support")
    expect(page.locator("[data-event]")).to_have_count(1)
    shown = cells(page.locator("[data-event]").first)
    _, content = _saved(page)
    assert _table(content) == [["시각 (Asia/Seoul)", "결과", "이벤트 ID"], shown]
    assert shown[1] == "실패"


def test_all_pages_are_read_and_what_comes_meanwhile_is_not_among_them(dashboard: Dashboard) -> None:
    feed = LongFeed(1234)
    dashboard.context.route(FEED, feed.answer)
    page = dashboard.open("events", role="support")
    wait_for_rows(page)
    _, content = _saved(page)
    header, *saved = _table(content)
    assert [row[header.index("Error code")] for row in saved] == [f"code-{number}" for number in range(1234)]
    assert len(feed.cursors) == len(set(feed.cursors))  # what is on the screen is not asked for again


def test_it_can_be_cancelled(dashboard: Dashboard) -> None:
    feed = LongFeed(100_000)
    dashboard.context.route(FEED, feed.answer)
    page = dashboard.open("events", role="support")
    wait_for_rows(page)
    page.keyboard.press("x")
    expect(page.get_by_role("status")).to_contain_text("rows so far")
    dashboard.assert_accessible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("status")).not_to_contain_text("rows")
    expect(page.get_by_role("button", name="CSV")).to_be_enabled()
