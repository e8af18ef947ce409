"""Takes a refused event in after all, as it was or mended, on the day on which it first came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domain.admission import Admitted, Intake
from chalicelib.domain.content_hash import content_of
from chalicelib.domain.errors import ConflictError, NotFoundError, UnavailableError
from chalicelib.domain.quarantine import NOT_THERE, QuarantinedEvent, complaints_about_markers
from chalicelib.domain.timestamp import format_utc
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.event_store import EventStore
from chalicelib.storage.keys import event_trace_key
from chalicelib.storage.quarantine_claims import Claim, QuarantineClaims
from chalicelib.storage.quarantine_store import QuarantineStore
from chalicelib.usecases.backfill_events import BackfillEvents
from chalicelib.usecases.ingest_events import EventResult, IngestReport, Status

_TAKEN = (Status.ACCEPTED, Status.DUPLICATE)
_CLAIM_HOLDS_FOR = timedelta(minutes=1)  # longer than any request may take


@dataclass(frozen=True, slots=True)
class ReplayQuarantined:
    quarantine: QuarantineStore
    claims: QuarantineClaims
    events: EventStore
    backfill: BackfillEvents

    def __call__(
        self, quarantine_id: str, mended: Mapping[str, Any] | None, intake: Intake, deadline: Deadline
    ) -> IngestReport:
        """The item is gone once the event is stored; it stays where it is refused again, or where another event has
        its id.

        An event without an id of its own is named after the item and its first receipt, so that a replay which is
        repeated stores nothing twice, and the same content that comes again later is an event of its own. Raises
        NotFoundError, UnavailableError, and ConflictError where it is, or was, replayed as another event.
        """
        now = intake.received_at
        item = self.quarantine.read(quarantine_id, now=now, deadline=deadline)
        if item is None:
            raise NotFoundError(NOT_THERE)
        event = item.event if mended is None else mended
        if isinstance(event, Mapping):
            complaints = complaints_about_markers(event)
            if complaints:
                return IngestReport([EventResult(0, Status.REJECTED, reasons=tuple(complaints))])
            event = self._with_receipt(event, item, now)

        claims: list[Claim] = []

        def claim(admitted: Sequence[Admitted], until: Deadline) -> None:
            claims.extend(_claim_of(one, now) for one in admitted)
            for one in claims:
                self._take(item, one, until)

        name = f"quarantine_{quarantine_id}_{int(item.received_at.timestamp() * 1000)}"
        report = self.backfill([event], intake, deadline, request_name=name, prepare=claim, keeps_refused=False)
        (result,) = report.results
        try:
            if result.conflict:  # what is stored under that key is not this one
                for one in claims:
                    self.claims.release(quarantine_id, one, deadline)
            elif result.status in _TAKEN:
                self.quarantine.delete(quarantine_id, deadline)
        except UnavailableError:
            return report.not_taken()
        return report

    def _with_receipt(self, event: Mapping[str, Any], item: QuarantinedEvent, now: datetime) -> dict[str, Any]:
        """Its `ts`, where it brings one; else when it first came, as far back as anything is kept."""
        given = {name: value for name, value in event.items() if name != "ts" or value not in (None, "")}
        return {"ts": format_utc(max(item.received_at, self.backfill.kept_since(now)))} | given

    def _take(self, item: QuarantinedEvent, ours: Claim, deadline: Deadline) -> None:
        """Before the event is written: where two people mend one item to events of different traces, one is stored."""
        if self.claims.take(item.id, ours, deadline):
            return
        theirs = self.claims.read(item.id, deadline)
        if theirs is None:
            if not self.claims.take(item.id, ours, deadline):  # else it was just released
                raise NotFoundError(NOT_THERE)
            return
        if self.events.holds(theirs.trace_key, theirs.event_id, theirs.content_hash, deadline):
            raise ConflictError("It is stored as another event already, by a replay that could not remove it: drop it")
        lapsed = ours.at - theirs.at > _CLAIM_HOLDS_FOR
        if not lapsed or not self.claims.take(item.id, ours, deadline, instead_of=theirs):
            raise ConflictError("It is just being replayed as another event: look again in a minute")


def _claim_of(admitted: Admitted, now: datetime) -> Claim:
    event = admitted.event
    return Claim(event_trace_key(event), event.event_id, content_of(admitted).content_hash, now)
