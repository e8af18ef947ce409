"""Card numbers, in text and as numbers of JSON."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.card_number import is_card_number, mask_cards


def _luhn_holds(digits: str) -> bool:
    """Luhn's check as textbooks give it."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _is_card(digits: str) -> bool:
    return 13 <= len(digits) <= 19 and digits[0] in "23456" and _luhn_holds(digits)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("4111111111111111", "[card]"),
        ("card 4111 1111 1111 1111 declined", "card [card] declined"),
        ("4111-1111-1111-1111.", "[card]."),
        ("4111 1111-1111 1111", "[card]"),
        ("4111\u00a01111\u00a01111\u00a01111", "[card]"),
        ("4111\u20131111\u20131111\u20131111", "[card]"),
        ("4111\u22121111\u22121111\u22121111", "[card]"),
        ("3782 822463 10005", "[card]"),
        ("30569309025904", "[card]"),
        ("5555555555554444", "[card]"),
        ("2223003122003222", "[card]"),
        ("6011111111111117", "[card]"),
        ("4222222222222", "[card]"),
        ("6304000000000000000", "[card]"),
        ("４１１１１１１１１１１１１１１１", "[card]"),
        ("٤١١١١١١١١١١١١١١١", "[card]"),
        ("4111 1111 1111 1111 12", "[card] 12"),
        ("1 4111 1111 1111 1111", "1 [card]"),
        ("12 4111 1111 1111 1111 12/28", "12 [card] 12/28"),
        ("4111111111111111 5555555555554444", "[card] [card]"),
        ("4111111111111111,5555555555554444", "[card],[card]"),
        ("card4111111111111111x", "card[card]x"),
        ("카드4111111111111111번", "카드[card]번"),
        ("4111111111111111.50", "[card].50"),
        ("-4111111111111111", "-[card]"),
        ("4111 1111 1111 1111 2026-11-22", "[card] 2026-11-22"),
        ("2026-11-22 4111 1111 1111 1111", "2026-11-22 [card]"),
        ("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "[card]"),
    ],
)
def test_a_card_number_becomes_the_marker(text: str, masked: str) -> None:
    assert mask_cards(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        *("", "4", "4111 1111 1111", "411111111111"),
        "4111111111111112",  # Luhn does not hold
        "1111111111111117",  # begins with 1
        "7111111111111116",  # begins with 7
        *("1700000000000", "1732266902120"),  # milliseconds since 1970
        "41111111111111111111111",  # a run of 23 digits, the first 16 of which would be one
        "00004111111111111111111",  # the same at the end
        "4111  1111 1111 1111",  # two spaces
        "4111--1111-1111-1111",
        "4111 - 1111 - 1111 - 1111",
        "4111.1111.1111.1111",
        "4111,1111,1111,1111",
        "4111\n1111\n1111\n1111",
        "4111/1111/1111/1111",
        "2026-11-16 2026-11-22",
        "2026-11-22T09:15:02.120Z",
        "+82 10-1234-5678",
        "550e8400-e29b-41d4-a716-446655440000",
        "a0000000-4111-1111-1111-111111111111",  # a UUID with a card's digits
        "fp_41111111111111114111111111111111",  # a fingerprint that happens to have no letter
        "sha256:e4111111111111111aaaaaaaaaaaaaaaa4111111111111111aaaaaaaaaaaaaaa",
        "[card]",
    ],
)
def test_a_near_miss_stays(text: str) -> None:
    assert mask_cards(text) == text


@pytest.mark.parametrize("number", [4111111111111111, -4111111111111111, 4111111111111111.0, 4222222222222, 4e12 + 6])
def test_a_number_is_a_card_number_by_its_digits(number: float) -> None:
    assert is_card_number(number) is _is_card(str(abs(int(number))))


@pytest.mark.parametrize(
    "number",
    [
        *(0, 2, -1, 3000, 1732266902120, 4111111111111112, 41111111111111111111111, 10**400, 0.5, 1e300, -1e19),
        *(float("inf"), float("-inf"), float("nan")),
    ],
)
def test_a_number_of_other_digits_is_none(number: float) -> None:
    assert not is_card_number(number)


@settings(deadline=None)
@given(st.integers(10**11, 10**20) | st.integers(-(10**20), -(10**11)))
def test_a_number_and_its_text_are_judged_alike(number: int) -> None:
    assert is_card_number(number) is (mask_cards(str(abs(number))) == "[card]")


GROUPS = st.lists(
    st.text("0123456789", min_size=1, max_size=6) | st.sampled_from(["4111", "1111", "4111111111111111", "0", "00"]),
    min_size=1,
    max_size=14,
)


@settings(deadline=None, max_examples=500)
@given(GROUPS, st.data())
def test_exactly_the_groups_of_some_card_are_covered(groups: list[str], data: st.DataObject) -> None:
    separators = [data.draw(st.sampled_from(" -")) for _ in groups[1:]]
    text = groups[0] + "".join(separator + group for separator, group in zip(separators, groups[1:], strict=True))
    if re.search(r"\d{4}-\d\d-\d\d|[0-9]{32}|\d{8}-(\d{4}-){3}", text):
        return  # a date or an identifier
    covered = [False] * len(groups)
    for first in range(len(groups)):
        for last in range(first, len(groups)):
            if _is_card("".join(groups[first : last + 1])):
                covered[first : last + 1] = [True] * (last + 1 - first)
    left = [group for group, gone in zip(groups, covered, strict=True) if not gone]
    assert re.findall(r"\d+", mask_cards(text)) == left
    assert ("[card]" in mask_cards(text)) is any(covered)


@settings(deadline=None)
@given(st.text("0123456789 -–a.", max_size=60))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask_cards(mask_cards(text)) == mask_cards(text)
