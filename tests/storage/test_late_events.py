"""Clocks that step and an index that lags: what a roll-up cannot know yet, the close of the day sets right."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.domain.bucket import Bucket
from chalicelib.domain.reporting_day import day_of, day_start, parse_range, shift_day
from chalicelib.storage.bucket_item import BucketKey
from chalicelib.storage.keys import ts_id
from chalicelib.usecases.roll_up import CLOSES_AFTER, LAG
from tests.conftest import Tables
from tests.storage.parts import admitted
from tests.storage.roll_up_parts import Counting, counting, soon

TYPES = ("m_page_view", "m_auth_login_fail", "m_otp_send")
DAY = "2026-11-22"
BEGAN_AT = datetime(2026, 11, 22, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)

Quarters = Counter[tuple[str, str, int]]  # by type, day and quarter-hour


def _put(parts: Counting, number: int, ts: datetime) -> None:
    fields = {
        "event_type": TYPES[number % 3],
        "trace_id": f"trace_{number}",
        "email": "kim@example.com",
        "error_code": "c",
    }
    parts.put(admitted(ts, event_id=f"e{number:04}", **fields))


def _stored(tables: Tables, zone: str) -> Quarters:
    """What the table of events holds, counted by a scan of it and nothing of the product's."""
    found: Quarters = Counter()
    for page in tables.client.get_paginator("scan").paginate(TableName=f"{tables.prefix}events"):
        for item in page["Items"]:
            at = datetime.fromisoformat(item["ts"]["S"]).astimezone(ZoneInfo(zone))
            began_at = at.replace(hour=0, minute=0, second=0, microsecond=0)
            elapsed = at.astimezone(UTC) - began_at.astimezone(UTC)
            found[item["event_type"]["S"], at.date().isoformat(), elapsed // timedelta(minutes=15)] += 1
    return found


def _buckets(parts: Counting, *days: str) -> dict[BucketKey, Bucket]:
    keys = [BucketKey(name, day, 0) for name in TYPES for day in days]
    return {key: one.bucket for key, one in parts.buckets.read(keys, soon()).items()}


def _counted(parts: Counting, *days: str) -> Quarters:
    found: Quarters = Counter()
    for key, bucket in _buckets(parts, *days).items():
        for quarter, outcomes in bucket.quarters.items():
            found[key.event_type, key.day, quarter] += sum(outcomes)
    return found


def _late(arrivals: list[tuple[datetime, datetime, int]]) -> int:
    """Of runs on each full minute: how many came to the index when a later event of their type was counted already.

    `arrivals`: when each came, its `ts` and its number, in the order in which they came.
    """
    late, seen, marks = 0, list[tuple[str, str]](), dict[str, str]()
    runs = BEGAN_AT
    for came_at, ts, number in arrivals:
        while runs < came_at:
            for name, key in seen:
                if key <= ts_id(runs - LAG, "~"):
                    marks[name] = max(marks.get(name, ""), key)
            runs += MINUTE
        name, key = TYPES[number % 3], ts_id(ts, f"e{number:04}")
        late += key <= marks.get(name, "")
        seen.append((name, key))
    return late


@pytest.mark.parametrize("lags_up_to", [timedelta(seconds=59), timedelta(minutes=8)], ids=["59 s", "8 min"])
def test_what_the_index_shows_within_a_minute_is_counted_by_the_next_runs_and_the_rest_by_the_close(
    tables: Tables, lags_up_to: timedelta
) -> None:
    parts, chance = counting(tables, "UTC", BEGAN_AT), random.Random(8)
    arrivals = []
    for number in range(60):
        ts = BEGAN_AT + timedelta(seconds=10 * number + 1)
        arrivals.append((ts + lags_up_to * chance.random(), ts, number))
    arrivals.sort()
    waiting = list(arrivals)
    for minute in range(19):
        parts.now = BEGAN_AT + minute * MINUTE
        while waiting and waiting[0][0] <= parts.now:
            _, ts, number = waiting.pop(0)
            _put(parts, number, ts)
        parts.run(lag=LAG)
    late = _late(arrivals)
    assert (late > 10) == (lags_up_to > LAG)
    assert _counted(parts, DAY).total() == 60 - late
    assert sum(values[0] for values in parts.summary(DAY, DAY).summary.events.values()) == 60 - late
    parts.now = BEGAN_AT + timedelta(days=1) + CLOSES_AFTER
    report = parts.run(lag=LAG)
    assert (report.late_events, report.drift_events, report.closed_events) == (late, late, 60)
    assert report.drift_ratio == pytest.approx(late / 60)
    assert report.closing is not None
    assert (report.closing.day, report.closing.drift_events) == (DAY, late)
    assert _counted(parts, DAY) == _stored(tables, "UTC")


def test_of_days_that_one_run_closes_the_one_with_the_most_drift_is_told_of_until_the_next_close(
    tables: Tables,
) -> None:
    """After a stop of the schedule for days: else the alarm would see the last of them alone."""
    parts = counting(tables, "UTC", BEGAN_AT + timedelta(hours=1))
    _put(parts, 0, parts.now)
    parts.run()
    _put(parts, 3, parts.now - 5 * MINUTE)
    for days in (1, 2):
        _put(parts, 3 + 3 * days, parts.now + timedelta(days=days))
    parts.now += timedelta(days=3)
    first = parts.run(lag=LAG)
    assert first.closing is not None
    assert (first.closing.day, first.closing.drift_ratio) == (DAY, 0.5)
    assert (first.drift_events, first.closed_events) == (1, 4)
    assert parts.run(lag=LAG).closing == first.closing
    parts.now += timedelta(days=1)
    next_close = parts.run(lag=LAG).closing
    assert next_close is not None
    assert (next_close.day, next_close.drift_ratio) == ("2026-11-25", 0)


def test_instances_whose_clocks_step_back_and_forth_over_midnight_lose_and_double_nothing(tables: Tables) -> None:
    """Each event and each run comes from an instance that is right, or up to seven minutes behind or ahead."""
    first, chance, next_day = BEGAN_AT + timedelta(hours=23, minutes=20), random.Random(3), shift_day(DAY, 1)
    parts, drift, late, number = counting(tables, "UTC", first), 0, 0, 0
    marks: dict[BucketKey, str] = {}
    counted_to = first - timedelta(days=1)

    def skew() -> timedelta:
        return chance.choice([-7 * MINUTE, timedelta(0), 7 * MINUTE, -90 * SECOND, 90 * SECOND])

    for minute in range(0, 60, 2):
        for _ in range(6):
            _put(parts, number, first + minute * MINUTE + skew() + chance.random() * SECOND)
            number += 1
        parts.now = first + minute * MINUTE + skew()
        report = parts.run(lag=LAG)
        drift, late = drift + report.drift_events, late + report.late_events
        for key, bucket in _buckets(parts, DAY, next_day).items():
            assert bucket.counted_to >= marks.get(key, ""), f"the mark of {key} went back at minute {minute}"
            marks[key] = bucket.counted_to
        state = parts.roll_up.states.read(soon())
        assert state is not None
        assert state.counted_to is not None
        assert state.counted_to >= counted_to
        counted_to = state.counted_to
        assert not _counted(parts, DAY, next_day) - _stored(tables, "UTC"), f"counted twice by minute {minute}"
    for ended in (DAY, next_day):
        parts.now = day_start(shift_day(ended, 1), parts.events.zone) + CLOSES_AFTER
        report = parts.run(lag=LAG)
        drift, late = drift + report.drift_events, late + report.late_events
    assert late > 20
    assert drift == late  # nothing was counted that is not there
    assert _counted(parts, DAY, next_day) == _stored(tables, "UTC")
    assert _stored(tables, "UTC").total() == number


@pytest.mark.parametrize("back", [10 * MINUTE, timedelta(hours=26)], ids=["10 min", "26 h"])
def test_a_roll_up_whose_clock_has_stepped_back_changes_nothing(tables: Tables, back: timedelta) -> None:
    """Nor where it counts a day again: up to the mark that the day has, not up to its own clock."""
    parts = counting(tables, "UTC", BEGAN_AT + timedelta(hours=22))
    for number in range(30):
        _put(parts, number, parts.now + number * 5 * MINUTE)
    right = BEGAN_AT + timedelta(days=1, minutes=30)
    parts.now = right
    parts.run(lag=LAG)
    before = (_buckets(parts, DAY, "2026-11-23"), parts.roll_up.states.read(soon()))
    assert before[1] is not None
    assert before[1].closed_to == DAY
    parts.now = right - back
    assert parts.run(lag=LAG).events_counted == 0
    parts.dirty_days.mark([("m_page_view", "2026-11-23")], parts.now - LAG, soon())
    report = parts.run(lag=LAG)
    assert (report.drift_events, report.late_events, report.more) == (0, 0, False)
    assert parts.dirty_days.read(soon()) == []
    assert (_buckets(parts, DAY, "2026-11-23"), parts.roll_up.states.read(soon())) == before
    parts.now = right
    assert parts.run(lag=LAG).events_counted == 0
    assert _counted(parts, DAY, "2026-11-23") == _stored(tables, "UTC")


def test_events_of_an_instance_that_is_ahead_are_in_the_summary_as_they_are_in_the_feed(tables: Tables) -> None:
    """Of the same day or, over midnight, of the next: before and after they are counted, each once."""
    parts = counting(tables, "UTC", BEGAN_AT + timedelta(hours=23, minutes=57))
    _put(parts, 0, parts.now)
    _put(parts, 3, parts.now + 2 * MINUTE)
    _put(parts, 6, parts.now + 4 * MINUTE)
    ahead = shift_day(DAY, 1)
    for _ in range(6):
        parts.run(lag=LAG)
        assert parts.summary(DAY, ahead).summary.events["m_page_view"] == [2, 1], parts.now
        parts.now += 4 * MINUTE
    assert _counted(parts, DAY, ahead) == _stored(tables, "UTC")


BOUNDARIES = [
    ("Asia/Seoul", "2026-11-22", 95),
    ("Europe/Berlin", "2026-10-25", 99),
    ("Europe/Berlin", "2026-03-29", 91),
]


@pytest.mark.parametrize(("zone", "day", "last_quarter"), BOUNDARIES)
def test_an_event_of_the_last_second_that_comes_after_the_day_but_before_its_close_is_counted_in_its_day(
    tables: Tables, zone: str, day: str, last_quarter: int
) -> None:
    ended_at = day_start(shift_day(day, 1), ZoneInfo(zone))
    parts = counting(tables, zone, ended_at - timedelta(hours=1))
    _put(parts, 0, ended_at - timedelta(milliseconds=1))
    _put(parts, 3, ended_at)
    parts.now = ended_at + 5 * MINUTE
    parts.run(lag=LAG)
    _put(parts, 6, ended_at - SECOND)  # behind the mark of its day
    _put(parts, 1, ended_at - SECOND)  # of a type that nothing was counted of
    assert parts.run(lag=LAG).events_counted == 1
    assert _counted(parts, day) == {("m_page_view", day, last_quarter): 1, ("m_auth_login_fail", day, last_quarter): 1}
    parts.now = ended_at + CLOSES_AFTER
    report = parts.run(lag=LAG)
    assert (report.late_events, report.drift_events, report.closed_events) == (1, 1, 3)
    assert _counted(parts, day, shift_day(day, 1)) == _stored(tables, zone)
    assert _counted(parts, day)["m_page_view", day, last_quarter] == 2
    assert _counted(parts, shift_day(day, 1)) == {("m_page_view", shift_day(day, 1), 0): 1}


@pytest.mark.parametrize(("zone", "day", "last_quarter"), BOUNDARIES[:2])
def test_an_event_of_the_last_second_that_comes_after_the_close_is_counted_by_a_rebuild_of_its_day(
    tables: Tables, zone: str, day: str, last_quarter: int
) -> None:
    """Nothing else looks at a closed day again; the feed has it, and no other day counts it."""
    ended_at = day_start(shift_day(day, 1), ZoneInfo(zone))
    parts = counting(tables, zone, ended_at - timedelta(hours=1))
    _put(parts, 0, ended_at - SECOND)
    parts.now = ended_at + CLOSES_AFTER
    assert parts.run(lag=LAG).closed_events == 1
    _put(parts, 3, ended_at - timedelta(milliseconds=1))
    parts.now += MINUTE
    assert parts.run(lag=LAG).events_counted == 0
    assert _stored(tables, zone) - _counted(parts, day, shift_day(day, 1)) == {("m_page_view", day, last_quarter): 1}
    window = parse_range(day, day, now=parts.now, zone=parts.events.zone, instants_allowed=False)
    assert not parts.rebuild(window, now=parts.now, for_seconds=60).more
    assert _counted(parts, day, shift_day(day, 1)) == _stored(tables, zone)
    assert parts.summary(day, day).summary.events["m_page_view"] == [2]
    assert day_of(ended_at - timedelta(milliseconds=1), parts.events.zone) == day
