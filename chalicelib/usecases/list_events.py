"""The feed: events newest first, filtered, a page at a time (contract, Reading events).

One of three ways leads to the rows: a trace's own partition, an address's index, or the partitions by type and day.
"""

import heapq
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.event import Event
from chalicelib.domain.event_dictionary import EVENT_TYPES
from chalicelib.domain.feed_filter import Constraint, FeedFilter, matches
from chalicelib.domain.feed_plan import NewestFirst, Page, Position, Request, Row, day_waves
from chalicelib.domain.reporting_day import TimeRange, day_of, day_start
from chalicelib.storage.bucket_item import BucketKey
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.event_index import IndexReader
from chalicelib.storage.event_store import EventStore
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.keys import last_at, moment_of, position_of, type_day
from chalicelib.usecases.empty_partitions import EmptyPartitions

STOP_AFTER_SECONDS = 2.0
_MILLISECOND = timedelta(milliseconds=1)
_FILTERED_ITEMS = 1000  # a filter may match few: look through many at a time
_EMAIL_ITEMS = 100  # what one BatchGetItem fetches


@dataclass(frozen=True, slots=True)
class FeedQuestion:
    """`after`: where an earlier page ended."""

    window: TimeRange
    asked: FeedFilter
    limit: int
    after: Position | None = None


@dataclass(frozen=True, slots=True)
class FeedPage:
    """`goes_on_after`: None only at the end; a page may be short, or empty, before it."""

    events: Sequence[Event]
    goes_on_after: Position | None


@dataclass(frozen=True, slots=True)
class ListEvents:
    events: EventStore
    empty_partitions: EmptyPartitions
    fan_out: FanOut
    monotonic: Callable[[], float] = time.monotonic

    def __call__(self, question: FeedQuestion, *, now: datetime, deadline: Deadline) -> FeedPage:
        stop_at = self.monotonic() + STOP_AFTER_SECONDS
        if question.asked.trace_id is not None:
            return self._of_trace(question, question.asked.trace_id, now, deadline)
        if question.asked.email_fingerprints is not None:
            return self._of_address(question, question.asked.email_fingerprints, now, deadline, stop_at)
        return self._of_all(question, now, deadline, stop_at)

    def _of_trace(self, question: FeedQuestion, trace_id: str, now: datetime, deadline: Deadline) -> FeedPage:
        """The partition is in the order of event ids: it is read whole, and only what the page may show is held."""
        constraints = question.asked.constraints()
        fitting = (
            Row(position_of(event), event)
            for event in self.events.read_trace(trace_id, now=now, deadline=deadline)
            if question.window.start <= event.ts < question.window.end and matches(event, constraints)
        )
        left = (row for row in fitting if question.after is None or row.position.order < question.after.order)
        rows = heapq.nlargest(question.limit + 1, left, key=lambda row: row.position.order)
        shown = rows[: question.limit]
        return _page(shown, shown[-1].position if len(rows) > question.limit else None)

    def _of_address(
        self, question: FeedQuestion, fingerprints: Sequence[str], now: datetime, deadline: Deadline, stop_at: float
    ) -> FeedPage:
        reader = self._reader(question, question.asked.constraints(), now, deadline)
        merge = NewestFirst(fingerprints, question.limit, question.after)
        rows = self._read(merge, reader.read_email, _EMAIL_ITEMS, stop_at)
        return _page(rows, _position_after(merge, rows))

    def _of_all(self, question: FeedQuestion, now: datetime, deadline: Deadline, stop_at: float) -> FeedPage:
        constraints = [one for one in question.asked.constraints() if one.attribute != "event_type"]
        reader = self._reader(question, constraints, now, deadline)
        at_least = _FILTERED_ITEMS if constraints else 1
        rows: list[Row] = []
        for days in day_waves(self._days_left(question), len(self._keys(question, [question.window.last_day]))):
            partitions = self._partitions(question, days, now, deadline)
            merge = NewestFirst(partitions, question.limit - len(rows), question.after)
            rows += self._read(merge, reader.read_type_day, at_least, stop_at)
            if not merge.is_exhausted:
                return _page(rows, _position_after(merge, rows))
            if days[-1] > question.window.first_day and (merge.is_full or self.monotonic() >= stop_at):
                return _page(rows, self._end_of_day_before(days[-1]))
        return _page(rows, None)

    def _reader(
        self, question: FeedQuestion, constraints: Sequence[Constraint], now: datetime, deadline: Deadline
    ) -> IndexReader:
        return IndexReader(self.events.store, self.events.table, question.window, constraints, now, deadline)

    def _days_left(self, question: FeedQuestion) -> Iterator[str]:
        newest = None if question.after is None else day_of(moment_of(question.after.ts_id), self.events.zone)
        return (day for day in question.window.days_newest_first() if newest is None or day <= newest)

    def _partitions(self, question: FeedQuestion, days: Sequence[str], now: datetime, deadline: Deadline) -> list[str]:
        """Without those that are known to be empty, which today's are not."""
        keys, today = self._keys(question, days), day_of(now, self.events.zone)
        empty = self.empty_partitions([key for key in keys if key.day < today], now=now, deadline=deadline)
        return [type_day(key.event_type, key.day, key.shard) for key in keys if key not in empty]

    def _keys(self, question: FeedQuestion, days: Sequence[str]) -> list[BucketKey]:
        types = question.asked.types or tuple(event_type.name for event_type in EVENT_TYPES)
        return [BucketKey(name, day, shard) for day in days for name in types for shard in range(self.events.shards)]

    def _end_of_day_before(self, day: str) -> Position:
        return Position(last_at(day_start(day, self.events.zone) - _MILLISECOND))

    def _read(
        self, merge: NewestFirst, read_page: Callable[[Request], Page], at_least: int, stop_at: float
    ) -> list[Row]:
        """Rows in order until the page is full, the partitions end, or the time is up; each partition is begun."""
        rows: list[Row] = []
        while requests := merge.requests(at_least):
            pages = self.fan_out.map(read_page, requests)
            for request, page in zip(requests, pages, strict=True):
                merge.deliver(request.partition, page)
            rows += merge.take()
            if self.monotonic() >= stop_at:
                break
        return rows


def _position_after(merge: NewestFirst, rows: Sequence[Row]) -> Position | None:
    if merge.is_exhausted:
        return None
    return rows[-1].position if merge.is_full else merge.frontier


def _page(rows: Sequence[Row], goes_on_after: Position | None) -> FeedPage:
    return FeedPage([row.event for row in rows], goes_on_after)
