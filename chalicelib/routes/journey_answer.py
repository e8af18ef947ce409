"""A journey as it is handed over to whose it is."""

from chalicelib.domain.event_type import Stage
from chalicelib.domain.journey import Journey
from chalicelib.domain.timestamp import Timestamp, from_epoch_ms
from chalicelib.routes.answer import Answer


class JourneyAnswer(Answer):
    """`stage`: the furthest. `events`: how many of the trace are kept in it."""

    trace_id: str
    first_at: Timestamp
    last_at: Timestamp
    stage: Stage
    events: int


def journey_answer(journey: Journey) -> JourneyAnswer:
    return JourneyAnswer(
        trace_id=journey.trace_id,
        first_at=journey.first_at,
        last_at=from_epoch_ms(journey.last.at_ms),
        stage=journey.stage,
        events=len(journey.codes),
    )
