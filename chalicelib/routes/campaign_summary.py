"""GET /internal/campaigns/summary and /{campaign_id}/summary: what campaigns brought, and how well it was tracked."""

from typing import Any

from chalice import Blueprint
from pydantic import Field

from chalicelib.domain.errors import InvalidInputError, Reason
from chalicelib.domain.reporting_day import TimeRange
from chalicelib.domain.timestamp import Timestamp
from chalicelib.domain.tracking.campaign_summary import CampaignFigures
from chalicelib.domain.tracking.channel import Channel
from chalicelib.domain.tracking.link import CAMPAIGN_ID_SHAPE
from chalicelib.routes.answer import Answer, Reply
from chalicelib.routes.count_services import count_services
from chalicelib.routes.credentials import READERS
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.errors import ErrorAnswer
from chalicelib.routes.summary_parts import (
    DaysQuery,
    RangeAnswer,
    TrackingMetadataAnswer,
    range_answer,
    tracking_answer,
)
from chalicelib.usecases.summarize_campaigns import LiveCampaignSummary

blueprint = Blueprint(__name__)


class FiguresAnswer(Answer):
    """`registrations`: tracked, untracked, and those of unknown outcome. `conversion_ratio`: registrations / (visits +
    clicks); null without either.
    """

    registrations: int
    visits: int = Field(description="how many m_page_view")
    clicks: int = Field(description="how many m_link_click")
    conversion_ratio: float | None
    tracking_metadata: TrackingMetadataAnswer


class CampaignRowAnswer(FiguresAnswer):
    """One campaign of all."""

    campaign_id: str


class ChannelAnswer(Answer):
    """How many tracked registrations came by it; untracked ones have none.

    `channel`: another text is what a sender of plain `m_registration` events gave in their payload.
    """

    channel: Channel | str
    registrations: int


class UtmSourceAnswer(Answer):
    """How many tracked registrations had it; untracked ones have none."""

    utm_source: str
    registrations: int


class TrackingSeriesAnswer(Answer):
    """One value a day, in the order of `days`."""

    days: list[str]
    tracked: list[int]
    untracked: list[int]


class _SummaryAnswer(FiguresAnswer):
    """`live`: to the event, as of `as_of`; else as of the last roll-up. `pending_days`: backfilled, not counted yet."""

    range: RangeAnswer
    as_of: Timestamp
    live: bool
    pending_days: list[str]
    channels: list[ChannelAnswer]
    utm_sources: list[UtmSourceAnswer]
    series: TrackingSeriesAnswer


class CampaignSummaryAnswer(_SummaryAnswer):
    """What one campaign brought. Untracked registrations are a state of their own, beside the channels."""

    campaign_id: str


class CampaignsSummaryAnswer(_SummaryAnswer):
    """What all brought together, events that name none included. `campaigns`: the 200 with the most registrations."""

    campaigns: list[CampaignRowAnswer]


@endpoint(
    blueprint,
    "GET",
    "/internal/campaigns/summary",
    summary="What all campaigns brought in a range of days, and each of them",
    access=READERS,
    query=DaysQuery,
    answers={200: CampaignsSummaryAnswer},
)
def campaigns_summary(call: Call[DaysQuery]) -> Reply:
    window = call.query.window(call.now)
    found = count_services.summarize_campaigns.of_all(window, now=call.now, deadline=call.deadline)
    rows = [CampaignRowAnswer(campaign_id=row.campaign_id, **_figures(row.figures)) for row in found.campaigns]
    return Reply(CampaignsSummaryAnswer(**_fields(found, window), campaigns=rows))


@endpoint(
    blueprint,
    "GET",
    "/internal/campaigns/{campaign_id}/summary",
    summary="What one campaign brought, if its id has only A-Z a-z 0-9 . _ ~ -",
    access=READERS,
    query=DaysQuery,
    answers={200: CampaignSummaryAnswer, 404: ErrorAnswer},
)
def campaign_summary(call: Call[DaysQuery]) -> Reply:
    campaign_id = call.path["campaign_id"]
    if not CAMPAIGN_ID_SHAPE.fullmatch(campaign_id):
        reason = "does not fit into a path (1 to 128 of A-Z a-z 0-9 . _ ~ -): see GET /internal/campaigns/summary"
        raise InvalidInputError(f"campaign_id {reason}", [Reason("campaign_id", reason)])
    window = call.query.window(call.now)
    found = count_services.summarize_campaigns.of_one(campaign_id, window, now=call.now, deadline=call.deadline)
    return Reply(CampaignSummaryAnswer(**_fields(found, window), campaign_id=campaign_id))


def _fields(found: LiveCampaignSummary, window: TimeRange) -> dict[str, Any]:
    summary = found.summary
    return _figures(summary.figures) | {
        "range": range_answer(window),
        "as_of": found.as_of,
        "live": found.live,
        "pending_days": list(found.pending_days),
        "channels": [ChannelAnswer(channel=name, registrations=count) for name, count in summary.channels],
        "utm_sources": [UtmSourceAnswer(utm_source=name, registrations=count) for name, count in summary.utm_sources],
        "series": TrackingSeriesAnswer(
            days=list(summary.days), tracked=list(summary.tracked), untracked=list(summary.untracked)
        ),
    }


def _figures(figures: CampaignFigures) -> dict[str, Any]:
    return {
        "registrations": figures.registrations,
        "visits": figures.visits,
        "clicks": figures.clicks,
        "conversion_ratio": figures.conversion_ratio,
        "tracking_metadata": tracking_answer(figures.tracking),
    }
