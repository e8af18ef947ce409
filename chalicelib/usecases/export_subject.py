"""All that is stored of a person, for a copy that is theirs (contract, privacy), slice by slice.

Of the traces that the address stands in, all events but those under another's address.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.erasure import is_of
from chalicelib.domain.event import Event
from chalicelib.domain.event_dictionary import REGISTRATION
from chalicelib.domain.quarantine import QuarantinedEvent
from chalicelib.domain.tracking.registration import Registration
from chalicelib.storage.registration_store import RegistrationStore
from chalicelib.storage.subject_store import Key, SubjectStore
from chalicelib.usecases.step_deadline import step_deadline

SLICE = 200
PAGE = 500


@dataclass(frozen=True, slots=True)
class ExportPosition:
    """Within the events: the partition, and the id in it after which a slice begins."""

    trace_key: str
    after: str | None


@dataclass(slots=True)
class SubjectExport:
    """`quarantine`: in the first slice alone. `goes_on_at`: None at the end."""

    events: list[Event] = field(default_factory=list)
    quarantine: list[QuarantinedEvent] = field(default_factory=list)
    registrations: list[Registration] = field(default_factory=list)
    goes_on_at: ExportPosition | None = None


@dataclass(frozen=True, slots=True)
class ExportSubject:
    subjects: SubjectStore
    registrations: RegistrationStore

    def __call__(
        self, fingerprints: Sequence[str], *, start: ExportPosition | None, now: datetime, limit: int = SLICE
    ) -> SubjectExport:
        """`fingerprints`: of the address, under every pepper. Raises UnavailableError."""
        export = SubjectExport()
        if start is None:
            export.quarantine = [one for fingerprint in fingerprints for one in self._quarantined(fingerprint, now)]
        for trace_key in self._trace_keys(fingerprints):
            if start is not None and trace_key < start.trace_key:
                continue
            after = start.after if start is not None and trace_key == start.trace_key else None
            if len(export.events) >= limit:
                export.goes_on_at = ExportPosition(trace_key, after)
                break
            after = self._take_trace(export, trace_key, after, mine=set(fingerprints), limit=limit, now=now)
            if after is not None:
                export.goes_on_at = ExportPosition(trace_key, after)
                break
        named = {event.event_id: event for event in export.events if event.event_type == REGISTRATION}
        found = self.registrations.read_many([*named], deadline=step_deadline(), consistent=True)
        export.registrations = [one for name, one in found.items() if is_of(one, named[name], fingerprints)]
        return export

    def _take_trace(
        self, export: SubjectExport, trace_key: str, after: str | None, *, mine: set[str], limit: int, now: datetime
    ) -> str | None:
        """The id after which it goes on; None at the trace's end."""
        last = after
        while True:
            events, after = self.subjects.read_trace(
                trace_key, limit=PAGE, after=after, deadline=step_deadline(), now=now
            )
            for event in events:
                if len(export.events) >= limit:
                    return last
                if event.email_fingerprint in mine | {None}:
                    export.events.append(event)
                last = event.event_id
            if after is None or len(export.events) >= limit:
                return after

    def _trace_keys(self, fingerprints: Sequence[str]) -> list[str]:
        """In an order that a later slice finds again. Keys alone, so that even many are cheap to read."""
        found: set[str] = set()
        for fingerprint in fingerprints:
            start: Key | None = None
            while True:
                keys, start = self.subjects.trace_keys(fingerprint, limit=PAGE, start=start, deadline=step_deadline())
                found.update(keys)
                if start is None:
                    break
        return sorted(found)

    def _quarantined(self, fingerprint: str, now: datetime) -> list[QuarantinedEvent]:
        found: list[QuarantinedEvent] = []
        start: Key | None = None
        while True:
            page, start = self.subjects.quarantined(
                fingerprint, limit=PAGE, start=start, deadline=step_deadline(), now=now
            )
            found += page
            if start is None:
                return found
