"""Buckets and the events behind their marks, merged: what the summary is made of, live (contract, summary)."""

import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.bucket import Bucket, add_events, merge
from chalicelib.domain.event_dictionary import EVENT_TYPES
from chalicelib.domain.reporting_day import TimeRange, day_of, day_start, days_between, shift_day
from chalicelib.domain.summary import Summary, summarize_counts
from chalicelib.storage.bucket_store import BucketKey, BucketStore, StoredBucket
from chalicelib.storage.dirty_days import DirtyDays
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.event_slice import read_slice
from chalicelib.storage.event_store import EventStore
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.keys import last_at, type_day
from chalicelib.storage.meta_store import MetaStore
from chalicelib.storage.roll_up_store import RollUpState, RollUpStore

MAX_TAIL_EVENTS = 20_000
_TAIL_SLICE = 2000


@dataclass(frozen=True, slots=True)
class LiveSummary:
    """`live`: to the event, as of `as_of`; else as of the last roll-up. `pending_days`: backfilled, not counted yet."""

    summary: Summary
    as_of: datetime
    live: bool
    pending_days: Sequence[str]


class _Budget:
    """Of events that the tail may read, over all partitions at once."""

    def __init__(self, events: int) -> None:
        self._left = events
        self._lock = threading.Lock()

    def spend(self, events: int) -> bool:
        with self._lock:
            self._left -= events
            return self._left >= 0

    @property
    def is_overdrawn(self) -> bool:
        return self._left < 0


@dataclass(frozen=True, slots=True)
class Summarize:
    events: EventStore
    buckets: BucketStore
    dirty_days: DirtyDays
    meta: MetaStore
    states: RollUpStore
    fan_out: FanOut
    max_tail_events: int = MAX_TAIL_EVENTS

    def __call__(self, window: TimeRange, *, compare: bool, now: datetime, deadline: Deadline) -> LiveSummary:
        days = days_between(window.first_day, window.last_day)
        first_day = shift_day(window.first_day, -len(days)) if compare else window.first_day
        previous_days = days_between(first_day, shift_day(window.first_day, -1)) if compare else None
        dirty = {
            one.day for one in self.dirty_days.read(deadline)
        }  # before the buckets: what is counted after, is pending
        state = self.states.read(deadline)
        stored = self._read_buckets(first_day, window.last_day, deadline)
        first_open = shift_day(state.closed_to, 1) if state else self._first_used_day(deadline)
        open_days = days_between(max(first_day, first_open), min(window.last_day, day_of(now, self.events.zone)))
        tails = self._read_tails(stored, open_days, now, deadline)
        counts = _merge_shards(stored if tails is None else stored | tails)
        return LiveSummary(
            summary=summarize_counts(counts, days, self.events.zone, previous_days),
            as_of=self._last_roll_up(state, deadline) if tails is None else now,
            live=tails is not None,
            pending_days=[day for day in (*(previous_days or ()), *days) if day in dirty],
        )

    def _last_roll_up(self, state: RollUpState | None, deadline: Deadline) -> datetime:
        counted_to = None if state is None else state.counted_to
        return self.meta.settled_at(deadline) if counted_to is None else counted_to

    def _first_used_day(self, deadline: Deadline) -> str:
        return shift_day(day_of(self.meta.settled_at(deadline), self.events.zone), -1)  # as the roll-up begins

    def _read_buckets(self, first_day: str, last_day: str, deadline: Deadline) -> dict[BucketKey, Bucket]:
        def read(event_type: str) -> list[StoredBucket]:
            return self.buckets.read_days(event_type, first_day, last_day, deadline)

        found = self.fan_out.map(read, [one.name for one in EVENT_TYPES])
        return {stored.key: stored.bucket for of_type in found for stored in of_type}

    def _read_tails(
        self, stored: Mapping[BucketKey, Bucket], open_days: Sequence[str], now: datetime, deadline: Deadline
    ) -> dict[BucketKey, Bucket] | None:
        """The buckets of days not closed yet, with the events behind their marks; None where those are too many."""
        shards = range(self.events.shards)
        keys = [BucketKey(one.name, day, shard) for day in open_days for one in EVENT_TYPES for shard in shards]
        budget = _Budget(self.max_tail_events)

        def read(key: BucketKey) -> Bucket:
            return self._with_tail(key, stored.get(key, Bucket()), last_at(now), budget, deadline)

        found = dict(zip(keys, self.fan_out.map(read, keys), strict=True))
        return None if budget.is_overdrawn else found

    def _with_tail(self, key: BucketKey, bucket: Bucket, up_to: str, budget: _Budget, deadline: Deadline) -> Bucket:
        partition, began_at = type_day(key.event_type, key.day, key.shard), day_start(key.day, self.events.zone)
        while not budget.is_overdrawn:
            found = read_slice(
                self.events, partition, after=bucket.counted_to, up_to=up_to, at_most=_TAIL_SLICE, deadline=deadline
            )
            bucket = add_events(bucket, found.events, began_at)
            if not budget.spend(len(found.events)) or found.ended:
                break
        return bucket


def _merge_shards(buckets: Mapping[BucketKey, Bucket]) -> dict[tuple[str, str], Bucket]:
    shards: dict[tuple[str, str], list[Bucket]] = defaultdict(list)
    for key, bucket in buckets.items():
        shards[key.event_type, key.day].append(bucket)
    return {type_and_day: merge(some) for type_and_day, some in shards.items()}
