"""/internal/quarantine: refused events, scrubbed, with their reasons; replayed as they were or mended, or dropped."""

from typing import Any

from chalice import Blueprint
from pydantic import BaseModel, ConfigDict

from chalicelib.domain.cursor import open_cursor, seal_cursor
from chalicelib.domain.errors import InvalidInputError, NotFoundError
from chalicelib.domain.event import BackfillEvent, IncomingEvent
from chalicelib.domain.quarantine import NOT_THERE, is_quarantine_id
from chalicelib.routes.answer import Answer, Reply
from chalicelib.routes.count_services import count_services
from chalicelib.routes.credentials import ADMIN, SUPPORT
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.errors import ErrorAnswer
from chalicelib.routes.ingest_answer import INGEST_ANSWERS, reply_to_sender
from chalicelib.routes.json_body import parse_json
from chalicelib.routes.quarantine_answer import QuarantinedAnswer, quarantined_answer
from chalicelib.routes.query import Limit, NoQuery
from chalicelib.routes.services import services
from chalicelib.usecases.list_quarantine import list_quarantine

DEFAULT_LIMIT = 50
blueprint = Blueprint(__name__)


class QuarantineQuery(BaseModel):
    """Which page."""

    model_config = ConfigDict(extra="forbid")

    limit: Limit = DEFAULT_LIMIT
    cursor: str | None = None


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
    items = [quarantined_answer(item) for item in page.items]
    goes_on = page.goes_on_at
    next_cursor = None if goes_on is None else seal_cursor(goes_on, bound_to=bound_to, secrets=keys)
    return Reply(QuarantineAnswer(items=items, next_cursor=next_cursor))


@endpoint(
    blueprint,
    "POST",
    "/internal/quarantine/{quarantine_id}/replay",
    summary="Take the event in after all, as it was or as the body mends it, on the day on which it first came",
    access=ADMIN,
    body=(IncomingEvent, BackfillEvent),
    body_required=False,
    answers=INGEST_ANSWERS | {409: ErrorAnswer},
)
def replay(call: Call[NoQuery]) -> Reply:
    report = count_services.replay_quarantined(_item_id(call), _mended(call), services.intake(call.now), call.deadline)
    return reply_to_sender(report)


@endpoint(
    blueprint,
    "DELETE",
    "/internal/quarantine/{quarantine_id}",
    summary="Drop the event for good",
    access=ADMIN,
    answers={204: None},
)
def drop(call: Call[NoQuery]) -> Reply:
    if not services.quarantine.delete(_item_id(call), call.deadline, now=call.now):
        raise NotFoundError(NOT_THERE)
    return Reply(None, 204)


def _item_id(call: Call[NoQuery]) -> str:
    if not is_quarantine_id(call.path["quarantine_id"]):
        raise NotFoundError(NOT_THERE)
    return call.path["quarantine_id"]


def _mended(call: Call[NoQuery]) -> dict[str, Any] | None:
    """None without a body. Raises what parse_json raises, and InvalidInputError."""
    if not call.body:
        return None
    event = parse_json(call.headers, call.body)
    if not isinstance(event, dict):
        raise InvalidInputError("The body must be the mended event, or empty to replay it as it was")
    return event
