"""The funnel engine against an oracle that tries every chain, and against the cases of two other programs."""

import itertools
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib.domain.funnel import Funnel, Moments, Order, deepest_chain
from tests.conftest import SHARED_DATA

CASES = SHARED_DATA / "funnel-cases"
NO_WINDOW = float("inf")
Events = Sequence[tuple[int, str]]


def _chain(events: Events, steps: str, order: Order, window: float) -> tuple[int, ...]:
    moments = Moments("".join(kind for _, kind in events), [time for time, _ in events])
    return deepest_chain(moments, Funnel(steps, order, window))


def _orders(events: Events) -> Iterator[Events]:
    """Every order in which events of equal times may stand."""
    groups = [[*group] for _, group in itertools.groupby(events, key=lambda one: one[0])]
    for arranged in itertools.product(*({*itertools.permutations(group)} for group in groups)):
        yield [event for group in arranged for event in group]


def _runs(events: Events, steps: str) -> Iterator[tuple[int, ...]]:
    """Every chain with nothing between, of as many steps from the first on as there are, whatever the window."""
    for arranged in _orders(events):
        for first in range(len(arranged)):
            for depth in range(1, len(steps) + 1):
                run = arranged[first : first + depth]
                if "".join(kind for _, kind in run) == steps[:depth]:
                    yield tuple(time for time, _ in run)


def _picks(left: Counter[tuple[int, str]], steps: str, since: float = -NO_WINDOW) -> Iterator[tuple[int, ...]]:
    """Every chain of those that are left, each taken once; of events of one time and type it does not matter which."""
    yield ()
    for time, kind in [event for event, count in left.items() if count]:
        if kind == steps[:1] and time >= since:
            left[time, kind] -= 1
            for rest in _picks(left, steps[1:], time):
                yield (time, *rest)
            left[time, kind] += 1


def _by_trying_all(events: Events, steps: str, order: Order, window: float) -> tuple[int, ...]:
    found = _runs(events, steps) if order is Order.STRICT else _picks(Counter(events), steps)
    within = [one for one in found if one and one[-1] - one[0] <= window]
    return min(within, key=lambda one: (-len(one), one), default=())


def _in_any_order(events: Events, steps: str, window: float) -> tuple[int, ...]:
    """When each further step was reached, by trying every window that begins with an event."""
    found: list[tuple[int, ...]] = [()]
    for begin, _ in events:
        left, times = Counter(steps), []
        for time, kind in events:
            if begin <= time <= begin + window and left[kind]:
                left[kind] -= 1
                times.append(time)
        found.append(tuple(times))
    return min(found, key=lambda one: (-len(one), one))


def _by_time(events: Events) -> Events:
    return sorted(events, key=lambda one: one[0])


# few types and few times, so that there are many ties and repeats
traces = st.lists(st.tuples(st.integers(0, 6), st.sampled_from("abcx")), max_size=7).map(_by_time)
without_ties = st.lists(
    st.tuples(st.integers(0, 20), st.sampled_from("abc")), max_size=12, unique_by=lambda one: one[0]
).map(_by_time)
longer = without_ties | st.lists(st.tuples(st.integers(0, 4), st.sampled_from("abc")), max_size=10).map(_by_time)
funnels = st.text("abc", min_size=2, max_size=4)
long_funnels = st.text("abc", min_size=2, max_size=12) | st.sampled_from(
    ["aaaaaaaaaaaa", "abababababab", "abcabcabcabc"]
)
windows = st.sampled_from([0, 1, 2, 3, NO_WINDOW])
wider = st.integers(0, 20) | st.just(NO_WINDOW)


