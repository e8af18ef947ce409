"""Makes the journeys of traces that have news anew (design section 5, journeys), each from all events of its trace.

What is stored is read before the events are, and replaced on condition that it has not been since: a journey never goes
back to fewer events, whoever else is at work and whatever their clocks say.
"""

import secrets
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice

from chalicelib.domain.bucket import CountedEvent
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.event import Event
from chalicelib.domain.journey import Journey, event_digest, make_journey
from chalicelib.domain.timeline import MAX_EVENTS_READ
from chalicelib.storage.event_store import EventStore
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.journey_store import JourneyStore, Replacement, StoredJourney
from chalicelib.usecases.count_sessions import CountSessions
from chalicelib.usecases.step_deadline import step_deadline

ATTEMPTS = 5  # against others who replace the same journey

Digests = frozenset[str]


@dataclass(frozen=True, slots=True)
class BuildJourneys:
    """`fan_out`: of its own, since its callers work within another: a pool that waits for itself never ends."""

    events: EventStore
    journeys: JourneyStore
    sessions: CountSessions
    fan_out: FanOut
    clock: Callable[[], datetime]

    def begin(self) -> "JourneyRun":
        return JourneyRun(self, secrets.token_hex(8))


@dataclass(frozen=True, slots=True)
class _Built:
    """`digests`: of all events that were read, also of those that a long trace does not keep."""

    journey: Journey
    digests: Digests
    last_received_at: datetime


class JourneyRun:
    """What one roll-up has built: each trace once, whichever of its events are met first. Used by several threads."""

    def __init__(self, parts: BuildJourneys, token: str) -> None:
        self._parts = parts
        self.sessions = parts.sessions.begin(token)
        self._lock = threading.Lock()
        self._known: dict[str, Future[Digests]] = {}
        self._updated = 0

    def take_in(self, events: Iterable[CountedEvent]) -> None:
        """Afterwards the journeys hold these events. Raises UnavailableError."""
        news: defaultdict[str, set[str]] = defaultdict(set)
        for one in events:
            if one.event.trace_id is not None:
                news[one.event.trace_id].add(event_digest(one.event))
        mine, theirs = self._divide(news)
        try:
            self._look_up(mine, news)
        except BaseException as error:
            for future in mine.values():
                if not future.done():
                    future.set_exception(error)
            raise
        # what another thread has built may have been read before these came
        late = [trace for trace, known in theirs.items() if not news[trace] <= known.result()]
        if late:
            built = self._build(late, self._parts.journeys.read(late, step_deadline()))
            with self._lock:
                self._known |= {trace: _done(one.digests) for trace, one in built.items()}

    def renew(self, trace_id: str, change: Callable[[Event], Event]) -> bool:
        """Makes a journey anew from what `change` leaves of its events; False where none was stored that is another.

        It is stored even where there was none, or the same: whoever is just building it reads the events again.
        """
        stored = self._parts.journeys.read([trace_id], step_deadline())
        built = self._build([trace_id], stored, change)
        before = stored.get(trace_id)
        return before is not None and trace_id in built and built[trace_id].journey != before.journey

    def settle(self) -> int:
        """How many journeys the run has replaced. Raises UnavailableError."""
        self.sessions.settle()
        return self._updated

    def _divide(self, traces: Iterable[str]) -> tuple[dict[str, "Future[Digests]"], dict[str, "Future[Digests]"]]:
        """Those that nobody has looked at in this run, which are claimed; and the others."""
        mine: dict[str, Future[Digests]] = {}
        theirs: dict[str, Future[Digests]] = {}
        with self._lock:
            for trace in traces:
                if trace in self._known:
                    theirs[trace] = self._known[trace]
                else:
                    mine[trace] = self._known[trace] = Future()
        return mine, theirs

    def _look_up(self, mine: Mapping[str, "Future[Digests]"], news: Mapping[str, set[str]]) -> None:
        stored = self._parts.journeys.read([*mine], step_deadline())
        missing = [
            trace for trace in mine if trace not in stored or not news[trace] <= stored[trace].journey.event_digests
        ]
        built = self._build(missing, stored)
        for trace, future in mine.items():
            if trace in built:
                future.set_result(built[trace].digests)
            else:
                future.set_result(stored[trace].journey.event_digests if trace in stored else frozenset())

    def _build(
        self,
        traces: Sequence[str],
        stored: Mapping[str, StoredJourney],
        change: Callable[[Event], Event] | None = None,
    ) -> dict[str, _Built]:
        """Those of which there are events. `stored`: read before."""
        done: dict[str, _Built] = {}
        for _ in range(ATTEMPTS):
            if not traces:
                return done
            built = [one for one in self._parts.fan_out.map(lambda trace: self._read(trace, change), traces) if one]
            self.sessions.note(day for one in built for day in self._days(one.journey, stored))
            written = self._parts.fan_out.map(partial(self._write, stored), built)
            with self._lock:
                self._updated += sum(written)
            done |= {one.journey.trace_id: one for one, is_written in zip(built, written, strict=True) if is_written}
            traces = [one.journey.trace_id for one, is_written in zip(built, written, strict=True) if not is_written]
            stored = self._parts.journeys.read(traces, step_deadline())
        raise UnavailableError("A journey is being replaced all the time: the next run makes it anew")

    def _write(self, stored: Mapping[str, StoredJourney], one: _Built) -> bool:
        """False where another has replaced the journey since. Raises UnavailableError."""
        before, began_on = stored.get(one.journey.trace_id), self._parts.journeys.began_on
        found = Replacement.UNKNOWN
        try:
            found = self._parts.journeys.write(
                one.journey, read=before, last_received_at=one.last_received_at, deadline=step_deadline()
            )
        finally:
            if found is Replacement.UNKNOWN:
                self.sessions.doubt(self._days(one.journey, stored))
        if found is Replacement.DONE:
            self.sessions.moved(None if before is None else began_on(before.journey), began_on(one.journey))
        return found is Replacement.DONE

    def _days(self, journey: Journey, stored: Mapping[str, StoredJourney]) -> set[str]:
        """On which counts change."""
        began_on, before = self._parts.journeys.began_on, stored.get(journey.trace_id)
        days = {began_on(journey)} | ({began_on(before.journey)} if before is not None else set())
        return days if before is None or len(days) > 1 else set()

    def _read(self, trace_id: str, change: Callable[[Event], Event] | None = None) -> _Built | None:
        read = self._parts.events.read_trace(trace_id, now=self._parts.clock(), deadline=step_deadline())
        events = [*islice(read, MAX_EVENTS_READ)]
        journey = make_journey(trace_id, map(change, events) if change else events)
        if journey is None:
            return None
        return _Built(journey, frozenset(map(event_digest, events)), max(event.ts for event in events))


def _done(digests: Digests) -> "Future[Digests]":
    future: Future[Digests] = Future()
    future.set_result(digests)
    return future
