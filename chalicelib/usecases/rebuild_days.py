"""Counts days again from nothing, on request; a call that runs out of time is taken up by the next (contract, rollups).

It marks the days as a backfill would, so that the scheduled roll-up finishes what nobody calls for again.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.errors import ConflictError
from chalicelib.domain.event_dictionary import EVENT_TYPES
from chalicelib.domain.reporting_day import TimeRange, days_between, first_retained_day
from chalicelib.storage.dirty_days import DirtyDay, DirtyDays
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.rebuild_store import RebuildStore
from chalicelib.usecases.build_journeys import BuildJourneys
from chalicelib.usecases.recount_dirty_days import RecountDirtyDays
from chalicelib.usecases.roll_up import LAG
from chalicelib.usecases.roll_up_report import RollUpReport
from chalicelib.usecases.step_deadline import step_deadline


@dataclass(frozen=True, slots=True)
class RebuildDays:
    recount_dirty_days: RecountDirtyDays
    dirty_days: DirtyDays
    rebuilds: RebuildStore
    build_journeys: BuildJourneys
    fan_out: FanOut
    monotonic: Callable[[], float] = time.monotonic

    def __call__(self, window: TimeRange, *, now: datetime, for_seconds: float) -> RollUpReport:
        """Raises ConflictError for a day that is not wholly retained, UnavailableError."""
        stop_at, events = self.monotonic() + for_seconds, self.recount_dirty_days.count.events
        oldest = first_retained_day(now, events.zone, events.retention.days)
        if window.first_day < oldest:
            raise ConflictError(f"Days before {oldest} are not wholly retained any more: they are never counted again")
        begun_at = self._begin(window, now)

        def concerns(dirty: DirtyDay) -> bool:
            return window.first_day <= dirty.day <= window.last_day and dirty.raised_at == begun_at  # our own marks

        report, journeys = RollUpReport(counted_to=now - LAG), self.build_journeys.begin()
        self.recount_dirty_days(report, journeys, now=now, stop_at=stop_at, concerns=concerns)
        report.more = any(concerns(dirty) for dirty in self.dirty_days.read(step_deadline()))
        if not report.more:
            journeys.sessions.distrust(days_between(window.first_day, window.last_day))
        report.journeys_updated = journeys.settle()
        if not report.more:
            self.rebuilds.end(window.first_day, window.last_day, step_deadline())
        return report

    def _begin(self, window: TimeRange, now: datetime) -> datetime:
        """Marks the days at the first call; a later one takes up what that began."""
        begun_at = self.rebuilds.begun_at(window.first_day, window.last_day, now, step_deadline())
        if begun_at is None:
            # a backfill's mark of a moment ago stays the schedule's: its events may not have reached the index yet
            young = {
                (one.event_type, one.day) for one in self.dirty_days.read(step_deadline()) if one.raised_at > now - LAG
            }

            def mark(day: str) -> None:
                mine = [(one.name, day) for one in EVENT_TYPES if (one.name, day) not in young]
                self.dirty_days.mark(mine, now, step_deadline())

            self.fan_out.map(mark, days_between(window.first_day, window.last_day))
            begun_at = now
        self.rebuilds.keep(window.first_day, window.last_day, begun_at, now, step_deadline())
        return begun_at
