"""What the tracking success rate of a period would have been under another trust window; changes nothing."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from chalicelib.domain.errors import InvalidInputError
from chalicelib.domain.event_dictionary import REGISTRATION
from chalicelib.domain.reporting_day import TimeRange, days_between
from chalicelib.domain.tracking.registration import Registration
from chalicelib.domain.tracking.replay import Replay, replay
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.event_slice import read_slice
from chalicelib.storage.event_store import EventStore
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.keys import last_at, type_day
from chalicelib.storage.registration_store import BATCH_GET_LIMIT, RegistrationStore

STEP_SECONDS = 10.0
_SLICE_EVENTS = 1600  # as many as the pool reads at once, 100 a batch


@dataclass(frozen=True, slots=True)
class ReplayTracking:
    events: EventStore
    registrations: RegistrationStore
    fan_out: FanOut
    monotonic: Callable[[], float] = time.monotonic

    def __call__(self, window: TimeRange, *, trust_window_hours: int, for_seconds: float) -> Replay:
        """Of the registrations whose events lie in the period, oldest first within a day.

        Registrations that were sent as plain events have no snapshot and are left out. Raises UnavailableError, and
        InvalidInputError where there are too many to look at in that time.
        """
        return replay(self._registrations(window, self.monotonic() + for_seconds), trust_window_hours)

    def _registrations(self, window: TimeRange, stop_at: float) -> Iterator[Registration]:
        for day in days_between(window.first_day, window.last_day):
            for shard in range(self.events.shards):
                for ids in self._slices(type_day(REGISTRATION, day, shard), last_at(window.end)):
                    if self.monotonic() >= stop_at:
                        raise InvalidInputError("There are too many registrations in this range: ask for fewer days")
                    yield from self._read(ids)

    def _slices(self, partition: str, up_to: str) -> Iterator[Sequence[str]]:
        after = ""
        while True:
            found = read_slice(
                self.events,
                partition,
                after=after,
                up_to=up_to,
                at_most=_SLICE_EVENTS,
                deadline=Deadline.after(STEP_SECONDS),
            )
            if found.events:
                yield [one.event.event_id for one in found.events]
                after = found.events[-1].ts_id
            if found.ended:
                return

    def _read(self, ids: Sequence[str]) -> Iterator[Registration]:
        def read(some: Sequence[str]) -> dict[str, Registration]:
            return self.registrations.read_many(some, deadline=Deadline.after(STEP_SECONDS))

        batches = [ids[start : start + BATCH_GET_LIMIT] for start in range(0, len(ids), BATCH_GET_LIMIT)]
        for batch, found in zip(batches, self.fan_out.map(read, batches), strict=True):
            yield from (found[one] for one in batch if one in found)
