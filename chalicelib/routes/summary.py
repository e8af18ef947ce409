"""GET /internal/funnel-events/summary: cards, chart, hours and tables of a range of days."""

from typing import Literal

from chalice import Blueprint
from pydantic import Field

from chalicelib.domain.event import EventTypeName
from chalicelib.domain.kpi import Good, Unit
from chalicelib.domain.reporting_day import TimeRange
from chalicelib.domain.summary import KpiLine
from chalicelib.domain.timestamp import Timestamp
from chalicelib.routes.answer import Answer, LabelAnswer, Reply
from chalicelib.routes.count_services import count_services
from chalicelib.routes.credentials import READERS
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.feed_query import OutcomeNames, success_parameter
from chalicelib.routes.summary_parts import (
    DaysQuery,
    RangeAnswer,
    TrackingMetadataAnswer,
    range_answer,
    tracking_answer,
)
from chalicelib.usecases.summarize import LiveSummary

blueprint = Blueprint(__name__)


class SummaryQuery(DaysQuery):
    """`from` and `to`: reporting days, both included; without them the last 7, today included."""

    compare: Literal["previous"] | None = Field(None, description="with the same number of days just before")


class KpiEventsAnswer(Answer):
    """The parameters `type` and `success` of the feed; `success` null: not sent."""

    type: list[EventTypeName]
    success: OutcomeNames | None


class KpiAnswer(Answer):
    """`good`: which way is. A ratio of a zero denominator is null.

    `events`: asks the feed for exactly the events that are counted, `value` of them; of a ratio, for those that it is
    taken of, `denominator` of them. Null where events are not what is counted.
    """

    id: str
    label: LabelAnswer
    unit: Unit
    value: float | int | None
    numerator: int | None
    denominator: int | None
    previous: float | int | None
    change: float | int | None
    good: Good
    events: KpiEventsAnswer | None


class SeriesAnswer(Answer):
    """One value a day, in the order of `days`."""

    days: list[str]
    events: dict[str, list[int]]
    kpis: dict[str, list[float | int | None]]


class ErrorLineAnswer(Answer):
    """`previous`: null without compare."""

    event_type: str
    error_code: str
    count: int
    previous: int | None


class SourceAnswer(Answer):
    """How many events of the range a source sent."""

    source: str
    count: int


class SummaryAnswer(Answer):
    """`live`: to the event, as of `as_of`; else as of the last roll-up. `pending_days`: backfilled, not counted yet.

    `hour_starts`: when each day in `hours` began: hour i is from i hours after that up to i + 1, excluded.
    """

    range: RangeAnswer
    as_of: Timestamp
    live: bool
    journeys_as_of: Timestamp | None
    pending_days: list[str]
    kpis: list[KpiAnswer]
    series: SeriesAnswer
    hours: dict[str, dict[str, list[int]]]
    hour_starts: dict[str, Timestamp]
    errors: list[ErrorLineAnswer]
    sources: list[SourceAnswer]
    tracking_metadata: TrackingMetadataAnswer


@endpoint(
    blueprint,
    "GET",
    "/internal/funnel-events/summary",
    summary="What happened in a range of days: KPIs, daily series, hours, errors, sources, tracking",
    access=READERS,
    query=SummaryQuery,
    answers={200: SummaryAnswer},
)
def summary(call: Call[SummaryQuery]) -> Reply:
    window = call.query.window(call.now)
    compare = call.query.compare == "previous"
    found = count_services.summarize(window, compare=compare, now=call.now, deadline=call.deadline)
    return Reply(_answer(found, window))


def _answer(found: LiveSummary, window: TimeRange) -> SummaryAnswer:
    counted = found.summary
    return SummaryAnswer(
        range=range_answer(window),
        as_of=found.as_of,
        live=found.live,
        journeys_as_of=found.journeys_as_of,
        pending_days=list(found.pending_days),
        kpis=[_kpi(line) for line in counted.kpis],
        series=SeriesAnswer(
            days=list(counted.days),
            events={name: list(values) for name, values in counted.events.items()},
            kpis={name: list(values) for name, values in counted.kpi_days.items()},
        ),
        hours={day: {name: list(hours) for name, hours in types.items()} for day, types in counted.hours.items()},
        hour_starts=dict(counted.hour_starts),
        errors=[
            ErrorLineAnswer(
                event_type=line.event_type, error_code=line.error_code, count=line.count, previous=line.previous
            )
            for line in counted.errors
        ],
        sources=[SourceAnswer(source=source, count=count) for source, count in counted.sources],
        tracking_metadata=tracking_answer(counted.tracking),
    )


def _kpi(line: KpiLine) -> KpiAnswer:
    kpi, asked = line.kpi, line.kpi.events
    return KpiAnswer(
        id=kpi.id,
        label=LabelAnswer(en=kpi.label_en, ko=kpi.label_ko),
        unit=kpi.unit,
        value=line.now.value,
        numerator=line.now.numerator,
        denominator=line.now.denominator,
        previous=line.previous,
        change=line.change,
        good=kpi.good,
        events=None
        if asked is None
        else KpiEventsAnswer(type=list(asked.types), success=success_parameter(asked.success)),
    )
