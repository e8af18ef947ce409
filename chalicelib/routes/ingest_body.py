"""What a sender's request holds: its events, and what the request itself is called."""

from typing import Any

from chalicelib.domain.errors import InvalidInputError, Reason
from chalicelib.domain.request_name import SHAPE, SHAPE_IN_WORDS
from chalicelib.routes.endpoint import Call
from chalicelib.routes.query import NoQuery

MAX_BATCH = 500


def events_of(body: Any) -> tuple[list[object], bool]:
    """The events, and whether they came as a batch. Raises InvalidInputError."""
    if not isinstance(body, dict):
        raise InvalidInputError('The body must be one event, or {"events": [...]}')
    if "events" not in body:
        return [body], False
    events = body["events"]
    if len(body) > 1 or not isinstance(events, list) or not 1 <= len(events) <= MAX_BATCH:
        reason = f"must be a list of 1 to {MAX_BATCH} events, with nothing beside it"
        raise InvalidInputError(f"events {reason}", [Reason("events", reason)])
    return events, True


def name_of_request(call: Call[NoQuery]) -> str | None:
    """What a retry of this request would bring again. Raises InvalidInputError."""
    name = call.caller.message_id
    if name is None and "idempotency-key" in call.headers:
        name = call.headers["idempotency-key"]
        if not SHAPE.fullmatch(name):
            raise InvalidInputError(f"Idempotency-Key {SHAPE_IN_WORDS}", [Reason("Idempotency-Key", SHAPE_IN_WORDS)])
    return name
