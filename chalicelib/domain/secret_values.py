"""The service's keys: which there are, and what each value must look like (design section 2, Keys)."""

import base64
from collections.abc import Callable

MIN_KEY_LENGTH = 32
SIGNING_SECRET_PREFIX = "whsec_"  # noqa: S105 - the prefix that Standard Webhooks gives every secret
OPERATOR_ROLES = ("viewer", "support", "admin")


class InvalidKeyError(ValueError):
    """Names the key and what is wrong with it, never its value."""


def parse_key_values(name: str, text: str) -> tuple[str, ...]:
    """The values of one key setting, separated by spaces: the first signs, all verify. Raises InvalidKeyError."""
    values = tuple(text.split())
    if not values:
        raise InvalidKeyError(f"{name} is missing: set one or more values, separated by spaces")
    for position, value in enumerate(values, start=1):
        if len(value) < MIN_KEY_LENGTH:
            raise InvalidKeyError(f"{name}: value {position} is too short: at least {MIN_KEY_LENGTH} characters")
        complaint = _CHECKS[name](value)
        if complaint:
            raise InvalidKeyError(f"{name}: value {position} {complaint}")
    return values


def split_operator_key(value: str) -> tuple[str, str]:
    """`role:key` -> (role, key)."""
    role, _, key = value.partition(":")
    return role, key


def _anything(_value: str) -> str | None:
    return None


def _check_signing_secret(value: str) -> str | None:
    if not value.startswith(SIGNING_SECRET_PREFIX):
        return f"must begin with {SIGNING_SECRET_PREFIX}"
    encoded = value.removeprefix(SIGNING_SECRET_PREFIX)
    try:
        base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except ValueError:
        return f"must be {SIGNING_SECRET_PREFIX} and base64"
    return None


def _check_operator_key(value: str) -> str | None:
    role, key = split_operator_key(value)
    if role not in OPERATOR_ROLES or not key:
        return f"must be role:key, the role one of {', '.join(OPERATOR_ROLES)}"
    return None


_CHECKS: dict[str, Callable[[str], str | None]] = {
    "INTERNAL_API_KEY": _anything,
    "INGEST_SIGNING_SECRET": _check_signing_secret,
    "COOKIE_SECRET": _anything,
    "EMAIL_PEPPER": _anything,
    "STRIPE_WEBHOOK_SECRET": _anything,
    "SESSION_SECRET": _anything,
    "OPERATOR_KEYS": _check_operator_key,
}
KEY_NAMES = tuple(_CHECKS)
