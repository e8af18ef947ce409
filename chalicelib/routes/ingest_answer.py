"""What a sender is told of its events, whichever route took them."""

from typing import ClassVar

from chalicelib.observability import record_ingest
from chalicelib.routes.answer import Answer, Reply
from chalicelib.routes.errors import SERVICE_UNAVAILABLE, UNPROCESSABLE, ReasonAnswer, reason_answers
from chalicelib.usecases.ingest_events import IngestReport, Status


class ResultAnswer(Answer):
    """`conflict`: a duplicate whose content differs from what is stored; the first is kept."""

    index: int
    event_id: str | None = None
    status: Status
    conflict: bool | None = None
    reasons: list[ReasonAnswer] | None = None


class IngestAnswer(Answer):
    """received = accepted + duplicate + rejected + unavailable. `Code` and `Message`: with 422 and 503 only."""

    omits_null: ClassVar[bool] = True

    Code: str | None = None
    Message: str | None = None
    received: int
    accepted: int
    duplicate: int
    rejected: int
    unavailable: int
    results: list[ResultAnswer]


INGEST_ANSWERS = {200: IngestAnswer, 422: IngestAnswer, 503: IngestAnswer}


def reply_to_sender(report: IngestReport) -> Reply:
    """The numbers go into answer, log line and metrics alike."""
    counts = report.counts()
    record_ingest(counts)
    results = [
        ResultAnswer(
            index=result.index,
            event_id=result.event_id,
            status=result.status,
            conflict=True if result.conflict else None,
            reasons=reason_answers(result.reasons) or None,
        )
        for result in report.results
    ]
    status, code, message, headers = 200, None, None, {}
    if counts["unavailable"]:
        status, code = SERVICE_UNAVAILABLE
        message, headers = "The store did not take all of it: send the same request again", {"Retry-After": "1"}
    elif counts["rejected"] == counts["received"]:
        status, code = UNPROCESSABLE
        message = "Every event was refused: see the reasons in results"
    answer = IngestAnswer(Code=code, Message=message, results=results, **counts)
    return Reply(answer, status, headers, {"ingest": counts})