@settings(max_examples=600, deadline=None)
@example([(0, "a"), (0, "b"), (1, "b"), (1, "c")], "abc", Order.STRICT, NO_WINDOW)
@example([(0, "a"), (1, "a"), (2, "b"), (3, "c")], "abc", Order.ORDERED, 2)
@example([(0, "a"), (0, "b"), (0, "a")], "aba", Order.ORDERED, 0)
@example([(0, "a"), (0, "b"), (1, "b"), (2, "c")], "abc", Order.STRICT, NO_WINDOW)  # begins with fewer than it could
@example([(0, "a"), (1, "b"), (1, "x"), (2, "c")], "abc", Order.STRICT, NO_WINDOW)  # what ends it stands behind it
@given(traces, funnels, st.sampled_from([Order.ORDERED, Order.STRICT]), windows)
def test_the_chain_is_the_one_that_trying_all_finds(events: Events, steps: str, order: Order, window: float) -> None:
    assert _chain(events, steps, order, window) == _by_trying_all(events, steps, order, window)


@settings(max_examples=500, deadline=None)
@example([(0, "a"), (1, "b"), (2, "a"), (3, "b"), (4, "c")], "abc", 2)  # the first to begin is in time for less
@example(
    [(0, "a"), (2, "a"), (3, "b"), (9, "b"), (10, "c")], "abc", 8
)  # one that ends for want of time, then of events
@example([(0, "a"), (1, "a"), (1, "b"), (5, "c")], "abc", 4)  # the one that begins with two at once has longer to go
@given(longer, long_funnels, wider)
def test_of_longer_traces_and_up_to_12_steps_too(events: Events, steps: str, window: float) -> None:
    assert _chain(events, steps, Order.ORDERED, window) == _by_trying_all(events, steps, Order.ORDERED, window)


@settings(max_examples=400, deadline=None)
@given(without_ties, long_funnels, wider)
def test_of_longer_traces_with_nothing_between_too(events: Events, steps: str, window: float) -> None:
    assert _chain(events, steps, Order.STRICT, window) == _by_trying_all(events, steps, Order.STRICT, window)


@settings(max_examples=600, deadline=None)
@given(traces | longer, funnels | long_funnels, wider)
def test_in_any_order_the_first_window_that_holds_most_steps_counts(events: Events, steps: str, window: float) -> None:
    assert _chain(events, steps, Order.ANY, window) == _in_any_order(events, steps, window)


@settings(max_examples=300, deadline=None)
@given(traces, funnels, windows, st.sampled_from(Order))
def test_a_wider_window_reaches_no_less_and_order_no_more(
    events: Events, steps: str, window: float, order: Order
) -> None:
    assert len(_chain(events, steps, order, window)) <= len(_chain(events, steps, order, window + 1))
    reached = [len(_chain(events, steps, one, window)) for one in (Order.STRICT, Order.ORDERED, Order.ANY)]
    assert reached == sorted(reached)


@settings(max_examples=300, deadline=None)
@given(traces, funnels, windows, st.integers(-1000, 1000), st.sampled_from(Order))
def test_another_origin_of_time_changes_nothing(
    events: Events, steps: str, window: float, by: int, order: Order
) -> None:
    shifted = [(time + by, kind) for time, kind in events]
    assert _chain(shifted, steps, order, window) == tuple(time + by for time in _chain(events, steps, order, window))


def test_one_event_serves_one_step() -> None:
    assert _chain([(0, "a")], "aa", Order.ORDERED, NO_WINDOW) == (0,)
    assert _chain([(0, "a"), (0, "a")], "aa", Order.ORDERED, 0) == (0, 0)


@pytest.mark.parametrize(("window", "reached"), [(9, 1), (10, 2), (11, 2)])
def test_the_edge_of_the_window_is_within_it(window: int, reached: int) -> None:
    assert len(_chain([(0, "a"), (10, "b")], "ab", Order.ORDERED, window)) == reached


