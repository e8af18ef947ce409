"""Two things compared within one run: in turns, so that what else the machine does meets both."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

REPETITIONS = 5


@dataclass(frozen=True)
class Compared:
    """Medians, and the median of the ratios of each turn."""

    ours: float
    others: float
    ratio: float


def in_turns(ours: Callable[[], float], others: Callable[[], float], repetitions: int = REPETITIONS) -> Compared:
    """Each returns what it measured. The first turn warms both up, and does not count."""
    turns = [(ours(), others()) for _ in range(repetitions + 1)][1:]
    return compared(turns)


def compared(turns: Sequence[tuple[float, float]]) -> Compared:
    return Compared(
        ours=statistics.median(one for one, _ in turns),
        others=statistics.median(other for _, other in turns),
        ratio=statistics.median(one / other for one, other in turns),
    )
