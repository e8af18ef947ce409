"""Takes away all that is stored of a person; the counts, which name nobody, stay (contract, privacy).

It works for a while, and says whether there is more to do. An event under the address is stripped after the rest of its
trace, so that a call which takes up where another was ended finds the trace again.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chalicelib.domain.erasure import erase_event, erase_registration, is_of
from chalicelib.domain.event import Event
from chalicelib.domain.event_dictionary import REGISTRATION
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.registration_store import RegistrationStore
from chalicelib.storage.subject_store import Key, SubjectStore
from chalicelib.usecases.step_deadline import step_deadline

PAGE = 100


@dataclass(slots=True)
class ErasureReceipt:
    """How many were changed, or deleted, by this call. `more`: the time was over before all was done."""

    events: int = 0
    quarantine: int = 0
    registrations: int = 0
    more: bool = False


@dataclass(frozen=True, slots=True)
class EraseSubject:
    subjects: SubjectStore
    registrations: RegistrationStore
    fan_out: FanOut
    monotonic: Callable[[], float] = time.monotonic

    def __call__(self, fingerprints: Sequence[str], *, for_seconds: float) -> ErasureReceipt:
        """`fingerprints`: of the address, under every pepper. Raises UnavailableError: what is done stays done."""
        work = _Work(self, fingerprints, self.monotonic() + for_seconds)
        for fingerprint in fingerprints:
            work.drop_quarantined(fingerprint)
            work.erase_events(fingerprint)
        return work.receipt


class _Work:
    """One call: what it may still do, and what it has done."""

    def __init__(self, parts: EraseSubject, fingerprints: Sequence[str], stop_at: float) -> None:
        self._parts, self._fingerprints, self._stop_at = parts, frozenset(fingerprints), stop_at
        self.receipt = ErasureReceipt()

    def drop_quarantined(self, fingerprint: str) -> None:
        quarantine, start = self._parts.subjects.quarantine, None
        while not self._time_is_over():
            found, start = self._parts.subjects.quarantined(
                fingerprint, limit=PAGE, start=start, deadline=step_deadline()
            )
            deleted = self._parts.fan_out.map(lambda one: quarantine.delete(one.id, step_deadline()), found)
            self.receipt.quarantine += sum(deleted)
            if start is None:
                return

    def erase_events(self, fingerprint: str) -> None:
        start: Key | None = None
        while not self._time_is_over():
            keys, start = self._parts.subjects.trace_keys(
                fingerprint, limit=PAGE, start=start, deadline=step_deadline()
            )
            for trace_key in dict.fromkeys(keys):
                self._erase_trace(trace_key)
            if start is None:
                return

    def _erase_trace(self, trace_key: str) -> None:
        """The events of the address last: they are what the trace is found by."""
        for theirs in (False, True):
            after: str | None = None
            while not self._time_is_over():
                events, after = self._parts.subjects.read_trace(
                    trace_key, limit=PAGE, after=after, deadline=step_deadline()
                )
                mine = [event for event in events if (event.email_fingerprint in self._fingerprints) is theirs]
                self._erase(mine)
                if after is None:
                    break

    def _erase(self, events: Sequence[Event]) -> None:
        named = [event for event in events if event.event_type == REGISTRATION]
        self.receipt.registrations += sum(self._parts.fan_out.map(self._erase_registration, named))
        self.receipt.events += sum(self._parts.fan_out.map(self._erase_event, events))

    def _erase_event(self, event: Event) -> bool:
        return self._parts.subjects.rewrite(event, erase_event(event, self._fingerprints), step_deadline())

    def _erase_registration(self, event: Event) -> bool:
        store = self._parts.registrations
        found = store.read_many([event.event_id], deadline=step_deadline(), consistent=True).get(event.event_id)
        if found is None or not is_of(found, event, self._fingerprints):
            return False
        erased = erase_registration(found)
        if erased == found:
            return False
        return store.erase(erased, step_deadline())

    def _time_is_over(self) -> bool:
        self.receipt.more = self.receipt.more or self._parts.monotonic() >= self._stop_at
        return self.receipt.more
