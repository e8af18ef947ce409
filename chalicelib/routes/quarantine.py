"""GET /internal/quarantine: refused events, scrubbed, with their reasons."""

from typing import Any

from chalice import Blueprint
from pydantic import BaseModel, ConfigDict

from chalicelib.domain.cursor import open_cursor, seal_cursor
from chalicelib.domain.timestamp import Timestamp
from chalicelib.routes.answer import Answer, Reply
from chalicelib.routes.credentials import SUPPORT
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.errors import ReasonAnswer, reason_answers
from chalicelib.routes.query import Limit
from chalicelib.routes.services import services
from chalicelib.usecases.list_quarantine import list_quarantine

DEFAULT_LIMIT = 50
blueprint = Blueprint(__name__)


class QuarantineQuery(BaseModel):
    """Which page."""

    model_config = ConfigDict(extra="forbid")

    limit: Limit = DEFAULT_LIMIT
    cursor: str | None = None


class QuarantinedAnswer(Answer):
    """`event`: as it was sent, scrubbed; `times`: how often that content was refused."""

    id: str
    received_at: Timestamp
    last_received_at: Timestamp
    times: int
    event: Any
    reasons: list[ReasonAnswer]


class QuarantineAnswer(Answer):
    """The latest receipt first."""

    items: list[QuarantinedAnswer]
    next_cursor: str | None


@endpoint(
    blueprint,
    "GET",
    "/internal/quarantine",
    summary="Events that were refused in the last 14 days, one item a content, the latest receipt first",
    access=SUPPORT,
    query=QuarantineQuery,
    answers={200: QuarantineAnswer},
)
def quarantined(call: Call[QuarantineQuery]) -> Reply:
    keys = services.secrets.get("SESSION_SECRET")
    bound_to = {"list": "quarantine", "role": call.caller.role}
    cursor = call.query.cursor
    page = list_quarantine(
        services.quarantine,
        limit=call.query.limit,
        start=None if cursor is None else open_cursor(cursor, bound_to=bound_to, secrets=keys),
        now=call.now,
        deadline=call.deadline,
    )
    items = [
        QuarantinedAnswer(
            id=item.id,
            received_at=item.received_at,
            last_received_at=item.last_received_at,
            times=item.times,
            event=item.event,
            reasons=reason_answers(item.reasons),
        )
        for item in page.items
    ]
    goes_on = page.goes_on_at
    next_cursor = None if goes_on is None else seal_cursor(goes_on, bound_to=bound_to, secrets=keys)
    return Reply(QuarantineAnswer(items=items, next_cursor=next_cursor))
