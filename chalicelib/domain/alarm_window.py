"""The window that alarms look at, and the same one on earlier days (design section 7).

It is made of whole quarter-hours, those that hold the last minutes, the current one included: buckets count by those.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chalicelib.domain.bucket import QUARTER, Bucket
from chalicelib.domain.quarters import Outcomes
from chalicelib.domain.reporting_day import day_of, day_start, shift_day

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class AlarmWindow:
    """From `start` up to `end`, excluded; both are ends of quarter-hours."""

    start: datetime
    end: datetime
    zone: ZoneInfo

    @property
    def quarters(self) -> Mapping[str, range]:
        """Of each reporting day that it touches, oldest first: quarter-hours since that day began."""
        found: dict[str, range] = {}
        day = day_of(self.start, self.zone)
        while (began_at := day_start(day, self.zone)) < self.end:
            ended_at = min(self.end, day_start(shift_day(day, 1), self.zone))
            found[day] = range(max(0, (self.start - began_at) // QUARTER), -((began_at - ended_at) // QUARTER))
            day = shift_day(day, 1)
        return found

    @property
    def days(self) -> Sequence[str]:
        return list(self.quarters)

    def days_before(self, days: int) -> "AlarmWindow":
        """The same times of day, by the clock on the wall, that many days earlier."""
        return AlarmWindow(self._earlier(self.start, days), self._earlier(self.end, days), self.zone)

    def without_last_quarter(self) -> "AlarmWindow":
        return AlarmWindow(self.start, self.end - QUARTER, self.zone)

    def last_quarter(self) -> "AlarmWindow":
        return AlarmWindow(self.end - QUARTER, self.end, self.zone)

    def outcomes(self, buckets: Mapping[str, Bucket]) -> Outcomes:
        """`buckets`: of one type or campaign, by day."""
        found = [
            buckets[day].quarters[quarter]
            for day, quarters in self.quarters.items()
            if day in buckets
            for quarter in quarters
            if quarter in buckets[day].quarters
        ]
        true, false, null = (sum(column) for column in zip((0, 0, 0), *found, strict=True))
        return true, false, null

    def _earlier(self, moment: datetime, days: int) -> datetime:
        on_the_wall = moment.astimezone(self.zone) - timedelta(days=days)  # same zone: the clock's time is kept
        return _quarter_start(on_the_wall.astimezone(moment.tzinfo), self.zone)


def window_of(now: datetime, minutes: int, zone: ZoneInfo) -> AlarmWindow:
    """`minutes`: at least so many lie within it."""
    return AlarmWindow(_quarter_start(now - minutes * MINUTE, zone), _quarter_start(now, zone) + QUARTER, zone)


def elapsed_share(now: datetime, zone: ZoneInfo) -> float:
    """How much of the current quarter-hour is over, 0 to 1."""
    return (now - _quarter_start(now, zone)) / QUARTER


def _quarter_start(moment: datetime, zone: ZoneInfo) -> datetime:
    began_at = day_start(day_of(moment, zone), zone)
    return began_at + (moment - began_at) // QUARTER * QUARTER
