"""POST /internal/funnel-events/ingest."""

from typing import Annotated

from chalice import Blueprint
from pydantic import BaseModel, ConfigDict, Field

from chalicelib.domain.event import IncomingEvent
from chalicelib.routes.answer import Reply
from chalicelib.routes.credentials import INGEST
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.ingest_answer import INGEST_ANSWERS
from chalicelib.routes.ingest_body import MAX_BATCH
from chalicelib.routes.query import NoQuery
from chalicelib.routes.services import services
from chalicelib.routes.take_events import take_events

blueprint = Blueprint(__name__)


class EventBatch(BaseModel):
    """Several events in one request, and nothing beside."""

    model_config = ConfigDict(extra="forbid")

    events: Annotated[list[IncomingEvent], Field(min_length=1, max_length=MAX_BATCH)]


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
    return take_events(call, services.ingest_events)
