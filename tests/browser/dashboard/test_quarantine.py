"""What waits in quarantine is replayed, as it was or mended, or dropped, by whoever may."""

import json
import re
import uuid

from playwright.sync_api import Locator, expect

from tests.browser.dashboard.conftest import NewDashboard
from tests.browser.dashboard.dashboard import Dashboard

REFUSED_AGAIN = r"status of 422 .*/replay\)"
GONE = r"status of 404 .*/replay\)"


def _refuse(dashboard: Dashboard, count: int = 1, **fields: str) -> list[str]:
    """Events that lack their address; returns what tells each from all others."""
    canaries = [f"q{uuid.uuid4().hex[:10]}" for _ in range(count)]
    events = [{"event_type": "m_otp_send", "user_id": one, "trace_id": f"trace_{one}"} | fields for one in canaries]
    assert dashboard.api.send({"events": events}).status_code == 422
    return canaries


def _open(dashboard: Dashboard, canary: str, role: str = "admin") -> Locator:
    """The page with the row of that event opened; gives the row."""
    items = dashboard.api.get("/internal/quarantine", {"limit": 200}).json()["items"]
    (item,) = [one for one in items if canary in str(one)]
    page = dashboard.open(f"quarantine?id={item['id']}", role=role)
    row = page.get_by_role("main").locator("li").filter(has=page.locator("pre", has_text=canary))
    expect(row).to_be_visible()
    return row


def test_an_event_is_mended_and_taken_in(dashboard: Dashboard) -> None:
    (canary,) = _refuse(dashboard)
    row, page = _open(dashboard, canary), dashboard.page
    dashboard.assert_accessible()
    row.get_by_role("button", name="Mend and replay…").click()
    dialog = page.get_by_role("dialog")
    text = dialog.get_by_label("The event, as JSON")
    expect(text).to_be_focused()
    event = json.loads(text.input_value())
    text.fill("{")
    dialog.get_by_role("button", name="Replay").click()
    expect(dialog.get_by_text("This is no JSON object.")).to_be_visible()
    dashboard.expect_problem(REFUSED_AGAIN)
    text.fill(json.dumps(event))
    dialog.get_by_role("button", name="Replay").click()
    expect(dialog.get_by_role("alert")).to_contain_text("email required for m_otp_send")
    dashboard.assert_accessible()
    text.fill(json.dumps(event | {"email": "kim@example.com"}))
    dialog.get_by_role("button", name="Replay").click()
    expect(page.get_by_text("The event was taken in.")).to_be_visible()
    expect(dialog).to_have_count(0)
    expect(page.get_by_text(canary)).to_have_count(0)
    (stored,) = dashboard.api.feed(trace_id=f"trace_{canary}")
    assert (stored["user_id"], stored["email"]["domain"]) == (canary, "example.com")


def test_an_event_that_is_replayed_as_it_was_is_refused_again_with_its_reasons(dashboard: Dashboard) -> None:
    (canary,) = _refuse(dashboard)
    row = _open(dashboard, canary)
    dashboard.expect_problem(REFUSED_AGAIN)
    row.get_by_role("button", name="Replay as it was").click()
    expect(row.get_by_role("alert")).to_contain_text("Refused again")
    expect(row.get_by_role("alert")).to_contain_text("email required for m_otp_send")


def test_an_event_is_dropped_after_a_question(dashboard: Dashboard) -> None:
    (canary,) = _refuse(dashboard)
    row, page = _open(dashboard, canary), dashboard.page
    row.get_by_role("button", name="Drop…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    dashboard.assert_accessible()
    dialog.get_by_role("button", name="Drop it for good").click()
    expect(page.get_by_text("The event was dropped.")).to_be_visible()
    expect(page.get_by_text(canary)).to_have_count(0)
    assert canary not in dashboard.api.get("/internal/quarantine", {"limit": 200}).text


def test_all_events_of_one_reason_are_replayed_at_once(dashboard: Dashboard) -> None:
    """What a sender may mend: here the address is still missing, so that each is refused again, and none is lost."""
    _refuse(dashboard, 3, anonymous_id="many")
    page = dashboard.open("quarantine", role="admin")
    expect(page.get_by_role("button", name=re.compile("^Replay the"))).to_have_count(0)
    page.get_by_role("list", name="Reasons").get_by_role("button", name="email required for m_otp_send").click()
    dashboard.expect_problem(REFUSED_AGAIN)
    page.get_by_role("button", name=re.compile(r"^Replay the \d+ shown as they were$")).click()
    expect(page.get_by_text(re.compile(r"^0 taken in, \d+ refused again\.$"))).to_be_visible()
    assert dashboard.api.get("/internal/quarantine", {"limit": 200}).text.count("many") == 3


def test_one_that_somebody_else_has_dropped_holds_up_none_of_the_others(dashboard: Dashboard) -> None:
    _refuse(dashboard, 3, anonymous_id="held")
    page = dashboard.open("quarantine", role="admin")
    page.get_by_role("list", name="Reasons").get_by_role("button", name="email required for m_otp_send").click()
    button = page.get_by_role("button", name=re.compile(r"^Replay the \d+ shown as they were$"))
    expect(button).to_be_visible()
    items = dashboard.api.get("/internal/quarantine", {"limit": 200}).json()["items"]
    dropped = next(item["id"] for item in items if "held" in str(item["event"]))
    path = f"/internal/quarantine/{dropped}"
    assert dashboard.api.http.delete(path, headers=dashboard.api.bearer()).status_code == 204
    dashboard.expect_problem(REFUSED_AGAIN)
    dashboard.expect_problem(GONE)
    button.click()
    expect(page.get_by_text(re.compile(r"^0 taken in, \d+ refused again\.$"))).to_be_visible()


def test_support_looks_and_changes_nothing(new_dashboard: NewDashboard) -> None:
    dashboard = new_dashboard(locale="ko-KR")
    (canary,) = _refuse(dashboard)
    row = _open(dashboard, canary, role="support")
    expect(row.get_by_role("button", name=re.compile("다시 처리|버리기"))).to_have_count(0)
    admin = new_dashboard(locale="ko-KR")
    expect(_open(admin, canary).get_by_role("button", name="그대로 다시 처리")).to_be_visible()
