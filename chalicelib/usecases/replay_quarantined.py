"""Takes a refused event in after all, as it was or mended, on the day on which it first came."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.admission import Intake
from chalicelib.domain.errors import NotFoundError, UnavailableError
from chalicelib.domain.timestamp import format_utc
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.quarantine_store import QuarantineStore
from chalicelib.usecases.backfill_events import BackfillEvents
from chalicelib.usecases.ingest_events import IngestReport, Status

NOT_THERE = "There is no such event in quarantine: it was replayed or dropped, or has expired"
_TAKEN = (Status.ACCEPTED, Status.DUPLICATE)


@dataclass(frozen=True, slots=True)
class ReplayQuarantined:
    quarantine: QuarantineStore
    backfill: BackfillEvents

    def __call__(
        self, quarantine_id: str, mended: Mapping[str, Any] | None, intake: Intake, deadline: Deadline
    ) -> IngestReport:
        """The item is gone once the event is stored; it stays where it is refused again, or where another event has
        its id.

        An event without an id of its own is named after the item and its first receipt, so that a replay which is
        repeated stores nothing twice, and the same content that comes again later is an event of its own. Raises
        NotFoundError, UnavailableError.
        """
        item = self.quarantine.read(quarantine_id, now=intake.received_at, deadline=deadline)
        if item is None:
            raise NotFoundError(NOT_THERE)
        event = item.event if mended is None else mended
        if isinstance(event, Mapping):
            first_came = max(item.received_at, self.backfill.kept_since(intake.received_at))
            event = {"ts": format_utc(first_came)} | dict(event)
        name = f"quarantine_{quarantine_id}_{int(item.received_at.timestamp() * 1000)}"
        report = self.backfill([event], intake, deadline, request_name=name, keeps_refused=False)
        (result,) = report.results
        if result.status in _TAKEN and not result.conflict:
            try:
                self.quarantine.delete(quarantine_id, deadline)
            except UnavailableError:
                return report.not_taken()
        return report
