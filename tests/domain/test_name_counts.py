"""Names in a bucket: the first keep theirs, and no number or length of them outgrows an item."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.name_counts import MAX_NAMES, MAX_NAMES_BYTES, OTHER, NameCounts
from chalicelib.domain.payload import size_bytes


def _counted(names: list[str], at_most: int = MAX_NAMES) -> dict[str, int]:
    counting = NameCounts({}, at_most)
    for name in names:
        counting.add(name)
    return counting.counts()


@given(st.lists(st.sampled_from(["a", "b", "c", "d", OTHER])), st.integers(0, 3), st.integers(0, 20))
def test_the_first_names_keep_theirs_wherever_the_count_was_interrupted(
    names: list[str], at_most: int, cut: int
) -> None:
    first = list(dict.fromkeys(name for name in names if name != OTHER))[:at_most]
    expected = Counter(name if name in first else OTHER for name in names)
    assert _counted(names, at_most) == expected
    resumed = NameCounts(_counted(names[:cut], at_most), at_most)
    assert [resumed.add(name) for name in names[cut:]] == [name if name in first else OTHER for name in names[cut:]]
    assert resumed.counts() == expected


def test_none_is_not_counted() -> None:
    counting = NameCounts({})
    assert counting.add(None) is None
    assert counting.counts() == {}


def test_200_names_of_256_characters_keep_theirs() -> None:
    names = [f"{number:0256}" for number in range(MAX_NAMES)]
    assert set(_counted(names)) == set(names)


@pytest.mark.parametrize("character", ["\U0001f30d", '"', "\x7f", "한"])
def test_names_that_would_outgrow_an_item_count_under_other(character: str) -> None:
    names = [f"{number}{character * 253}" for number in range(MAX_NAMES)]
    counts = _counted(names)
    assert sum(size_bytes(name) for name in counts if name != OTHER) <= MAX_NAMES_BYTES
    assert sum(counts.values()) == MAX_NAMES
    resumed = NameCounts(counts)
    assert resumed.add(names[0]) == names[0]
    if OTHER in counts:
        assert resumed.add(f"new{character * 253}") == OTHER
