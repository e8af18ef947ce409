"""POST /internal/funnel-events/backfill, the twin of ingest for past events."""

from typing import Annotated

from chalice import Blueprint
from pydantic import BaseModel, ConfigDict, Field

from chalicelib.domain.event import BackfillEvent
from chalicelib.routes.answer import Reply
from chalicelib.routes.count_services import count_services
from chalicelib.routes.credentials import ADMIN
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.ingest_answer import INGEST_ANSWERS
from chalicelib.routes.ingest_body import MAX_BATCH
from chalicelib.routes.query import NoQuery
from chalicelib.routes.take_events import take_events

blueprint = Blueprint(__name__)


class BackfillBatch(BaseModel):
    """Several past events in one request, and nothing beside."""

    model_config = ConfigDict(extra="forbid")

    events: Annotated[list[BackfillEvent], Field(min_length=1, max_length=MAX_BATCH)]


@endpoint(
    blueprint,
    "POST",
    "/internal/funnel-events/backfill",
    summary="Take in past events, each with its own ts; their days are counted again at the next roll-up",
    access=ADMIN,
    body=(BackfillEvent, BackfillBatch),
    answers=INGEST_ANSWERS,
    takes_idempotency_key=True,
    uses_store=False,  # as ingest
)
def backfill(call: Call[NoQuery]) -> Reply:
    return take_events(call, count_services.backfill_events)
