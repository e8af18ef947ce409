"""What one campaign brought, and what all did, live (contract, Tracking)."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.bucket import Bucket
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.event_dictionary import EVENT_TYPES, REGISTRATION
from chalicelib.domain.reporting_day import TimeRange, days_between
from chalicelib.domain.tracking.campaign_summary import (
    CampaignRow,
    CampaignSummary,
    campaign_rows,
    summarize_campaign,
)
from chalicelib.storage.batch_get import BATCH_GET_LIMIT
from chalicelib.storage.bucket_item import BucketKey, StoredBucket
from chalicelib.storage.dynamodb import Deadline
from chalicelib.usecases.live_counts import LiveCounts, ReadLiveCounts

MAX_ROWS = 200
_TYPES = [one.name for one in EVENT_TYPES if one.by_campaign]


@dataclass(frozen=True, slots=True)
class LiveCampaignSummary:
    """`live`: to the event, as of `as_of`; else as of the last roll-up. `pending_days`: backfilled, not counted yet.

    `campaigns`: of the summary of all, those with the most registrations.
    """

    summary: CampaignSummary
    as_of: datetime
    live: bool
    pending_days: Sequence[str]
    campaigns: Sequence[CampaignRow] = ()


@dataclass(frozen=True, slots=True)
class SummarizeCampaigns:
    """`is_known`: whether a campaign without events is one all the same."""

    read_live_counts: ReadLiveCounts
    is_known: Callable[[str, Deadline], bool]

    def of_one(self, campaign_id: str, window: TimeRange, *, now: datetime, deadline: Deadline) -> LiveCampaignSummary:
        """Raises NotFoundError where it is not known and no event ever named it."""
        days = days_between(window.first_day, window.last_day)

        def read(event_type: str) -> list[StoredBucket]:
            read_days = self.read_live_counts.buckets.read_days
            return read_days(event_type, days[0], days[-1], deadline, campaign_id, now=now)

        def read_campaign(_stored: Mapping[BucketKey, Bucket]) -> list[StoredBucket]:
            return [one for of_type in self.read_live_counts.fan_out.map(read, _TYPES) for one in of_type]

        found = self.read_live_counts(_TYPES, days, now=now, deadline=deadline, read_campaigns=read_campaign)
        counts = found.campaigns.get(campaign_id, {})
        if not any(bucket.total for bucket in counts.values()) and not self._is_known(campaign_id, deadline):
            raise NotFoundError("There is no campaign of that id, and no event names it")
        return _live(found, summarize_campaign(counts, days))

    def of_all(self, window: TimeRange, *, now: datetime, deadline: Deadline) -> LiveCampaignSummary:
        """All events of the types that are counted by campaign, those of none too: so it agrees with the KPIs."""
        days, left_out = days_between(window.first_day, window.last_day), list[str]()

        def read_registrations(stored: Mapping[BucketKey, Bucket]) -> list[StoredBucket]:
            ranked = _most_registrations_first(stored)
            left_out.extend(ranked[MAX_ROWS:])
            return self._read_registrations(stored, set(ranked[:MAX_ROWS]), now, deadline)

        found = self.read_live_counts(_TYPES, days, now=now, deadline=deadline, read_campaigns=read_registrations)
        rows = campaign_rows(found.counts, found.campaigns, days, set(left_out))
        return _live(found, summarize_campaign(found.counts, days), rows[:MAX_ROWS])

    def _is_known(self, campaign_id: str, deadline: Deadline) -> bool:
        return self.is_known(campaign_id, deadline) or any(
            self.read_live_counts.buckets.holds_campaign(event_type, campaign_id, deadline) for event_type in _TYPES
        )

    def _read_registrations(
        self, stored: Mapping[BucketKey, Bucket], campaigns: set[str], now: datetime, deadline: Deadline
    ) -> list[StoredBucket]:
        """The types' buckets name the campaigns that have some: of each day exactly those are read."""
        keys = [
            key.of_campaign(campaign_id)
            for key, bucket in stored.items()
            if key.event_type == REGISTRATION
            for campaign_id in bucket.campaigns
            if campaign_id in campaigns
        ]
        batches = [keys[first : first + BATCH_GET_LIMIT] for first in range(0, len(keys), BATCH_GET_LIMIT)]

        def read(some: Sequence[BucketKey]) -> Iterable[StoredBucket]:
            return self.read_live_counts.buckets.read(some, deadline, now=now).values()

        return [one for found in self.read_live_counts.fan_out.map(read, batches) for one in found]


def _most_registrations_first(stored: Mapping[BucketKey, Bucket]) -> list[str]:
    registrations, ways_in = Counter[str](), Counter[str]()
    for key, bucket in stored.items():
        (registrations if key.event_type == REGISTRATION else ways_in).update(bucket.campaigns)
    return sorted(
        registrations.keys() | ways_in.keys(),
        key=lambda campaign_id: (-registrations[campaign_id], -ways_in[campaign_id], campaign_id),
    )


def _live(found: LiveCounts, summary: CampaignSummary, rows: Sequence[CampaignRow] = ()) -> LiveCampaignSummary:
    return LiveCampaignSummary(summary, found.as_of, found.live, found.pending_days, rows)
