"""Reads, from buckets alone, what the alarms are judged by: as of the last roll-up (design section 7)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.alarm_judgement import AlarmFacts, AlarmLimits
from chalicelib.domain.alarm_window import MINUTE, AlarmWindow, elapsed_share, window_of
from chalicelib.domain.bucket import Bucket, merge
from chalicelib.domain.event_dictionary import EVENT_TYPES, REGISTRATION
from chalicelib.domain.name_counts import OTHER
from chalicelib.domain.quarters import Outcomes
from chalicelib.storage.bucket_item import StoredBucket
from chalicelib.storage.bucket_store import BucketStore
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.event_store import EventStore
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.keys import moment_of
from chalicelib.storage.roll_up_store import RollUpState
from chalicelib.usecases.step_deadline import step_deadline

DAYS_TO_COMPARE = 7
DAYS_TO_EXPECT_EVENTS_BY = 3
_ALL_TYPES = tuple(one.name for one in EVENT_TYPES)


@dataclass(frozen=True, slots=True)
class GatherAlarmFacts:
    """`window_minutes`: of the window that alarms look at."""

    events: EventStore
    buckets: BucketStore
    fan_out: FanOut
    window_minutes: int

    def __call__(
        self, limits: AlarmLimits, counted_to: datetime, state: RollUpState | None
    ) -> tuple[AlarmFacts, AlarmWindow]:
        """`counted_to`: up to where every event is counted; `state`: of the roll-up. Raises UnavailableError."""
        zone, deadline = self.events.zone, step_deadline()
        window = window_of(counted_to, self.window_minutes, zone)
        stored = self._read(_ALL_TYPES, window.days[0], window.days[-1], deadline)
        types = {name: _by_day(some) for name, some in stored.items()}
        last_event_at = _last_mark(stored.values())
        had_events: list[bool] = []
        if last_event_at is None or counted_to - last_event_at >= limits.silence_minutes * MINUTE:
            had_events, last_event_at = self._look_further_back(limits, counted_to, state, deadline)
        silent_minutes = None if last_event_at is None else max(0.0, (counted_to - last_event_at) / MINUTE)
        closing = None if state is None else state.closing
        facts = AlarmFacts(
            window={name: window.outcomes(days) for name, days in types.items()},
            untracked_before=self._untracked_before(window, counted_to, state, deadline),
            campaigns=self._campaigns(stored[REGISTRATION], window, limits, deadline),
            last_event_at=last_event_at,
            silent_minutes=silent_minutes,
            had_events=had_events,
            drift_ratio=None if closing is None else closing.drift_ratio,
            drift_day=None if closing is None else closing.day,
        )
        return facts, window

    def _untracked_before(
        self, window: AlarmWindow, counted_to: datetime, state: RollUpState | None, deadline: Deadline
    ) -> list[float]:
        """Of the last quarter-hour as much as is over of today's: it would else be compared with a whole one."""
        first_day, last_day = window.days_before(DAYS_TO_COMPARE).days[0], window.days_before(1).days[-1]
        days = _by_day(self.buckets.read_days(REGISTRATION, first_day, last_day, deadline))
        share, found = elapsed_share(counted_to, self.events.zone), []
        for number in range(1, DAYS_TO_COMPARE + 1):
            earlier = window.days_before(number)
            if _was_used(state, earlier.days[0], days):
                whole = earlier.without_last_quarter().outcomes(days)[1]
                found.append(whole + share * earlier.last_quarter().outcomes(days)[1])
        return found

    def _look_further_back(
        self, limits: AlarmLimits, counted_to: datetime, state: RollUpState | None, deadline: Deadline
    ) -> tuple[list[bool], datetime | None]:
        """Whether there were events at this time of day, in quarter-hours that are over today; and the last event."""
        quiet = window_of(counted_to, limits.silence_minutes, self.events.zone).without_last_quarter()
        earlier = [quiet.days_before(number) for number in range(1, DAYS_TO_EXPECT_EVENTS_BY + 1)]
        stored = self._read(_ALL_TYPES, earlier[-1].days[0], quiet.days[-1], deadline)
        days = _by_day(one for some in stored.values() for one in some)
        had_events = [sum(one.outcomes(days)) > 0 for one in earlier if _was_used(state, one.days[0], days)]
        return had_events, _last_mark(stored.values())

    def _read(
        self, types: Sequence[str], first_day: str, last_day: str, deadline: Deadline
    ) -> dict[str, list[StoredBucket]]:
        def read(event_type: str) -> list[StoredBucket]:
            return self.buckets.read_days(event_type, first_day, last_day, deadline)

        return dict(zip(types, self.fan_out.map(read, types), strict=True))

    def _campaigns(
        self, registrations: Sequence[StoredBucket], window: AlarmWindow, limits: AlarmLimits, deadline: Deadline
    ) -> dict[str, Outcomes]:
        """Of those alone that had enough registrations on these days to be judged."""
        volumes = merge([one.bucket for one in registrations]).campaigns
        names = [name for name, count in volumes.items() if count >= limits.campaign_min_volume and name != OTHER]

        def read(name: str) -> Outcomes:
            found = self.buckets.read([one.key.of_campaign(name) for one in registrations], deadline)
            return window.outcomes(_by_day(found.values()))

        return dict(zip(names, self.fan_out.map(read, names), strict=True))


def _was_used(state: RollUpState | None, day: str, days: Mapping[str, Bucket]) -> bool:
    """Whether there had been an event by then: days before the first one tell of nothing."""
    with_events = [one for one, bucket in days.items() if bucket.total]
    first_days = [*with_events, *([state.first_day] if state is not None and state.first_day else [])]
    return bool(first_days) and min(first_days) <= day


def _last_mark(stored: Iterable[Sequence[StoredBucket]]) -> datetime | None:
    marks = [one.bucket.counted_to for some in stored for one in some if one.bucket.counted_to]
    return moment_of(max(marks)) if marks else None


def _by_day(buckets: Iterable[StoredBucket]) -> dict[str, Bucket]:
    """Of several shards, or types, summed up."""
    shards: dict[str, list[Bucket]] = defaultdict(list)
    for one in buckets:
        shards[one.key.day].append(one.bucket)
    return {day: merge(some) for day, some in shards.items()}
