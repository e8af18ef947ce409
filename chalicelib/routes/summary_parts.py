"""What the summaries have in common: their range of days, and how well registrations were tracked."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.domain.reporting_day import TimeRange, days_between, parse_range
from chalicelib.domain.tracking.quality import TrackingMetadata
from chalicelib.domain.tracking.untracked import UntrackedReason
from chalicelib.routes.answer import Answer
from chalicelib.routes.query import Day
from chalicelib.routes.services import services


class DaysQuery(BaseModel):
    """`from` and `to`: reporting days, both included; without them the last 7, today included."""

    model_config = ConfigDict(extra="forbid")

    from_: Day | None = Field(None, alias="from")
    to: Day | None = None

    def window(self, now: datetime) -> TimeRange:
        """Raises InvalidInputError."""
        return parse_range(self.from_, self.to, now=now, zone=services.settings.zone, instants_allowed=False)


class RangeAnswer(Answer):
    """Both days included."""

    from_: str = Field(serialization_alias="from")
    to: str
    timezone: str
    days: int


class ReasonCountAnswer(Answer):
    """Why so many registrations were not tracked.

    `reason`: another text is what a sender of plain `m_registration` events gave as its error code, or `other`: the
    rest, of a day that had more different ones than are counted by name.
    """

    reason: UntrackedReason | str
    count: int


class TrackingMetadataAnswer(Answer):
    """`tracking_success_rate`: as in "95.0%", rounded down; null of none."""

    tracked_count: int
    untracked_count: int
    tracking_success_rate: str | None
    untracked_reason_top: list[ReasonCountAnswer]


def range_answer(window: TimeRange) -> RangeAnswer:
    return RangeAnswer(
        from_=window.first_day,
        to=window.last_day,
        timezone=services.settings.reporting_timezone,
        days=len(days_between(window.first_day, window.last_day)),
    )


def tracking_answer(tracking: TrackingMetadata) -> TrackingMetadataAnswer:
    return TrackingMetadataAnswer(
        tracked_count=tracking.tracked_count,
        untracked_count=tracking.untracked_count,
        tracking_success_rate=tracking.tracking_success_rate,
        untracked_reason_top=[
            ReasonCountAnswer(reason=one.reason, count=one.count) for one in tracking.untracked_reason_top
        ],
    )