def test_a_funnel_is_no_count_of_those_who_did_each_step() -> None:
    """The classic fake: both did both, and only one did them in order."""
    traces = {"in order": [(0, "a"), (1, "b")], "the other way round": [(0, "b"), (1, "a")]}
    distinct = [sum(any(kind == step for _, kind in trace) for trace in traces.values()) for step in "ab"]
    chains = [_chain(trace, "ab", Order.ORDERED, NO_WINDOW) for trace in traces.values()]
    assert (distinct, [sum(len(chain) > step for chain in chains) for step in range(2)]) == ([2, 2], [2, 1])


class Counted(str):
    """How often it was searched for a step, or asked for one of its own."""

    asked = 0

    def find(self, *where: Any) -> int:
        Counted.asked += 1
        return super().find(*where)

    def __getitem__(self, index: Any) -> str:
        Counted.asked += 1
        return super().__getitem__(index)


@pytest.mark.parametrize("at_once", [1, 2, 400], ids=["one after the other", "in pairs", "all at one time"])
def test_work_grows_with_events_times_steps_and_no_faster(at_once: int) -> None:
    """For the worst of traces: whose chains nearly fit, wherever they begin."""
    steps = "abababababac"
    asked = []
    for size in (200, 400):
        Counted.asked = 0
        moments = Moments(Counted("ab" * (size // 2)), [number // at_once for number in range(size)])
        deepest_chain(moments, Funnel(Counted(steps), Order.ORDERED, size // 4))
        asked.append(Counted.asked)
    assert asked[1] <= 2.1 * asked[0]
    assert asked[1] <= 4 * 400 * len(steps)


def _cases(name: str) -> list[Any]:
    found: list[Any] = json.loads((CASES / f"{name}.json").read_text())
    return found


def _coded(names: Sequence[Any]) -> dict[str, str]:
    """A character for each kind of step."""
    return {name: chr(ord("a") + index) for index, name in enumerate(dict.fromkeys(map(json.dumps, names)))}


@pytest.mark.shared_data
def test_the_cases_of_posthog() -> None:
    cases = _cases("ordered_any_strict")
    assert len(cases) == 11
    for case in cases:
        assert _counts_of_case(case) == case["expected"]["counts"], case["id"]


def _counts_of_case(case: Any) -> list[int]:
    order = Order.ANY if case["order"] == "unordered" else Order(case["order"])
    codes = _coded(case["steps"])

    def code(event: Any) -> str:
        matching = (mark for step, mark in codes.items() if _is_step(event, json.loads(step)))
        return next(matching, "x")

    steps = "".join(codes[json.dumps(step)] for step in case["steps"])
    chains = []
    for _, events in _by_user(case["events"]):
        coded = sorted((_milliseconds(one["ts"]), code(one)) for one in events)
        chains.append(_chain(coded, steps, order, case["window_seconds"] * 1000))
    return [sum(len(chain) > step for chain in chains) for step in range(len(steps))]


def _is_step(event: Any, step: Any) -> bool:
    has_them: bool = step.get("props", {}).items() <= event.get("props", {}).items()
    return has_them and bool(event["event"] == step["event"])


def _by_user(events: Sequence[Any]) -> Iterator[tuple[str, Iterator[Any]]]:
    def user(event: Any) -> str:
        return str(event["user"])

    return itertools.groupby(sorted(events, key=user), key=user)


def _milliseconds(ts: str) -> int:
    return round(datetime.fromisoformat(ts).timestamp() * 1000)


@pytest.mark.shared_data
def test_the_cases_of_clickhouse() -> None:
    cases = _cases("window_funnel")
    assert len(cases) == 10
    for case in cases:
        codes = _coded([value for _, value in case["steps"]])
        steps = "".join(codes[json.dumps(value)] for _, value in case["steps"])
        levels: dict[str, int] = {}
        for user in {one[0] for one in case["events"]}:
            events = sorted(
                (time, codes.get(json.dumps(value), "x")) for one, time, value in case["events"] if one == user
            )
            levels[user] = len(_chain(events, steps, Order.ORDERED, case["window"]))
        assert levels == case["expected_level_per_user"], case["id"]
