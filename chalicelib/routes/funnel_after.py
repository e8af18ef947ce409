"""GET /internal/funnels/after: what those who dropped off at a step did next, and how the others got to the next."""

from collections import Counter
from typing import Any

from chalice import Blueprint

from chalicelib.domain.event import EventTypeName
from chalicelib.routes.answer import Answer, Reply
from chalicelib.routes.count_services import count_services
from chalicelib.routes.credentials import READERS
from chalicelib.routes.endpoint import Call, endpoint
from chalicelib.routes.funnel_query import FunnelStepQuery
from chalicelib.routes.summary_parts import RangeAnswer, range_answer

MOST_FREQUENT = 10
blueprint = Blueprint(__name__)


class NextEventAnswer(Answer):
    """`event_type` null: nothing more came from so many."""

    event_type: EventTypeName | None
    error_code: str | None
    count: int


class ErrorCountAnswer(Answer):
    """In how many traces it came after the step."""

    error_code: str
    count: int


class PathAnswer(Answer):
    """The events between the two steps, the first 20; none: they followed each other."""

    events: list[EventTypeName]
    count: int


class FunnelAfterAnswer(Answer):
    """`dropped`: reached this step, not the next; their next events and error codes, the 10 most frequent of each.

    `went_on`: reached the next step; `paths`: the 10 most frequent ways there.
    """

    range: RangeAnswer
    dropped: int
    next_events: list[NextEventAnswer]
    error_codes: list[ErrorCountAnswer]
    went_on: int
    paths: list[PathAnswer]


@endpoint(
    blueprint,
    "GET",
    "/internal/funnels/after",
    summary="What those who dropped off at a step of a funnel did next, and how the others got to the next step",
    access=READERS,
    query=FunnelStepQuery,
    answers={200: FunnelAfterAnswer},
)
def after(call: Call[FunnelStepQuery]) -> Reply:
    query, window = call.query, call.query.window(call.now)
    found = count_services.analyze_funnel.what_followed(
        window, query.funnel, query.checked_step(len(query.steps) - 1), now=call.now, deadline=call.deadline
    )
    return Reply(
        FunnelAfterAnswer(
            range=range_answer(window),
            dropped=found.dropped,
            next_events=[
                NextEventAnswer(event_type=name, error_code=code, count=count)
                for (name, code), count in _most_frequent(found.next_events)
            ],
            error_codes=[
                ErrorCountAnswer(error_code=code, count=count) for code, count in _most_frequent(found.error_codes)
            ],
            went_on=found.went_on,
            paths=[PathAnswer(events=list(path), count=count) for path, count in _most_frequent(found.paths)],
        )
    )


def _most_frequent(counts: Counter[Any]) -> list[tuple[Any, int]]:
    """Of equals those first whose names come first, so that an answer is always the same."""
    return sorted(counts.items(), key=lambda one: (-one[1], str(one[0])))[:MOST_FREQUENT]
