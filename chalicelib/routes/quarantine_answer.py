"""A quarantined event as it is shown."""

from typing import Any

from chalicelib.domain.quarantine import QuarantinedEvent
from chalicelib.domain.timestamp import Timestamp
from chalicelib.routes.answer import Answer
from chalicelib.routes.errors import ReasonAnswer, reason_answers


class QuarantinedAnswer(Answer):
    """`event`: as it was sent, scrubbed; `times`: how often that content was refused."""

    id: str
    received_at: Timestamp
    last_received_at: Timestamp
    times: int
    event: Any
    reasons: list[ReasonAnswer]


def quarantined_answer(item: QuarantinedEvent) -> QuarantinedAnswer:
    return QuarantinedAnswer(
        id=item.id,
        received_at=item.received_at,
        last_received_at=item.last_received_at,
        times=item.times,
        event=item.event,
        reasons=reason_answers(item.reasons),
    )
