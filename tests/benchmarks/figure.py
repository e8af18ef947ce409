"""One line of the table that `make bench` prints, and how a benchmark hands its lines over."""

import json
import sys
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """`unit`: what `value` is in; `x` for a ratio. `at_most`, `at_least`: the goal, None where there is none.

    `made_of`: the figures behind it, in words.
    """

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None
    made_of: str = ""

    @property
    def goal(self) -> str:
        if self.at_most is not None:
            return f"at most {self.at_most:g}"
        return f"at least {self.at_least:g}" if self.at_least is not None else ""

    @property
    def is_met(self) -> bool:
        above, below = self.at_least is None or self.value >= self.at_least, self.at_most is None
        return above and (below or self.value <= (self.at_most or 0))


def hand_over(measure: Callable[[], Iterable[Figure]]) -> None:
    """As lines of JSON, alone on stdout: what the measured program prints goes to stderr."""
    with redirect_stdout(sys.stderr):
        figures = [*measure()]
    for figure in figures:
        print(json.dumps(asdict(figure)))


def taken_over(text: str) -> list[Figure]:
    """What `hand_over` has printed."""
    return [Figure(**json.loads(line)) for line in text.splitlines()]
