"""Which partitions of the feed are known to be empty, so that nobody asks for them (design section 8).

A closed bucket of nothing says so, unless a backfill has changed its day since. Where no bucket is stored, nothing is
known: it may have expired, or its day was never closed.
"""

from collections.abc import Collection, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.reporting_day import first_retained_day
from chalicelib.storage.bucket_item import BucketKey
from chalicelib.storage.bucket_store import BucketStore
from chalicelib.storage.dirty_days import DirtyDays
from chalicelib.storage.dynamodb import Deadline


@dataclass(frozen=True, slots=True)
class EmptyPartitions:
    """Of types, days and shards. `events_retention`: for how long events are kept. Raises UnavailableError."""

    buckets: BucketStore
    dirty_days: DirtyDays
    events_retention: timedelta

    def __call__(self, asked: Collection[BucketKey], *, now: datetime, deadline: Deadline) -> Set[BucketKey]:
        # what comes into a day that is not wholly retained is not counted any more
        oldest = first_retained_day(now, self.buckets.zone, self.events_retention.days)
        counted = [key for key in asked if key.day >= oldest]
        if not counted:
            return frozenset()
        days = [key.day for key in counted]
        # marks before buckets: whoever counts a day anew writes the bucket before the mark is taken away
        marks = self.dirty_days.read(deadline, min(days), max(days))
        dirty = {(one.event_type, one.day) for one in marks}
        settled = [key for key in counted if (key.event_type, key.day) not in dirty]
        stored = self.buckets.read(settled, deadline, now=now)
        return {key for key in settled if stored[key].closed and not stored[key].bucket.total}
