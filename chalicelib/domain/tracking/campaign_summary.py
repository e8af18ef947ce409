"""What campaigns brought: tracked and untracked apart, never "direct" (contract, Tracking)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.domain.bucket import Bucket
from chalicelib.domain.day_counts import DayCounts, most_frequent_first, names_of, outcomes_of
from chalicelib.domain.event_dictionary import LINK_CLICK, PAGE_VIEW, REGISTRATION
from chalicelib.domain.tracking.quality import TrackingMetadata, tracking_metadata


@dataclass(frozen=True, slots=True)
class CampaignFigures:
    """`registrations`: tracked, untracked, and those whose outcome is unknown.

    `conversion_ratio`: registrations / (visits + clicks); None without either.
    """

    registrations: int
    visits: int
    clicks: int
    conversion_ratio: float | None
    tracking: TrackingMetadata


@dataclass(frozen=True, slots=True)
class CampaignSummary:
    """`channels`, `utm_sources`: of the tracked registrations, the most frequent first. `tracked`, `untracked`: one
    value a day of `days`.
    """

    figures: CampaignFigures
    channels: Sequence[tuple[str, int]]
    utm_sources: Sequence[tuple[str, int]]
    days: Sequence[str]
    tracked: Sequence[int]
    untracked: Sequence[int]


@dataclass(frozen=True, slots=True)
class CampaignRow:
    campaign_id: str
    figures: CampaignFigures


def summarize_campaign(counts: DayCounts, days: Sequence[str]) -> CampaignSummary:
    """`counts`: of one campaign, or of all together."""
    visits, clicks = (sum(outcomes_of(counts, name, days)) for name in (PAGE_VIEW, LINK_CLICK))
    by_day = [outcomes_of(counts, REGISTRATION, [day]) for day in days]
    return CampaignSummary(
        figures=_figures(counts, days, visits, clicks),
        channels=most_frequent_first(names_of(counts, REGISTRATION, days, lambda bucket: bucket.channels)),
        utm_sources=most_frequent_first(names_of(counts, REGISTRATION, days, lambda bucket: bucket.utm_sources)),
        days=days,
        tracked=[tracked for tracked, _, _ in by_day],
        untracked=[untracked for _, untracked, _ in by_day],
    )


def campaign_rows(
    counts: DayCounts, campaigns: Mapping[str, DayCounts], days: Sequence[str], left_out: Collection[str] = ()
) -> list[CampaignRow]:
    """One for each campaign, most registrations first. `counts`: of the types, which count visits and clicks by
    campaign themselves; `campaigns`: the registrations of each.
    """
    visits, clicks = (names_of(counts, name, days, _campaigns) for name in (PAGE_VIEW, LINK_CLICK))
    rows = [
        CampaignRow(one, _figures(campaigns.get(one, {}), days, visits[one], clicks[one]))
        for one in visits.keys() | clicks.keys() | campaigns.keys()
        if one not in left_out
    ]
    return sorted((row for row in rows if _has_any(row.figures)), key=_rank)


def _figures(registrations: DayCounts, days: Sequence[str], visits: int, clicks: int) -> CampaignFigures:
    outcomes = outcomes_of(registrations, REGISTRATION, days)
    reasons = names_of(registrations, REGISTRATION, days, lambda bucket: bucket.untracked_reasons)
    ways_in = visits + clicks
    return CampaignFigures(
        registrations=sum(outcomes),
        visits=visits,
        clicks=clicks,
        conversion_ratio=round(sum(outcomes) / ways_in, 4) if ways_in else None,
        tracking=tracking_metadata(outcomes, reasons),
    )


def _campaigns(bucket: Bucket) -> Mapping[str, int]:
    return bucket.campaigns


def _has_any(figures: CampaignFigures) -> bool:
    return bool(figures.registrations or figures.visits or figures.clicks)


def _rank(row: CampaignRow) -> tuple[int, int, str]:
    return -row.figures.registrations, -(row.figures.visits + row.figures.clicks), row.campaign_id
