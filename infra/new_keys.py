"""Makes the service's keys at random, each in the shape that chalicelib/domain/secret_values.py asks for."""

import base64
import secrets
from collections.abc import Callable, Mapping

from chalicelib.domain.secret_values import OPERATOR_ROLES, SIGNING_SECRET_PREFIX


def _key() -> str:
    return secrets.token_hex(32)  # hexadecimal: safe in shells, URLs and as an argument


def _signing_secret() -> str:
    return SIGNING_SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def _operator_keys() -> str:
    return " ".join(f"{role}:{_key()}" for role in OPERATOR_ROLES)


MAKERS: Mapping[str, Callable[[], str]] = {
    "INTERNAL_API_KEY": _key,
    "INGEST_SIGNING_SECRET": _signing_secret,
    "COOKIE_SECRET": _key,
    "EMAIL_PEPPER": _key,
    "STRIPE_WEBHOOK_SECRET": _signing_secret,
    "SESSION_SECRET": _key,
    "OPERATOR_KEYS": _operator_keys,
}
