"""Counts the day on which each journey begins (design section 5, journeys): by what was replaced, or anew.

A run notes the days that it may change before it replaces a journey. What it could not write, or a run that died,
leaves the note behind: those days are counted again from the journeys themselves, by a later run.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.reporting_day import first_retained_day
from chalicelib.storage.journey_store import JourneyStore
from chalicelib.storage.session_store import Note, SessionCount, SessionStore
from chalicelib.usecases.step_deadline import step_deadline

SETTLES_AFTER = timedelta(minutes=15)  # longer than any run may take, and than any index may lag


@dataclass(frozen=True, slots=True)
class CountSessions:
    journeys: JourneyStore
    sessions: SessionStore
    clock: Callable[[], datetime]

    def begin(self, token: str) -> "SessionRun":
        return SessionRun(self, token)

    def count_again(self, is_over: Callable[[], bool]) -> bool:
        """The days that were left behind, each once; False where time ran out.

        A day on which journeys still begin waits until none has for a while: the index that it is counted from may lag.
        What another run writes meanwhile makes its count, or this one, fail: both are left for later.
        """
        now = self.clock()
        abandoned = [one for one in self.sessions.notes(step_deadline()) if one.noted_at <= now - SETTLES_AFTER]
        oldest = first_retained_day(now, self.journeys.zone, self.journeys.retention.days)
        done: set[str] = set()
        for day in sorted({day for note in abandoned for day in note.days}):
            if is_over():
                break
            # of a day not wholly retained some journeys are gone: it keeps the count it has
            if day < oldest or self._count_day(day, now):
                done.add(day)
        for note in abandoned:
            if note.days & done:
                self.sessions.note(Note(note.token, note.days - done, note.noted_at), step_deadline())
        return not is_over()

    def _count_day(self, day: str, now: datetime) -> bool:
        """False where it was written lately, or by another run in between."""
        read = self.sessions.read([day], step_deadline())[day]
        if read.written_at is not None and read.written_at > now - SETTLES_AFTER:
            return False
        count = self.journeys.count_day(day, step_deadline)
        return self.sessions.write(day, count, read, self.clock(), step_deadline())


class SessionRun:
    """The changes of one run. Used by several threads."""

    def __init__(self, parts: CountSessions, token: str) -> None:
        self._parts, self._token = parts, token
        self._lock = threading.Lock()
        self._noted: dict[str, SessionCount] = {}
        self._changes: Counter[str] = Counter()
        self._distrusted: set[str] = set()

    def note(self, days: Iterable[str]) -> None:
        """Before a journey that begins, or began, on one is replaced. What the counts were is read after that: of two
        runs one finds out.
        """
        with self._lock:
            new = set(days) - self._noted.keys()
            if not new:
                return
            note = Note(self._token, frozenset(self._noted.keys() | new), self._parts.clock())
            self._parts.sessions.note(note, step_deadline())
            self._noted |= self._parts.sessions.read(new, step_deadline())

    def moved(self, before: str | None, after: str) -> None:
        """A journey was replaced that began on the day `before`, or None, and begins on `after`."""
        if before == after:
            return
        oldest = first_retained_day(self._parts.clock(), self._parts.journeys.zone, self._parts.journeys.retention.days)
        with self._lock:
            self._changes[after] += 1
            if before is not None and before >= oldest:  # else its first events have expired, and it was counted
                self._changes[before] -= 1

    def distrust(self, days: Iterable[str]) -> None:
        """To be counted from the journeys themselves, by a later run."""
        asked = set(days)
        self.note(asked)
        self.doubt(asked)

    def doubt(self, noted: Iterable[str]) -> None:
        """As `distrust`, of days that were noted: whether a journey was replaced there, nobody knows."""
        with self._lock:
            self._distrusted |= set(noted)

    def settle(self) -> None:
        """Writes the counts. Raises UnavailableError: the note is there still."""
        if not self._noted:
            return
        now = self._parts.clock()
        for day, change in self._changes.items():
            read = self._noted[day]  # written even where as many came as went: the index may know of some only
            if not self._parts.sessions.write(day, read.count + change, read, now, step_deadline()):
                self._distrusted.add(day)
        left = Note(self._token, frozenset(self._distrusted), now)
        self._parts.sessions.note(left, step_deadline())
