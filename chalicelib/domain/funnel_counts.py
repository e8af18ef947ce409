"""What a funnel shows of many chains: how many reached each step, how many went on, and how long that took."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MILLISECONDS = 1000


@dataclass(frozen=True, slots=True)
class StepLine:
    """Ratios of nobody are None; `dropped`: reached this step and not the next, None of the last.

    `median_seconds`, `p90_seconds`: since the step before, of those who reached this one; None of the first.
    """

    count: int
    conversion_from_first: float | None
    conversion_from_previous: float | None
    dropped: int | None
    median_seconds: float | None
    p90_seconds: float | None


class FunnelCounts:
    """Grows by chains. `timed`: of a funnel whose steps come one after the other."""

    def __init__(self, steps: int, *, timed: bool) -> None:
        self._timed = timed
        self._counts = [0] * steps
        self._gaps_ms: dict[int, array[int]] = {}  # made where they are needed: of a breakdown there are many

    @classmethod
    def of_all(cls, several: "Sequence[FunnelCounts]") -> "FunnelCounts":
        """Of one funnel, at least one."""
        found = cls(len(several[0]._counts), timed=several[0]._timed)
        for one in several:
            found.merge(one)
        return found

    @property
    def entered(self) -> int:
        return self._counts[0]

    @property
    def counts(self) -> Sequence[int]:
        return self._counts

    def add(self, chain: Sequence[int]) -> None:
        """`chain`: milliseconds at which each step was reached."""
        for step in range(len(chain)):
            self._counts[step] += 1
            if self._timed and step:
                self._gaps_of(step).append(chain[step] - chain[step - 1])

    def merge(self, other: "FunnelCounts") -> None:
        for step, count in enumerate(other._counts):
            self._counts[step] += count
        for step, gaps in other._gaps_ms.items():
            self._gaps_of(step).extend(gaps)

    def lines(self) -> Iterator[StepLine]:
        counts = [*self._counts, None]
        for step, count in enumerate(self._counts):
            gaps, following = sorted(self._gaps_ms.get(step, ())), counts[step + 1]
            yield StepLine(
                count=count,
                conversion_from_first=_ratio(count, self._counts[0]),
                conversion_from_previous=_ratio(count, self._counts[step - 1]) if step else None,
                dropped=None if following is None else count - following,
                median_seconds=quantile_seconds(gaps, 0.5),
                p90_seconds=quantile_seconds(gaps, 0.9),
            )

    def _gaps_of(self, step: int) -> "array[int]":
        return self._gaps_ms.setdefault(step, array("q"))


def quantile_seconds(sorted_ms: Sequence[int], share: float) -> float | None:
    """By linear interpolation between the two nearest; None of none."""
    if not sorted_ms:
        return None
    place = share * (len(sorted_ms) - 1)
    below = int(place)
    above = min(below + 1, len(sorted_ms) - 1)
    between = sorted_ms[below] + (sorted_ms[above] - sorted_ms[below]) * (place - below)
    return round(between / MILLISECONDS, 3)


def _ratio(count: int, of: int) -> float | None:
    return round(count / of, 4) if of else None
