"""Grows buckets by the events behind their marks, slice by slice; or counts one from nothing and replaces it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from chalicelib.domain.bucket import Bucket, add_events, drift
from chalicelib.domain.reporting_day import day_start
from chalicelib.storage.bucket_store import BucketKey, BucketStore, StoredBucket
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.event_slice import read_slice
from chalicelib.storage.event_store import EventStore
from chalicelib.storage.keys import type_day

SLICE_EVENTS = 2000
STEP_SECONDS = 10.0


def step_deadline() -> Deadline:
    """For one step of a count that may take many: each has as long as a request."""
    return Deadline.after(STEP_SECONDS)


@dataclass(frozen=True, slots=True)
class Growth:
    """`ended`: nothing is left to count up to where was asked. Where another run was in between, nothing is lost:
    what it wrote stays, and this one's slice is counted by whoever comes next."""

    stored: StoredBucket
    events_counted: int
    ended: bool


@dataclass(frozen=True, slots=True)
class Recount:
    """`drift_events`: how many counts differed; `late_events`: those that the count from nothing has more.

    `total_events`: of the bucket, once it has ended; `events_counted`: by this run.
    """

    events_counted: int
    ended: bool
    total_events: int = 0
    drift_events: int = 0
    late_events: int = 0


@dataclass(frozen=True, slots=True)
class CountEvents:
    events: EventStore
    buckets: BucketStore
    monotonic: Callable[[], float] = time.monotonic

    def grow(self, stored: StoredBucket, *, up_to: str, stop_at: float) -> Growth:
        """`up_to`: a `ts_id`, included. At least one slice is counted."""
        key, counted = stored.key, 0
        began_at = day_start(key.day, self.events.zone)
        while True:
            deadline = step_deadline()
            found = read_slice(
                self.events,
                type_day(key.event_type, key.day, key.shard),
                after=stored.bucket.counted_to,
                up_to=up_to,
                at_most=SLICE_EVENTS,
                deadline=deadline,
            )
            if found.events:
                grown = add_events(stored.bucket, found.events, began_at)
                if not self.buckets.write(stored, grown, deadline):
                    return Growth(stored, counted, ended=False)
                counted += len(found.events)
                stored = replace(stored, bucket=grown, revision=stored.revision + 1)
            if found.ended or self.monotonic() >= stop_at:
                return Growth(stored, counted, found.ended)

    def recount(self, key: BucketKey, *, up_to: str, stop_at: float, token: str, close: bool = False) -> Recount:
        """From nothing, in a bucket beside the one in use, which a later run goes on with where time runs out.

        It goes on only with what was begun for the same `token`: anything else may have missed events since.
        """
        deadline = step_deadline()
        beside = BucketKey(key.event_type, key.day, key.shard, recount=True)
        read = self.buckets.read([key, beside], deadline)
        begun = read[beside] if read[beside].token == token else replace(read[beside], bucket=Bucket(), token=token)
        growth = self.grow(begun, up_to=up_to, stop_at=stop_at)
        if not growth.ended:
            return Recount(growth.events_counted, ended=False)
        in_use, counted = read[key], growth.stored.bucket
        if (counted != in_use.bucket or close) and (counted.total or in_use.revision):
            closed = close or in_use.closed
            if not self.buckets.write(replace(in_use, closed=closed), counted, deadline):
                return Recount(growth.events_counted, ended=False)
        if growth.stored.revision:
            self.buckets.remove(beside, deadline)
        return Recount(
            growth.events_counted,
            ended=True,
            total_events=counted.total,
            drift_events=drift(in_use.bucket, counted),
            late_events=max(0, counted.total - in_use.bucket.total),
        )
