"""What was refused is taken in after all, as it was or mended, or dropped; repeated, a replay doubles nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from chalicelib.domain.errors import Reason
from chalicelib.domain.quarantine import quarantine
from chalicelib.domain.timestamp import format_utc
from chalicelib.storage.dynamodb import Deadline, Store, make_client
from chalicelib.storage.quarantine_store import QuarantineStore
from tests.api_client import ApiClient
from tests.conftest import ServiceFactory
from tests.http.test_ingest import NewId
from tests.storage.parts import intake

LIST = "/internal/quarantine"


def _waiting(api: ApiClient, canary: str) -> list[dict[str, Any]]:
    return [item for page in _pages(api) for item in page if canary in str(item)]


def _pages(api: ApiClient) -> list[list[dict[str, Any]]]:
    pages: list[list[dict[str, Any]]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = api.get(LIST, {"limit": 200} | cursor).json()
        pages.append(answer["items"])
        if answer["next_cursor"] is None:
            return pages
        cursor = {"cursor": answer["next_cursor"]}


def _replay(api: ApiClient, item: dict[str, Any], mended: Any = None) -> httpx.Response:
    return api.http.post(f"{LIST}/{item['id']}/replay", json=mended, headers=api.bearer())


def _refused(api: ApiClient, canary: str, **more: Any) -> dict[str, Any]:
    event = {"event_type": "m_otp_send", "user_id": canary, "trace_id": f"trace_{canary}"} | more
    assert api.send(event).status_code == 422
    (item,) = _waiting(api, canary)
    return item


def test_a_mended_event_is_taken_in_on_the_day_on_which_it_first_came_and_waits_no_more(
    api: ApiClient, new_id: NewId
) -> None:
    canary = new_id("mended")
    item = _refused(api, canary)
    answer = _replay(api, item, item["event"] | {"email": "kim@example.com"})
    assert (answer.status_code, answer.json()["accepted"]) == (200, 1)
    (stored,) = api.get(f"/internal/trace/trace_{canary}").json()["events"]
    assert (stored["user_id"], stored["ts"]) == (canary, item["received_at"])
    assert _waiting(api, canary) == []


def test_a_replay_that_is_refused_again_says_why_and_leaves_the_item_as_it_was(api: ApiClient, new_id: NewId) -> None:
    item = _refused(api, new_id("again"))
    for mended in (None, {"event_type": "m_otp_send", "user_id": item["event"]["user_id"], "trace_id": "none"}):
        answer = _replay(api, item, mended)
        assert answer.status_code == 422
        assert answer.json()["results"][0]["reasons"] == [{"field": "email", "reason": "required for m_otp_send"}]
    assert _waiting(api, item["event"]["user_id"]) == [item]


def test_a_replay_of_what_has_gone_is_a_404_that_stores_nothing(api: ApiClient, new_id: NewId) -> None:
    canary = new_id("gone")
    item = _refused(api, canary)
    mended = item["event"] | {"email": "kim@example.com"}
    assert _replay(api, item, mended).status_code == 200
    assert _replay(api, item, mended).status_code == 404
    assert len(api.feed(trace_id=f"trace_{canary}")) == 1


def test_an_event_whose_item_could_not_be_removed_is_a_duplicate_when_it_is_replayed_again(
    service: ServiceFactory, engine: str
) -> None:
    running = service()
    waiting = QuarantineStore(Store(make_client(engine)), f"{running.table_prefix}quarantine", ZoneInfo("UTC"))
    item = quarantine({"event_type": "m_otp_send"}, [Reason("email", "required")], intake(datetime.now(UTC)))
    mended = {"event_type": "m_otp_send", "email": "kim@example.com"}
    with ApiClient.to(running.base_url, running.secrets) as api:
        api.get(LIST)  # the tables are there
        for expected in ("accepted", "duplicate"):
            waiting.add(item, Deadline.after(10))  # as it is after a replay that died before it could remove it
            assert _replay(api, {"id": item.id}, mended).json()["results"][0]["status"] == expected
        assert len(api.feed()) == 1


def test_the_same_content_that_comes_again_is_an_event_of_its_own(api: ApiClient, new_id: NewId) -> None:
    canary = new_id("life")
    trace = {"event_type": "m_otp_send", "trace_id": f"trace_{canary}"}
    for name in ("ann", "cid"):
        item = _refused(api, canary)
        assert _replay(api, item, trace | {"email": f"{name}@example.com"}).json()["accepted"] == 1
    assert len(api.feed(trace_id=f"trace_{canary}")) == 2


def test_an_event_whose_id_another_has_stays_in_quarantine(api: ApiClient, new_id: NewId) -> None:
    canary = new_id("clash")
    taken = {"event_type": "m_otp_send", "event_id": canary, "trace_id": f"trace_{canary}", "email": "a@example.com"}
    assert api.send(taken).status_code == 200
    item = _refused(api, canary, event_id=canary)
    answer = _replay(api, item, taken | {"email": "b@example.com"}).json()["results"][0]
    assert (answer["status"], answer["conflict"]) == ("duplicate", True)
    assert _waiting(api, canary) == [item]


def test_the_trace_of_the_request_waits_with_the_event(api: ApiClient, new_id: NewId) -> None:
    """A replay would not know of the header."""
    canary = new_id("header")
    event = {"event_type": "m_otp_send", "user_id": canary, "trace_id": "of no shape"}
    assert api.send(event, **{"x-trace-id": f"trace_{canary}"}).status_code == 422
    (item,) = _waiting(api, canary)
    assert item["event"]["trace_id"] == f"trace_{canary}"


def test_a_payload_that_is_cut_keeps_what_its_type_must_carry(api: ApiClient, new_id: NewId) -> None:
    canary = new_id("large")
    large = {"words": "x" * 3000, "plan_tier": "pro"}
    assert api.send({"event_type": "m_checkout_click", "user_id": canary, "payload": large}).status_code == 422
    (item,) = _waiting(api, canary)
    assert item["event"]["payload"] == {"plan_tier": "pro", "_truncated": True}
    answer = _replay(api, item, item["event"] | {"trace_id": f"trace_{canary}"})
    assert answer.json()["accepted"] == 1


def test_what_is_dropped_is_gone(api: ApiClient, new_id: NewId) -> None:
    item = _refused(api, new_id("drop"))
    assert api.http.delete(f"{LIST}/{item['id']}", headers=api.bearer()).status_code == 204
    assert api.http.delete(f"{LIST}/{item['id']}", headers=api.bearer()).status_code == 404
    assert _waiting(api, item["event"]["user_id"]) == []


@pytest.mark.parametrize("name", ["nobody", "0" * 31, "0" * 33, "G" * 32, "0" * 3000, "%00", "a b"])
def test_what_can_be_no_item_is_a_404(api: ApiClient, name: str) -> None:
    for method, path in (("POST", f"{LIST}/{name}/replay"), ("DELETE", f"{LIST}/{name}")):
        answer = api.http.request(method, path, headers=api.bearer())
        assert (answer.status_code, answer.json()["Code"]) == (404, "NotFoundError")


@pytest.mark.parametrize("body", [b"[]", b"null", b'"event"', b"{", b"\xff"])
def test_a_body_that_is_no_event_is_a_400(api: ApiClient, new_id: NewId, body: bytes) -> None:
    item = _refused(api, new_id("body"))
    headers = api.bearer() | {"content-type": "application/json"}
    answer = api.http.post(f"{LIST}/{item['id']}/replay", content=body, headers=headers)
    assert answer.status_code == 400


def test_what_a_newer_dictionary_knows_is_healed_as_a_whole_and_counted_on_its_own_days(
    service: ServiceFactory, engine: str
) -> None:
    """As an older version, which did not know the type, has left it: 30 events of three days."""
    running = service()
    store = Store(make_client(engine))
    waiting = QuarantineStore(store, f"{running.table_prefix}quarantine", ZoneInfo("UTC"))
    now = datetime.now(UTC)
    reasons = [Reason("event_type", "is no event type of the dictionary")]
    with ApiClient.to(running.base_url, running.secrets) as api:
        api.get(LIST)  # the tables are there
        for number in range(30):
            event = {"event_type": "m_page_view", "anonymous_id": f"v-{number}", "occurred_at": format_utc(now)}
            came = intake(now - timedelta(days=number % 3, hours=1))
            waiting.add(quarantine(event, reasons, came), Deadline.after(10))
        items = [item for page in _pages(api) for item in page]
        assert len(items) == 30
        assert {_replay(api, item).json()["accepted"] for item in items} == {1}
        assert _pages(api) == [[]]
        feed = api.feed()
        assert sorted(event["ts"] for event in feed) == sorted(item["received_at"] for item in items)
        api.http.post("/internal/rollups/run?lag_seconds=0", headers=api.bearer())
        series = api.get("/internal/funnel-events/summary").json()["series"]["events"]["m_page_view"]
        assert (sum(series), max(series)) == (30, 10)
