"""Finds a planted value again in whatever a text was made of it."""

import base64
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

STEM = "zorblax"  # what each planted word begins with

_WORD = re.compile(rf"{STEM}\d{{6}}")
_CLAIMS = re.compile(r"(?<=\.)eyJ[\w-]{40,}(?=\.)")  # what a JWT of ours says; the planted one says nothing
_DIGEST = re.compile(r"(?<![0-9a-f])(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})(?![0-9a-f])")
_IP_V4 = re.compile(r"198\.51\.(\d{1,3})\.(\d{1,3})")
_IP_V6 = re.compile(r"2001:db8:beef::([0-9a-f]{4})")
_DIGITS = re.compile(r"\d(?:[ -]?\d){12,18}")
_DISGUISES = ("{0}@mail.example", "{1}@Mail.Example", "{0}＠mail.example", "{0}%40mail.example")
_IN_BASE64 = re.compile(
    "|".join(
        re.escape(base64.b64encode(b"x" * shift + stem.encode()).decode()[-(-shift * 8 // 6) :][:8])
        for stem in (STEM, STEM.upper())
        for shift in range(3)
    )
)


def word(number: int) -> str:
    return f"{STEM}{number:06d}"


def address(number: int) -> str:
    return _DISGUISES[0].format(word(number))


def everything(number: int) -> str:
    """An address, disguised in turns (in capitals, with a wide @, percent-encoded), and all that `credentials` has."""
    disguise = _DISGUISES[number % len(_DISGUISES)]
    return f"to {disguise.format(word(number), word(number).upper())}, {credentials(number)}"


def credentials(number: int) -> str:
    """A card, a token and two IP addresses."""
    token = f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.{word(number)}"
    high, low = divmod(number, 256)
    return f"{card(number)} {token} 198.51.{high}.{low} 2001:db8:beef::{number + 0x1000:x}"


def card(number: int) -> str:
    digits = f"492912{number:09d}"
    doubled = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(digits))
    return f"{digits}{-doubled % 10}"


def found_in(text: str) -> Iterator[tuple[str, int]]:
    """What the text tells of what was planted, in any disguise: kind and number, -1 where the number is not told."""
    for claims in _CLAIMS.findall(text):
        yield from found_in(base64.urlsafe_b64decode(claims + "==").decode())
    text = _CLAIMS.sub("", text)
    plain = unquote(unquote(unicodedata.normalize("NFKC", text))).casefold()
    yield from (("word", int(match[len(STEM) :])) for match in _WORD.findall(plain))
    yield from (("card", int(digits[6:15])) for digits in _cards(plain))
    yield from (("ip", 256 * int(high) + int(low)) for high, low in _IP_V4.findall(plain))
    yield from (("ip", int(last, 16) - 0x1000) for last in _IP_V6.findall(plain))
    if _IN_BASE64.search(text) or STEM.encode().hex() in plain:
        yield "encoded", -1


def digests_of(count: int) -> dict[str, int]:
    """Hashes without a key, which anybody could turn back by trying: digest -> planted number."""
    makers = (hashlib.md5, hashlib.sha1, hashlib.sha256)
    plain = {number: f"{word(number)}@mail.example".encode() for number in range(count)}
    return {make(text).hexdigest(): number for number, text in plain.items() for make in makers}


def digests_in(text: str) -> set[str]:
    return set(_DIGEST.findall(text.lower()))


def texts_in(item: Any) -> Iterator[str]:
    """Every text in a stored item, keys too; bytes as Latin-1, in which each stays what it is."""
    if isinstance(item, dict):
        for name, value in item.items():
            yield name
            yield from texts_in(value)
    elif isinstance(item, list):
        for value in item:
            yield from texts_in(value)
    elif isinstance(item, bytes):
        yield item.decode("latin-1")
    else:
        yield str(item)


def _cards(text: str) -> Iterator[str]:
    for match in _DIGITS.findall(text):
        digits = re.sub(r"\D", "", match)
        if digits.startswith("492912") and len(digits) >= 15:
            yield digits
