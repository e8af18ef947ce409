"""The events table on a real engine: once and only once, and under which keys."""

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from chalicelib.storage.event_store import PutOutcome
from tests.conftest import Tables
from tests.storage.parts import NOW, PEPPER, admitted, deadline, event_store

TRACE = "trace_8f2c"


def _items(tables: Tables) -> list[dict[str, Any]]:
    return [dict(item) for item in tables.client.scan(TableName=f"{tables.prefix}events")["Items"]]


def test_the_second_of_two_equal_events_is_a_duplicate_and_the_table_holds_one(tables: Tables) -> None:
    store = event_store(tables)
    assert store.put_new(admitted(event_id="e1"), deadline())[0] is PutOutcome.ACCEPTED
    later = admitted(NOW + timedelta(minutes=3), event_id="e1")
    assert store.put_new(later, deadline())[0] is PutOutcome.DUPLICATE
    assert [item["ts"]["S"] for item in _items(tables)] == ["2026-11-22T09:15:02.120Z"]


def test_another_content_under_the_same_id_is_a_conflict_and_the_first_is_kept(tables: Tables) -> None:
    store = event_store(tables)
    store.put_new(admitted(event_id="e1", error_code="a"), deadline())
    assert store.put_new(admitted(event_id="e1", error_code="b"), deadline())[0] is PutOutcome.CONFLICT
    assert [item["error_code"]["S"] for item in _items(tables)] == ["a"]


def test_a_twin_of_the_same_millisecond_is_no_answer_lost_of_our_own(tables: Tables) -> None:
    """Of two equal requests at one moment, the later of which was throttled once, one is the duplicate."""
    first, second = event_store(tables), event_store(tables)
    first.put_new(admitted(event_id="e1", anonymous_id="v"), deadline())
    throttled: list[str] = []

    def throttle_once(model: Any, **_: Any) -> Any:
        if not throttled:
            throttled.append(model.name)
            raise EndpointConnectionError(endpoint_url="of the test")

    events = tables.client.meta.events
    events.register("before-call.dynamodb.PutItem", throttle_once)
    try:
        assert second.put_new(admitted(event_id="e1", anonymous_id="v"), deadline())[0] is PutOutcome.DUPLICATE
    finally:
        events.unregister("before-call.dynamodb.PutItem", throttle_once)
    assert throttled


def test_one_id_in_two_traces_is_two_events(tables: Tables) -> None:
    store = event_store(tables)
    for trace_id in ("trace_a", "trace_b", None):
        outcome, _ = store.put_new(admitted(event_id="e1", trace_id=trace_id), deadline())
        assert outcome is PutOutcome.ACCEPTED
    assert len(_items(tables)) == 3


def test_a_retry_after_the_pepper_was_rotated_is_no_conflict(tables: Tables) -> None:
    store, new_pepper = event_store(tables), "another-pepper-0123456789abcdef-0123"
    fields = {"event_type": "m_otp_send", "email": "kim@example.com", "event_id": "e1"}
    store.put_new(admitted(NOW, PEPPER, **fields), deadline())
    retried = admitted(NOW, new_pepper, PEPPER, **fields)
    assert store.put_new(retried, deadline())[0] is PutOutcome.DUPLICATE
    stranger = admitted(NOW, new_pepper, PEPPER, **fields | {"email": "lee@example.com"})
    assert store.put_new(stranger, deadline())[0] is PutOutcome.CONFLICT


def test_a_retry_that_comes_too_late_for_its_own_time_to_be_believed_is_no_conflict(tables: Tables) -> None:
    store, fields = event_store(tables), {"event_id": "e1", "occurred_at": "2026-11-20T09:15:02.120Z"}
    store.put_new(admitted(NOW, **fields), deadline())
    late = admitted(NOW + timedelta(minutes=1), **fields)
    assert late.event.occurred_at is None
    assert store.put_new(late, deadline())[0] is PutOutcome.DUPLICATE


def test_what_has_expired_may_be_written_again_and_counts_as_accepted(tables: Tables) -> None:
    store = event_store(tables, retention_days=1)
    store.put_new(admitted(event_id="e1"), deadline())
    at_the_end = NOW + timedelta(days=1)
    assert store.put_new(admitted(at_the_end, event_id="e1"), deadline())[0] is PutOutcome.DUPLICATE
    after_it = at_the_end + timedelta(seconds=1)
    assert store.put_new(admitted(after_it, event_id="e1"), deadline())[0] is PutOutcome.ACCEPTED


