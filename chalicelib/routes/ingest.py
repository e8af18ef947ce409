"""POST /internal/funnel-events/ingest."""

from typing import Annotated, Any, ClassVar

from chalice import Blueprint
from pydantic import BaseModel, ConfigDict, Field

from chalicelib.domain.errors import InvalidInputError, Reason
from chalicelib.domain.event import IncomingEvent
from chalicelib.domain.request_name import SHAPE, SHAPE_IN_WORDS
from chalicelib.observability import record_ingest
from chalicelib.routes.answer import Answer, Reply
from chalicelib.routes.credentials import INGEST
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.errors import SERVICE_UNAVAILABLE, UNPROCESSABLE, ReasonAnswer, reason_answers
from chalicelib.routes.json_body import parse_json
from chalicelib.routes.query import NoQuery
from chalicelib.routes.services import services
from chalicelib.usecases.ingest_events import IngestReport, Status

MAX_BATCH = 500
blueprint = Blueprint(__name__)


class EventBatch(BaseModel):
    """Several events in one request, and nothing beside."""

    model_config = ConfigDict(extra="forbid")

    events: Annotated[list[IncomingEvent], Field(min_length=1, max_length=MAX_BATCH)]


class ResultAnswer(Answer):
    """`conflict`: a duplicate whose content differs from what is stored; the first is kept."""

    index: int
    event_id: str | None = None
    status: Status
    conflict: bool | None = None
    reasons: list[ReasonAnswer] | None = None


class IngestAnswer(Answer):
    """received = accepted + duplicate + rejected + unavailable. `Code` and `Message`: with 422 and 503 only."""

    omits_null: ClassVar[bool] = True

    Code: str | None = None
    Message: str | None = None
    received: int
    accepted: int
    duplicate: int
    rejected: int
    unavailable: int
    results: list[ResultAnswer]


@endpoint(
    blueprint,
    "POST",
    "/internal/funnel-events/ingest",
    summary="Take in one event or a batch; each gets a result of its own",
    access=INGEST,
    body=(IncomingEvent, EventBatch),
    answers={200: IngestAnswer, 422: IngestAnswer, 503: IngestAnswer},
    uses_store=False,  # the use case looks itself: a store that is away is a result of each event
)
def ingest(call: Call[NoQuery]) -> Reply:
    value = parse_json(call.headers, call.body)
    raw_events, is_batch = _events_of(value)
    report = services.ingest_events(
        raw_events,
        services.intake(call.now),
        call.deadline,
        request_name=_name_of_request(call),
        default_trace_id=None if is_batch else call.trace_id,
    )
    record_ingest(report.counts())
    return _answer(report)


def _events_of(value: Any) -> tuple[list[object], bool]:
    if not isinstance(value, dict):
        raise InvalidInputError('The body must be one event, or {"events": [...]}')
    if "events" not in value:
        return [value], False
    events = value["events"]
    if len(value) > 1 or not isinstance(events, list) or not 1 <= len(events) <= MAX_BATCH:
        reason = f"must be a list of 1 to {MAX_BATCH} events, with nothing beside it"
        raise InvalidInputError(f"events {reason}", [Reason("events", reason)])
    return events, True


def _name_of_request(call: Call[NoQuery]) -> str | None:
    """What a retry of this request would bring again."""
    name = call.caller.message_id
    if name is None and "idempotency-key" in call.headers:
        name = call.headers["idempotency-key"]
        if not SHAPE.fullmatch(name):
            raise InvalidInputError(f"Idempotency-Key {SHAPE_IN_WORDS}", [Reason("Idempotency-Key", SHAPE_IN_WORDS)])
    return name


def _answer(report: IngestReport) -> Reply:
    counts = report.counts()
    results = [
        ResultAnswer(
            index=result.index,
            event_id=result.event_id,
            status=result.status,
            conflict=True if result.conflict else None,
            reasons=reason_answers(result.reasons) or None,
        )
        for result in report.results
    ]
    status, code, message, headers = 200, None, None, {}
    if counts["unavailable"]:
        status, code = SERVICE_UNAVAILABLE
        message, headers = "The store did not take all of it: send the same request again", {"Retry-After": "1"}
    elif counts["rejected"] == counts["received"]:
        status, code = UNPROCESSABLE
        message = "Every event was refused: see the reasons in results"
    return Reply(
        IngestAnswer(Code=code, Message=message, results=results, **counts), status, headers, {"ingest": counts}
    )
