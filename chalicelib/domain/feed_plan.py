"""How the feed is read newest first from many partitions at once: a k-way merge that does no reading itself.

Whoever reads asks `requests()`, delivers the pages, and takes what is in order. Rows are in one total order: by `ts_id`
(time, then event id), then partition, both descending, then as the store keeps equal keys; so a position in it is exact
even where events of several traces share time and id.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from chalicelib.domain.event import Event

_MAX_PARTITIONS_A_WAVE = 300


@dataclass(frozen=True, slots=True)
class Position:
    """The key of one row in its index. A boundary, where no row stands, has an empty partition."""

    ts_id: str
    partition: str = ""
    trace_key: str = ""
    event_id: str = ""

    @property
    def order(self) -> tuple[str, str]:
        return self.ts_id, self.partition

    def to_dict(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Position":
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Row:
    position: Position
    event: Event


@dataclass(frozen=True, slots=True)
class Page:
    """`scanned_to`: the last key looked at, matching or not; None where the partition has ended."""

    rows: Sequence[Row]
    scanned_to: Position | None


@dataclass(frozen=True, slots=True)
class Request:
    """Read `count` items of `partition`, newest first, after `after` in the total order."""

    partition: str
    after: Position | None
    count: int


@dataclass(slots=True)
class _Lane:
    after: Position | None
    buffer: deque[Row] = field(default_factory=deque)
    ended: bool = False
    read: bool = False

    @property
    def is_hungry(self) -> bool:
        return not self.ended and not self.buffer


class NewestFirst:
    """Merges partitions for one page of at most `limit` rows; reads at most twice `limit`, and one row a partition."""

    def __init__(self, partitions: Sequence[str], limit: int, after: Position | None = None) -> None:
        self._lanes = {partition: _Lane(after) for partition in partitions}
        self._limit = limit
        self._taken = 0

    def requests(self, at_least: int = 1) -> list[Request]:
        """For each lane that must be read before more rows can be put in order.

        Rows that wait in buffers never exceed `limit`, so what is read and not shown stays within it too; but where
        readers filter, they look through `at_least` so many items at a time.
        """
        hungry = [partition for partition, lane in self._lanes.items() if lane.is_hungry]
        if self._taken >= self._limit or not hungry:
            return []
        waiting = sum(len(lane.buffer) for lane in self._lanes.values())
        share = max(1, (self._limit - waiting) // len(hungry))
        count = max(at_least, min(share, self._limit - self._taken))
        return [Request(partition, self._lanes[partition].after, count) for partition in hungry]

    def deliver(self, partition: str, page: Page) -> None:
        lane = self._lanes[partition]
        lane.buffer.extend(page.rows)
        lane.read = True
        lane.ended = page.scanned_to is None
        lane.after = page.scanned_to

    def take(self) -> Iterator[Row]:
        """Rows whose place is certain: no lane still to be read can hold a newer one."""
        frontier = self.frontier
        while self._taken < self._limit:
            lanes = [lane for lane in self._lanes.values() if lane.buffer]
            if not lanes:
                return
            newest = max(lanes, key=lambda lane: lane.buffer[0].position.order)
            if any(lane.is_hungry and not lane.read for lane in self._lanes.values()):
                return
            if frontier is not None and newest.buffer[0].position.order <= frontier.order:
                return
            self._taken += 1
            yield newest.buffer.popleft()
            if newest.is_hungry:
                frontier = self.frontier

    @property
    def frontier(self) -> Position | None:
        """How far every lane has been looked through; None where no lane holds the others up."""
        waiting = [lane.after for lane in self._lanes.values() if lane.is_hungry and lane.after is not None]
        return max(waiting, key=lambda position: position.order, default=None)

    @property
    def is_full(self) -> bool:
        return self._taken >= self._limit

    @property
    def is_exhausted(self) -> bool:
        return all(lane.ended and not lane.buffer for lane in self._lanes.values())


def day_waves(days: Iterator[str], partitions_a_day: int) -> Iterator[list[str]]:
    """Days in groups of 1, 2, 4, 8 ...: a dense day fills a page alone, sparse ones are looked through together.

    No group has many partitions, so that a reader can look at the clock between two of them.
    """
    size, largest = 1, max(1, _MAX_PARTITIONS_A_WAVE // partitions_a_day)
    wave: list[str] = []
    for day in days:
        wave.append(day)
        if len(wave) == size:
            yield wave
            wave, size = [], min(size * 2, largest)
    if wave:
        yield wave
