"""What answers and roll-ups read: with what they show, and not with what is stored."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.admission import Admitted
from chalicelib.domain.bucket import Bucket
from chalicelib.domain.event import Event
from chalicelib.domain.event_dictionary import EVENT_TYPES
from chalicelib.domain.event_type import EventType
from chalicelib.domain.feed_filter import FeedFilter
from chalicelib.domain.reporting_day import parse_range
from chalicelib.storage.bucket_item import BucketKey, StoredBucket, bucket_to_item
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.keys import BY_TYPE_DAY
from chalicelib.storage.roll_up_store import RollUpState
from chalicelib.usecases.empty_partitions import EmptyPartitions
from chalicelib.usecases.list_events import FeedQuestion, ListEvents
from tests.conftest import Tables
from tests.storage.parts import SEOUL, admitted, intake
from tests.storage.roll_up_parts import Counting, counting, soon
from tests.storage.store_calls import StoreCall, recorded_calls

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # in Seoul
TYPES = [one.name for one in EVENT_TYPES]
PAGE = 50
FAR_OFF = 4_102_444_800  # the year 2100


def _rolled_up(tables: Tables, days: int = 0) -> Counting:
    """To this moment, every day before today closed; so many of them with nothing in them."""
    parts = counting(tables, "Asia/Seoul", NOON, used_since=NOON - timedelta(days=100))
    parts.roll_up.states.write(RollUpState(parts.day_before(1), NOON), soon())
    _close(parts, {BucketKey(name, parts.day_before(ago), 0): Bucket() for ago in range(1, days + 1) for name in TYPES})
    return parts


def _close(parts: Counting, buckets: Mapping[BucketKey, Bucket]) -> None:
    """As the closing of a day writes them, many at once."""
    items: list[Any] = [
        {"PutRequest": {"Item": bucket_to_item(StoredBucket(key, Bucket(), 0, closed=True), bucket, FAR_OFF)}}
        for key, bucket in buckets.items()
    ]
    for start in range(0, len(items), 25):
        parts.buckets.store.client.batch_write_item(RequestItems={parts.buckets.table: items[start : start + 25]})


def _feed(parts: Counting, days: int) -> list[Event]:
    """The first page of so many days, today included."""
    empty = EmptyPartitions(parts.buckets, parts.dirty_days, parts.events.retention)
    window = parse_range(
        parts.day_before(days - 1), parts.day_before(0), now=parts.now, zone=SEOUL, instants_allowed=False
    )
    page = ListEvents(parts.events, empty, FanOut())(
        FeedQuestion(window, FeedFilter(), PAGE), now=parts.now, deadline=soon()
    )
    return [*page.events]


def _of(calls: Sequence[StoreCall], table: str, index: str | None = None) -> list[StoreCall]:
    return [call for call in calls if (call.table, call.index) == (table, index)]


def _of_any_type(number: int, at: datetime, types: Sequence[EventType] = EVENT_TYPES, trace: int = 1) -> Admitted:
    """Of the types in turn, with every identifier that any of them asks for."""
    one = types[number % len(types)]
    told: dict[str, Any] = {name: name for fields in one.required for name in fields if not name.startswith("payload.")}
    told |= {"payload": dict.fromkeys(one.payload_identifiers, "x"), "event_type": one.name, "event_id": f"e{number}"}
    told |= {"email": "kim@example.com", "trace_id": f"trace_{trace}", "anonymous_id": "v"}
    if "success" in told:
        told["success"] = True
    return admitted(at, **told)


def test_a_page_of_a_day_of_all_types_reads_at_most_twice_its_items_and_one_request_a_type(tables: Tables) -> None:
    parts = counting(tables, "Asia/Seoul", NOON)
    for number in range(PAGE * 4):
        parts.put(_of_any_type(number, NOON - timedelta(minutes=number)))
    with recorded_calls(tables.client, tables.prefix) as calls:
        assert [event.event_id for event in _feed(parts, days=1)] == [f"e{number}" for number in range(PAGE)]
    assert len(calls) == len(_of(calls, "events", BY_TYPE_DAY))  # nothing else is asked for
    full = [call for call in calls if call.items]
    assert sum(call.items for call in full) <= 2 * PAGE
    assert len(calls) <= len(TYPES) + 2 * PAGE // (PAGE // len(TYPES))
    assert len(calls) - len(full) <= len(TYPES)


def test_over_30_sparse_days_nobody_asks_for_a_partition_that_a_bucket_knows_to_be_empty(tables: Tables) -> None:
    parts = _rolled_up(tables, days=30)
    seen = {3: "m_page_view", 11: "m_otp_send", 29: "m_page_view"}
    for days, name in seen.items():
        past = {"event_type": name, "anonymous_id": "v", "email": "kim@example.com", "event_id": f"e{days}"}
        parts.backfill([past | {"ts": (NOON - timedelta(days=days)).isoformat()}], intake(NOON), soon())
    parts.now = NOON + timedelta(minutes=5)
    assert not parts.run().more  # which closes the days, and counts those that were filled afterwards
    with recorded_calls(tables.client, tables.prefix) as calls:
        assert [event.event_id for event in _feed(parts, days=30)] == [f"e{days}" for days in seen]
    # today's partitions, of which nothing is known, and the three that hold something
    assert len(_of(calls, "events", BY_TYPE_DAY)) == len(TYPES) + len(seen)
    assert Counter(call.operation for call in _of(calls, "buckets")) <= Counter(BatchGetItem=8, Query=5)


def test_what_a_backfill_has_put_into_an_empty_day_is_shown_before_it_is_counted(tables: Tables) -> None:
    parts = _rolled_up(tables, days=30)
    assert _feed(parts, days=30) == []
    past = {"event_type": "m_page_view", "anonymous_id": "v", "event_id": "late"}
    parts.backfill([past | {"ts": (NOON - timedelta(days=7)).isoformat()}], intake(NOON), soon())
    assert [event.event_id for event in _feed(parts, days=30)] == ["late"]


def test_days_of_which_no_bucket_tells_are_read(tables: Tables) -> None:
    """Whose buckets have expired, under whatever retention they had, or which were never closed."""
    parts = _rolled_up(tables, days=4)
    with recorded_calls(tables.client, tables.prefix) as calls:
        _feed(parts, days=8)
    assert len(_of(calls, "events", BY_TYPE_DAY)) == len(TYPES) * (1 + 3)  # today, and those of 5 to 7 days ago


def test_an_event_of_a_day_that_is_not_wholly_retained_is_shown_though_nobody_counts_it(tables: Tables) -> None:
    parts = _rolled_up(tables, days=6)
    parts.events = replace(parts.events, retention=timedelta(days=5))
    parts.put(admitted(NOON - timedelta(days=5, hours=-1), event_id="old"))
    assert [event.event_id for event in _feed(parts, days=7)] == ["old"]


def test_a_page_reads_the_marks_of_its_own_days_alone(tables: Tables) -> None:
    parts = _rolled_up(tables, days=7)
    parts.dirty_days.mark([(name, parts.day_before(60)) for name in TYPES], NOON, soon())
    with recorded_calls(tables.client, tables.prefix) as calls:
        _feed(parts, days=8)
    marks = [call for call in _of(calls, "buckets") if call.operation == "Query"]
    assert marks
    assert sum(call.items for call in marks) == 0


def test_a_day_in_which_nothing_happened_is_told_of_once_it_is_closed(tables: Tables) -> None:
    parts = counting(tables, "Asia/Seoul", NOON)
    parts.run()
    parts.now = NOON + timedelta(days=1)
    parts.run()
    with recorded_calls(tables.client, tables.prefix) as calls:
        assert _feed(parts, days=2) == []
    assert len(_of(calls, "events", BY_TYPE_DAY)) == len(TYPES)  # those of today


@pytest.mark.parametrize("events", [10_000, 1_000_000])
def test_a_summary_of_92_days_asks_as_often_and_reads_as_many_items_whatever_was_counted(
    tables: Tables, events: int
) -> None:
    parts = _rolled_up(tables)
    a_bucket = events // (91 * len(TYPES))
    bucket = Bucket(quarters=dict.fromkeys(range(4), (a_bucket // 4, 0, 0)), counted_to="~")
    _close(parts, {BucketKey(name, parts.day_before(ago), 0): bucket for ago in range(1, 92) for name in TYPES})
    with recorded_calls(tables.client, tables.prefix) as calls:
        found = parts.summary(parts.day_before(91), parts.day_before(0))
    assert sum(sum(one) for one in found.summary.events.values()) == 91 * len(TYPES) * (a_bucket // 4 * 4)
    assert len(_of(calls, "buckets")) == len(TYPES) + 2  # a query a type, those of marks and of sessions
    assert sum(call.items for call in _of(calls, "buckets")) == 91 * len(TYPES)
    assert len(_of(calls, "events", BY_TYPE_DAY)) == len(TYPES)  # today's latest
    assert len(calls) == 2 * len(TYPES) + 3


def test_a_roll_up_reads_each_event_once_and_once_more_when_its_day_is_closed(tables: Tables) -> None:
    parts = counting(tables, "Asia/Seoul", NOON)
    read = []
    for run in range(4):
        for number in range(30):
            parts.put(_of_any_type(30 * run + number, parts.now - timedelta(seconds=number + 1), EVENT_TYPES[:3]))
        read.append(_read_by_type(tables, parts))
        parts.now += timedelta(minutes=1)
    assert read == [30] * 4
    parts.now = NOON + timedelta(days=1)
    assert _read_by_type(tables, parts) == 120
    parts.now += timedelta(minutes=1)
    assert _read_by_type(tables, parts) == 0


def _read_by_type(tables: Tables, parts: Counting) -> int:
    """Events that a run reads, beside those of traces, whose journeys it makes anew."""
    with recorded_calls(tables.client, tables.prefix) as calls:
        parts.run()
    return sum(call.items for call in _of(calls, "events", BY_TYPE_DAY))


def test_a_runs_buckets_are_a_fiftieth_of_a_write_an_event_and_journeys_one_a_trace(tables: Tables) -> None:
    """At 25 events a second, of all types, in traces of six."""
    parts = counting(tables, "Asia/Seoul", NOON)
    parts.run()
    events, traces = 1500, 250
    for number in range(events):
        parts.put(_of_any_type(number, NOON - timedelta(milliseconds=40 * number), trace=number % traces))
    with recorded_calls(tables.client, tables.prefix) as calls:
        assert parts.run().events_counted == events
    writes = Counter(call.table for call in calls if call.operation in {"PutItem", "DeleteItem", "UpdateItem"})
    assert writes["journeys"] == traces
    assert writes["buckets"] <= 0.02 * events
    assert sum(writes.values()) == writes["journeys"] + writes["buckets"] + 1  # how far it came
    reads = Counter(call.operation for call in _of(calls, "events"))
    assert reads == Counter(Query=traces)  # a trace, whatever the number of its events
    assert len(_of(calls, "journeys")) - traces <= traces / 25
