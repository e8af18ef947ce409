"""/internal/funnels: how many reached each step of a funnel, how fast, by what they came with; and presets."""

from collections.abc import Sequence

from chalice import Blueprint

from chalicelib.domain.event import EventTypeName
from chalicelib.domain.funnel_counts import FunnelCounts
from chalicelib.domain.funnel_presets import PRESETS
from chalicelib.domain.journey_funnel import Breakdown, FunnelReport
from chalicelib.domain.pii import EmailPolicy
from chalicelib.domain.timestamp import Timestamp
from chalicelib.domain.visibility import sees_identifiers
from chalicelib.routes.answer import Answer, LabelAnswer, Reply
from chalicelib.routes.count_services import count_services
from chalicelib.routes.credentials import READERS
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.funnel_query import FunnelQuery
from chalicelib.routes.query import NoQuery
from chalicelib.routes.services import services
from chalicelib.routes.summary_parts import RangeAnswer, range_answer

blueprint = Blueprint(__name__)


class FunnelStepAnswer(Answer):
    """`dropped`: reached this step, not the next; null of the last. Ratios of nobody are null.

    `median_seconds`, `p90_seconds`: since the step before; null of the first, and in any order. `previous_count`: null
    without compare.
    """

    event_type: EventTypeName
    count: int
    conversion_from_first: float | None
    conversion_from_previous: float | None
    dropped: int | None
    median_seconds: float | None
    p90_seconds: float | None
    previous_count: int | None


class FunnelBreakdownAnswer(Answer):
    """`value`: as it is known at the first step; null where it is not, or is not to be seen."""

    value: str | None
    steps: list[FunnelStepAnswer]


class FunnelAnswer(Answer):
    """`as_of`: of the last roll-up, null before the first. `truncated_traces`: with more events than are looked at."""

    range: RangeAnswer
    as_of: Timestamp | None
    truncated_traces: int
    steps: list[FunnelStepAnswer]
    breakdown: list[FunnelBreakdownAnswer]


class PresetAnswer(Answer):
    """A funnel that is there for the asking."""

    id: str
    steps: list[EventTypeName]
    label: LabelAnswer


class PresetsAnswer(Answer):
    """All of them."""

    items: list[PresetAnswer]


@endpoint(
    blueprint,
    "GET",
    "/internal/funnels",
    summary="How many traces reached each step of a funnel, how fast, by what they came with",
    access=READERS,
    query=FunnelQuery,
    answers={200: FunnelAnswer},
)
def funnel(call: Call[FunnelQuery]) -> Reply:
    query, window = call.query, call.query.window(call.now)
    breakdown = query.breakdown
    hidden = breakdown is Breakdown.EMAIL_DOMAIN and not _sees_domains(call)
    found = count_services.analyze_funnel(
        window,
        query.funnel,
        breakdown=None if hidden else breakdown,
        compare=query.compare == "previous",
        now=call.now,
        deadline=call.deadline,
    )
    return Reply(
        FunnelAnswer(
            range=range_answer(window),
            as_of=found.as_of,
            truncated_traces=found.report.truncated,
            steps=_steps(query.steps, found.report.whole, found.previous),
            breakdown=[
                FunnelBreakdownAnswer(value=value, steps=_steps(query.steps, counts))
                for value, counts in (_all_unseen(found.report) if hidden else found.report.most_frequent_first())
            ],
        )
    )


def _all_unseen(report: FunnelReport) -> list[tuple[None, FunnelCounts]]:
    return [(None, report.whole)] if report.whole.entered else []


def _sees_domains(call: Call[FunnelQuery]) -> bool:
    """As in the feed: not a viewer, and nobody under a policy that keeps none, whatever was stored earlier."""
    return sees_identifiers(call.caller.role) and services.settings.email_policy is not EmailPolicy.FINGERPRINT


def _steps(names: Sequence[str], counts: FunnelCounts, previous: Sequence[int] | None = None) -> list[FunnelStepAnswer]:
    return [
        FunnelStepAnswer(
            event_type=name,
            count=line.count,
            conversion_from_first=line.conversion_from_first,
            conversion_from_previous=line.conversion_from_previous,
            dropped=line.dropped,
            median_seconds=line.median_seconds,
            p90_seconds=line.p90_seconds,
            previous_count=None if previous is None else previous[step],
        )
        for step, (name, line) in enumerate(zip(names, counts.lines(), strict=True))
    ]


@endpoint(
    blueprint,
    "GET",
    "/internal/funnels/presets",
    summary="Funnels that are there for the asking",
    access=READERS,
    answers={200: PresetsAnswer},
    uses_store=False,
)
def presets(_call: Call[NoQuery]) -> Reply:
    items = [
        PresetAnswer(id=one.id, steps=list(one.steps), label=LabelAnswer(en=one.label_en, ko=one.label_ko))
        for one in PRESETS
    ]
    return Reply(PresetsAnswer(items=items))
