"""The roll-up on a real engine: any split of runs gives the same buckets, and the summary agrees with the feed."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.domain.admission import Admitted
from chalicelib.domain.bucket import Bucket, merge
from chalicelib.domain.reporting_day import parse_range
from chalicelib.storage.bucket_item import BucketKey, StoredBucket
from tests.conftest import Tables
from tests.storage.parts import admitted, intake
from tests.storage.roll_up_parts import Counting, counting, soon

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # in Seoul
DAY = "2026-11-22"
TYPES = ("m_page_view", "m_auth_login_fail", "m_auth_login_success")


def _event(number: int, at: datetime) -> Admitted:
    return admitted(
        at,
        event_id=f"e{number}",
        event_type=TYPES[number % 3],
        email="kim@example.com",
        error_code=f"code{number % 5}",
        source=("zuplo", "cp")[number % 2],
        trace_id=f"trace_{number % 4}",
    )


def _bucket(parts: Counting, event_type: str, day: str = DAY, shards: int = 1) -> Bucket:
    keys = [BucketKey(event_type, day, shard) for shard in range(shards)]
    return merge([one.bucket for one in parts.buckets.read(keys, soon()).values()])


def _counts(parts: Counting, day: str = DAY) -> dict[str, int]:
    series = parts.summary(day, day).summary.events
    return {name: values[0] for name, values in series.items() if values[0]}


def test_a_run_counts_what_is_older_than_its_lag_and_the_summary_shows_all_before_between_and_after(
    tables: Tables,
) -> None:
    parts = counting(tables, "Asia/Seoul", NOON)
    expected: Counter[str] = Counter()
    for number in range(30):
        parts.put(_event(number, NOON - timedelta(seconds=10 * number)))
        expected[TYPES[number % 3]] += 1
    assert _counts(parts) == expected
    report = parts.run(lag=timedelta(seconds=60))
    assert report.events_counted == 24
    assert _counts(parts) == expected
    assert parts.run().events_counted == 6
    assert _counts(parts) == expected
    assert parts.run().events_counted == 0
    assert parts.run().buckets_updated == 0
    assert sum(sum(outcomes) for outcomes in _bucket(parts, "m_page_view").quarters.values()) == 10


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 23 * 60), min_size=1, max_size=25), st.lists(st.integers(0, 24 * 60), max_size=5))
def test_any_split_of_runs_gives_the_same_buckets(tables: Tables, minutes: list[int], runs: list[int]) -> None:
    """Events arrive in the order of their times, in minutes of the day; runs come at any minute, some twice."""
    began_at = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
    for table in ("events", "buckets", "meta"):
        name = f"{tables.prefix}{table}"
        keys = [key["AttributeName"] for key in tables.client.describe_table(TableName=name)["Table"]["KeySchema"]]
        for item in tables.client.scan(TableName=name)["Items"]:
            tables.client.delete_item(TableName=name, Key={key: item[key] for key in keys})
    parts = counting(tables, "Asia/Seoul", began_at)
    steps = sorted([(minute, 0, number) for number, minute in enumerate(minutes)] + [(minute, 1, 0) for minute in runs])
    for minute, is_run, number in steps:
        parts.now = began_at + timedelta(minutes=minute)
        if is_run:
            parts.run()
        else:
            parts.put(_event(number, parts.now))
    parts.now = began_at + timedelta(minutes=24 * 60 - 1)
    parts.run()
    grown = {name: _bucket(parts, name) for name in TYPES}
    for name in TYPES:
        expected = Counter((minute // 15) for number, minute in enumerate(minutes) if TYPES[number % 3] == name)
        assert {quarter: sum(outcomes) for quarter, outcomes in grown[name].quarters.items()} == expected
    parts.now = began_at + timedelta(hours=24, minutes=15)
    report = parts.run()
    assert (report.drift_events, report.late_events, report.closed_events) == (0, 0, len(minutes))
    assert {name: _bucket(parts, name) for name in TYPES} == grown


def test_a_run_that_dies_between_its_writes_counts_nothing_twice_and_nothing_never(tables: Tables) -> None:
    parts = counting(tables, "Asia/Seoul", NOON)
    for number in range(60):
        parts.put(_event(number, NOON - timedelta(seconds=number)))
    writes: list[str] = []

    def die_at_the_second(model: Any, **_: Any) -> None:
        writes.append(model.name)
        if len(writes) == 2:
            raise KeyboardInterrupt

    events = tables.client.meta.events
    events.register("before-call.dynamodb.PutItem", die_at_the_second)
    try:
        with pytest.raises(KeyboardInterrupt):
            parts.run()
    finally:
        events.unregister("before-call.dynamodb.PutItem", die_at_the_second)
    expected = dict.fromkeys(TYPES, 20)
    assert _counts(parts) == expected
    parts.run()
    assert _counts(parts) == expected
    assert sum(_bucket(parts, name).total for name in TYPES) == 60


def test_two_runs_at_once_count_each_event_once(tables: Tables) -> None:
    from concurrent.futures import ThreadPoolExecutor

    parts = counting(tables, "Asia/Seoul", NOON)
    for number in range(90):
        parts.put(_event(number, NOON - timedelta(seconds=number)))
    with ThreadPoolExecutor(4) as runners:
        list(runners.map(lambda _: parts.run(), range(4)))
    parts.run()
    assert sum(_bucket(parts, name).total for name in TYPES) == 90


def test_a_run_out_of_time_says_more_and_the_next_takes_it_up(tables: Tables) -> None:
    parts = counting(tables, "Asia/Seoul", NOON)
    for number in range(12):
        parts.put(_event(number, NOON - timedelta(seconds=number)))
    parts.backfill([_past(1, NOON - timedelta(hours=1))], intake(parts.now), soon())
    first = parts.run(for_seconds=0)
    assert first.more
    assert not parts.run().more
    assert _counts(parts)["m_page_view"] == 5


def _past(number: int, at: datetime, **more: Any) -> dict[str, Any]:
    return {
        "event_type": "m_page_view",
        "anonymous_id": "v",
        "event_id": f"past{number}",
        "ts": at.isoformat(),
    } | more


def test_late_events_are_counted_when_their_day_is_closed_and_reported(tables: Tables) -> None:
    parts = counting(tables, "Asia/Seoul", NOON)
    parts.put(_event(0, NOON))
    parts.run()
    parts.put(_event(3, NOON - timedelta(minutes=5)))  # reaches the index behind the mark
    parts.run()
    assert _counts(parts) == {"m_page_view": 1}
    parts.now = NOON + timedelta(hours=12, minutes=14)
    parts.run()
    assert _counts(parts) == {"m_page_view": 1}
    parts.now = NOON + timedelta(hours=12, minutes=15)
    report = parts.run()
    assert (report.late_events, report.drift_events) == (1, 1)
    assert _counts(parts) == {"m_page_view": 2}
    assert parts.run().events_counted == 0


def test_a_backfill_makes_its_days_pending_until_the_next_roll_up_counts_them(tables: Tables) -> None:
    parts = counting(tables, "Asia/Seoul", NOON)
    past = NOON - timedelta(days=10)
    report = parts.backfill([_past(number, past) for number in range(5)], intake(parts.now), soon())
    assert report.counts()["accepted"] == 5
    before = parts.summary("2026-11-12", "2026-11-12")
    assert (before.pending_days, before.summary.events["m_page_view"]) == (["2026-11-12"], [0])
    parts.run()
    after = parts.summary("2026-11-12", "2026-11-12")
    assert (after.pending_days, after.summary.events["m_page_view"]) == ([], [5])
    parts.backfill([_past(number, past) for number in range(8)], intake(parts.now), soon())
    parts.run()
    assert parts.summary("2026-11-12", "2026-11-12").summary.events["m_page_view"] == [8]


def test_a_roll_up_between_the_writes_of_a_backfill_is_not_the_last_word(tables: Tables) -> None:
    parts = counting(tables, "Asia/Seoul", NOON)
    past = NOON - timedelta(days=3)
    runs: list[str] = []

    def run_in_between(model: Any, **_: Any) -> None:
        if not runs and model.name == "PutItem":
            runs.append(model.name)
            parts.run()

    tables.client.meta.events.register("before-call.dynamodb.PutItem", run_in_between)
    try:
        parts.backfill([_past(1, past)], intake(parts.now), soon())
    finally:
        tables.client.meta.events.unregister("before-call.dynamodb.PutItem", run_in_between)
    assert runs
    parts.run()
    assert parts.summary("2026-11-19", "2026-11-19").summary.events["m_page_view"] == [1]


def test_a_recount_that_was_left_behind_by_another_is_begun_anew(tables: Tables) -> None:
    """Else events that came behind its mark since would never be counted."""
    parts = counting(tables, "Asia/Seoul", NOON)
    beside = BucketKey("m_page_view", "2026-11-19", 0, recount=True)
    left = Bucket(counted_to="2026-11-19T23:59:59.999Z#z")
    assert parts.buckets.write(StoredBucket(beside, Bucket(), 0, token="closing"), left, soon())
    parts.backfill([_past(1, NOON - timedelta(days=3))], intake(parts.now), soon())
    parts.run()
    assert parts.summary("2026-11-19", "2026-11-19").summary.events["m_page_view"] == [1]
    assert parts.buckets.read([beside], soon())[beside].revision == 0


def test_a_rebuild_leaves_the_mark_of_a_backfill_of_this_minute_to_the_schedule(tables: Tables) -> None:
    parts = counting(tables, "Asia/Seoul", NOON)
    past = NOON - timedelta(days=3)
    parts.backfill([_past(1, past)], intake(parts.now), soon())
    window = parse_range("2026-11-19", "2026-11-19", now=NOON, zone=parts.events.zone, instants_allowed=False)
    parts.now += timedelta(seconds=1)
    assert not parts.rebuild(window, now=parts.now, for_seconds=60).more
    assert [(one.event_type, one.day) for one in parts.dirty_days.read(soon())] == [("m_page_view", "2026-11-19")]
    parts.run()
    assert parts.dirty_days.read(soon()) == []


def test_a_day_that_is_not_wholly_retained_keeps_the_counts_it_has(tables: Tables) -> None:
    parts = counting(tables, "UTC", NOON, retention_days=5)
    past = NOON - timedelta(days=3)
    parts.backfill([_past(1, past)], intake(parts.now), soon())
    parts.run()
    parts.dirty_days.mark([("m_page_view", "2026-11-19")], parts.now, soon())
    parts.now = NOON + timedelta(days=4)
    tables.client.delete_item(
        TableName=f"{tables.prefix}events", Key={"trace_id": {"S": "none#past1"}, "event_id": {"S": "past1"}}
    )
    parts.run()
    assert parts.summary("2026-11-19", "2026-11-19").summary.events["m_page_view"] == [1]


@pytest.mark.parametrize("shards", [1, 4])
def test_shards_of_a_day_are_summed(tables: Tables, shards: int) -> None:
    parts = counting(tables, "Asia/Seoul", NOON, shards=shards)
    for number in range(40):
        parts.put(_event(number, NOON - timedelta(seconds=number)))
    parts.run()
    assert sum(_counts(parts).values()) == 40


def test_too_long_a_tail_is_answered_as_of_the_last_roll_up(tables: Tables) -> None:
    parts = counting(tables, "Asia/Seoul", NOON, max_tail_events=10)
    for number in range(10):
        parts.put(_event(number, NOON - timedelta(seconds=number)))
    assert parts.summary().live
    parts.run()
    rolled_up_at = parts.now
    parts.now = NOON + timedelta(minutes=1)
    for number in range(11):
        parts.put(_event(100 + number, parts.now - timedelta(seconds=number)))
    late = parts.summary(DAY, DAY)
    assert (late.live, late.as_of) == (False, rolled_up_at)
    assert sum(sum(values) for values in late.summary.events.values()) == 10
    parts.run()
    assert sum(_counts(parts).values()) == 21


def test_a_run_with_nothing_new_costs_one_query_a_bucket_at_most(tables: Tables) -> None:
    parts = counting(tables, "Asia/Seoul", NOON)
    for number in range(9):
        parts.put(_event(number, NOON - timedelta(seconds=number)))
    parts.run()
    calls: Counter[str] = Counter()

    def count(model: Any, **_: Any) -> None:
        calls[model.name] += 1

    tables.client.meta.events.register("before-call.dynamodb", count)
    try:
        parts.run()
    finally:
        tables.client.meta.events.unregister("before-call.dynamodb", count)
    assert calls["Query"] <= 18 + 2  # a query a bucket, one for dirty days, one for what a run that died has noted
    assert calls["PutItem"] == 1  # how far it came


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", "2026-10-25", 25),
        ("Europe/Berlin", "2026-03-29", 23),
        ("Asia/Kathmandu", "2026-03-29", 24),
        ("Australia/Lord_Howe", "2026-10-04", 24),
    ],
)
def test_days_of_any_length_have_their_hours_and_agree_with_the_cards(
    tables: Tables, zone: str, day: str, hours: int
) -> None:
    now = datetime.fromisoformat(f"{day}T00:00:00+00:00") + timedelta(days=2)
    parts = counting(tables, zone, now)
    first = datetime.fromisoformat(f"{day}T00:00:00+00:00") - timedelta(hours=12)
    past = [_past(number, first + timedelta(minutes=30 * number)) for number in range(96)]
    parts.backfill(past, intake(now), soon())
    parts.run()
    found = parts.summary(day, day).summary
    by_hour = found.hours[day]["m_page_view"]
    assert len(by_hour) == hours
    assert sum(by_hour) == found.events["m_page_view"][0]
    if hours != 24 or zone == "Asia/Kathmandu":
        assert by_hour == [2] * hours
