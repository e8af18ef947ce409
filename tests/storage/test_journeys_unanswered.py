"""Counts of journeys begun when nobody knows whether one was written, or when the index knows too little of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from chalicelib.domain.errors import UnavailableError
from chalicelib.storage.journey_store import JourneyStore
from chalicelib.storage.session_store import Note
from chalicelib.usecases.count_sessions import SETTLES_AFTER
from tests.conftest import Tables
from tests.storage.journeys_check import check_journeys
from tests.storage.parts import SEOUL, admitted
from tests.storage.roll_up_parts import Counting, counting, soon

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # in Seoul
A_WHILE = SETTLES_AFTER + timedelta(minutes=1)


@pytest.fixture
def parts(tables: Tables) -> Counting:
    return counting(tables, "Asia/Seoul", NOON)


def _put(parts: Counting, trace: str, number: int = 0) -> None:
    parts.put(admitted(parts.now - timedelta(seconds=9 - number), event_id=f"{trace}-{number}", trace_id=trace))


def _agree(parts: Counting, tables: Tables) -> None:
    check_journeys(tables.client, parts.build_journeys.sessions.sessions, SEOUL)


def _run_later(parts: Counting) -> None:
    for _ in range(2):
        parts.now += A_WHILE
        parts.run()


class _UnansweredWrite:
    """The first write of a journey lands, its answer does not come, and no further attempt lands, unless they may."""

    def __init__(self, tables: Tables, *, lets_others_land: bool, then: Callable[[], object] = lambda: None) -> None:
        self._events, self._table = tables.client.meta.events, f"{tables.prefix}journeys"
        self._lets_others_land, self._then, self._calls = lets_others_land, then, count()

    def __enter__(self) -> "_UnansweredWrite":
        self._events.register("provide-client-params.dynamodb.PutItem", self._begin)
        self._events.register("after-call.dynamodb.PutItem", self._end)
        return self

    def __exit__(self, *_: object) -> None:
        self._events.unregister("provide-client-params.dynamodb.PutItem", self._begin)
        self._events.unregister("after-call.dynamodb.PutItem", self._end)

    def _begin(self, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        context["attempt"] = next(self._calls) if params["TableName"] == self._table else None
        if context["attempt"] and not self._lets_others_land:
            raise ReadTimeoutError(endpoint_url="http://store.invalid")

    def _end(self, context: dict[str, Any], **_: Any) -> None:
        if context["attempt"] == 0:
            self._then()
            raise ReadTimeoutError(endpoint_url="http://store.invalid")


def test_a_journey_that_was_written_unknown_to_its_run_is_counted(parts: Counting, tables: Tables) -> None:
    _put(parts, "trace_1")
    with _UnansweredWrite(tables, lets_others_land=False), pytest.raises(UnavailableError):
        parts.run()
    _run_later(parts)
    _agree(parts, tables)


def test_a_journey_that_another_run_replaced_before_its_writer_knew_is_counted(parts: Counting, tables: Tables) -> None:
    other = counting(tables, "Asia/Seoul", NOON)
    _put(parts, "trace_1")

    def has_news() -> None:
        _put(parts, "trace_1", 1)
        other.run()

    with _UnansweredWrite(tables, lets_others_land=True, then=has_news):
        parts.run()
    _run_later(parts)
    _agree(parts, tables)


@dataclass(frozen=True, slots=True)
class _LaggingIndex(JourneyStore):
    """Whose index does not know yet of what was written in the last ten minutes."""

    written_at: dict[str, datetime]
    clock: Callable[[], datetime]

    def write(self, journey: Any, **more: Any) -> Any:
        self.written_at.setdefault(journey.trace_id, self.clock())
        return JourneyStore.write(self, journey, **more)

    def count_day(self, day: str, new_deadline: Any) -> int:
        known = [trace for trace, at in self.written_at.items() if at <= self.clock() - timedelta(minutes=10)]
        return sum(self.began_on(one.journey) == day for one in self.read(known, new_deadline()).values())


def test_a_day_is_not_counted_from_an_index_that_does_not_know_of_its_latest_journeys(tables: Tables) -> None:
    parts = counting(tables, "Asia/Seoul", NOON)
    whole = parts.build_journeys.journeys
    lagging = _LaggingIndex(whole.store, whole.table, whole.zone, whole.shards, whole.retention, {}, lambda: parts.now)
    sessions = replace(parts.build_journeys.sessions, journeys=lagging)
    build = replace(parts.build_journeys, journeys=lagging, sessions=sessions)
    roll_up = replace(parts.roll_up, build_journeys=build)
    sessions.sessions.note(Note("a run that died", frozenset({parts.day_before(0)}), parts.now), soon())
    for minute in range(1, 25):  # each with a journey more, until it is quiet
        parts.now += timedelta(minutes=1)
        _put(parts, f"trace_{minute}")
        roll_up(now=parts.now, for_seconds=600, lag=timedelta(0))
    for _ in range(2):
        parts.now += A_WHILE
        roll_up(now=parts.now, for_seconds=600, lag=timedelta(0))
    _agree(parts, tables)
