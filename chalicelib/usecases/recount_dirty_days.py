"""Counts again, from nothing, what a backfill has changed since it was counted (design section 5, buckets)."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.reporting_day import first_retained_day
from chalicelib.storage.bucket_item import BucketKey
from chalicelib.storage.dirty_days import DirtyDay, DirtyDays
from chalicelib.storage.keys import last_at
from chalicelib.usecases.build_journeys import JourneyRun
from chalicelib.usecases.count_events import CountEvents
from chalicelib.usecases.roll_up_report import RollUpReport
from chalicelib.usecases.step_deadline import step_deadline


@dataclass(frozen=True, slots=True)
class RecountDirtyDays:
    count: CountEvents
    dirty_days: DirtyDays
    monotonic: Callable[[], float] = time.monotonic

    def __call__(
        self,
        report: RollUpReport,
        journeys: JourneyRun,
        *,
        now: datetime,
        stop_at: float,
        concerns: Callable[[DirtyDay], bool],
    ) -> None:
        """Of the marks that it `concerns`. A day that is not wholly retained any more keeps the counts it has."""
        events = self.count.events
        oldest = first_retained_day(now, events.zone, events.retention.days)
        for dirty in self.dirty_days.read(step_deadline()):
            if not concerns(dirty):
                continue
            if self.monotonic() >= stop_at:
                report.more = True
                return
            if dirty.day < oldest or self._recount(dirty, report, journeys, stop_at):
                self.dirty_days.clear(dirty, step_deadline())

    def _recount(self, dirty: DirtyDay, report: RollUpReport, journeys: JourneyRun, stop_at: float) -> bool:
        ended = True
        for shard in range(self.count.events.shards):
            key = BucketKey(dirty.event_type, dirty.day, shard)
            up_to = last_at(report.counted_to)
            one = self.count.recount(key, journeys, up_to=up_to, stop_at=stop_at, token=dirty.token)
            report.add_recount(one)
            ended &= one.ended
        return ended
