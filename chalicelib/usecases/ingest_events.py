"""Takes events in: each is admitted or refused, stored once or quarantined, and accounted for (Conservation)."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from chalicelib.domain.admission import Admitted, Intake, Refused, admit
from chalicelib.domain.content_hash import StoredContent, has_content
from chalicelib.domain.errors import Reason, UnavailableError
from chalicelib.domain.quarantine import quarantine
from chalicelib.domain.request_name import name_to_store
from chalicelib.domain.trace_id import sanitize_trace_id
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.event_store import EventStore, PutOutcome
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.keys import event_trace_key
from chalicelib.storage.quarantine_store import QuarantineStore


class Status(StrEnum):
    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class EventResult:
    """`event_id`: None where the event was rejected. `conflict`: a duplicate whose content differs from the stored."""

    index: int
    status: Status
    event_id: str | None = None
    conflict: bool = False
    reasons: tuple[Reason, ...] = ()
    stored: StoredContent | None = None


@dataclass(frozen=True, slots=True)
class IngestReport:
    results: Sequence[EventResult]

    def count(self, status: Status) -> int:
        return sum(result.status is status for result in self.results)

    def not_taken(self) -> "IngestReport":
        """The same events, to be sent again: what was stored will be a duplicate."""
        again = (Status.ACCEPTED, Status.DUPLICATE)
        return IngestReport(
            [replace(one, status=Status.UNAVAILABLE) if one.status in again else one for one in self.results]
        )

    def counts(self) -> dict[str, int]:
        return {"received": len(self.results)} | {status.value: self.count(status) for status in Status}


@dataclass(frozen=True, slots=True)
class IngestEvents:
    """`require_store`: raises UnavailableError where the tables must not be touched now."""

    events: EventStore
    quarantine: QuarantineStore
    fan_out: FanOut
    require_store: Callable[[Deadline], None]

    def __call__(
        self,
        raw_events: Sequence[object],
        intake: Intake,
        deadline: Deadline,
        *,
        request_name: str | None = None,
        default_trace_id: str | None = None,
        prepare: Callable[[Sequence[Admitted], Deadline], None] = lambda _admitted, _deadline: None,
        keeps_refused: bool = True,
    ) -> IngestReport:
        """Events that do not name themselves are called after the request, as in `<webhook-id>:0`.

        `prepare`: done before any of the admitted events is written; raises UnavailableError. `keeps_refused`: puts
        refused events into quarantine, where those of a replay are already.
        """
        prefix = None if request_name is None else name_to_store(request_name, intake.peppers[0])
        checked = [
            admit(
                raw,
                intake,
                default_event_id=uuid.uuid4().hex if prefix is None else f"{prefix}:{index}",
                default_trace_id=default_trace_id,
            )
            for index, raw in enumerate(raw_events)
        ]
        try:
            self.require_store(deadline)
            prepare([one for one in checked if isinstance(one, Admitted)], deadline)
        except UnavailableError:
            return IngestReport([_not_taken(index, one) for index, one in enumerate(checked)])
        repeats = _repeats(checked)

        def carry_out(index: int) -> EventResult:
            one = checked[index]
            if isinstance(one, Refused) and keeps_refused:
                refused = _with_trace(raw_events[index], default_trace_id)
                return self._refuse(index, refused, one, intake, deadline)
            if isinstance(one, Refused):
                return EventResult(index, Status.REJECTED, reasons=one.reasons)
            return self._store(index, one, deadline)

        firsts = [index for index in range(len(checked)) if index not in repeats]
        results = dict(zip(firsts, self.fan_out.map(carry_out, firsts), strict=True))
        for index, first in repeats.items():
            results[index] = _as_repeat(index, checked[index], results[first])
        return IngestReport([results[index] for index in range(len(checked))])

    def _store(self, index: int, admitted: Admitted, deadline: Deadline) -> EventResult:
        event_id = admitted.event.event_id
        try:
            outcome, stored = self.events.put_new(admitted, deadline)
        except UnavailableError:
            return _not_taken(index, admitted)
        if outcome is PutOutcome.ACCEPTED:
            return EventResult(index, Status.ACCEPTED, event_id, stored=stored)
        conflict = outcome is PutOutcome.CONFLICT
        return EventResult(index, Status.DUPLICATE, event_id, conflict=conflict, stored=stored)

    def _refuse(self, index: int, raw: object, refused: Refused, intake: Intake, deadline: Deadline) -> EventResult:
        """What could not be put into quarantine is not rejected yet: the sender keeps it and sends it again."""
        try:
            self.quarantine.add(quarantine(raw, refused.reasons, intake), deadline)
        except UnavailableError:
            return _not_taken(index, refused)
        return EventResult(index, Status.REJECTED, reasons=refused.reasons)


def _with_trace(raw: object, default_trace_id: str | None) -> object:
    """With the trace id that it has from its request alone, which a replay would not know."""
    if default_trace_id is None or not isinstance(raw, dict):
        return raw
    given = raw.get("trace_id")
    has_own = isinstance(given, str) and sanitize_trace_id(given) is not None
    return raw if has_own else raw | {"trace_id": default_trace_id}


def _not_taken(index: int, checked: Admitted | Refused) -> EventResult:
    event_id = checked.event.event_id if isinstance(checked, Admitted) else None
    return EventResult(index, Status.UNAVAILABLE, event_id)


def _repeats(checked: Sequence[Admitted | Refused]) -> Mapping[int, int]:
    """Of events with one key in one request: index of each later one -> index of the first, which alone is written."""
    first_of: dict[tuple[str, str], int] = {}
    repeats: dict[int, int] = {}
    for index, one in enumerate(checked):
        if isinstance(one, Admitted):
            first = first_of.setdefault((event_trace_key(one.event), one.event.event_id), index)
            if first != index:
                repeats[index] = first
    return repeats


def _as_repeat(index: int, repeat: Admitted | Refused, first: EventResult) -> EventResult:
    if first.stored is None or isinstance(repeat, Refused):
        return replace(first, index=index)  # not stored: nor is this one
    conflict = not has_content(repeat, first.stored)
    return EventResult(index, Status.DUPLICATE, first.event_id, conflict=conflict, stored=first.stored)
