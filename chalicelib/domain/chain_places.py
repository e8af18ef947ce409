"""Which events of a trace the steps of a chain are (see `funnel.py`, which finds when they came)."""

from collections import Counter
from collections.abc import Sequence

from chalicelib.domain.funnel import Funnel, Moments, Order


def chain_places(moments: Moments, funnel: Funnel, chain: Sequence[int]) -> list[int]:
    """Of each step the event's place: the first of its time and type that serves no step before it.

    `chain`: the times that `deepest_chain` found, or the first of them.
    """
    places: list[int] = []
    left = Counter(funnel.steps)
    for step, time in enumerate(chain):
        place = places[-1] + 1 if places and moments.times[places[-1]] < time else 0
        while moments.times[place] != time or place in places or not _serves(moments.types[place], step, funnel, left):
            place += 1
        places.append(place)
        left[moments.types[place]] -= 1
    return places


def _serves(kind: str, step: int, funnel: Funnel, left: Counter[str]) -> bool:
    """In any order: whichever step of its type is left."""
    return left[kind] > 0 if funnel.order is Order.ANY else kind == funnel.steps[step]
