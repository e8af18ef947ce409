"""Card numbers in text and as numbers: 13 to 19 digits, the first 2 to 6, Luhn-valid (design, "Redaction")."""

import re
from collections.abc import Iterator
from itertools import accumulate

CARD_MARKER = "[card]"
FEWEST_DIGITS = 13
MOST_DIGITS = 19

_FIRST_DIGITS = range(2, 7)
_SPACE_OR_DASH = r"[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]"
_ENOUGH_DIGITS = rf"\d(?:{_SPACE_OR_DASH}?\d){{{FEWEST_DIGITS - 1}}}"
# Fingerprints, hashes and UUIDs hold runs of digits by chance; one in a few hundred would pass for a card.
_HEXADECIMAL_ID = (
    r"(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}|[0-9A-Fa-f]{32,}+)(?![0-9A-Za-z])"
)
# No card is grouped like a date, but two dates side by side (`2026-11-16 2026-11-22`) have digits enough for one.
_DATE = r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)"
_DIGIT_GROUPS = rf"(?={_ENOUGH_DIGITS})\d++(?>(?:{_SPACE_OR_DASH}(?!{_DATE})\d++)*)"

_HINT = re.compile(_ENOUGH_DIGITS)
_HINT_IN_ASCII = re.compile(r"[0-9](?:[ -]?[0-9]){12}")
_CANDIDATE = re.compile(rf"(?P<other>{_HEXADECIMAL_ID}|(?<!\d){_DATE})|(?<!\d){_DIGIT_GROUPS}")
_GROUP = re.compile(r"\d++")

_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def mask_cards(text: str) -> str:
    """Put `[card]` in the place of each card number whose ends are ends of groups of digits."""
    hint = _HINT_IN_ASCII if text.isascii() else _HINT
    if len(text) < FEWEST_DIGITS or hint.search(text) is None:
        return text
    return _CANDIDATE.sub(_mask_candidate, text)


def is_card_number(value: float) -> bool:
    """Whether the whole part of a number is a card number, whatever its sign."""
    size = abs(value)
    # The bounds also keep out infinity and NaN, which have no whole part.
    return 10 ** (FEWEST_DIGITS - 1) <= size < 10**MOST_DIGITS and mask_cards(str(int(size))) == CARD_MARKER


def _mask_candidate(candidate: re.Match[str]) -> str:
    text = candidate[0]
    if candidate["other"] is not None:
        return text
    pieces, end = [], 0
    for card_start, card_end in _cards(text):
        pieces += [text[end:card_start], CARD_MARKER]
        end = card_end
    return "".join([*pieces, text[end:]]) if pieces else text


def _cards(text: str) -> Iterator[tuple[int, int]]:
    """Where cards stand in groups of digits; those that overlap are one, since no one can tell which was meant."""
    groups = [match.span() for match in _GROUP.finditer(text)]
    digits = [int(character) for start, end in groups for character in text[start:end]]
    covered: tuple[int, int] | None = None
    for first, last in _windows_of_groups(digits, [0, *accumulate(end - start for start, end in groups)]):
        if covered is not None and first <= covered[1]:
            covered = covered[0], max(covered[1], last)
            continue
        if covered is not None:
            yield groups[covered[0]][0], groups[covered[1]][1]
        covered = first, last
    if covered is not None:
        yield groups[covered[0]][0], groups[covered[1]][1]


def _windows_of_groups(digits: list[int], edges: list[int]) -> Iterator[tuple[int, int]]:
    """First and last group of each card; `edges` tells how many digits stand before each group, then before the end."""
    sums = _luhn_sums(digits)
    nearest = 0
    for first, start in enumerate(edges[:-1]):
        if digits[start] not in _FIRST_DIGITS:
            continue
        while nearest < len(edges) and edges[nearest] - start < FEWEST_DIGITS:
            nearest += 1
        for after in range(nearest, len(edges)):
            end = edges[after]
            if end - start > MOST_DIGITS:
                break
            if (sums[end % 2][end] - sums[end % 2][start]) % 10 == 0:
                yield first, after - 1


def _luhn_sums(digits: list[int]) -> tuple[list[int], ...]:
    """Luhn's sums up to each digit, so that any window is checked in constant time.

    Counted from the end of a window every second digit is doubled: the first list is for ends at even places, the
    second for ends at odd ones.
    """
    return tuple(
        [0, *accumulate(_DOUBLED[digit] if at % 2 == parity else digit for at, digit in enumerate(digits))]
        for parity in (0, 1)
    )
