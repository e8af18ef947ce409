"""Grows buckets by the events behind their marks, slice by slice; or counts one from nothing and replaces it.

Of each slice the journeys come first, then the campaigns, the type's bucket with its mark last.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from chalicelib.domain.bucket import Bucket, add_events, drift
from chalicelib.domain.campaign_buckets import in_steps
from chalicelib.domain.reporting_day import day_start
from chalicelib.storage.bucket_item import BucketKey, StoredBucket
from chalicelib.storage.bucket_store import BucketStore
from chalicelib.storage.event_slice import read_slice
from chalicelib.storage.event_store import EventStore
from chalicelib.storage.keys import type_day
from chalicelib.usecases.build_journeys import JourneyRun
from chalicelib.usecases.count_campaigns import CountCampaigns
from chalicelib.usecases.step_deadline import step_deadline

SLICE_EVENTS = 2000
STEP_WRITES = 200  # campaigns, and traces: so many are done well within a step, even where each event makes one up


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


def _new_nonce() -> str:
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class CountEvents:
    events: EventStore
    buckets: BucketStore
    campaigns: CountCampaigns
    monotonic: Callable[[], float] = time.monotonic
    new_nonce: Callable[[], str] = _new_nonce

    def grow(self, stored: StoredBucket, journeys: JourneyRun, *, up_to: str, stop_at: float) -> Growth:
        """`up_to`: a `ts_id`, included. At least one step is counted."""
        key, counted = stored.key, 0
        began_at = day_start(key.day, self.events.zone)
        while True:
            found = read_slice(
                self.events,
                type_day(key.event_type, key.day, key.shard),
                after=stored.bucket.counted_to,
                up_to=up_to,
                at_most=SLICE_EVENTS,
                deadline=step_deadline(),
            )
            left = len(found.events)
            for events in in_steps(found.events, STEP_WRITES):
                journeys.take_in(events)
                deadline = step_deadline()
                grown = add_events(stored.bucket, events, began_at)
                if not (
                    self.campaigns.grow(stored, events, began_at, deadline)
                    and self.buckets.write(stored, grown, deadline)
                ):
                    return Growth(stored, counted, ended=False)
                counted, left = counted + len(events), left - len(events)
                stored = replace(stored, bucket=grown, revision=stored.revision + 1)
                if self.monotonic() >= stop_at:
                    break
            if found.ended or self.monotonic() >= stop_at:
                return Growth(stored, counted, ended=found.ended and not left)

    def recount(
        self, key: BucketKey, journeys: JourneyRun, *, up_to: str, stop_at: float, token: str, close: bool = False
    ) -> Recount:
        """From nothing, in buckets beside those in use, which a later run goes on with where time runs out.

        It goes on only with what was begun for the same `token`: anything else may have missed events since.
        """
        deadline = step_deadline()
        beside = replace(key, recount=True)
        read = self.buckets.read([key, beside], deadline)
        begun = self._begin(read[beside], token)
        if begun is None:
            return Recount(0, ended=False)
        up_to = max(up_to, read[key].bucket.counted_to)  # a mark goes back for nothing that was counted already
        growth = self.grow(begun, journeys, up_to=up_to, stop_at=stop_at)
        if not growth.ended:
            return Recount(growth.events_counted, ended=False)
        in_use = self.buckets.read([key], step_deadline())[key] if growth.events_counted else read[key]
        return self._replace(in_use, growth, stop_at=stop_at, up_to=up_to, close=close)

    def _begin(self, beside: StoredBucket, token: str) -> StoredBucket | None:
        """None where another run was in between."""
        if beside.revision and beside.nonce and beside.token == token:
            return beside
        anew = replace(beside, bucket=Bucket(), token=token, nonce=self.new_nonce())
        if not beside.revision:
            return anew
        # written before the campaigns' are removed, so that a run which is still at work on those finds out
        if not self.buckets.write(anew, anew.bucket, step_deadline()):
            return None
        self.campaigns.remove(beside)
        return replace(anew, revision=anew.revision + 1)

    def _replace(self, in_use: StoredBucket, growth: Growth, *, stop_at: float, up_to: str, close: bool) -> Recount:
        """The campaigns' first, then the type's; what stood beside them is removed in the opposite order."""
        unsettled = Recount(growth.events_counted, ended=False)
        if in_use.bucket.counted_to > up_to:  # by another run, meanwhile
            return unsettled
        counted = growth.stored.bucket
        settlement = self.campaigns.settle(in_use, growth.stored, stop_at=stop_at)
        if not settlement.ended:
            return unsettled
        deadline = step_deadline()
        # a day that is closed is told of even where nothing happened: then the feed need not look
        is_news = close or (counted != in_use.bucket and (counted.total or in_use.revision))
        closed = close or in_use.closed
        if is_news and not self.buckets.write(replace(in_use, closed=closed), counted, deadline):
            return unsettled
        if growth.stored.revision:
            self.buckets.remove(growth.stored.key, deadline)
            self.campaigns.remove(growth.stored)
        return Recount(
            growth.events_counted,
            ended=True,
            total_events=counted.total,
            drift_events=max(drift(in_use.bucket, counted), settlement.drift_events),
            late_events=max(0, counted.total - in_use.bucket.total),
        )
