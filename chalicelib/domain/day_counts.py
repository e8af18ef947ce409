"""Sums over the buckets of several days."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from chalicelib.domain.bucket import Bucket
from chalicelib.domain.quarters import Outcomes

DayCounts = Mapping[tuple[str, str], Bucket]  # (event type, day) -> its counts


def outcomes_of(counts: DayCounts, event_type: str, days: Sequence[str]) -> Outcomes:
    sums = [0, 0, 0]
    for bucket in _buckets(counts, event_type, days):
        for index, count in enumerate(bucket.outcomes):
            sums[index] += count
    return sums[0], sums[1], sums[2]


def names_of(
    counts: DayCounts, event_type: str, days: Sequence[str], named: Callable[[Bucket], Mapping[str, int]]
) -> Counter[str]:
    """Of one of the buckets' maps of names, such as `lambda bucket: bucket.channels`."""
    found: Counter[str] = Counter()
    for bucket in _buckets(counts, event_type, days):
        found.update(named(bucket))
    return found


def most_frequent_first(names: Mapping[str, int]) -> list[tuple[str, int]]:
    """Of equal ones in the order of the alphabet."""
    return sorted(names.items(), key=lambda item: (-item[1], item[0]))


def _buckets(counts: DayCounts, event_type: str, days: Sequence[str]) -> list[Bucket]:
    return [bucket for day in days if (bucket := counts.get((event_type, day))) is not None]
