"""The roll-up: counts new events into buckets, counts dirty days again, closes days that have ended (design section 5).

It may be run at any time, twice, or die half way: every bucket carries its own mark and is written back on condition.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.event_dictionary import EVENT_TYPES
from chalicelib.domain.reporting_day import day_of, day_start, days_between, first_retained_day, shift_day
from chalicelib.storage.bucket_item import BucketKey, StoredBucket
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.keys import last_at
from chalicelib.storage.meta_store import MetaStore
from chalicelib.storage.roll_up_store import RollUpState, RollUpStore
from chalicelib.usecases.build_journeys import BuildJourneys, JourneyRun
from chalicelib.usecases.count_events import CountEvents, Growth, Recount
from chalicelib.usecases.recount_dirty_days import RecountDirtyDays
from chalicelib.usecases.roll_up_report import RollUpReport
from chalicelib.usecases.step_deadline import step_deadline

LAG = timedelta(seconds=60)
CLOSES_AFTER = timedelta(minutes=15)
CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class RollUp:
    count: CountEvents
    recount_dirty_days: RecountDirtyDays
    build_journeys: BuildJourneys
    meta: MetaStore
    states: RollUpStore
    fan_out: FanOut
    monotonic: Callable[[], float] = time.monotonic

    def __call__(self, *, now: datetime, for_seconds: float, lag: timedelta = LAG) -> RollUpReport:
        """Raises UnavailableError; what was counted by then stays counted."""
        stop_at, report = self.monotonic() + for_seconds, RollUpReport(counted_to=now - lag)
        state = self.states.read(step_deadline()) or self._first_state()
        report.closing = state.closing  # a day whose closing takes several runs is told of as one
        journeys = self.build_journeys.begin()
        try:
            self._count_new(report, journeys, state, stop_at)
            # a mark younger than the lag is left alone: events of its backfill may not have reached the index yet
            self.recount_dirty_days(
                report, journeys, now=now, stop_at=stop_at, concerns=lambda dirty: dirty.raised_at <= report.counted_to
            )
            closed_to = self._close_ended(report, journeys, state, now, stop_at)
        finally:
            report.journeys_updated = journeys.settle()
        counted_to = state.counted_to if report.more else max(state.counted_to or report.counted_to, report.counted_to)
        first_day = min(filter(None, (state.first_day, report.first_day)), default=None)
        self.states.write(RollUpState(closed_to, counted_to, report.closing, first_day), step_deadline())
        report.more |= not self.build_journeys.sessions.count_again(lambda: self.monotonic() >= stop_at)
        return report

    def _first_state(self) -> RollUpState:
        first_day = day_of(self.meta.settled_at(step_deadline()), self.count.events.zone)
        return RollUpState(shift_day(first_day, -2), None)  # the first request may have been received before midnight

    def _count_new(self, report: RollUpReport, journeys: JourneyRun, state: RollUpState, stop_at: float) -> None:
        today, up_to = day_of(report.counted_to, self.count.events.zone), last_at(report.counted_to)

        def grow(stored: StoredBucket) -> Growth:
            return self.count.grow(stored, journeys, up_to=up_to, stop_at=stop_at)

        keys = self._keys(days_between(shift_day(state.closed_to, 1), today))
        for growth in self.fan_out.map(grow, self.count.buckets.read(keys, step_deadline()).values()):
            report.add_growth(growth)

    def _close_ended(
        self, report: RollUpReport, journeys: JourneyRun, state: RollUpState, now: datetime, stop_at: float
    ) -> str:
        """The last day that is closed now; days are closed in their order. Of several, the worst is told of."""
        closed_to, events, worst = state.closed_to, self.count.events, None
        oldest = first_retained_day(now, events.zone, events.retention.days)
        while not report.more:
            day = shift_day(closed_to, 1)
            ended_at = day_start(shift_day(day, 1), events.zone)
            if ended_at + CLOSES_AFTER > now or ended_at > report.counted_to:
                break
            if day >= oldest:
                self._close(day, report, journeys, stop_at)
            if not report.more:
                closed_to, worst = day, report.worse_closing(day, worst)
        if worst is not None and not report.more:
            report.closing = worst
        return closed_to

    def _close(self, day: str, report: RollUpReport, journeys: JourneyRun, stop_at: float) -> None:
        def close(key: BucketKey) -> Recount:
            up_to = last_at(report.counted_to)
            return self.count.recount(key, journeys, up_to=up_to, stop_at=stop_at, token=CLOSING, close=True)

        stored = self.count.buckets.read(self._keys([day]), step_deadline())
        for recount in self.fan_out.map(close, [key for key, one in stored.items() if not one.closed]):
            report.add_closing(day, recount)

    def _keys(self, days: Sequence[str]) -> list[BucketKey]:
        shards = range(self.count.events.shards)
        return [BucketKey(one.name, day, shard) for day in days for one in EVENT_TYPES for shard in shards]
