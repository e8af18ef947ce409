"""All that is stored of a person, for a copy that is theirs (contract, privacy), slice by slice.

Of the traces that the address stands in, all events but those under another's address.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

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
        self, fingerprints: Sequence[str], *, start: ExportPosition | None, limit: int = SLICE
    ) -> SubjectExport:
        """`fingerprints`: of the address, under every pepper. Raises UnavailableError."""
        export = SubjectExport()
        if start is None:
            export.quarantine = [one for fingerprint in fingerprints for one in self._quarantined(fingerprint)]
        for trace_key in self._trace_keys(fingerprints):
            if start is not None and trace_key < start.trace_key:
                continue
            after = start.after if start is not None and trace_key == start.trace_key else None
            if len(export.events) >= limit:
                export.goes_on_at = ExportPosition(trace_key, after)
                break
            after = self._take_trace(export, trace_key, after, set(fingerprints), limit)
            if after is not None:
                export.goes_on_at = ExportPosition(trace_key, after)
                break
        named = [event.event_id for event in export.events if event.event_type == REGISTRATION]
        found = self.registrations.read_many(named, deadline=step_deadline())
        export.registrations = [found[one] for one in named if one in found]
        return export

    def _take_trace(
        self, export: SubjectExport, trace_key: str, after: str | None, mine: set[str], limit: int
    ) -> str | None:
        """The id after which it goes on; None at the trace's end."""
        while True:
            left = max(1, limit - len(export.events))
            events, after = self.subjects.read_trace(trace_key, limit=left, after=after, deadline=step_deadline())
            export.events += [event for event in events if event.email_fingerprint in mine | {None}]
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

    def _quarantined(self, fingerprint: str) -> list[QuarantinedEvent]:
        found: list[QuarantinedEvent] = []
        start: Key | None = None
        while True:
            page, start = self.subjects.quarantined(fingerprint, limit=PAGE, start=start, deadline=step_deadline())
            found += page
            if start is None:
                return found
