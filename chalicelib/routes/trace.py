"""GET /internal/trace: the timeline of one trace, by path or by query."""

from typing import Any

from chalice import Blueprint
from pydantic import BaseModel, ConfigDict

from chalicelib.domain.errors import InvalidInputError, Reason
from chalicelib.domain.event_type import Stage
from chalicelib.domain.timeline import Outcome
from chalicelib.domain.timestamp import Timestamp
from chalicelib.domain.trace_id import PATH_SHAPE, sanitize_trace_id
from chalicelib.domain.tracking.snapshot import AttributionKept
from chalicelib.domain.visibility import sees_identifiers
from chalicelib.routes.answer import Answer, Reply
from chalicelib.routes.credentials import SUPPORT
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.errors import ErrorAnswer
from chalicelib.routes.event_answer import EventAnswer, event_fields
from chalicelib.routes.query import NoQuery, TraceId
from chalicelib.routes.services import services
from chalicelib.routes.tracking_services import tracking_services

blueprint = Blueprint(__name__)


class TraceQuery(BaseModel):
    """The trace id."""

    model_config = ConfigDict(extra="forbid")

    trace_id: TraceId


class TimelineEventAnswer(EventAnswer):
    """`since_previous_ms`: by event time; null for the first."""

    since_previous_ms: int | None


class TimelineAnswer(Answer):
    """Events by event time, oldest first, the first 1,000 of them; the rest counts for stage and outcome all the same.

    `attribution`: of the first registration of the trace; null where there is none, or where it was untracked.
    """

    trace_id: str
    first_at: Timestamp
    last_at: Timestamp
    stage: Stage
    outcome: Outcome
    attribution: AttributionKept | None
    events: list[TimelineEventAnswer]
    truncated: bool


@endpoint(
    blueprint,
    "GET",
    "/internal/trace",
    summary="The timeline of one trace",
    access=SUPPORT,
    query=TraceQuery,
    answers={200: TimelineAnswer, 404: ErrorAnswer},
)
def trace_by_query(call: Call[TraceQuery]) -> Reply:
    return _timeline(call.query.trace_id, call)


@endpoint(
    blueprint,
    "GET",
    "/internal/trace/{trace_id}",
    summary="The timeline of one trace whose id has only A-Z a-z 0-9 . _ ~ -",
    access=SUPPORT,
    answers={200: TimelineAnswer, 404: ErrorAnswer},
)
def trace_by_path(call: Call[NoQuery]) -> Reply:
    given = call.path["trace_id"]
    if not PATH_SHAPE.fullmatch(given) or sanitize_trace_id(given) is None:
        reason = "is no trace id that fits into a path: use GET /internal/trace?trace_id= with the id percent-encoded"
        raise InvalidInputError(f"trace_id {reason}", [Reason("trace_id", reason)])
    return _timeline(given, call)


def _timeline(trace_id: str, call: Call[Any]) -> Reply:
    timeline, attribution = tracking_services.trace_timeline(trace_id, now=call.now, deadline=call.deadline)
    bases, policy, sees = services.link_bases, services.settings.email_policy, sees_identifiers(call.caller.role)
    events = [
        TimelineEventAnswer.model_construct(
            **event_fields(entry.event, sees_identifiers=sees, bases=bases, policy=policy),
            since_previous_ms=entry.since_previous_ms,
        )
        for entry in timeline.entries
    ]
    return Reply(
        TimelineAnswer.model_construct(
            trace_id=trace_id,
            first_at=timeline.first_at,
            last_at=timeline.last_at,
            stage=timeline.stage,
            outcome=timeline.outcome,
            attribution=attribution,
            events=events,
            truncated=timeline.truncated,
        )
    )
