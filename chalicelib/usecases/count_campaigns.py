"""Counts into campaign buckets, always before the bucket of their type: that one's mark says where to go on from.

A run that dies in between has counted some campaigns further than the type; they pass over what they have.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.bucket import Bucket, CountedEvent, drift
from chalicelib.domain.campaign_buckets import add_campaign_events, by_campaign
from chalicelib.storage.batch_get import BATCH_GET_LIMIT
from chalicelib.storage.bucket_item import StoredBucket
from chalicelib.storage.bucket_store import BucketStore
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.fan_out import FanOut
from chalicelib.usecases.step_deadline import step_deadline

_BATCH = BATCH_GET_LIMIT // 2  # of campaigns: each has a bucket in use and one beside it


@dataclass(frozen=True, slots=True)
class Settlement:
    """`drift_events`: how many counts this run found to differ."""

    ended: bool
    drift_events: int = 0


@dataclass(frozen=True, slots=True)
class CountCampaigns:
    """`fan_out`: of its own, since its callers work within another: a pool that waits for itself never ends."""

    buckets: BucketStore
    fan_out: FanOut
    monotonic: Callable[[], float] = time.monotonic

    def grow(
        self, of_type: StoredBucket, events: Sequence[CountedEvent], day_began_at: datetime, deadline: Deadline
    ) -> bool:
        """By the next `events` of the type; False where another run was in between."""
        campaigns = by_campaign(of_type.bucket, events)
        read = self.buckets.read([of_type.campaign_key(campaign_id) for campaign_id in campaigns], deadline)

        def write(campaign_id: str) -> bool:
            stored = read[of_type.campaign_key(campaign_id)]
            grown = add_campaign_events(stored.bucket, campaigns[campaign_id], day_began_at)
            return grown == stored.bucket or self.buckets.write(stored, grown, deadline)

        return all(self.fan_out.map(write, campaigns))

    def settle(self, in_use: StoredBucket, counted: StoredBucket, *, stop_at: float) -> Settlement:
        """Puts the counts from nothing, those beside `counted`, in place of those in use.

        Campaigns that have no event any more become empty.
        """
        replaced: list[tuple[StoredBucket, Bucket]] = []
        for some in _in_batches(sorted(in_use.bucket.campaigns.keys() | counted.bucket.campaigns.keys())):
            # not before something was written: what is right already is passed by fast, and the next run gets further
            if replaced and self.monotonic() >= stop_at:
                return Settlement(ended=False)
            found = self._replace(in_use, counted, some)
            if found is None:
                return Settlement(ended=False)
            replaced += found
        return Settlement(ended=True, drift_events=sum(drift(stored.bucket, bucket) for stored, bucket in replaced))

    def _replace(
        self, in_use: StoredBucket, counted: StoredBucket, names: Sequence[str]
    ) -> list[tuple[StoredBucket, Bucket]] | None:
        """Those that were not right; None where another run was in between."""
        deadline = step_deadline()
        found = self.buckets.read([one.campaign_key(name) for name in names for one in (in_use, counted)], deadline)
        # Whoever ends a recount removes the type's bucket first: while that is there, no campaign's was missing.
        beside = self.buckets.read([counted.key], deadline)[counted.key]
        if (beside.revision, beside.nonce) != (counted.revision, counted.nonce if counted.revision else ""):
            return None
        pairs = [(found[in_use.campaign_key(name)], found[counted.campaign_key(name)].bucket) for name in names]
        differing = [(stored, bucket) for stored, bucket in pairs if stored.bucket != bucket]
        written = self.fan_out.map(lambda pair: self.buckets.write(*pair, deadline), differing)
        return differing if all(written) else None

    def remove(self, counted: StoredBucket) -> None:
        """What stands beside `counted`, which is removed already, or was begun anew."""
        for some in _in_batches(sorted(counted.bucket.campaigns)):
            self._remove_some(counted, some, step_deadline())

    def _remove_some(self, counted: StoredBucket, names: Sequence[str], deadline: Deadline) -> None:
        self.fan_out.map(lambda name: self.buckets.remove(counted.campaign_key(name), deadline), names)


def _in_batches(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(names), _BATCH):
        yield names[first : first + _BATCH]
