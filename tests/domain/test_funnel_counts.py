"""What a funnel shows of its chains: quantiles as statistics has them, ratios, and parts that add up to the whole."""

import statistics
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.funnel_counts import FunnelCounts, StepLine, quantile_seconds

STEPS = 3
chains = st.lists(st.lists(st.integers(0, 10**9), max_size=STEPS).map(sorted), max_size=12)


def _counts(chains: Sequence[Sequence[int]], *, timed: bool = True) -> FunnelCounts:
    counts = FunnelCounts(STEPS, timed=timed)
    for chain in chains:
        counts.add(chain)
    return counts


@given(st.lists(st.integers(0, 10**10), min_size=2, max_size=40))
def test_quantiles_are_those_of_statistics(gaps_ms: list[int]) -> None:
    """Whose inclusive method is linear interpolation between the two nearest."""
    tenths = statistics.quantiles(gaps_ms, n=10, method="inclusive")
    assert quantile_seconds(sorted(gaps_ms), 0.5) == pytest.approx(statistics.median(gaps_ms) / 1000, abs=0.00051)
    assert quantile_seconds(sorted(gaps_ms), 0.9) == pytest.approx(tenths[8] / 1000, abs=0.00051)


@pytest.mark.parametrize(
    ("gaps_ms", "median", "p90"),
    [
        ([], None, None),
        ([1500], 1.5, 1.5),
        ([1000, 2000], 1.5, 1.9),
        ([0, 0, 0, 10_000], 0.0, 7.0),
        ([*range(0, 11_000, 1000)], 5.0, 9.0),
    ],
)
def test_a_quantile_lies_between_the_two_nearest(gaps_ms: list[int], median: float | None, p90: float | None) -> None:
    assert (quantile_seconds(gaps_ms, 0.5), quantile_seconds(gaps_ms, 0.9)) == (median, p90)


@given(chains, chains, st.booleans())
def test_counts_of_parts_add_up_to_those_of_all_at_once(
    some: list[list[int]], others: list[list[int]], timed: bool
) -> None:
    merged = _counts(some, timed=timed)
    merged.merge(_counts(others, timed=timed))
    whole = _counts([*some, *others], timed=timed)
    assert [*merged.lines()] == [*whole.lines()]
    assert merged.counts == whole.counts == [sum(len(chain) > n for chain in [*some, *others]) for n in range(STEPS)]
    assert merged.entered == whole.counts[0]


def test_a_line_says_how_many_went_on_and_how_long_that_took() -> None:
    lines = [*_counts([(0, 1000, 4000), (0, 2000), (5,), (9,)]).lines()]
    assert lines == [
        StepLine(4, 1.0, None, 2, None, None),
        StepLine(2, 0.5, 0.5, 1, 1.5, 1.9),
        StepLine(1, 0.25, 0.5, None, 3.0, 3.0),
    ]


def test_ratios_are_rounded_to_four_decimals() -> None:
    lines = [*_counts([(0, 1), (0, 1), (0,)]).lines()]
    assert [line.conversion_from_first for line in lines] == [1.0, 0.6667, 0.0]
    assert [line.conversion_from_previous for line in lines] == [None, 0.6667, 0.0]


def test_there_are_no_ratios_of_nobody() -> None:
    assert [*_counts([]).lines()] == [StepLine(0, None, None, dropped, None, None) for dropped in (0, 0, None)]


def test_steps_in_any_order_are_counted_and_not_timed() -> None:
    lines = [*_counts([(0, 1000, 4000)], timed=False).lines()]
    assert [(line.count, line.median_seconds, line.p90_seconds) for line in lines] == [(1, None, None)] * STEPS
