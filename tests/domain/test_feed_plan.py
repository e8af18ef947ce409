"""The feed's merge, against partitions in memory: nothing is skipped or repeated, and little is read."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.event import Event
from chalicelib.domain.feed_plan import NewestFirst, Page, Position, Request, Row, day_waves

_NOTHING: dict[str, Any] = dict.fromkeys(field.name for field in fields(Event))
EVENT = Event(**(_NOTHING | {"event_id": "e", "event_type": "m_page_view", "ts": datetime(2026, 11, 22, tzinfo=UTC)}))

Partitions = dict[str, list[Position]]


@dataclass
class Store:
    """Partitions as an index keeps them: by `ts_id`, newest first; equal keys in an order of its own."""

    partitions: Partitions
    shows: Callable[[Position], bool] = lambda _: True
    reads_short: Callable[[int], int] = lambda count: count
    tells_its_end: bool = True  # where not: only an empty page is the end, as in DynamoDB where a limit is just met
    items_read: int = field(default=0, init=False)

    def read(self, request: Request) -> Page:
        left = self._left(request)
        looked_at = left[: max(1, self.reads_short(request.count))]
        self.items_read += len(looked_at)
        goes_on = len(left) > len(looked_at) or (bool(looked_at) and not self.tells_its_end)
        rows = [Row(position, EVENT) for position in looked_at if self.shows(position)]
        return Page(rows, looked_at[-1] if goes_on else None)

    def _left(self, request: Request) -> list[Position]:
        """What comes after `after`: the contract between the merge and whoever reads for it."""
        items, after = self.partitions[request.partition], request.after
        if after is None:
            return items
        if after.partition == request.partition:
            return items[items.index(after) + 1 :]
        if after.partition and request.partition > after.partition:
            return [item for item in items if item.ts_id < after.ts_id]
        return [item for item in items if item.ts_id <= after.ts_id]

    def full_order(self) -> list[Position]:
        """By time and id, then partition, both descending; a stable sort keeps the store's own order of equal keys."""
        shown = (item for items in self.partitions.values() for item in items if self.shows(item))
        return sorted(shown, key=lambda item: (item.ts_id, item.partition), reverse=True)


def read_page(
    store: Store, limit: int, after: Position | None, *, rounds: int | None = None, at_least: int = 1
) -> tuple[list[Position], Position | None]:
    """One answer, and where the next goes on; it ends early after so many `rounds`."""
    merge = NewestFirst(list(store.partitions), limit, after)
    rows: list[Row] = []
    for done in range(1, 10_000):
        requests = merge.requests(at_least)
        for request in requests:
            merge.deliver(request.partition, store.read(request))
        rows += merge.take()
        if not requests or done == rounds:
            break
    else:
        pytest.fail("the page never ends")
    shown = [row.position for row in rows]
    if merge.is_exhausted:
        return shown, None
    goes_on_after = shown[-1] if merge.is_full else merge.frontier
    assert goes_on_after is not None
    return shown, Position.from_dict(json.loads(json.dumps(goes_on_after.to_dict())))


def read_all(
    store: Store, limits: Sequence[int], rounds: Sequence[int | None] = (None,), at_least: int = 1
) -> Iterator[list[Position]]:
    """Page after page, of the limits and rounds in turn, until one says that it is the last."""
    after: Position | None = None
    for number in range(10_000):
        limit, stop = limits[number % len(limits)], rounds[number % len(rounds)]
        shown, after = read_page(store, limit, after, rounds=stop, at_least=at_least)
        assert len(shown) <= limit
        yield shown
        if after is None:
            return
    pytest.fail("the pages never end")


def joined(pages: Iterator[list[Position]]) -> list[Position]:
    return [position for page in pages for position in page]


