"""Journeys and the count of those begun each day: always what the events say, whoever dies half way, whatever moves."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.admission import Admitted
from chalicelib.domain.journey import Journey
from chalicelib.storage.journey_codec import decode_journey
from chalicelib.usecases.count_sessions import SETTLES_AFTER
from tests.conftest import Tables
from tests.storage.campaign_parts import at_call, counted_calls, dies_at_call
from tests.storage.journeys_check import check_journeys
from tests.storage.parts import SEOUL, admitted, intake
from tests.storage.roll_up_parts import Counting, counting, soon

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # in Seoul
TYPES = ("m_page_view", "m_auth_login_fail", "m_checkout_click")


def _event(number: int, at: datetime, trace: int, **more: Any) -> Admitted:
    payload = {"plan_tier": "pro"}
    told: dict[str, Any] = {"event_type": TYPES[number % 3], "email": "kim@example.com", "error_code": "x"}
    return admitted(at, event_id=f"e{number}", trace_id=f"trace_{trace}", payload=payload, **told | more)


@pytest.fixture
def parts(tables: Tables) -> Counting:
    return counting(tables, "Asia/Seoul", NOON, used_since=NOON - timedelta(days=20))


def _stored(tables: Tables) -> dict[str, Journey]:
    pages = tables.client.get_paginator("scan").paginate(TableName=f"{tables.prefix}journeys")
    return {item["trace_id"]["S"]: decode_journey(item["body"]["S"]) for page in pages for item in page["Items"]}


def _sessions(parts: Counting) -> dict[str, int]:
    found = parts.build_journeys.sessions.sessions.read_days("2026-01-01", "2026-12-31", soon())
    return {day: count for day, count in found.items() if count}


def _agree(parts: Counting, tables: Tables) -> None:
    check_journeys(tables.client, parts.build_journeys.sessions.sessions, SEOUL)


def test_a_journey_is_built_whole_whenever_its_trace_has_news(parts: Counting, tables: Tables) -> None:
    for number in range(12):
        parts.put(_event(number, NOON - timedelta(minutes=30 - number), trace=number % 4))
        if number % 3 == 2:
            assert parts.run().journeys_updated == min(4, 3)
            _agree(parts, tables)
    assert parts.run().journeys_updated == 0


def test_an_event_without_a_trace_begins_no_journey(parts: Counting, tables: Tables) -> None:
    parts.put(admitted(NOON, event_id="alone"))
    parts.run()
    assert (_stored(tables), _sessions(parts)) == ({}, {})


def test_what_the_sender_says_of_the_time_moves_the_day_on_which_it_began(parts: Counting, tables: Tables) -> None:
    parts.put(_event(0, NOON - timedelta(minutes=9), trace=1))
    parts.run()
    assert _sessions(parts) == {"2026-11-22": 1}
    earlier = (NOON - timedelta(days=1)).isoformat()
    parts.put(_event(1, NOON - timedelta(minutes=8), trace=1, occurred_at=earlier))
    parts.run()
    assert _sessions(parts) == {"2026-11-21": 1}
    _agree(parts, tables)


def test_a_backfill_moves_what_it_must_and_nothing_else(parts: Counting, tables: Tables) -> None:
    for number in range(6):
        parts.put(_event(number, NOON - timedelta(minutes=9), trace=number))
    parts.run()
    past = {"event_type": "m_page_view", "event_id": "p", "trace_id": "trace_0", "ts": "2026-11-10T03:00:00Z"}
    assert parts.backfill([past], intake(NOON), soon()).counts()["accepted"] == 1
    parts.now = NOON + timedelta(minutes=5)
    assert parts.run().journeys_updated == 1
    assert _sessions(parts) == {"2026-11-10": 1, "2026-11-22": 5}
    _agree(parts, tables)


def test_an_event_that_reached_the_index_late_is_in_its_journey_once_its_day_is_closed(
    parts: Counting, tables: Tables
) -> None:
    parts.put(_event(0, NOON - timedelta(minutes=9), trace=1))
    parts.run()
    parts.put(_event(3, NOON - timedelta(minutes=20), trace=1))  # below the mark
    parts.run()
    assert len(_stored(tables)["trace_1"].codes) == 1
    parts.now = NOON + timedelta(days=1)
    assert parts.run().late_events == 1
    _agree(parts, tables)


def test_one_reading_and_one_write_a_trace_and_run_whatever_its_events(tables: Tables) -> None:
    parts = counting(tables, "Asia/Seoul", NOON)
    parts.run()
    for number in range(60):
        parts.put(_event(number, NOON - timedelta(minutes=30), trace=number % 5))
    with counted_calls(tables) as calls:
        assert parts.run().journeys_updated == 5
    # beside the traces' own: a query a bucket, for dirty days, for notes; writes of 3 buckets, a state, a note, a count
    assert calls["Query"] <= 5 + 18 + 2
    assert calls["PutItem"] <= 5 + 3 + 1 + 1 + 1


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(1, 6))])
def test_a_run_that_dies_at_any_call_leaves_nothing_miscounted_for_long(tables: Tables, seed: int) -> None:
    """Each run is killed at a call of its own, with new, late, moved and backfilled traces; then one is not."""
    chance = random.Random(seed)
    parts = counting(tables, "Asia/Seoul", NOON, used_since=NOON - timedelta(days=20))
    number = 0

    for round_number in range(14):
        for _ in range(8):
            number += 1
            at = parts.now - timedelta(seconds=chance.choice([1, 30, 900]))
            said = (at - timedelta(hours=chance.choice([0, 0, 20, 40]))).isoformat()
            parts.put(_event(number, at, trace=chance.randrange(10), occurred_at=said))
        number += 1
        past = {"event_type": "m_page_view", "event_id": f"p{number}", "trace_id": f"trace_{chance.randrange(14)}"}
        past["ts"] = (parts.now - timedelta(days=chance.randrange(1, 9))).isoformat()
        parts.backfill([past], intake(parts.now), soon())
        with dies_at_call(tables, 3 + round_number * 5 + chance.randrange(40), lands=chance.random() < 0.5):
            parts.run()
        parts.now += timedelta(minutes=2)
    parts.now += SETTLES_AFTER + timedelta(days=1)
    for _ in range(2):
        parts.run()
        parts.now += SETTLES_AFTER + timedelta(minutes=1)
    parts.run()
    _agree(parts, tables)


def test_two_runs_at_once_count_each_journey_once(tables: Tables, parts: Counting) -> None:
    for number in range(9):
        parts.put(_event(number, NOON - timedelta(minutes=9), trace=number))
    for call in range(0, 40, 3):
        other = counting(tables, "Asia/Seoul", parts.now, used_since=NOON - timedelta(days=20))
        parts.put(_event(100 + call, parts.now - timedelta(seconds=5), trace=100 + call))
        with at_call(tables, call, other.run):
            parts.run()
        parts.now += timedelta(minutes=1)
    parts.now += SETTLES_AFTER + timedelta(minutes=1)
    parts.run()
    _agree(parts, tables)


def test_a_rebuild_makes_journeys_of_days_that_had_none_and_counts_what_was_wrong(
    parts: Counting, tables: Tables
) -> None:
    for number in range(4):
        parts.put(_event(number, NOON - timedelta(minutes=9), trace=number))
    parts.run()
    for trace in range(4):
        tables.client.delete_item(TableName=f"{tables.prefix}journeys", Key={"trace_id": {"S": f"trace_{trace}"}})
    window = parts.window("2026-11-22", "2026-11-22")
    assert parts.rebuild(window, now=parts.now, for_seconds=600).journeys_updated == 4
    assert _sessions(parts) == {"2026-11-22": 8}  # as long as nobody has counted again
    parts.now += SETTLES_AFTER + timedelta(minutes=1)
    parts.run()
    _agree(parts, tables)
