"""GET /internal/funnels/traces: who reached a step of a funnel, or dropped off there."""

from datetime import datetime

from chalice import Blueprint

from chalicelib.domain.cursor import open_cursor, seal_cursor
from chalicelib.domain.event import EventTypeName
from chalicelib.domain.journey_funnel import ReachedTrace
from chalicelib.domain.timestamp import Timestamp, format_utc
from chalicelib.routes.answer import Answer, Reply
from chalicelib.routes.count_services import count_services
from chalicelib.routes.credentials import SUPPORT
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.funnel_query import FunnelTracesQuery
from chalicelib.routes.services import services

blueprint = Blueprint(__name__)


class FunnelTraceAnswer(Answer):
    """`reached_at`: the step that was asked for; the rest is the last event of the trace."""

    trace_id: str
    reached_at: Timestamp
    last_event_type: EventTypeName | None
    last_error_code: str | None
    last_at: Timestamp


class FunnelTracesAnswer(Answer):
    """Those that began last come first."""

    items: list[FunnelTraceAnswer]
    next_cursor: str | None


@endpoint(
    blueprint,
    "GET",
    "/internal/funnels/traces",
    summary="Who reached a step of a funnel and not the next, with their last event and error",
    access=SUPPORT,
    query=FunnelTracesQuery,
    answers={200: FunnelTracesAnswer},
)
def funnel_traces(call: Call[FunnelTracesQuery]) -> Reply:
    query, keys = call.query, services.secrets.get("SESSION_SECRET")
    bound_to = {"list": "funnel traces", "role": call.caller.role} | query.bound_to()
    after, asked_at = None, call.now
    if query.cursor is not None:
        position = open_cursor(query.cursor, bound_to=bound_to, secrets=keys)
        asked_at = datetime.fromisoformat(position["asked_at"])  # the last 7 days are those of the first page
        after = datetime.fromisoformat(position["began_at"]), position["trace_id"]
    page = count_services.analyze_funnel.traces(
        query.window(asked_at),
        query.funnel,
        query.checked_step(len(query.steps)),
        dropped=query.dropped == "true",
        after=after,
        limit=query.limit,
        now=call.now,
        deadline=call.deadline,
    )
    last = page.goes_on_after
    next_cursor = None
    if last is not None:
        position = {"asked_at": format_utc(asked_at), "began_at": format_utc(last.began_at), "trace_id": last.trace_id}
        next_cursor = seal_cursor(position, bound_to=bound_to, secrets=keys)
    return Reply(FunnelTracesAnswer(items=[_trace(one) for one in page.items], next_cursor=next_cursor))


def _trace(one: ReachedTrace) -> FunnelTraceAnswer:
    return FunnelTraceAnswer(
        trace_id=one.trace_id,
        reached_at=one.reached_at,
        last_event_type=one.last_event_type,
        last_error_code=one.last_error_code,
        last_at=one.last_at,
    )
