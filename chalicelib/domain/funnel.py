"""How far one trace got through the steps of a funnel, and when (contract, funnels).

The chain that counts is the deepest; of several the one with the earliest first step, then with the earliest of each
later step. One event serves one step, and events of equal times stand in any order. The work of a search grows with
events times steps, and no faster; in strict order, where a chain can begin anew at each event, times steps once more.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from chalicelib.domain.any_order import reached_in_any_order

MINIMUM_STEPS, MAXIMUM_STEPS = 2, 12
_NEVER = float("inf")


class Order(StrEnum):
    """How the events of a chain stand to each other."""

    ORDERED = "ordered"  # each at or after the one before
    STRICT = "strict"  # and no other event between
    ANY = "any"  # as they come


@dataclass(frozen=True, slots=True)
class Funnel:
    """`steps`: codes of event types, one character each. `window_ms`: from the first step, its end included."""

    steps: str
    order: Order = Order.ORDERED
    window_ms: float = _NEVER


@dataclass(frozen=True, slots=True)
class Moments:
    """A trace's events by their time: codes of types, one character each, and milliseconds from any origin."""

    types: str
    times: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Group:
    """The events of one time."""

    time: int
    types: str


def deepest_chain(moments: Moments, funnel: Funnel) -> tuple[int, ...]:
    """The time of each step that was reached; empty where not even the first was.

    In any order they are the times at which the first, the second … of the steps were reached.
    """
    if funnel.order is Order.ANY:
        return reached_in_any_order(moments.types, moments.times, funnel.steps, funnel.window_ms)
    if funnel.steps[0] not in moments.types:
        return ()
    if funnel.order is Order.STRICT:
        return _strict(_groups(moments), funnel)
    if _any_tie(moments):
        moments = _only(funnel.steps, moments)  # in any order the others stand as well
    return _ordered(_groups(moments), funnel) if _any_tie(moments) else _without_ties(moments, funnel)


def _any_tie(moments: Moments) -> bool:
    return len(set(moments.times)) < len(moments.times)


def _only(steps: str, moments: Moments) -> Moments:
    places = [place for place, kind in enumerate(moments.types) if kind in steps]
    return Moments("".join(moments.types[place] for place in places), [moments.times[place] for place in places])


def _groups(moments: Moments) -> list[_Group]:
    timed = groupby(zip(moments.times, moments.types, strict=True), key=lambda one: one[0])
    return [_Group(time, "".join(kind for _, kind in events)) for time, events in timed]


def _without_ties(moments: Moments, funnel: Funnel) -> tuple[int, ...]:
    """What most traces need: from each first step on, each step at the first event after the step before."""
    types, times = moments.types, moments.times
    deepest: list[int] = []
    found_at = [-1] * len(funnel.steps)  # a later beginning finds no step earlier: no event is looked at twice for one
    begin = at = types.find(funnel.steps[0])
    while begin >= 0:
        chain, ends_at = [times[begin]], times[begin] + funnel.window_ms
        for number, step in enumerate(funnel.steps[1:], start=1):
            if found_at[number] <= at:
                found_at[number] = types.find(step, at + 1)
            at = found_at[number]
            if at < 0 or times[at] > ends_at:
                break
            chain.append(times[at])
        if len(chain) > len(deepest):
            deepest = chain
        if at < 0 or len(deepest) == len(funnel.steps):
            break  # where no event is left for a step, no later beginning gets further
        begin = at = types.find(funnel.steps[0], begin + 1)
    return tuple(deepest)


def _served(steps: str, first: int, group: _Group) -> int:
    """How many steps from `first` on the events of a group serve, each one."""
    if len(group.types) == 1:
        return int(first < len(steps) and steps[first] == group.types)
    left = Counter(group.types)
    for number, step in enumerate(steps[first:]):
        if not left[step]:
            return number
        left[step] -= 1
    return len(steps) - first


def _ordered(groups: Sequence[_Group], funnel: Funnel) -> tuple[int, ...]:
    depth = _greatest_depth(groups, funnel)
    steps = funnel.steps[:depth]
    begins = _earliest_begin(groups, steps, funnel.window_ms)
    chain: list[int] = []
    for group in groups[begins:]:
        chain += [group.time] * _served(steps, len(chain), group)
        if len(chain) == depth:
            break
    return tuple(chain)


def _greatest_depth(groups: Sequence[_Group], funnel: Funnel) -> int:
    """Forwards: for each depth the latest time at which a chain of so many steps began: that has the longest to go."""
    steps = funnel.steps
    began: list[float] = [-_NEVER] * (len(steps) + 1)
    deepest = 0
    for group in groups:
        grown = began.copy()
        for depth in range(deepest + 1):
            since = group.time if depth == 0 else began[depth]
            if group.time - since <= funnel.window_ms:
                for reached in range(depth + 1, depth + _served(steps, depth, group) + 1):
                    grown[reached] = max(grown[reached], since)
        began = grown
        deepest = max(depth for depth in range(len(steps) + 1) if depth == 0 or began[depth] > -_NEVER)
    return deepest


def _earliest_begin(groups: Sequence[_Group], steps: str, window_ms: float) -> int:
    """Backwards: for each step the earliest end of a chain from it on; then the first group whose chain is in time."""
    ends: list[float] = [_NEVER] * len(steps) + [-_NEVER]  # behind the last step: ended where it began
    found = 0
    for index in range(len(groups) - 1, -1, -1):
        group, sooner = groups[index], ends.copy()
        for step in range(len(steps)):
            served = _served(steps, step, group)
            if served:
                sooner[step] = min(sooner[step], max(ends[step + served], group.time))
        if _served(steps, 0, group) and max(ends[_served(steps, 0, group)], group.time) - group.time <= window_ms:
            found = index
        ends = sooner
    return found


def _strict(groups: Sequence[_Group], funnel: Funnel) -> tuple[int, ...]:
    best: tuple[int, ...] = ()
    for index in range(len(groups)):
        for chain in _strict_chains(groups, index, funnel):
            # from earlier groups first, and of one group those with most steps in it: of equals the first stays
            if len(chain) > len(best):
                best = chain
    return best


def _strict_chains(groups: Sequence[_Group], index: int, funnel: Funnel) -> Iterator[tuple[int, ...]]:
    """Those that begin in a group: with its last events, as many as serve, or fewer."""
    steps, began = funnel.steps, groups[index].time
    for served in range(_served(steps, 0, groups[index]), 0, -1):
        chain = [began] * served
        for group in groups[index + 1 :]:
            if group.time - began > funnel.window_ms:
                break
            more = _served(steps, len(chain), group)
            chain += [group.time] * more
            if more < len(group.types):  # the rest of the group stands behind the chain, and ends it
                break
        yield tuple(chain)
