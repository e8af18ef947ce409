"""What contributes most to an alarm: the most frequent error code among the latest of the events behind it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.alarm_cause import NO_ERROR_CODE, CauseKind, NamedCause
from chalicelib.domain.alarm_rules import AlarmRule
from chalicelib.domain.alarm_window import AlarmWindow
from chalicelib.domain.event import Event
from chalicelib.domain.feed_filter import Constraint
from chalicelib.domain.feed_plan import Request
from chalicelib.domain.kpi import Count
from chalicelib.domain.reporting_day import TimeRange
from chalicelib.storage.event_index import IndexReader
from chalicelib.storage.event_store import EventStore
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.keys import type_day
from chalicelib.usecases.step_deadline import step_deadline

MAX_EVENTS = 1000  # of a partition: enough to tell which code is the most frequent
_PAGE, _MOST_PAGES = 500, 10


@dataclass(frozen=True, slots=True)
class ExplainAlarm:
    events: EventStore
    fan_out: FanOut

    def __call__(self, rule: AlarmRule, window: AlarmWindow, counted_to: datetime) -> NamedCause | None:
        """As in "cookie_mismatch (7 of 10)"; None where nothing is behind it. Raises UnavailableError."""
        shards = range(self.events.shards)
        parts = [(term, day, shard) for term in rule.behind for day in window.days for shard in shards]

        def count(part: tuple[Count, str, int]) -> Counter[str | None]:
            term, day, shard = part
            partition = type_day(term.event_type, day, shard)
            return Counter(event.error_code or None for event in self._latest(term, partition, window, counted_to))

        codes = sum(self.fan_out.map(count, parts), Counter[str | None]())
        if not codes:
            return None
        code, number = min(codes.items(), key=lambda item: (-item[1], item[0] or NO_ERROR_CODE))
        return NamedCause(CauseKind.ERROR_CODE, code=code, count=number, of=codes.total())

    def _latest(self, term: Count, partition: str, window: AlarmWindow, counted_to: datetime) -> Iterator[Event]:
        end = counted_to + timedelta(milliseconds=1)
        period = TimeRange(window.start, end, window.days[0], window.days[-1])
        constraints = [Constraint("success", term.outcomes)]
        reader = IndexReader(self.events.store, self.events.table, period, constraints, counted_to, step_deadline())
        after, left = None, MAX_EVENTS
        for _ in range(_MOST_PAGES):
            page = reader.read_type_day(Request(partition, after, _PAGE))
            yield from (row.event for row in page.rows[:left])
            left, after = left - len(page.rows), page.scanned_to
            if left <= 0 or after is None:
                return
