"""Buckets and the events behind their marks, merged: what every summary is made of, live (contract, summary)."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.bucket import Bucket, CountedEvent, add_events, merge
from chalicelib.domain.campaign_buckets import add_campaign_events, by_campaign
from chalicelib.domain.day_counts import DayCounts
from chalicelib.domain.reporting_day import day_of, day_start, days_between, shift_day
from chalicelib.storage.bucket_item import BucketKey, StoredBucket
from chalicelib.storage.bucket_store import BucketStore
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
_Buckets = Mapping[BucketKey, Bucket]
_Tails = Mapping[BucketKey, Sequence[CountedEvent]]
ReadCampaigns = Callable[[_Buckets], Iterable[StoredBucket]]


@dataclass(frozen=True, slots=True)
class LiveCounts:
    """`live`: to the event, as of `as_of`; else as of the last roll-up. `pending_days`: backfilled, not counted yet.

    `campaigns`: by campaign, of those that were asked for and of all that the latest events name. `rolled_up_to`: by
    the last roll-up, None before the first.
    """

    counts: DayCounts
    campaigns: Mapping[str, DayCounts]
    as_of: datetime
    live: bool
    pending_days: Sequence[str]
    rolled_up_to: datetime | None


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
class ReadLiveCounts:
    events: EventStore
    buckets: BucketStore
    dirty_days: DirtyDays
    meta: MetaStore
    states: RollUpStore
    fan_out: FanOut
    max_tail_events: int = MAX_TAIL_EVENTS

    def __call__(
        self,
        event_types: Sequence[str],
        days: Sequence[str],
        *,
        now: datetime,
        deadline: Deadline,
        read_campaigns: ReadCampaigns | None = None,
    ) -> LiveCounts:
        """`days`: without gaps. `read_campaigns`: is given the buckets of the types, and reads those of campaigns.

        The order of the steps keeps it right beside a roll-up under way, which counts campaigns before their types:
        what a type's bucket has counted is in its campaigns' too, and these pass over what they have of its tail.
        """
        marks = self.dirty_days.read(deadline, days[0], days[-1])
        dirty = {one.day for one in marks if one.event_type in event_types}
        state = self.states.read(deadline)
        stored = self._read_types(event_types, days, now, deadline)
        campaigns = {one.key: one.bucket for one in read_campaigns(stored)} if read_campaigns else {}
        open_days = self._open_days(days, state, now, deadline)
        tails = self._read_tails(event_types, open_days, stored, deadline)
        if tails is not None:
            campaigns |= self._campaigns_with_tails(stored, campaigns, tails) if read_campaigns else {}
            stored |= {
                key: add_events(stored.get(key, Bucket()), tail, self._began_at(key)) for key, tail in tails.items()
            }
        return LiveCounts(
            counts=_by_day(stored),
            campaigns=_by_campaign(campaigns),
            as_of=self._last_roll_up(state, deadline) if tails is None else now,
            live=tails is not None,
            rolled_up_to=None if state is None else state.counted_to,
            pending_days=[day for day in days if day in dirty],
        )

    def _read_types(
        self, event_types: Sequence[str], days: Sequence[str], now: datetime, deadline: Deadline
    ) -> dict[BucketKey, Bucket]:
        def read(event_type: str) -> list[StoredBucket]:
            return self.buckets.read_days(event_type, days[0], days[-1], deadline, now=now)

        return {one.key: one.bucket for of_type in self.fan_out.map(read, event_types) for one in of_type}

    def _open_days(
        self, days: Sequence[str], state: RollUpState | None, now: datetime, deadline: Deadline
    ) -> list[str]:
        """Those that may have events behind their marks: not closed yet, and begun.

        Tomorrow has, for an instance whose clock is ahead of ours.
        """
        if state is None:  # as the roll-up begins
            first_open = shift_day(day_of(self.meta.settled_at(deadline), self.events.zone), -1)
        else:
            first_open = shift_day(state.closed_to, 1)
        tomorrow = shift_day(day_of(now, self.events.zone), 1)
        return days_between(max(days[0], first_open), min(days[-1], tomorrow))

    def _last_roll_up(self, state: RollUpState | None, deadline: Deadline) -> datetime:
        counted_to = None if state is None else state.counted_to
        return self.meta.settled_at(deadline) if counted_to is None else counted_to

    def _read_tails(
        self, event_types: Sequence[str], days: Sequence[str], stored: _Buckets, deadline: Deadline
    ) -> _Tails | None:
        """The events behind the marks, to the end of each day as in the feed; None where those are too many."""
        shards = range(self.events.shards)
        keys = [BucketKey(event_type, day, shard) for day in days for event_type in event_types for shard in shards]
        budget = _Budget(self.max_tail_events)

        def read(key: BucketKey) -> list[CountedEvent]:
            ends = last_at(day_start(shift_day(key.day, 1), self.events.zone))
            return self._read_tail(key, stored.get(key, Bucket()).counted_to, ends, budget, deadline)

        found = dict(zip(keys, self.fan_out.map(read, keys), strict=True))
        return None if budget.is_overdrawn else found

    def _read_tail(
        self, key: BucketKey, after: str, up_to: str, budget: _Budget, deadline: Deadline
    ) -> list[CountedEvent]:
        partition, tail = type_day(key.event_type, key.day, key.shard), list[CountedEvent]()
        while not budget.is_overdrawn:
            found = read_slice(self.events, partition, after=after, up_to=up_to, at_most=_TAIL_SLICE, deadline=deadline)
            tail += found.events
            if not budget.spend(len(found.events)) or found.ended:
                break
            after = tail[-1].ts_id
        return tail

    def _campaigns_with_tails(self, stored: _Buckets, campaigns: _Buckets, tails: _Tails) -> dict[BucketKey, Bucket]:
        found: dict[BucketKey, Bucket] = {}
        for key, tail in tails.items():
            for campaign_id, events in by_campaign(stored.get(key, Bucket()), tail).items():
                campaign = key.of_campaign(campaign_id)
                bucket = campaigns.get(campaign, Bucket())
                found[campaign] = add_campaign_events(bucket, events, self._began_at(key))
        return found

    def _began_at(self, key: BucketKey) -> datetime:
        return day_start(key.day, self.events.zone)


def _by_day(buckets: _Buckets) -> DayCounts:
    """The shards of a day summed up."""
    shards: dict[tuple[str, str], list[Bucket]] = defaultdict(list)
    for key, bucket in buckets.items():
        shards[key.event_type, key.day].append(bucket)
    return {type_and_day: merge(some) for type_and_day, some in shards.items()}


def _by_campaign(buckets: _Buckets) -> dict[str, DayCounts]:
    found: dict[str, dict[BucketKey, Bucket]] = defaultdict(dict)
    for key, bucket in buckets.items():
        if key.campaign_id is not None:
            found[key.campaign_id][key] = bucket
    return {campaign_id: _by_day(some) for campaign_id, some in found.items()}
