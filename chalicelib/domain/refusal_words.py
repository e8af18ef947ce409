"""What a model refuses, in words that tell how to mend it; never with what was sent, beyond a field's name."""

from collections.abc import Mapping, Sequence

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from chalicelib.domain.errors import InvalidInputError, Reason
from chalicelib.domain.redaction import redact_text

_MAX_NAME_LENGTH = 64
_ANY = "has the wrong shape"
MAX_REASONS = 20  # of one event: whoever sends more nonsense needs no longer list, and the answer must stay sendable
_WORDS = {
    "missing": "required",
    "extra_forbidden": "unknown field",
    "string_type": "must be text",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "bool_type": "must be true, false or null",
    "dict_type": "must be an object",
    "model_type": "must be a JSON object",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be one of {expected}",
    "refused": "{reason}",
}


def refusal(reason: str) -> PydanticCustomError:
    """For a validator to raise."""
    return PydanticCustomError("refused", "{reason}", {"reason": reason})


def reasons_of(error: ValidationError, special: Mapping[tuple[str, str | None], str] | None = None) -> list[Reason]:
    """`special`: (kind of error, field; None: any) -> other words than the usual."""
    reasons, others = [], special or {}
    found = error.errors(include_url=False, include_input=False)
    for one in found[:MAX_REASONS]:
        field = str(one["loc"][0]) if one["loc"] else "body"
        words = others.get((one["type"], field)) or others.get((one["type"], None)) or _WORDS.get(one["type"], _ANY)
        reasons.append(Reason(safe_name(field), words.format(**one.get("ctx", {}))))
    if len(found) > MAX_REASONS:
        reasons.append(Reason("event", f"and {len(found) - MAX_REASONS} more"))
    return reasons


def invalid_input(reasons: Sequence[Reason]) -> InvalidInputError:
    """Names each of them in its message too."""
    return InvalidInputError("; ".join(f"{one.field}: {one.reason}" for one in reasons), reasons)


def safe_name(name: str) -> str:
    """A name that a sender chose, as it may be repeated: it could hold anything, an address too."""
    return redact_text(name)[:_MAX_NAME_LENGTH]
