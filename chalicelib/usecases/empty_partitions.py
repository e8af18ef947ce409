"""Which partitions of the feed are known to be empty, so that nobody asks for them (design section 8).

Of a closed day that no backfill has changed since, the buckets know: where there is none, or one of nothing, there are
no events. Of any other day nothing is known, nor of one so old that its buckets may have expired.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.reporting_day import first_retained_day
from chalicelib.storage.bucket_item import BucketKey
from chalicelib.storage.bucket_store import BucketStore
from chalicelib.storage.dirty_days import DirtyDays
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.roll_up_store import RollUpStore


@dataclass(frozen=True, slots=True)
class EmptyPartitions:
    """Of types, days and shards. Raises UnavailableError."""

    buckets: BucketStore
    dirty_days: DirtyDays
    states: RollUpStore

    def __call__(self, asked: Iterable[BucketKey], *, now: datetime, deadline: Deadline) -> Set[BucketKey]:
        closed = self._closed([*asked], now, deadline)
        if not closed:
            return frozenset()
        # marks before buckets: whoever counts a day anew writes the bucket before the mark is taken away
        dirty = {(one.event_type, one.day) for one in self.dirty_days.read(deadline)}
        settled = [key for key in closed if (key.event_type, key.day) not in dirty]
        stored = self.buckets.read(settled, deadline, now=now)
        return {key for key in settled if not stored[key].bucket.total}

    def _closed(self, asked: list[BucketKey], now: datetime, deadline: Deadline) -> list[BucketKey]:
        state = self.states.read(deadline)
        if state is None:
            return []
        oldest = first_retained_day(now, self.buckets.zone, self.buckets.retention.days)
        return [key for key in asked if oldest <= key.day <= state.closed_to]
