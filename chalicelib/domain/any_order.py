"""The steps of a funnel in any order: as many of them as one window holds (contract, funnels)."""

from collections import Counter, deque
from collections.abc import Sequence


def reached_in_any_order(types: str, times: Sequence[int], steps: str, window_ms: float) -> tuple[int, ...]:
    """The times at which the first, the second … of the steps were reached, in the first window that holds most.

    `types`, `steps`: one character each. A window slides over the events; each serves a step that no other of it does.
    """
    wanted, held = Counter(steps), Counter[str]()
    window: deque[int] = deque()
    served, best, best_begin = 0, 0, 0
    for index, (kind, time) in enumerate(zip(types, times, strict=True)):
        if kind not in wanted:
            continue
        window.append(index)
        held[kind] += 1
        served += held[kind] <= wanted[kind]
        while time - times[window[0]] > window_ms:
            gone = types[window.popleft()]
            served -= held[gone] <= wanted[gone]
            held[gone] -= 1
        if served > best:
            best, best_begin = served, window[0]
    return _as_reached(types[best_begin:], times[best_begin:], best, wanted)


def _as_reached(types: str, times: Sequence[int], depth: int, wanted: Counter[str]) -> tuple[int, ...]:
    left = wanted.copy()
    chain: list[int] = []
    for kind, time in zip(types, times, strict=True):
        if len(chain) == depth:
            break
        if left[kind]:
            left[kind] -= 1
            chain.append(time)
    return tuple(chain)
