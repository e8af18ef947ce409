"""Batches of events through the backfill route, and what became of each."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.routes.json_body import MAX_BODY_BYTES
from infra.transfer.api import Api
from infra.transfer.errors import RowError, TransferError

BACKFILL = "/internal/funnel-events/backfill"
_FRAME_BYTES = len(b'{"events":[]}')


@dataclass(frozen=True, slots=True)
class Encoded:
    """An event ready to be sent, and the line that it came from."""

    line: int
    content: bytes


@dataclass
class Batch:
    events: list[Encoded] = field(default_factory=list)
    size_bytes: int = _FRAME_BYTES

    def has_room_for(self, event: Encoded, max_events: int) -> bool:
        return len(self.events) < max_events and self.size_bytes + len(event.content) + 1 <= MAX_BODY_BYTES

    def add(self, event: Encoded) -> None:
        self.events.append(event)
        self.size_bytes += len(event.content) + 1

    def body(self) -> bytes:
        return b'{"events":[' + b",".join(event.content for event in self.events) + b"]}"


def encode(line: int, event: dict[str, Any]) -> Encoded:
    """Raises RowError for one that no request can carry."""
    try:
        content = json.dumps(event, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")
    except ValueError:
        raise RowError("event", "holds a number or a text that JSON in UTF-8 cannot hold") from None
    if len(content) + _FRAME_BYTES + 1 > MAX_BODY_BYTES:
        raise RowError("event", f"is larger than a request may be: {MAX_BODY_BYTES} bytes")
    return Encoded(line, content)


def batches(events: Iterable[Encoded], max_events: int) -> Iterator[Batch]:
    """As large as a request may be, at most `max_events` each."""
    batch = Batch()
    for event in events:
        if not batch.has_room_for(event, max_events):
            yield batch
            batch = Batch()
        batch.add(event)
    if batch.events:
        yield batch


@dataclass(frozen=True, slots=True)
class Sent:
    """`status`: accepted, duplicate or rejected. Accepted counts at whichever try it was."""

    line: int
    status: str
    conflict: bool
    reasons: Sequence[dict[str, str]]


def send(api: Api, batch: Batch, path: str = BACKFILL) -> list[Sent]:
    """Until all of it is taken or refused. Raises TransferError."""
    accepted_before: set[int] = set()

    def note(answer: Any) -> None:
        results = answer.get("results", []) if isinstance(answer, dict) else []
        accepted_before.update(one["index"] for one in results if one.get("status") == "accepted")

    try:
        results = api.post(path, batch.body(), note).get("results")
    except TransferError as error:
        first, last = batch.events[0].line, batch.events[-1].line
        raise TransferError(f"{error} (sent: lines {first} to {last})") from error
    if not isinstance(results, list) or len(results) != len(batch.events):
        raise TransferError("the answer has no result for each event: does --url lead to Tracefunnel?")
    return [
        Sent(
            event.line,
            "accepted" if index in accepted_before else result["status"],
            bool(result.get("conflict")) and index not in accepted_before,
            result.get("reasons") or [],
        )
        for index, (event, result) in enumerate(zip(batch.events, results, strict=True))
    ]
