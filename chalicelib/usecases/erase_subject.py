"""Takes away all that is stored of a person; the counts, which name nobody, stay (contract, privacy).

It works for a while, and says whether there is more to do. An event under the address is stripped after the rest of its
trace, so that a call which takes up where another was ended finds the trace again.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from chalicelib.domain.erasure import erase_event, erase_registration, is_of
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.event import Event
from chalicelib.domain.event_dictionary import REGISTRATION
from chalicelib.domain.tracking.registration import Registration
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.keys import trace_of_key
from chalicelib.storage.quarantine_store import QuarantineStore
from chalicelib.storage.registration_store import RegistrationStore
from chalicelib.storage.subject_store import SubjectStore
from chalicelib.usecases.build_journeys import BuildJourneys
from chalicelib.usecases.step_deadline import step_deadline

_One = TypeVar("_One")


@dataclass(slots=True)
class ErasureReceipt:
    """How many were changed, or deleted, by this call. `more`: it ended before all was done."""

    events: int = 0
    journeys: int = 0
    quarantine: int = 0
    registrations: int = 0
    more: bool = False

    @property
    def changed(self) -> bool:
        return self.events + self.journeys + self.quarantine + self.registrations > 0


@dataclass(frozen=True, slots=True)
class EraseSubject:
    subjects: SubjectStore
    quarantine: QuarantineStore
    registrations: RegistrationStore
    build_journeys: BuildJourneys
    fan_out: FanOut
    monotonic: Callable[[], float] = time.monotonic

    def __call__(self, fingerprints: Sequence[str], *, for_seconds: float) -> ErasureReceipt:
        """`fingerprints`: of the address, under every pepper.

        Raises UnavailableError where nothing could be done at all; else the receipt says that there is more to do.
        """
        work = _Work(self, fingerprints, self.monotonic() + for_seconds)
        try:
            for fingerprint in fingerprints:
                work.drop_quarantined(fingerprint)
                work.erase_registrations(fingerprint)
                work.erase_events(fingerprint)
            work.journeys.settle()
        except UnavailableError as failure:
            work.fails(failure)
        if work.failure is not None and not work.receipt.changed:
            raise work.failure
        return work.receipt


class _Work:
    """One call: what it may still do, and what it has done."""

    def __init__(self, parts: EraseSubject, fingerprints: Sequence[str], stop_at: float) -> None:
        self._parts, self._fingerprints, self._stop_at = parts, frozenset(fingerprints), stop_at
        self.receipt = ErasureReceipt()
        self.failure: UnavailableError | None = None
        self.journeys = parts.build_journeys.begin()

    def fails(self, failure: UnavailableError) -> None:
        """What is done stays done, and in the receipt."""
        self.failure, self.receipt.more = failure, True

    def drop_quarantined(self, fingerprint: str) -> None:
        for ids in self._parts.subjects.quarantine_ids(fingerprint, step_deadline):
            if self._time_is_over():
                return
            self.receipt.quarantine += self._each(ids, lambda one: self._parts.quarantine.delete(one, step_deadline()))

    def erase_registrations(self, fingerprint: str) -> None:
        for ids in self._parts.subjects.registration_ids(fingerprint, step_deadline):
            if self._time_is_over():
                return
            self._erase_registrations([*self._read_registrations(ids).values()])

    def erase_events(self, fingerprint: str) -> None:
        for keys in self._parts.subjects.trace_keys(fingerprint, step_deadline):
            for trace_key in dict.fromkeys(keys):
                self._erase_trace(trace_key)
            if self._time_is_over():
                return

    def _erase_trace(self, trace_key: str) -> None:
        """The events of the address last: they are what the trace is found by. The journey before them, and again after
        them, since a roll-up may have made it anew in between.
        """
        for of_the_address in (False, True):
            if of_the_address and not self._time_is_over():
                self._erase_journey(trace_key)
            after: str | None = None
            while not self._time_is_over():
                events, after = self._parts.subjects.read_trace(trace_key, after=after, deadline=step_deadline())
                self._erase([one for one in events if (one.email_fingerprint in self._fingerprints) is of_the_address])
                if after is None:
                    break
        self._erase_journey(trace_key)

    def _erase_journey(self, trace_key: str) -> None:
        """As it will be, while the trace can still be found; what is known of the address by then is its domain."""
        trace_id = trace_of_key(trace_key)
        if trace_id is not None:
            changed = self.journeys.renew(trace_id, lambda event: erase_event(event, self._fingerprints))
            self.receipt.journeys += changed

    def _erase(self, events: Sequence[Event]) -> None:
        """Registrations that came without an address are found by their events alone."""
        named = {event.event_id: event for event in events if event.event_type == REGISTRATION}
        found = self._read_registrations([*named])
        self._erase_registrations([one for name, one in found.items() if is_of(one, named[name], self._fingerprints)])
        self.receipt.events += self._each(events, self._erase_event)

    def _erase_event(self, event: Event) -> bool:
        return self._parts.subjects.rewrite(event, erase_event(event, self._fingerprints), step_deadline())

    def _read_registrations(self, ids: Sequence[str]) -> dict[str, Registration]:
        return self._parts.registrations.read_many(ids, deadline=step_deadline(), consistent=True)

    def _erase_registrations(self, registrations: Sequence[Registration]) -> None:
        def erase(registration: Registration) -> bool:
            erased = erase_registration(registration)
            return erased != registration and self._parts.registrations.erase(erased, step_deadline())

        self.receipt.registrations += self._each(registrations, erase)

    def _each(self, what: Sequence[_One], change: Callable[[_One], bool]) -> int:
        """How many were changed; what the store did not take is left for another call."""

        def attempt(one: _One) -> bool:
            try:
                return change(one)
            except UnavailableError as failure:
                self.fails(failure)
                return False

        return sum(self._parts.fan_out.map(attempt, what))

    def _time_is_over(self) -> bool:
        self.receipt.more = self.receipt.more or self._parts.monotonic() >= self._stop_at
        return self.receipt.more
