"""A funnel over the journeys that began in a range of days: its counts, who dropped off, and what they did after."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from typing import TypeVar

from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.funnel import Funnel
from chalicelib.domain.journey import Journey
from chalicelib.domain.journey_funnel import (
    Breakdown,
    FunnelReport,
    ReachedTrace,
    WhatFollowed,
    add_journeys,
    add_what_followed,
    new_report,
    reached_trace,
)
from chalicelib.domain.reporting_day import TimeRange, days_between, shift_day
from chalicelib.storage.dynamodb import PATIENT, Deadline
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.journey_store import JourneyStore
from chalicelib.storage.roll_up_store import RollUpStore

DAYS_AT_ONCE = 7  # of a list that ends as soon as a page is full

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class FunnelAnswer:
    """`as_of`: of the last roll-up, None before the first. `previous`: counts of as many days just before."""

    report: FunnelReport
    as_of: datetime | None
    previous: Sequence[int] | None


@dataclass(frozen=True, slots=True)
class ReachedPage:
    """Those that began last come first. `goes_on_after`: the last of the page; None at the end."""

    items: Sequence[ReachedTrace]
    goes_on_after: ReachedTrace | None


@dataclass(frozen=True, slots=True)
class AnalyzeFunnel:
    """Every call raises UnavailableError."""

    journeys: JourneyStore
    states: RollUpStore
    fan_out: FanOut

    def __call__(
        self,
        window: TimeRange,
        funnel: Funnel,
        *,
        breakdown: Breakdown | None,
        compare: bool,
        now: datetime,
        deadline: Deadline,
    ) -> FunnelAnswer:
        days, previous = days_between(window.first_day, window.last_day), None
        as_of = self.as_of(deadline)  # before they are read: what they hold is no older
        report = self._report(days, funnel, breakdown, now, deadline)
        if compare:
            earlier = days_between(shift_day(days[0], -len(days)), shift_day(days[0], -1))
            previous = self._report(earlier, funnel, None, now, deadline).whole.counts
        return FunnelAnswer(report, as_of, previous)

    def as_of(self, deadline: Deadline) -> datetime | None:
        state = self.states.read(deadline)
        return None if state is None else state.counted_to

    def what_followed(
        self, window: TimeRange, funnel: Funnel, reached: int, *, now: datetime, deadline: Deadline
    ) -> WhatFollowed:
        """The step `reached`, counted from 1."""

        def add(journeys: Iterator[Journey]) -> WhatFollowed:
            found = WhatFollowed()
            add_what_followed(found, journeys, funnel, reached)
            return found

        whole = WhatFollowed()
        for found in self._of_days(days_between(window.first_day, window.last_day), add, now, deadline):
            whole.merge(found)
        return whole

    def traces(
        self,
        window: TimeRange,
        funnel: Funnel,
        reached: int,
        *,
        dropped: bool,
        after: tuple[datetime, str] | None,
        limit: int,
        now: datetime,
        deadline: Deadline,
    ) -> ReachedPage:
        """Who reached that step, counted from 1; with `dropped` those who did not reach the next one."""

        def add(journeys: Iterator[Journey]) -> list[ReachedTrace]:
            found = (reached_trace(one, funnel, reached, dropped=dropped) for one in journeys)
            those = (one for one in found if one is not None and (after is None or _place(one) < after))
            return nlargest(limit + 1, those, key=_place)

        last_day = window.last_day if after is None else min(window.last_day, self.journeys.day_of(after[0]))
        days = [*reversed(days_between(window.first_day, last_day))]
        items: list[ReachedTrace] = []
        while days and len(items) <= limit:
            some, days = days[:DAYS_AT_ONCE], days[DAYS_AT_ONCE:]
            found = [one for of_day in self._of_days(some, add, now, deadline) for one in of_day]
            items += sorted(found, key=_place, reverse=True)
        return ReachedPage(items[:limit], items[limit - 1] if len(items) > limit else None)

    def _report(
        self, days: Sequence[str], funnel: Funnel, breakdown: Breakdown | None, now: datetime, deadline: Deadline
    ) -> FunnelReport:
        def add(journeys: Iterator[Journey]) -> FunnelReport:
            report = new_report(funnel)
            add_journeys(report, journeys, funnel, breakdown)
            return report

        whole = new_report(funnel)
        for report in self._of_days(days, add, now, deadline):
            whole.merge(report)
        return whole

    def _of_days(
        self, days: Sequence[str], take: Callable[[Iterator[Journey]], _Found], now: datetime, deadline: Deadline
    ) -> list[_Found]:
        """What is taken of each day and shard, whose pages are read side by side."""

        def read(key: tuple[str, int]) -> _Found:
            return take(self.journeys.read_day(*key, now, lambda: deadline))

        try:
            return self.fan_out.map(read, [(day, shard) for day in days for shard in range(self.journeys.shards)])
        except UnavailableError:
            if deadline.seconds_left > PATIENT.attempt_seconds:
                raise
            raise UnavailableError(
                "The journeys were not read in time: send the same request again, or ask for fewer days"
            ) from None


def _place(one: ReachedTrace) -> tuple[datetime, str]:
    return one.began_at, one.trace_id
