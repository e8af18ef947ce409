"""What a request that brings events becomes, whichever route takes them."""

from collections.abc import Callable

from chalicelib.routes.answer import Reply
from chalicelib.routes.endpoint import Call
from chalicelib.routes.ingest_answer import reply_to_sender
from chalicelib.routes.ingest_body import events_of, name_of_request
from chalicelib.routes.json_body import parse_json
from chalicelib.routes.query import NoQuery
from chalicelib.routes.services import services
from chalicelib.usecases.ingest_events import IngestReport


def take_events(call: Call[NoQuery], take: Callable[..., IngestReport]) -> Reply:
    raw_events, is_batch = events_of(parse_json(call.headers, call.body))
    report = take(
        raw_events,
        services.intake(call.now),
        call.deadline,
        request_name=name_of_request(call),
        default_trace_id=None if is_batch else call.trace_id,
    )
    return reply_to_sender(report)
