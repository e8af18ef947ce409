"""Reporting days: calendar days in `REPORTING_TIMEZONE`, and the ranges that requests name (contract, General)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.domain.errors import InvalidInputError, Reason
from chalicelib.domain.timestamp import ceil_ms, parse_rfc3339

MAX_RANGE_DAYS = 92
DEFAULT_RANGE_DAYS = 7
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_FIRST_DAY, _LAST_DAY = date(1970, 1, 2), date(9998, 12, 30)  # so that no zone's offset leaves the calendar


@dataclass(frozen=True, slots=True)
class TimeRange:
    """`start` included, `end` excluded, in whole milliseconds; `first_day` to `last_day` are the days they touch."""

    start: datetime
    end: datetime
    first_day: str
    last_day: str

    def days_newest_first(self) -> Iterator[str]:
        return reversed(days_between(self.first_day, self.last_day))


def days_between(first_day: str, last_day: str) -> list[str]:
    """Both included; none where the first is the later."""
    first, last = date.fromisoformat(first_day), date.fromisoformat(last_day)
    return [(first + timedelta(days=number)).isoformat() for number in range((last - first).days + 1)]


def day_of(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).date().isoformat()


def day_start(day: str, zone: ZoneInfo) -> datetime:
    """The first moment of the day, in UTC. Where midnight is skipped, `fold=0` yields the moment of the skip itself."""
    midnight = date.fromisoformat(day)
    return datetime(midnight.year, midnight.month, midnight.day, tzinfo=zone).astimezone(UTC)


def shift_day(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def first_retained_day(now: datetime, zone: ZoneInfo, retention_days: int) -> str:
    """The earliest day of which every moment is still kept."""
    oldest = now - timedelta(days=retention_days)
    day = day_of(oldest, zone)
    return day if day_start(day, zone) >= oldest else shift_day(day, 1)


def parse_range(
    from_text: str | None, to_text: str | None, *, now: datetime, zone: ZoneInfo, instants_allowed: bool
) -> TimeRange:
    """Both ends as days (both included), or as instants (end excluded); neither: the last 7 days, today included.

    Raises InvalidInputError.
    """
    if from_text is None and to_text is None:
        today = day_of(now, zone)
        return _range_of_days(shift_day(today, 1 - DEFAULT_RANGE_DAYS), today, zone)
    if from_text is None or to_text is None:
        missing = "from" if from_text is None else "to"
        raise _invalid(missing, "from and to go together: send both or neither")
    as_days = [_DAY.fullmatch(text) is not None for text in (from_text, to_text)]
    if all(as_days):
        return _range_of_days(_parse_day("from", from_text), _parse_day("to", to_text), zone)
    if not instants_allowed:
        raise _invalid("to" if as_days[0] else "from", "must be a reporting day such as 2026-11-01")
    if any(as_days):
        raise _invalid("to", "from and to must be of one form: both days, or both RFC 3339 times")
    return _range_of_instants(_parse_instant("from", from_text), _parse_instant("to", to_text), zone)


def _range_of_days(first: str, last: str, zone: ZoneInfo) -> TimeRange:
    if first > last:
        raise _invalid("from", "must not be after to")
    if last > shift_day(first, MAX_RANGE_DAYS - 1):
        raise _invalid("to", f"the range is too long: at most {MAX_RANGE_DAYS} days")
    return TimeRange(day_start(first, zone), day_start(shift_day(last, 1), zone), first, last)


def _range_of_instants(start: datetime, end: datetime, zone: ZoneInfo) -> TimeRange:
    if start > end:
        raise _invalid("from", "must not be after to")
    if end - start > timedelta(days=MAX_RANGE_DAYS):
        raise _invalid("to", f"the range is too long: at most {MAX_RANGE_DAYS} days")
    last_moment = max(start, end - timedelta(milliseconds=1))
    return TimeRange(start, end, day_of(start, zone), day_of(last_moment, zone))


def _parse_day(name: str, text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise _invalid(name, "is no day of the calendar") from error
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise _invalid(name, f"must lie between {_FIRST_DAY} and {_LAST_DAY}")
    return text


def _parse_instant(name: str, text: str) -> datetime:
    try:
        moment = parse_rfc3339(text)
    except ValueError as error:
        raise _invalid(name, "must be a day such as 2026-11-01, or an RFC 3339 time with an offset") from error
    if not _FIRST_DAY <= moment.date() <= _LAST_DAY:
        raise _invalid(name, f"must lie between {_FIRST_DAY} and {_LAST_DAY}")
    return ceil_ms(moment)  # stored times are whole milliseconds: rounding up keeps both ends as they were meant


def _invalid(field: str, reason: str) -> InvalidInputError:
    return InvalidInputError(f"{field}: {reason}", [Reason(field, reason)])
