"""What the tracking success rate of a period would have been under another trust window; changes nothing."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.bucket import CountedEvent
from chalicelib.domain.errors import InvalidInputError
from chalicelib.domain.event_dictionary import REGISTRATION
from chalicelib.domain.reporting_day import TimeRange, days_between
from chalicelib.domain.tracking.registration import Registration
from chalicelib.domain.tracking.replay import ChangedDecision, Replay, replay
from chalicelib.storage.batch_get import BATCH_GET_LIMIT
from chalicelib.storage.event_slice import read_slice
from chalicelib.storage.event_store import EventStore
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.keys import last_at, type_day
from chalicelib.storage.registration_store import RegistrationStore
from chalicelib.usecases.step_deadline import step_deadline

_SLICE_EVENTS = 1600  # as many as the pool reads at once, 100 a batch


@dataclass(frozen=True, slots=True)
class ReplayPage:
    """`changed`: a page of what changed; `goes_on_after`: the position of its last one, None at the end."""

    whole: Replay
    changed: Sequence[ChangedDecision]
    goes_on_after: str | None


@dataclass(frozen=True, slots=True)
class ReplayTracking:
    events: EventStore
    registrations: RegistrationStore
    fan_out: FanOut
    monotonic: Callable[[], float] = time.monotonic

    def __call__(
        self,
        window: TimeRange,
        *,
        trust_window_hours: int,
        after: str | None,
        limit: int,
        for_seconds: float,
        now: datetime,
    ) -> ReplayPage:
        """Of the registrations whose events lie in the period, oldest first within a day. `after`: a position.

        Registrations that were sent as plain events have no snapshot and are left out. Raises UnavailableError, and
        InvalidInputError where there are too many to look at in that time.
        """
        found = replay(self._registrations(window, self.monotonic() + for_seconds, now), trust_window_hours)
        left = [one for one in found.changed if after is None or one.position > after]
        return ReplayPage(found, left[:limit], left[limit - 1].position if len(left) > limit else None)

    def _registrations(self, window: TimeRange, stop_at: float, now: datetime) -> Iterator[tuple[str, Registration]]:
        for day in days_between(window.first_day, window.last_day):
            for shard in range(self.events.shards):
                for events in self._slices(type_day(REGISTRATION, day, shard), last_at(window.end)):
                    if self.monotonic() >= stop_at:
                        raise InvalidInputError("There are too many registrations in this range: ask for fewer days")
                    for counted, registration in self._read(events, now):
                        yield f"{day}#{shard:05}#{counted.ts_id}", registration

    def _slices(self, partition: str, up_to: str) -> Iterator[Sequence[CountedEvent]]:
        after = ""
        while True:
            found = read_slice(
                self.events,
                partition,
                after=after,
                up_to=up_to,
                at_most=_SLICE_EVENTS,
                deadline=step_deadline(),
            )
            if found.events:
                yield found.events
                after = found.events[-1].ts_id
            if found.ended:
                return

    def _read(self, events: Sequence[CountedEvent], now: datetime) -> Iterator[tuple[CountedEvent, Registration]]:
        """Ids are unique within a trace alone: an event of another one is not the registration's own."""

        def read(some: Sequence[str]) -> dict[str, Registration]:
            return self.registrations.read_many(some, deadline=step_deadline(), now=now)

        ids = sorted({one.event.event_id for one in events})
        batches = [ids[start : start + BATCH_GET_LIMIT] for start in range(0, len(ids), BATCH_GET_LIMIT)]
        found = {name: one for batch in self.fan_out.map(read, batches) for name, one in batch.items()}
        for counted in events:
            registration = found.get(counted.event.event_id)
            if registration is not None and registration.trace_id == counted.event.trace_id:
                yield counted, registration
