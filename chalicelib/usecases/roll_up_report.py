"""What a roll-up did, as its caller, the log and the metrics are told."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.storage.roll_up_store import Closing
from chalicelib.usecases.count_events import Growth, Recount


@dataclass
class RollUpReport:
    """`more`: time ran out, or another run was in between: the next one takes it up. `is_behind`: of new events.

    `first_day`: the earliest day of which this run counted new events. `closing`: of the day closed last, so far; of
    several that one run has closed, of the one with the most drift.

    `drift_events`, `late_events`: found while closing days, of `closed_events` in all.
    """

    counted_to: datetime
    buckets_updated: int = 0
    events_counted: int = 0
    journeys_updated: int = 0
    drift_events: int = 0
    late_events: int = 0
    closed_events: int = 0
    more: bool = False
    is_behind: bool = False
    first_day: str | None = None
    closing: Closing | None = None

    @property
    def has_closed(self) -> bool:
        """Whether a day was closed, and there was anything to find."""
        return bool(self.closed_events or self.drift_events or self.late_events)

    @property
    def drift_ratio(self) -> float:
        """How much of the closed days was miscounted; 0 where none was closed."""
        return min(1.0, self.drift_events / max(1, self.closed_events))

    def add_growth(self, growth: Growth) -> None:
        self.events_counted += growth.events_counted
        self.buckets_updated += growth.events_counted > 0
        self.more |= not growth.ended
        self.is_behind |= not growth.ended
        if growth.events_counted:
            self.first_day = min(self.first_day or growth.stored.key.day, growth.stored.key.day)

    def add_recount(self, recount: Recount) -> None:
        self.events_counted += recount.events_counted
        self.buckets_updated += recount.ended and recount.events_counted > 0
        self.more |= not recount.ended

    def add_closing(self, day: str, recount: Recount) -> None:
        self.add_recount(recount)
        before = self.closing if self.closing is not None and self.closing.day == day else Closing(day, 0, 0)
        self.closing = Closing(
            day, before.drift_events + recount.drift_events, before.counted_events + recount.total_events
        )
        self.drift_events += recount.drift_events
        self.late_events += recount.late_events
        self.closed_events += recount.total_events

    def worse_closing(self, day: str, worst: Closing | None) -> Closing | None:
        """Of the day that was just closed and the worst of those before it."""
        if self.closing is None or self.closing.day != day:
            return worst
        return self.closing if worst is None or self.closing.drift_ratio >= worst.drift_ratio else worst
