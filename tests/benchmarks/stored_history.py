"""A history of events for benchmarks: traces of six events, over all types and thirty days, of which the last is today.

It can be made longer without a change of what is there. On two quiet days nothing grows with it: a funnel over those
asks about the same journeys, however long the history is.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chalicelib.domain.event import Event
from chalicelib.domain.event_dictionary import EVENT_TYPE_BY_NAME
from chalicelib.domain.funnel_presets import PRESETS
from chalicelib.domain.reporting_day import shift_day
from chalicelib.domain.timestamp import floor_ms

DAYS, TRACE_EVENTS, LONG_TRACE_EVENTS = 30, 6, 25
QUIET_DAYS_AGO, QUIET_TRACES = (15, 14), 150
_STEPS = PRESETS[0].steps
_BUSY_DAYS_AGO = tuple(ago for ago in range(DAYS) if ago not in QUIET_DAYS_AGO)
_WITH_EMAIL, _TRACE_TAKES = 0.6, timedelta(minutes=10)
LONG_TRACE = "trace_long"


@dataclass(frozen=True)
class History:
    """As of `now`, in UTC."""

    now: datetime

    @property
    def first_day(self) -> str:
        return self._day(DAYS - 1)

    @property
    def today(self) -> str:
        return self._day(0)

    @property
    def quiet_days(self) -> tuple[str, str]:
        """The first and the last of them."""
        return self._day(QUIET_DAYS_AGO[0]), self._day(QUIET_DAYS_AGO[-1])

    def events(self, count: int, begin: int = 0) -> Iterator[Event]:
        """From the event of number `begin` on, up to that of number `count`: so many that the last trace is whole."""
        if begin == 0:
            yield from self._trace(LONG_TRACE, 1, LONG_TRACE_EVENTS, random.Random(LONG_TRACE))
        for number in range(_traces_in(begin), _traces_in(count)):
            yield from self._trace(f"trace_{number:032x}", self._days_ago(number), TRACE_EVENTS, random.Random(number))

    def _days_ago(self, number: int) -> int:
        quiet = QUIET_TRACES * len(QUIET_DAYS_AGO)
        if number < quiet:
            return QUIET_DAYS_AGO[number % len(QUIET_DAYS_AGO)]
        return _BUSY_DAYS_AGO[number % len(_BUSY_DAYS_AGO)]

    def _trace(self, trace_id: str, days_ago: int, length: int, chance: random.Random) -> Iterator[Event]:
        """Within its day; today's, within what has passed of it. Through the steps as far as it goes, then others."""
        began_at = datetime.fromisoformat(f"{self._day(days_ago)}T00:00:00Z")
        lasts = min(timedelta(days=1), self.now - began_at)
        takes = min(_TRACE_TAKES, lasts / 2)
        starts_at = began_at + chance.random() * (lasts - takes)
        names = [*_STEPS[: chance.randrange(len(_STEPS) + 1)]]
        names += chance.choices([*EVENT_TYPE_BY_NAME], k=length - len(names))
        for place, name in enumerate(names):
            yield _event(trace_id, place, name, starts_at + place * takes / length, chance)

    def _day(self, ago: int) -> str:
        return shift_day(self.now.astimezone(UTC).date().isoformat(), -ago)


def _traces_in(events: int) -> int:
    """Beside the long one."""
    return max(0, -(-(events - LONG_TRACE_EVENTS) // TRACE_EVENTS))


def recent_events(name: str, count: int, now: datetime, lasting: timedelta) -> Iterator[Event]:
    """Evenly spread over the time before `now`, in traces of six that go on side by side. `name`: in their ids."""
    chance, traces, types = random.Random(name), -(-count // TRACE_EVENTS), [*EVENT_TYPE_BY_NAME]
    for number in range(count):
        place, trace = divmod(number, traces)
        at = now - lasting + (number + 1) * lasting / (count + 1)
        yield _event(f"trace_{name}_{trace:026x}", place, chance.choice(types), at, chance)


def _event(trace_id: str, place: int, name: str, at: datetime, chance: random.Random) -> Event:
    """As ingest would keep it."""
    event_type = EVENT_TYPE_BY_NAME[name]
    fails = event_type.default_success is False
    with_email = chance.random() < _WITH_EMAIL
    return Event(
        event_id=f"{trace_id}-{place}",
        event_type=name,
        ts=floor_ms(at),
        occurred_at=None,
        trace_id=trace_id,
        anonymous_id=f"visitor-{trace_id[-12:]}",
        user_id=None,
        tenant_id=None,
        job_id=f"job-{place}" if name.startswith("m_provision") else None,
        campaign_id="campaign" if name == "m_registration" else None,
        email_fingerprint=f"fp_{chance.getrandbits(128):032x}" if with_email else None,
        email_domain="example.com" if with_email else None,
        email_masked=None,
        success=event_type.default_success,
        error_code=chance.choice(("otp_expired", "bad_password", "locked")) if fails else None,
        error_message="the code has expired" if fails else None,
        source=chance.choice(("admin-web", "zuplo", "cp", "edge")),
        payload={"plan_tier": "pro", "attempt": place},
    )
