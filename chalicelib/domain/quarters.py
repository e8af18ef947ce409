"""Counts by the quarter-hour of a day, and quarters that are read only when somebody asks for one of them."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

Outcomes = tuple[int, int, int]  # success true, false, null


class UnreadQuarters(Mapping[int, Outcomes]):
    """`sums`: over all of them, which is all that a summary of weeks asks for. `read`: what gives them, once."""

    def __init__(self, sums: Outcomes, read: Callable[[], dict[int, Outcomes]]) -> None:
        self.sums = sums
        self._read = read

    @cached_property
    def _quarters(self) -> dict[int, Outcomes]:
        return self._read()

    def __getitem__(self, quarter: int) -> Outcomes:
        return self._quarters[quarter]

    def __iter__(self) -> Iterator[int]:
        return iter(self._quarters)

    def __len__(self) -> int:
        return len(self._quarters)


def sums_of(quarters: Mapping[int, Outcomes]) -> Outcomes:
    if isinstance(quarters, UnreadQuarters):
        return quarters.sums
    true, false, null = (sum(column) for column in zip((0, 0, 0), *quarters.values(), strict=True))
    return true, false, null
