"""Buckets: the counts of one event type on one reporting day (design section 5). Pure arithmetic.

Events are added in the order of their `ts_id`, each once: `counted_to` says up to which. So any split of the same
events into runs gives the same bucket, and a bucket counted from nothing equals one that grew.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from chalicelib.domain.event import Event

QUARTER = timedelta(minutes=15)
MAX_NAMES = 200
OTHER = "other"

Outcomes = tuple[int, int, int]  # success true, false, null


@dataclass(frozen=True, slots=True)
class CountedEvent:
    """What a bucket needs of an event; `ts_id` orders and marks it."""

    ts_id: str
    event: Event


@dataclass(frozen=True, slots=True)
class Bucket:
    """`quarters`: quarter-hours since the day began -> outcomes. `counted_to`: the last `ts_id` counted, or ""."""

    quarters: Mapping[int, Outcomes] = field(default_factory=dict)
    error_codes: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)
    counted_to: str = ""

    @property
    def total(self) -> int:
        return sum(sum(outcomes) for outcomes in self.quarters.values())


def add_events(bucket: Bucket, events: Iterable[CountedEvent], day_began_at: datetime) -> Bucket:
    """`events` in the order of their `ts_id`; those that the bucket has counted already are passed over."""
    quarters = {quarter: list(outcomes) for quarter, outcomes in bucket.quarters.items()}
    error_codes, sources = Counter(bucket.error_codes), Counter(bucket.sources)
    counted_to = bucket.counted_to
    for counted in events:
        if counted.ts_id <= bucket.counted_to:
            continue
        event = counted.event
        quarters.setdefault((event.ts - day_began_at) // QUARTER, [0, 0, 0])[outcome_index(event.success)] += 1
        _count_name(error_codes, event.error_code)
        _count_name(sources, event.source)
        counted_to = max(counted_to, counted.ts_id)
    return Bucket(
        quarters={quarter: (true, false, null) for quarter, (true, false, null) in sorted(quarters.items())},
        error_codes=dict(error_codes),
        sources=dict(sources),
        counted_to=counted_to,
    )


def merge(buckets: Sequence[Bucket]) -> Bucket:
    """The sum of a day's shards; of no mark, since each shard has its own."""
    quarters: dict[int, list[int]] = {}
    error_codes: Counter[str] = Counter()
    sources: Counter[str] = Counter()
    for bucket in buckets:
        for quarter, outcomes in bucket.quarters.items():
            sums = quarters.setdefault(quarter, [0, 0, 0])
            for index, count in enumerate(outcomes):
                sums[index] += count
        error_codes.update(bucket.error_codes)
        sources.update(bucket.sources)
    counts = {quarter: (true, false, null) for quarter, (true, false, null) in sorted(quarters.items())}
    return Bucket(counts, dict(error_codes), dict(sources))


def marked(bucket: Bucket, counted_to: str) -> Bucket:
    """Counted at least that far: what lies between held no event of this bucket."""
    return replace(bucket, counted_to=max(bucket.counted_to, counted_to))


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


def _count_name(names: Counter[str], name: str | None) -> None:
    """The first names keep theirs: a sender that makes one up for each event cannot grow a bucket without end."""
    if name is not None:
        names[name if name in names or len(names) - (OTHER in names) < MAX_NAMES else OTHER] += 1
