"""What is taken out of free text and payloads before anything is cut, stored or logged (design, "Redaction")."""

import re
from collections.abc import Collection, Container, Mapping
from itertools import count
from typing import Any

from chalicelib.domain.card_number import CARD_MARKER, is_card_number, mask_cards
from chalicelib.domain.control_characters import has_control_characters
from chalicelib.domain.ip_address import mask_ips
from chalicelib.domain.payload import DEEP_MARKER, MAXIMUM_PAYLOAD_LEVELS, fit
from chalicelib.domain.pii import mask_emails
from chalicelib.domain.secret_key import SECRET_MARKER, names_secret

__all__ = ["has_control_characters", "mask_addresses_and_tokens", "redact_text", "scrub_error_message", "scrub_payload"]

TOKEN_MARKER = "[token]"  # noqa: S105 - what stands in the place of one
MAXIMUM_ERROR_MESSAGE_CHARACTERS = 512

# Each further round finds what was joined to a find of the round before. Only a text made for it needs more than three;
# the bound keeps the work in proportion to its length.
_MAXIMUM_ROUNDS = 5

_GAP = r"(?>(?:[^\S\r\n]|[:=+]|%20)+)"
_CREDENTIAL = r"(?>(?:[.!?]*+[^\x00-\x20\x7f-\U0010ffff.!?\"'`,;<>()\[\]{}\\]++)+)"
# What follows the word is a credential, unless it is one of the words that follow it in a sentence.
_BEARER = re.compile(
    rf"(?<![^\W\d_])(?P<words>(?i:bearer){_GAP}(?>(?:(?i:token){_GAP}(?=[^\s\d]{{0,64}}\d))?))"
    r"(?!(?i:auth|authentication|authorization|bearer|is|of|realm|scheme|tokens?|was)(?![\w~+/-]))"
    rf"{_CREDENTIAL}"
)

_BASE64 = "[A-Za-z0-9_-]"
_JSON = "ey[A-DI-L]"  # how `{"` and `{ ` begin in base64
_AFTER_WORDS = rf"(?>(?:(?<=%)[0-9A-Fa-f]{{2}}|(?<=\\)[bfnrt])?)(?>(?:(?!{_JSON})(?:[A-Za-z]++|[0-9]++|[_-]++))*)"
_AFTER_ANYTHING = rf"(?>(?:[A-Za-df-z0-9_-]++|e(?!{_JSON[1:]}))*)"
# A header at the start of a word (a percent-encoded character or an escaped line end may be joined on before) needs two
# full stops after it, so that an empty signature and JWE's five parts count; one inside a word needs claims after it.
# The match begins with what is joined on, so that each run of characters is entered but once.
_JWT = re.compile(
    rf"(?<!{_BASE64})(?:"
    rf"(?P<words>{_AFTER_WORDS}){_JSON}{_BASE64}*+\.{_BASE64}*+\.{_BASE64}*+(?>(?:\.{_BASE64}*+\.{_BASE64}*+)?)"
    rf"|(?P<anything>{_AFTER_ANYTHING}){_JSON}{_BASE64}*+\.{_JSON}{_BASE64}*+(?>(?:\.{_BASE64}*+)?))"
)


def redact_text(text: str) -> str:
    """Put a marker in the place of each address, credential, IP address and card number.

    Markers hold nothing that is redacted. One may free what was joined to it (`4111111111111111fe80::1`), so the text
    is looked at again until nothing more changes: redacting twice is redacting once.
    """
    for _ in range(_MAXIMUM_ROUNDS):
        before, text = text, _redact_once(text)
        if text == before:
            break
    return text


def _redact_once(text: str) -> str:
    # Addresses first, since one may end in an IP address; IP addresses before cards, since what an IP address ends in
    # and the card after it could pass for one longer card.
    return mask_cards(mask_ips(_mask_tokens(mask_emails(text))))


def _mask_tokens(text: str) -> str:
    if "bearer" in text.lower():
        text = _BEARER.sub(rf"\g<words>{TOKEN_MARKER}", text)
    if "ey" in text:
        text = _JWT.sub(rf"\g<words>\g<anything>{TOKEN_MARKER}", text)
    return text


def mask_addresses_and_tokens(text: str) -> str:
    """For short names that people chose, among which numbers that look like a card's are none."""
    return _mask_tokens(mask_emails(text))


def scrub_error_message(text: str) -> str:
    """Redact the text, then cut it at 512 code points."""
    return redact_text(text)[:MAXIMUM_ERROR_MESSAGE_CHARACTERS]


def scrub_payload(payload: Mapping[str, Any], must_keep: Collection[str] = ()) -> dict[str, Any]:
    """Redact keys and values, then cut what is too deep, then what is too much; the rest is left as it was.

    `must_keep`: names of entries that are dropped last.
    """
    scrubbing = _Scrubbing()
    return fit(scrubbing.mapping(payload, level=1), scrubbing.depth_was_cut, must_keep)


class _Scrubbing:
    """One payload's way through redaction and the limit of depth, in one walk that goes no deeper than that limit."""

    __slots__ = ("depth_was_cut",)

    def __init__(self) -> None:
        self.depth_was_cut = False

    def mapping(self, entries: Mapping[str, Any], level: int) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        numbers: dict[str, int] = {}
        for key, value in entries.items():
            redacted = redact_text(key)
            name = key if redacted == key else _unused_name(redacted, entries, kept, numbers)
            # A key that held a token names one still; a null stays, since it tells that there is no secret.
            is_secret = names_secret(key) or (name is not key and names_secret(name))
            kept[name] = SECRET_MARKER if is_secret and value is not None else self._value(value, level + 1)
        return kept

    def _value(self, value: Any, level: int) -> Any:
        if isinstance(value, str):
            return redact_text(value)
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, (int, float)):
            return CARD_MARKER if is_card_number(value) else value
        if level > MAXIMUM_PAYLOAD_LEVELS:
            self.depth_was_cut = True
            return DEEP_MARKER
        if isinstance(value, Mapping):
            return self.mapping(value, level)
        return [self._value(element, level + 1) for element in value]


def _unused_name(name: str, given: Container[str], kept: Container[str], numbers: dict[str, int]) -> str:
    """The name, or the name with the next free number; `numbers` holds the last one tried of each name."""
    if name not in given and name not in kept:
        return name
    number = next(
        number
        for number in count(numbers.get(name, 1) + 1)
        if f"{name}#{number}" not in given and f"{name}#{number}" not in kept
    )
    numbers[name] = number
    return f"{name}#{number}"
