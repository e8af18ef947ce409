"""The demonstration's past: weeks of days, each with its own weight, curve and chance, and one bad hour yesterday."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.domain.timestamp import format_utc
from infra.demo.story import failed_login_by_expired_code, visit
from infra.demo.trace import DemoEvent

# How many of a day's visits begin in each hour of the local day.
HOUR_WEIGHTS = (2, 1, 1, 1, 1, 2, 4, 8, 14, 20, 23, 22, 16, 20, 23, 22, 19, 16, 13, 13, 14, 12, 8, 4)
SATURDAY = 5
BAD_HOUR, BAD_SOURCE = 14, "zuplo"


@dataclass(frozen=True)
class Plan:
    """`days`: today included. `bad_hour_logins`: those of yesterday whose code came too late."""

    days: int = 28
    weekday_visits: int = 220
    weekend_visits: int = 125
    bad_hour_logins: int = 60
    seed: str = "tracefunnel"


@dataclass(frozen=True)
class DemoDay:
    """`events`: of the visits that began on that day, by time of receipt, as backfill takes them."""

    day: str
    events: list[dict[str, Any]]


def days_up_to(now: datetime, zone: ZoneInfo, count: int) -> list[date]:
    """Newest first."""
    today = now.astimezone(zone).date()
    return [today - timedelta(days=age) for age in range(count)]


def history(now: datetime, zone: ZoneInfo, plan: Plan) -> Iterator[DemoDay]:
    """The days up to now, newest first; nothing in them was received at or after `now`.

    The same arguments give the same events; another `now` changes nothing but where they end and which hour is bad.
    """
    for age, day in enumerate(days_up_to(now, zone, plan.days)):
        events = _of_visits(day, zone, plan)
        if age == 1:
            events += _of_bad_hour(day, zone, plan)
        received = sorted((event for event in events if event.received_at < now), key=lambda event: event.received_at)
        yield DemoDay(day.isoformat(), [_as_sent(event) for event in received])


def _of_visits(day: date, zone: ZoneInfo, plan: Plan) -> list[DemoEvent]:
    rng = Random(f"{plan.seed} {day}")  # noqa: S311 - nothing to guess
    usual = plan.weekend_visits if day.weekday() >= SATURDAY else plan.weekday_visits
    count = round(usual * rng.uniform(0.92, 1.08))
    found = []
    for _ in range(count):
        hour = rng.choices(range(24), HOUR_WEIGHTS)[0]
        began_at = _moment(day, hour, rng, zone)
        found += visit(rng, began_at)
    return found


def _of_bad_hour(day: date, zone: ZoneInfo, plan: Plan) -> list[DemoEvent]:
    """For an hour the mail gateway is late, and every code that goes through it has expired when it is entered."""
    rng = Random(f"{plan.seed} {day} bad hour")  # noqa: S311 - as above
    return [
        event
        for _ in range(plan.bad_hour_logins)
        for event in failed_login_by_expired_code(rng, _moment(day, BAD_HOUR, rng, zone, within_minutes=45), BAD_SOURCE)
    ]


def _moment(day: date, hour: int, rng: Random, zone: ZoneInfo, within_minutes: int = 60) -> datetime:
    midnight = datetime.combine(day, time(hour), tzinfo=zone)
    return midnight.astimezone(ZoneInfo("UTC")) + timedelta(milliseconds=rng.randrange(within_minutes * 60_000))


def _as_sent(event: DemoEvent) -> dict[str, Any]:
    times = {"ts": format_utc(event.received_at), "occurred_at": format_utc(event.happened_at)}
    return event.fields | times
