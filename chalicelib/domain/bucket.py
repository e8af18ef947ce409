"""Buckets: the counts of one event type on one reporting day (design section 5). Pure arithmetic.

Events are added in the order of their `ts_id`, each once: `counted_to` says up to which. So any split of the same
events into runs gives the same bucket, and a bucket counted from nothing equals one that grew.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from chalicelib.domain.event import Event
from chalicelib.domain.event_dictionary import EVENT_TYPE_BY_NAME
from chalicelib.domain.name_counts import NameCounts
from chalicelib.domain.quarters import Outcomes, sums_of
from chalicelib.domain.tracking.quality import tracked_channel, tracked_utm_source, untracked_reason

QUARTER = timedelta(minutes=15)
MAX_CAMPAIGNS = 1000  # of a type, day and shard; events of later ones are counted as those of the campaign `other`


@dataclass(frozen=True, slots=True)
class CountedEvent:
    """What a bucket needs of an event; `ts_id` orders and marks it."""

    ts_id: str
    event: Event


@dataclass(frozen=True)  # without slots: sums over its quarters are kept
class Bucket:
    """`quarters`: quarter-hours since the day began -> outcomes. `counted_to`: the last `ts_id` counted, or "".

    The others: name -> count. `channels` and `utm_sources`: of tracked registrations. `campaigns`: of a type's bucket:
    those that have buckets of their own.
    """

    quarters: Mapping[int, Outcomes] = field(default_factory=dict)
    error_codes: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)
    untracked_reasons: Mapping[str, int] = field(default_factory=dict)
    channels: Mapping[str, int] = field(default_factory=dict)
    utm_sources: Mapping[str, int] = field(default_factory=dict)
    campaigns: Mapping[str, int] = field(default_factory=dict)
    counted_to: str = ""

    @property
    def total(self) -> int:
        return sum(self.outcomes)

    @cached_property
    def outcomes(self) -> Outcomes:
        return sums_of(self.quarters)


def add_events(bucket: Bucket, events: Iterable[CountedEvent], day_began_at: datetime) -> Bucket:
    """`events` in the order of their `ts_id`; those that the bucket has counted already are passed over."""
    quarters = {quarter: list(outcomes) for quarter, outcomes in bucket.quarters.items()}
    error_codes, sources = NameCounts(bucket.error_codes), NameCounts(bucket.sources)
    reasons, channels = NameCounts(bucket.untracked_reasons), NameCounts(bucket.channels)
    utm_sources, campaigns = NameCounts(bucket.utm_sources), campaign_names(bucket)
    counted_to = bucket.counted_to
    for counted in events:
        if counted.ts_id <= bucket.counted_to:
            continue
        event = counted.event
        quarters.setdefault((event.ts - day_began_at) // QUARTER, [0, 0, 0])[outcome_index(event.success)] += 1
        error_codes.add(event.error_code)
        sources.add(event.source)
        reasons.add(untracked_reason(event))
        channels.add(tracked_channel(event))
        utm_sources.add(tracked_utm_source(event))
        campaigns.add(counted_campaign(event))
        counted_to = max(counted_to, counted.ts_id)
    return Bucket(
        quarters={quarter: (true, false, null) for quarter, (true, false, null) in sorted(quarters.items())},
        error_codes=error_codes.counts(),
        sources=sources.counts(),
        untracked_reasons=reasons.counts(),
        channels=channels.counts(),
        utm_sources=utm_sources.counts(),
        campaigns=campaigns.counts(),
        counted_to=counted_to,
    )


def merge(buckets: Sequence[Bucket]) -> Bucket:
    """The sum of a day's shards, or of several days; of no mark, since each bucket has its own."""
    if len(buckets) == 1:
        return replace(buckets[0], counted_to="")
    quarters: dict[int, list[int]] = {}
    for bucket in buckets:
        for quarter, outcomes in bucket.quarters.items():
            sums = quarters.setdefault(quarter, [0, 0, 0])
            for index, count in enumerate(outcomes):
                sums[index] += count
    return Bucket(
        quarters={quarter: (true, false, null) for quarter, (true, false, null) in sorted(quarters.items())},
        error_codes=_sum(bucket.error_codes for bucket in buckets),
        sources=_sum(bucket.sources for bucket in buckets),
        untracked_reasons=_sum(bucket.untracked_reasons for bucket in buckets),
        channels=_sum(bucket.channels for bucket in buckets),
        utm_sources=_sum(bucket.utm_sources for bucket in buckets),
        campaigns=_sum(bucket.campaigns for bucket in buckets),
    )


def drift(before: Bucket, after: Bucket) -> int:
    """How many counts differ between a bucket as it grew and as it was counted from nothing."""
    quarters = before.quarters.keys() | after.quarters.keys()
    none: Outcomes = (0, 0, 0)
    return sum(
        abs(was - now)
        for quarter in quarters
        for was, now in zip(before.quarters.get(quarter, none), after.quarters.get(quarter, none), strict=True)
    )


def outcome_index(success: bool | None) -> int:
    return 2 if success is None else int(not success)


def campaign_names(bucket: Bucket) -> NameCounts:
    """Of a type's bucket: under which name the next events of a campaign are counted."""
    return NameCounts(bucket.campaigns, MAX_CAMPAIGNS)


def counted_campaign(event: Event) -> str | None:
    return event.campaign_id if EVENT_TYPE_BY_NAME[event.event_type].by_campaign else None


def _sum(names: Iterable[Mapping[str, int]]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for counts in names:
        sums.update(counts)
    return dict(sums)