@st.composite
def partitions(draw: st.DrawFn) -> Partitions:
    """Few times and ids, so that keys tie within a partition (other traces) and across them."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    latest = draw(st.integers(0, 40))
    found: Partitions = {}
    for name, size in zip("abcdefgh", draw(st.lists(st.integers(0, 40), max_size=8)), strict=False):
        drawn = ((chance.randint(0, latest), chance.choice("xy"), chance.choice("pqr")) for _ in range(size))
        keys = dict.fromkeys(drawn)
        items = [Position(f"{time:02d}#{event_id}", name, f"trace_{trace}", event_id) for time, event_id, trace in keys]
        chance.shuffle(items)
        found[name] = sorted(items, key=lambda item: item.ts_id, reverse=True)
    return found


LIMITS = st.lists(st.integers(1, 30), min_size=1, max_size=4)
ROUNDS = st.lists(st.none() | st.integers(1, 4), min_size=1, max_size=4)


@settings(deadline=None)
@given(partitions(), LIMITS, st.booleans())
def test_pages_of_any_size_join_to_the_full_order(items: Partitions, limits: list[int], tells_its_end: bool) -> None:
    store = Store(items, tells_its_end=tells_its_end)
    assert joined(read_all(store, limits)) == store.full_order()


@settings(deadline=None)
@given(partitions(), LIMITS)
def test_a_page_before_the_last_is_full_where_nothing_filters(items: Partitions, limits: list[int]) -> None:
    pages = list(read_all(Store(items), limits))
    assert all(len(page) == limits[number % len(limits)] for number, page in enumerate(pages[:-1]))


@settings(deadline=None)
@given(partitions(), st.integers(1, 30), st.booleans(), st.data())
def test_a_page_reads_at_most_twice_what_it_shows_and_one_row_a_partition(
    items: Partitions, limit: int, tells_its_end: bool, data: st.DataObject
) -> None:
    store = Store(items, tells_its_end=tells_its_end)
    after = data.draw(st.none() | st.sampled_from(store.full_order() or [None]))  # type: ignore[list-item]
    read_page(store, limit, after)
    assert store.items_read <= 2 * limit + len(items)


@settings(deadline=None)
@given(partitions(), LIMITS, ROUNDS, st.booleans())
def test_pages_that_end_early_skip_and_repeat_nothing(
    items: Partitions, limits: list[int], rounds: list[int | None], tells_its_end: bool
) -> None:
    store = Store(items, tells_its_end=tells_its_end)
    assert joined(read_all(store, limits, rounds)) == store.full_order()


@settings(deadline=None)
@given(
    partitions(), LIMITS, ROUNDS, st.sampled_from([1, 3, 1000]), st.integers(0, 2**32), st.sampled_from([0, 0.1, 0.5])
)
def test_pages_of_readers_that_filter_skip_and_repeat_nothing(
    items: Partitions, limits: list[int], rounds: list[int | None], at_least: int, seed: int, density: float
) -> None:
    chance = random.Random(seed)
    kept = {item for positions in items.values() for item in positions if chance.random() < density}
    store = Store(items, shows=lambda position: position in kept)
    assert joined(read_all(store, limits, rounds, at_least)) == store.full_order()


@settings(deadline=None)
@given(partitions(), LIMITS, ROUNDS, st.integers(0, 2**32))
def test_readers_that_bring_less_than_was_asked_for_skip_and_repeat_nothing(
    items: Partitions, limits: list[int], rounds: list[int | None], seed: int
) -> None:
    chance = random.Random(seed)
    store = Store(items, reads_short=lambda count: chance.randint(1, count))
    assert joined(read_all(store, limits, rounds)) == store.full_order()


@settings(deadline=None)
@given(partitions(), LIMITS, st.integers(1, 5), st.data())
def test_newer_rows_that_arrive_meanwhile_change_nothing_older_than_the_first_page(
    items: Partitions, limits: list[int], limit: int, data: st.DataObject
) -> None:
    store = Store(items)
    shown, after = read_page(store, limit, None)
    expected = store.full_order()
    while after is not None:
        name = data.draw(st.sampled_from(sorted(items)))
        items[name].insert(0, Position(f"99#{len(items[name])}", name, "trace_new", "new"))
        page, after = read_page(store, limits[0], after)
        shown += page
    assert shown == expected


@settings(deadline=None)
@given(partitions(), st.integers(0, 42), LIMITS)
def test_a_boundary_where_no_row_stands_goes_on_with_what_is_not_newer(
    items: Partitions, time: int, limits: list[int]
) -> None:
    store = Store(items)
    boundary, shown = Position(f"{time:02d}\x7f"), list[Position]()
    after: Position | None = boundary
    while after is not None:
        page, after = read_page(store, limits[0], after)
        shown += page
    assert shown == [item for item in store.full_order() if item.ts_id <= boundary.ts_id]


def positions(partition: str, *times: int) -> list[Position]:
    return [Position(f"{time:03d}#e", partition, "trace_1", "e") for time in times]


def test_a_dense_partition_among_many_empty_ones_is_read_alone() -> None:
    store = Store({f"empty{number}": [] for number in range(100)} | {"full": positions("full", *range(500, 0, -1))})
    shown, _ = read_page(store, 50, None)
    assert [position.ts_id for position in shown] == [f"{time:03d}#e" for time in range(500, 450, -1)]
    assert store.items_read <= 2 * 50 + 101


def test_rows_of_one_moment_come_from_the_highest_partition_first() -> None:
    store = Store({"a": positions("a", 5, 3), "b": positions("b", 5, 4), "c": positions("c", 5)})
    order = [(position.ts_id, position.partition) for position in joined(read_all(store, [1]))]
    assert order == [("005#e", "c"), ("005#e", "b"), ("005#e", "a"), ("004#e", "b"), ("003#e", "a")]


def test_a_row_waits_while_a_partition_that_may_hold_a_newer_one_is_still_to_be_read() -> None:
    merge = NewestFirst(["a", "b"], 10)
    merge.deliver("a", Page([Row(position, EVENT) for position in positions("a", 5)], None))
    assert list(merge.take()) == []
    merge.deliver("b", Page([], positions("b", 7)[0]))  # looked through down to 7: there may be a 6
    assert list(merge.take()) == []
    merge.deliver("b", Page([], positions("b", 4)[0]))
    assert [row.position.ts_id for row in merge.take()] == ["005#e"]
    assert not merge.is_exhausted
    assert merge.frontier == positions("b", 4)[0]


def test_what_was_looked_through_is_not_looked_through_again() -> None:
    merge = NewestFirst(["a"], 10)
    row, scanned_to = positions("a", 7, 4)
    merge.deliver("a", Page([Row(row, EVENT)], scanned_to))
    assert [taken.position for taken in merge.take()] == [row]
    assert [request.after for request in merge.requests()] == [scanned_to]


def test_no_partitions_are_an_end_and_ask_for_nothing() -> None:
    merge = NewestFirst([], 10)
    assert merge.requests() == []
    assert list(merge.take()) == []
    assert merge.is_exhausted
    assert not merge.is_full


def test_a_full_page_asks_for_nothing_more() -> None:
    merge = NewestFirst(["a"], 2)
    rows = [Row(position, EVENT) for position in positions("a", 3, 2)]
    merge.deliver("a", Page(rows, rows[-1].position))
    assert list(merge.take()) == rows
    assert merge.is_full
    assert merge.requests() == []
    assert not merge.is_exhausted


@settings(deadline=None)
@given(st.text(), st.text(), st.text(), st.text())
def test_a_position_comes_back_from_json_as_it_was(ts_id: str, partition: str, trace_key: str, event_id: str) -> None:
    position = Position(ts_id, partition, trace_key, event_id)
    assert Position.from_dict(json.loads(json.dumps(position.to_dict()))) == position


def test_days_are_read_in_waves_that_double_up_to_a_bound() -> None:
    days = [f"day {number}" for number in range(100)]
    waves = list(day_waves(iter(days), partitions_a_day=9))
    assert [len(wave) for wave in waves] == [1, 2, 4, 8, 16, 32, 33, 4]
    assert [day for wave in waves for day in wave] == days


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (1, [1]), (2, [1, 1]), (3, [1, 2]), (7, [1, 2, 4]), (8, [1, 2, 4, 1])]
)
def test_the_last_wave_holds_the_rest(count: int, sizes: list[int]) -> None:
    assert [len(wave) for wave in day_waves((str(number) for number in range(count)), partitions_a_day=9)] == sizes


def test_a_wave_is_not_made_before_it_is_asked_for() -> None:
    taken: list[str] = []

    def days() -> Iterator[str]:
        for number in range(10):
            taken.append(str(number))
            yield str(number)

    waves = day_waves(days(), partitions_a_day=18)
    assert next(waves) == ["0"]
    assert len(taken) == 1
    assert next(waves) == ["1", "2"]
    assert len(taken) == 3


@pytest.mark.parametrize(("partitions_a_day", "largest"), [(18, 16), (144, 2), (301, 1), (1152, 1)])
def test_a_wave_of_many_partitions_has_few_days(partitions_a_day: int, largest: int) -> None:
    sizes = [len(wave) for wave in day_waves((str(number) for number in range(92)), partitions_a_day)]
    assert max(sizes) == largest
    assert sum(sizes) == 92
    assert all(later <= 2 * earlier for earlier, later in pairwise(sizes))
