"""POST /internal/funnel-events/ingest, and its twin for past events, backfill."""

from chalice import Blueprint

from chalicelib.domain.event import BackfillEvent, IncomingEvent
from chalicelib.routes.answer import Reply
from chalicelib.routes.credentials import ADMIN, INGEST
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.ingest_answer import INGEST_ANSWERS, reply_to_sender
from chalicelib.routes.ingest_body import BackfillBatch, EventBatch, events_of, name_of_request
from chalicelib.routes.json_body import parse_json
from chalicelib.routes.query import NoQuery
from chalicelib.routes.services import services
from chalicelib.usecases.backfill_events import BackfillEvents
from chalicelib.usecases.ingest_events import IngestEvents

blueprint = Blueprint(__name__)


@endpoint(
    blueprint,
    "POST",
    "/internal/funnel-events/ingest",
    summary="Take in one event or a batch; each gets a result of its own",
    access=INGEST,
    body=(IncomingEvent, EventBatch),
    answers=INGEST_ANSWERS,
    takes_idempotency_key=True,
    uses_store=False,  # the use case looks itself: a store that is away is a result of each event
)
def ingest(call: Call[NoQuery]) -> Reply:
    return _take(call, services.ingest_events)


@endpoint(
    blueprint,
    "POST",
    "/internal/funnel-events/backfill",
    summary="Take in past events, each with its own ts; their days are counted again at the next roll-up",
    access=ADMIN,
    body=(BackfillEvent, BackfillBatch),
    answers=INGEST_ANSWERS,
    takes_idempotency_key=True,
    uses_store=False,
)
def backfill(call: Call[NoQuery]) -> Reply:
    return _take(call, services.backfill_events)


def _take(call: Call[NoQuery], take: IngestEvents | BackfillEvents) -> Reply:
    raw_events, is_batch = events_of(parse_json(call.headers, call.body))
    report = take(
        raw_events,
        services.intake(call.now),
        call.deadline,
        request_name=name_of_request(call),
        default_trace_id=None if is_batch else call.trace_id,
    )
    return reply_to_sender(report)
