"""Roles, operator keys and sessions: who may do what (contract, Credentials and roles)."""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import jwt

from chalicelib.domain.errors import InvalidCredentialsError
from chalicelib.domain.secret_values import split_operator_key
from chalicelib.domain.timestamp import floor_ms

SESSION_LIFETIME = timedelta(hours=8)
_ISSUER = "tracefunnel"
_CLAIMS = ["iss", "iat", "exp", "role"]
_CLOCK_SKEW_SECONDS = 60  # between the instance that opened a session and the one that reads it


class Role(StrEnum):
    INGEST = "ingest"
    VIEWER = "viewer"
    SUPPORT = "support"
    ADMIN = "admin"


class Proof(StrEnum):
    """How a caller proved its role; a session never counts where a machine's own key is asked for."""

    INTERNAL_KEY = "internal_key"
    WEBHOOK = "webhook"
    STRIPE_SIGNATURE = "stripe_signature"
    SESSION = "session"
    SESSION_COOKIE = "session_cookie"


@dataclass(frozen=True, slots=True)
class Principal:
    role: Role
    proof: Proof
    message_id: str | None = None  # the webhook-id of a signed request
    expires_at: datetime | None = None  # of the session that was shown


@dataclass(frozen=True, slots=True)
class Session:
    token: str
    role: Role
    expires_at: datetime


def matches_any(given: str, keys: Iterable[str]) -> bool:
    """In constant time for each key, and always over all of them."""
    found = False
    for key in keys:
        found |= _same(given, key)
    return found


def role_of_operator_key(given: str, operator_keys: Sequence[str]) -> Role:
    """Raises InvalidCredentialsError. Where one key is listed under two roles, the first one counts."""
    found: Role | None = None
    for value in operator_keys:
        role, key = split_operator_key(value)
        if _same(given, key) and found is None:
            found = Role(role)
    if found is None:
        raise InvalidCredentialsError("That key opens no session: ask whoever runs this service for one")
    return found


def _same(given: str, key: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), key.encode())


def open_session(role: Role, *, now: datetime, secrets: Sequence[str]) -> Session:
    expires_at = floor_ms(now + SESSION_LIFETIME).replace(microsecond=0)
    claims = {"iss": _ISSUER, "iat": int(now.timestamp()), "exp": int(expires_at.timestamp()), "role": role.value}
    return Session(jwt.encode(claims, secrets[0], algorithm="HS256"), role, expires_at)


def read_session(token: str, *, now: datetime, secrets: Sequence[str]) -> Session:
    """A session that one of `secrets` signed and that has not expired. Raises InvalidCredentialsError."""
    for secret in secrets:
        try:
            # PyJWT takes its clock from the system: the times are looked at below, against the caller's
            claims = jwt.decode(
                token,
                secret,
                algorithms=["HS256"],
                issuer=_ISSUER,
                options={"require": _CLAIMS, "verify_exp": False, "verify_iat": False, "verify_nbf": False},
            )
            expires_at = _end_of_validity(claims, now)
            role = Role(claims["role"])
        except (jwt.InvalidTokenError, ValueError, TypeError):
            continue
        if role is not Role.INGEST:
            return Session(token, role, expires_at)
    raise InvalidCredentialsError("The session is not valid or has expired: sign in again")


def _end_of_validity(claims: Mapping[str, Any], now: datetime) -> datetime:
    """Raises ValueError unless `now` lies within the session, and the session is no longer than ours are."""
    times = [claims[name] for name in ("iat", "exp", "nbf") if name in claims]
    if any(type(one) is not int for one in times):  # a bool is an int too, and `int()` reads text
        raise ValueError("a time is no whole number of seconds")
    issued_at, ends_at = times[:2]
    begins_at = max(issued_at, claims.get("nbf", issued_at))
    if not begins_at - _CLOCK_SKEW_SECONDS <= now.timestamp() < ends_at <= issued_at + SESSION_LIFETIME.total_seconds():
        raise ValueError("not within its time")
    return datetime.fromtimestamp(ends_at, tz=UTC)