def test_the_keys_are_those_of_the_design(tables: Tables) -> None:
    event_store(tables, shards=1).put_new(
        admitted(event_id="e1", trace_id=TRACE, event_type="m_otp_send", email="kim@example.com"), deadline()
    )
    (item,) = _items(tables)
    assert item["trace_id"]["S"] == TRACE
    assert item["type_day"]["S"] == "m_otp_send#2026-11-22#0"
    assert item["ts_id"]["S"] == "2026-11-22T09:15:02.120Z#e1"
    assert item["email_fingerprint"]["S"].startswith("fp_")
    assert item["v"]["N"] == "1"
    assert int(item["expires_at"]["N"]) == int((NOW + timedelta(days=180)).timestamp())


def test_the_day_is_one_of_the_reporting_timezone(tables: Tables) -> None:
    event_store(tables).put_new(admitted(NOW + timedelta(hours=6), event_id="e1"), deadline())
    assert _items(tables)[0]["type_day"]["S"] == "m_page_view#2026-11-23#0"


def test_an_event_without_address_stays_out_of_the_address_index(tables: Tables) -> None:
    event_store(tables).put_new(admitted(event_id="e1"), deadline())
    found = tables.client.scan(TableName=f"{tables.prefix}events", IndexName="by_email")
    assert found["Count"] == 0


def test_no_address_and_no_secret_is_in_any_column(tables: Tables) -> None:
    fields: dict[str, Any] = {
        "event_type": "m_auth_login_fail",
        "email": "canary@example.com",
        "error_code": "x",
        "error_message": "to canary@example.com, Bearer canary-token",
        "payload": {"to": "canary@example.com", "password": "canary-password", "canary@example.com": 1},
    }
    event_store(tables).put_new(admitted(event_id="e1", **fields), deadline())
    assert "canary" not in str(_items(tables))


@pytest.mark.parametrize("shards", [1, 4, 7])
def test_shards_spread_events_by_their_ids_and_stay_below_their_number(tables: Tables, shards: int) -> None:
    store = event_store(tables, shards=shards)
    for number in range(60):
        store.put_new(admitted(event_id=f"e{number}"), deadline())
    used = {int(item["type_day"]["S"].rpartition("#")[2]) for item in _items(tables)}
    assert used == set(range(shards))


def test_a_trace_is_read_whole_and_without_what_has_expired(tables: Tables) -> None:
    store = event_store(tables, retention_days=10)
    for number in range(5):
        at = NOW + timedelta(days=number)
        store.put_new(admitted(at, event_id=f"e{number}", trace_id=TRACE), deadline())
    store.put_new(admitted(NOW, event_id="other", trace_id="trace_other"), deadline())
    read = store.read_trace(TRACE, now=NOW + timedelta(days=11, seconds=1), deadline=deadline())
    assert [event.event_id for event in read] == ["e2", "e3", "e4"]


def test_a_trace_larger_than_one_page_of_the_store_is_read_to_its_end(tables: Tables) -> None:
    store = event_store(tables)
    wide: dict[str, Any] = {"payload": {"text": "x" * 1900}, "error_message": "y" * 512}
    for number in range(420):  # a page holds 1 MB
        store.put_new(admitted(event_id=f"e{number:04d}", trace_id=TRACE, **wide), deadline())
    assert len(list(store.read_trace(TRACE, now=NOW, deadline=deadline()))) == 420


def test_an_event_comes_back_as_it_was_stored(tables: Tables) -> None:
    one = admitted(
        event_id="e1",
        event_type="m_auth_login_fail",
        trace_id=TRACE,
        user_id="u",
        tenant_id="t",
        job_id="j",
        campaign_id="c",
        email="kim@example.com",
        success=False,
        error_code="otp_expired",
        error_message="expired",
        source="zuplo",
        occurred_at="2026-11-22T09:15:01Z",
        payload={"attempt": 2, "ratio": 0.1, "deep": {"list": [1, None, "한글"]}},
    )
    store = event_store(tables)
    store.put_new(one, deadline())
    assert list(store.read_trace(TRACE, now=NOW, deadline=deadline())) == [one.event]
