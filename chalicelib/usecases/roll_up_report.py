"""What a roll-up did, as its caller, the log and the metrics are told."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.usecases.count_events import Growth, Recount


@dataclass
class RollUpReport:
    """`more`: time ran out, or another run was in between: the next one takes it up.

    `drift_events`, `late_events`: found while closing days, of `closed_events` in all.
    """

    counted_to: datetime
    buckets_updated: int = 0
    events_counted: int = 0
    drift_events: int = 0
    late_events: int = 0
    closed_events: int = 0
    more: bool = False

    @property
    def drift_ratio(self) -> float:
        """How much of the closed days was miscounted; 0 where none was closed."""
        return self.drift_events / max(1, self.closed_events)

    def add_growth(self, growth: Growth) -> None:
        self.events_counted += growth.events_counted
        self.buckets_updated += growth.events_counted > 0
        self.more |= not growth.ended

    def add_recount(self, recount: Recount) -> None:
        self.events_counted += recount.events_counted
        self.buckets_updated += recount.ended and recount.events_counted > 0
        self.more |= not recount.ended

    def add_closing(self, recount: Recount) -> None:
        self.add_recount(recount)
        self.drift_events += recount.drift_events
        self.late_events += recount.late_events
        self.closed_events += recount.total_events
