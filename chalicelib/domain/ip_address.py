"""IP addresses in text, version 4 and 6 (design, "Redaction")."""

import re
from ipaddress import AddressValueError, IPv6Address
from string import ascii_letters, hexdigits

IP_MARKER = "[ip]"

# Four numbers and no fifth. `v1.2.3.4` and a browser's `Chrome/120.0.0.0` are versions. What stands before is looked
# at from behind the first digit, so that the search can leap from digit to digit.
_FOUR_NUMBERS = re.compile(
    r"(\d(?<!\d\d)(?<!\d\.\d)(?<!\b[vV]\d)\d{0,2}+)\."
    r"(?!(?:(?<=[A-Za-z]/\d\.)|(?<=[A-Za-z]/\d\d\.)|(?<=[A-Za-z]/\d\d\d\.))0\.0\.0(?!\d))"
    r"(\d{1,3}+)\.(\d{1,3}+)\.(\d{1,3}+)(?!\d)(?!\.\d)"
)

# A run is looked at as a whole, so that no part of a longer row of hex pairs (a certificate's hash) is an address.
_HEX_AND_COLONS = re.compile(
    r"(?P<open>\[?+)(?<![0-9A-Fa-f:.])(?P<run>[0-9A-Fa-f.]*+:[0-9A-Fa-f:.]++)"
    r"(?P<zone>(?>(?:%[0-9A-Za-z._~-]++)?))(?P<close>\]?+)"
)
_FEWEST_COLONS_UNSHORTENED = 6
_LONGEST_WITH_PORT = len("0000:0000:0000:0000:0000:ffff:255.255.255.255") + len(":65535")
# Spares the parser, which is slow to refuse, what cannot be an address.
_COULD_BE_VERSION_6 = re.compile(r"(?:[0-9A-Fa-f]{0,4}:){2,8}(?:[0-9A-Fa-f]{0,4}|[0-9]{1,3}(?:\.[0-9]{1,3}){3})")
# `::` alone, and what reads as names in code: `Ace::Bad`, `::add`.
_NAMES_OF_CODE = re.compile(r"[A-Fa-f]*+::[A-Fa-f]*+")
_PORT = re.compile(r"(?<!:):[0-9]{1,5}$")

_WORD_LETTERS = frozenset(ascii_letters) - frozenset(hexdigits)
_NAME_CHARACTERS = _WORD_LETTERS | {"_"}


def mask_ips(text: str) -> str:
    """Put `[ip]` in the place of each address, with its zone and its brackets; a port or a prefix length stays."""
    if "::" in text or text.count(":") >= _FEWEST_COLONS_UNSHORTENED:
        text = _HEX_AND_COLONS.sub(_mask_version_6, text)
    if text.count(".") >= 3:
        text = _FOUR_NUMBERS.sub(_mask_version_4, text)
    return text


def _mask_version_4(match: re.Match[str]) -> str:
    return IP_MARKER if all(int(number) <= 255 for number in match.groups()) else match[0]


def _mask_version_6(match: re.Match[str]) -> str:
    opening, run, zone, closing = match.groups()
    if "::" not in run and run.count(":") < _FEWEST_COLONS_UNSHORTENED:
        return match[0]
    start, end = _without_neighbours(match)
    length = _address_length(run[start:end])
    if length == 0:
        return match[0]
    end = start + length
    before, after = opening + run[:start], run[end:] + closing
    if end < len(run):
        after = run[end:] + zone + closing
    return IP_MARKER if (before, after) == ("[", "]") else before + IP_MARKER + after


def _without_neighbours(match: re.Match[str]) -> tuple[int, int]:
    """Where the run begins and ends without what belongs to a word, a label (`ip:`) or the sentence around it."""
    run, (run_start, run_end) = match["run"], match.span("run")
    before, after = match.string[run_start - 1 : run_start], match.string[run_end : run_end + 1]
    start, end = 0, len(run)
    if before in _WORD_LETTERS:
        start = run.index(":")
    if after in _WORD_LETTERS:
        end = len(run.rstrip(hexdigits))
    end = len(run[:end].rstrip("."))
    # A colon that stands alone is punctuation, and so is one that belongs to a name (`std::bad`).
    if run.startswith(":", start, end) and (before in _NAME_CHARACTERS or not run.startswith("::", start, end)):
        start += 1
    of_its_own = run.endswith(":::", start, end) or not run.endswith("::", start, end)
    if run.endswith(":", start, end) and (after in _NAME_CHARACTERS or of_its_own):
        end -= 1
    return start, end


def _address_length(text: str) -> int:
    """How many characters of the text, from its first, are an address; 0 where they are none."""
    if len(text) > _LONGEST_WITH_PORT:
        return 0
    # As it is, perhaps with a version 4 tail; without what follows a full stop; without a port.
    for candidate in (text, text.partition(".")[0], _PORT.sub("", text)):
        if _is_version_6(candidate):
            return len(candidate)
    return 0


def _is_version_6(text: str) -> bool:
    if _COULD_BE_VERSION_6.fullmatch(text) is None or _NAMES_OF_CODE.fullmatch(text) is not None:
        return False
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return True
