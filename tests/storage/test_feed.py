"""The feed over a real engine: any page size gives the same sequence, whichever way leads to the rows."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.domain.admission import Admitted
from chalicelib.domain.event import Event
from chalicelib.domain.feed_filter import FeedFilter, matches
from chalicelib.domain.feed_plan import Position
from chalicelib.domain.pii import fingerprint
from chalicelib.domain.reporting_day import TimeRange, parse_range
from chalicelib.storage.bucket_store import BucketStore
from chalicelib.storage.dirty_days import DirtyDays
from chalicelib.storage.event_store import EventStore
from chalicelib.storage.fan_out import FanOut
from chalicelib.usecases.empty_partitions import EmptyPartitions
from chalicelib.usecases.list_events import FeedQuestion, ListEvents
from tests.conftest import Tables
from tests.storage.parts import NOW, PEPPER, SEOUL, admitted, deadline, event_store

KIM, LEE = fingerprint("kim@example.com", PEPPER), fingerprint("lee@example.com", PEPPER)
WEEK = parse_range(None, None, now=NOW, zone=SEOUL, instants_allowed=False)
TYPES = ("m_page_view", "m_otp_send", "m_auth_login_fail", "m_checkout_click")


def _feed(tables: Tables, store: EventStore, **more: Any) -> ListEvents:
    buckets = BucketStore(store.store, f"{tables.prefix}buckets", store.zone, timedelta(days=1095))
    empty = EmptyPartitions(buckets, DirtyDays(store.store, buckets.table), store.retention)
    return ListEvents(store, empty, FanOut(), **more)


def _some_events() -> list[Admitted]:
    """Over five days, with gaps; of several types; many share their time, and some their id in other traces."""
    events = []
    for number in range(80):
        at = NOW - timedelta(hours=(number // 8) * 5)
        events.append(
            admitted(
                at,
                event_type=TYPES[number % 4],
                event_id=f"e{number % 8 // 2}" if number % 8 < 6 else f"f{number}",
                trace_id=f"trace_{number % 5}",
                email=("kim@example.com", "lee@example.com")[number % 2],
                success=(True, False, None)[number % 3],
                error_code=("a", "b")[number // 2 % 2],
                tenant_id=f"t{number % 7}",
                payload={"plan_tier": "pro"},
            )
        )
    return events


@pytest.fixture(scope="module")
def fill() -> Callable[[EventStore], list[Event]]:
    events = _some_events()

    def put(store: EventStore) -> list[Event]:
        return [one.event for one in events if store.put_new(one, deadline())[0] == "accepted"]

    return put


def _read_all(feed: ListEvents, window: TimeRange, asked: FeedFilter, limits: list[int]) -> list[Event]:
    seen: list[Event] = []
    after: Position | None = None
    for turn in range(1000):
        page = feed(FeedQuestion(window, asked, limits[turn % len(limits)], after), now=NOW, deadline=deadline())
        assert len(page.events) <= limits[turn % len(limits)]
        seen += page.events
        if page.goes_on_after is None:
            return seen
        after = Position.from_dict(page.goes_on_after.to_dict())
    raise AssertionError("the feed does not end")


def _key(event: Event) -> tuple[datetime, str]:
    return event.ts, event.event_id


FILTERS: dict[str, dict[str, Any]] = {
    "everything": {},
    "one type": {"types": ("m_page_view",)},
    "two types": {"types": ("m_otp_send", "m_page_view")},
    "a trace": {"trace_id": "trace_3"},
    "an address": {"email_fingerprints": (KIM,)},
    "an address under two peppers": {"email_fingerprints": (LEE, KIM)},
    "an address and an outcome": {"email_fingerprints": (KIM,), "success": (False,)},
    "a trace and an error code": {"trace_id": "trace_3", "error_code": "a"},
    "a trace and an address": {"trace_id": "trace_3", "email_fingerprints": (KIM,)},
    "an outcome": {"success": (False,)},
    "no outcome": {"success": (None,)},
    "an error code of a type": {"error_code": "b", "types": ("m_auth_login_fail",)},
    "a tenant": {"tenant_id": "t4"},
    "nothing there": {"source": "edge"},
}


def _fitting(stored: list[Event], asked: FeedFilter, window: TimeRange) -> list[Event]:
    return [
        event
        for event in stored
        if matches(event, asked.constraints())
        and asked.trace_id in (None, event.trace_id)
        and window.start <= event.ts < window.end
    ]


@pytest.mark.parametrize(("name", "shards"), [(name, 1) for name in FILTERS] + [("everything", 3), ("a tenant", 3)])
def test_any_page_size_gives_the_same_sequence(
    tables: Tables, fill: Callable[[EventStore], list[Event]], name: str, shards: int
) -> None:
    store = event_store(tables, shards=shards)
    stored, asked, feed = fill(store), FeedFilter(**FILTERS[name]), _feed(tables, store)
    expected = _fitting(stored, asked, WEEK)
    whole = _read_all(feed, WEEK, asked, [200])
    assert sorted(map(repr, whole)) == sorted(map(repr, expected))
    assert [_key(event) for event in whole] == sorted(map(_key, expected), reverse=True)

    @settings(deadline=None, max_examples=4, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.integers(4, 60), min_size=1, max_size=4))
    def any_page_sizes(limits: list[int]) -> None:
        assert _read_all(feed, WEEK, asked, limits) == whole

    any_page_sizes()


def test_a_window_of_instants_includes_its_start_and_excludes_its_end(tables: Tables) -> None:
    store = event_store(tables)
    for milliseconds in range(5):
        store.put_new(admitted(NOW + timedelta(milliseconds=milliseconds), event_id=f"e{milliseconds}"), deadline())
    start, end = (NOW + timedelta(milliseconds=number) for number in (1, 4))
    window = parse_range(start.isoformat(), end.isoformat(), now=NOW, zone=SEOUL, instants_allowed=True)
    for asked in (FeedFilter(), FeedFilter(types=("m_page_view",))):
        found = _read_all(_feed(tables, store), window, asked, [2])
        assert [event.event_id for event in found] == ["e3", "e2", "e1"]


def test_events_that_arrive_while_paging_shift_nothing(tables: Tables) -> None:
    store = event_store(tables)
    for number in range(20):
        store.put_new(admitted(NOW - timedelta(minutes=number), event_id=f"e{number:02d}"), deadline())
    feed = _feed(tables, store)
    first = feed(FeedQuestion(WEEK, FeedFilter(), 7), now=NOW, deadline=deadline())
    for number in range(5):
        store.put_new(admitted(NOW + timedelta(seconds=number + 1), event_id=f"new{number}"), deadline())
    seen, after = [event.event_id for event in first.events], first.goes_on_after
    while after is not None:
        page = feed(FeedQuestion(WEEK, FeedFilter(), 7, after), now=NOW, deadline=deadline())
        seen += [event.event_id for event in page.events]
        after = page.goes_on_after
    assert seen == [f"e{number:02d}" for number in range(20)]


def test_a_reader_that_runs_out_of_time_goes_on_where_it_stopped(tables: Tables) -> None:
    store = event_store(tables)
    for number in range(40):
        at = NOW - timedelta(hours=3 * number)
        store.put_new(admitted(at, event_id=f"e{number:02d}", tenant_id=f"t{number % 10}"), deadline())
    moments = iter(range(10_000))
    feed = _feed(tables, store, monotonic=lambda: next(moments) * 10.0)  # each look at it is ten seconds later
    found = _read_all(feed, WEEK, FeedFilter(tenant_id="t7"), [10])
    assert [event.event_id for event in found] == ["e07", "e17", "e27", "e37"]


def test_what_has_expired_is_not_shown(tables: Tables) -> None:
    store = event_store(tables, retention_days=2)
    for days in range(5):
        store.put_new(
            admitted(NOW - timedelta(days=days), event_type="m_otp_send", event_id=f"e{days}", email="kim@example.com"),
            deadline(),
        )
    for asked in (FeedFilter(), FeedFilter(email_fingerprints=(KIM,)), FeedFilter(success=(None,))):
        found = _read_all(_feed(tables, store), WEEK, asked, [50])
        assert [event.event_id for event in found] == ["e0", "e1", "e2"]


def test_a_page_over_all_types_reads_at_most_twice_what_it_shows(tables: Tables) -> None:
    """Beside one request for each partition; counted in items that the store returned."""
    store = event_store(tables)
    for number in range(300):
        fields = {"event_type": TYPES[0 if number % 10 else 1], "email": "kim@example.com"}
        store.put_new(admitted(NOW - timedelta(seconds=number), event_id=f"e{number}", **fields), deadline())
    read: list[int] = []

    def count(http_response: Any, parsed: dict[str, Any], **_: Any) -> None:
        read.append(parsed.get("Count", 0))

    tables.client.meta.events.register("after-call.dynamodb.Query", count)
    try:
        page = _feed(tables, store)(FeedQuestion(WEEK, FeedFilter(), 50), now=NOW, deadline=deadline())
    finally:
        tables.client.meta.events.unregister("after-call.dynamodb.Query", count)
    assert len(page.events) == 50
    assert sum(read) <= 100
    assert len(read) <= 30
