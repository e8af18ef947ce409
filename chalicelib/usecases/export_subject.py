"""All that is stored of a person, for a copy that is theirs (contract, privacy), slice by slice.

Quarantined events and registrations, then of the traces that the address stands in all events but those under another's
address. Each part goes in the order of its keys, which a later slice finds again; what arrives meanwhile may be missed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.erasure import is_of
from chalicelib.domain.event import Event
from chalicelib.domain.event_dictionary import REGISTRATION
from chalicelib.domain.journey import Journey
from chalicelib.domain.quarantine import QuarantinedEvent
from chalicelib.domain.tracking.registration import Registration
from chalicelib.storage.journey_store import JourneyStore
from chalicelib.storage.keys import trace_of_key
from chalicelib.storage.quarantine_store import QuarantineStore
from chalicelib.storage.registration_store import RegistrationStore
from chalicelib.storage.subject_store import NewDeadline, SubjectStore
from chalicelib.usecases.step_deadline import step_deadline

SLICE = 200


class Part(StrEnum):
    """In the order in which they are handed over."""

    QUARANTINE = "quarantine"
    REGISTRATIONS = "registrations"
    EVENTS = "events"


@dataclass(frozen=True, slots=True)
class ExportPosition:
    """What the next slice begins with: a key of a part, and of a trace the id of the event before."""

    part: Part
    key: str = ""
    after: str | None = None


BEGINNING = ExportPosition(Part.QUARANTINE)


@dataclass(slots=True)
class SubjectExport:
    """A slice. `goes_on_at`: None at the end."""

    events: list[Event] = field(default_factory=list)
    quarantine: list[QuarantinedEvent] = field(default_factory=list)
    registrations: list[Registration] = field(default_factory=list)
    journeys: list[Journey] = field(default_factory=list)
    goes_on_at: ExportPosition | None = None


@dataclass(frozen=True, slots=True)
class ExportSubject:
    subjects: SubjectStore
    quarantine: QuarantineStore
    registrations: RegistrationStore
    journeys: JourneyStore

    def __call__(
        self, fingerprints: Sequence[str], *, start: ExportPosition = BEGINNING, now: datetime, limit: int = SLICE
    ) -> SubjectExport:
        """`fingerprints`: of the address, under every pepper. Raises UnavailableError."""
        copy = _Slice(self, frozenset(fingerprints), now, limit)
        parts = [*Part]
        for part in parts[parts.index(start.part) :]:
            begin = start if part is start.part else ExportPosition(part)
            keys = sorted({key for key in self._keys_of(part, fingerprints) if key >= begin.key})
            copy.export.goes_on_at = copy.take(part, keys, begin)
            if copy.export.goes_on_at is not None:
                break
        copy.add_what_traces_have()
        return copy.export

    def _keys_of(self, part: Part, fingerprints: Iterable[str]) -> Iterator[str]:
        """Keys alone, so that even many are cheap to read anew for each slice."""
        pages: Mapping[Part, Callable[[str, NewDeadline], Iterator[list[str]]]] = {
            Part.QUARANTINE: self.subjects.quarantine_ids,
            Part.REGISTRATIONS: self.subjects.registration_ids,
            Part.EVENTS: self.subjects.trace_keys,
        }
        return (key for one in fingerprints for page in pages[part](one, step_deadline) for key in page)


class _Slice:
    """One call: what is found so far, and how much may be added."""

    def __init__(self, parts: ExportSubject, fingerprints: frozenset[str], now: datetime, limit: int) -> None:
        self._parts, self._fingerprints, self._now, self._limit = parts, fingerprints, now, limit
        self.export = SubjectExport()
        self._begun: list[str] = []

    def take(self, part: Part, keys: Sequence[str], begin: ExportPosition) -> ExportPosition | None:
        """Where it goes on, if the slice is full."""
        if part is Part.EVENTS:
            return self._take_traces(keys, begin)
        now, wanted, rest = self._now, keys[: self._room], keys[self._room :]
        if part is Part.QUARANTINE:
            self.export.quarantine += self._parts.quarantine.read_many(wanted, deadline=step_deadline(), now=now)
        else:
            found = self._parts.registrations.read_many(wanted, deadline=step_deadline(), now=now, consistent=True)
            self.export.registrations += found.values()
        return ExportPosition(part, rest[0]) if rest else None

    def add_what_traces_have(self) -> None:
        """The journeys of those that begin in the slice, and registrations without an address that its events name: the
        others are a part of their own.
        """
        begun = filter(None, map(trace_of_key, self._begun))
        journeys = self._parts.journeys.read([*begun], step_deadline(), now=self._now)
        self.export.journeys += [one.journey for one in journeys.values()]
        named = {event.event_id: event for event in self.export.events if event.event_type == REGISTRATION}
        found = self._parts.registrations.read_many([*named], deadline=step_deadline(), now=self._now, consistent=True)
        self.export.registrations += [one for name, one in found.items() if is_of(one, named[name], ())]

    @property
    def _room(self) -> int:
        export = self.export
        return max(0, self._limit - len(export.events) - len(export.quarantine) - len(export.registrations))

    def _take_traces(self, keys: Sequence[str], begin: ExportPosition) -> ExportPosition | None:
        for key in keys:
            after = begin.after if key == begin.key else None
            if self._room == 0:
                return ExportPosition(Part.EVENTS, key, after)
            if after is None:
                self._begun.append(key)
            after = self._take_trace(key, after)
            if after is not None:
                return ExportPosition(Part.EVENTS, key, after)
        return None

    def _take_trace(self, key: str, after: str | None) -> str | None:
        """The id after which it goes on, if the slice is full; None at the trace's end."""
        last = after
        while True:
            events, after = self._parts.subjects.read_trace(key, after=after, deadline=step_deadline(), now=self._now)
            for event in events:
                if self._room == 0:
                    return last
                if event.email_fingerprint is None or event.email_fingerprint in self._fingerprints:
                    self.export.events.append(event)
                last = event.event_id
            if after is None or self._room == 0:
                return after
