"""Campaign buckets: what a type's bucket counts on a day, again by campaign (design section 5, buckets)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.bucket import Bucket, CountedEvent, add_events, campaign_names, counted_campaign


def by_campaign(of_type: Bucket, events: Iterable[CountedEvent]) -> dict[str, list[CountedEvent]]:
    """The events behind the mark of a type's bucket, each under the name that this bucket counts its campaign by."""
    names, found = campaign_names(of_type), defaultdict[str, list[CountedEvent]](list)
    for counted in events:
        if counted.ts_id > of_type.counted_to:
            name = names.add(counted_campaign(counted.event))
            if name is not None:
                found[name].append(counted)
    return dict(found)


def add_campaign_events(bucket: Bucket, events: Iterable[CountedEvent], day_began_at: datetime) -> Bucket:
    """As `add_events`, of a campaign's own bucket, which does not name campaigns again."""
    return replace(add_events(bucket, events, day_began_at), campaigns={})


def in_steps(events: Sequence[CountedEvent], at_most: int) -> Iterator[Sequence[CountedEvent]]:
    """One after the other, each of at most so many campaigns, and of so many traces: each is a write. Events that share
    a `ts_id` are never parted, so of those a step may hold more: what is counted up to a mark must be all that lies
    before it.
    """
    first, campaigns, traces = 0, set[str | None](), set[str | None]()
    for index, counted in enumerate(events):
        campaign, trace = {counted_campaign(counted.event)} - {None}, {counted.event.trace_id} - {None}
        campaigns |= campaign
        traces |= trace
        is_one_too_many = len(campaigns) > at_most or len(traces) > at_most
        if is_one_too_many and counted.ts_id != events[index - 1].ts_id:
            yield events[first:index]
            first, campaigns, traces = index, campaign, trace
    if first < len(events):
        yield events[first:]
