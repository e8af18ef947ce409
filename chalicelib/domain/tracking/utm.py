"""The five UTM fields, sanitised (design sections 2 and 6): trimmed, without addresses and tokens, cut.

None of it refuses anything. More redaction would cost them the numbers of ads, which can pass for those of cards.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Self

from chalicelib.domain.control_characters import has_control_characters
from chalicelib.domain.redaction import mask_addresses_and_tokens

MAX_UTM_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Utm:
    """Each is absent, or 1 to 200 characters without a control character or an address."""

    utm_source: str | None = None
    utm_medium: str | None = None
    utm_campaign: str | None = None
    utm_term: str | None = None
    utm_content: str | None = None

    @classmethod
    def sanitized(cls, given: Mapping[str, Any]) -> Self:
        """Of the values that stand under the five names; anything else is passed over."""
        return cls(**{name: _sanitize(given.get(name)) for name in UTM_NAMES})

    @classmethod
    def first_usable(cls, given: Mapping[str, Sequence[str]]) -> Self:
        """Of parameters that may be repeated: the first value of each that is left of sanitising."""
        return cls(**{name: next(iter(usable_values(given.get(name, ()))), None) for name in UTM_NAMES})

    def present(self) -> dict[str, str]:
        """The fields that are there, by name, in their usual order."""
        values = {name: getattr(self, name) for name in UTM_NAMES}
        return {name: value for name, value in values.items() if value is not None}

    def completed_from(self, other: "Utm") -> "Utm":
        """These fields; where one is absent, that of `other`."""
        return Utm(**(other.present() | self.present()))

    def __bool__(self) -> bool:
        return bool(self.present())


UTM_NAMES = tuple(field.name for field in fields(Utm))


def usable_values(given: Iterable[str]) -> list[str]:
    """Of one field: what is left of each value, without those of which nothing is."""
    return [value for value in map(_sanitize, given) if value is not None]


def _sanitize(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    if has_control_characters(value):  # before it is trimmed: a line end is one too
        return None
    masked = mask_addresses_and_tokens(value.strip())  # before the cut, which could leave a part of one
    return masked[:MAX_UTM_CHARACTERS].strip() or None
