"""Who is calling, and may they (contract, Credentials and roles)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from chalicelib.domain.access import Principal, Proof, Role, matches_any, read_session
from chalicelib.domain.errors import InvalidCredentialsError, RoleNotAllowedError
from chalicelib.domain.signatures import HEADERS as WEBHOOK_HEADERS
from chalicelib.domain.signatures import verify_webhook
from chalicelib.domain.stripe_signature import HEADER as STRIPE_HEADER
from chalicelib.domain.stripe_signature import verify_stripe_signature
from chalicelib.storage.secret_store import SecretStore

SESSION_COOKIE = "tf_session"


@dataclass(frozen=True, slots=True)
class Access:
    """Which roles a route admits; `machines_only`: a person's session never opens it.

    `stripe_only`: Stripe's signature opens it and nothing else does; that signature opens nothing else.
    """

    roles: frozenset[Role]
    machines_only: bool = False
    stripe_only: bool = False


INGEST = Access(frozenset({Role.INGEST, Role.ADMIN}), machines_only=True)
STRIPE = Access(frozenset({Role.INGEST}), stripe_only=True)
READERS = Access(frozenset({Role.VIEWER, Role.SUPPORT, Role.ADMIN}))
SUPPORT = Access(frozenset({Role.SUPPORT, Role.ADMIN}))
ADMIN = Access(frozenset({Role.ADMIN}))


def authenticate(
    headers: Mapping[str, str],
    body: bytes,
    access: Access,
    *,
    is_write: bool,
    own_url: str,
    secrets: SecretStore,
    now: datetime,
) -> Principal:
    """The first of these that is there decides: Authorization, webhook headers, session cookie.

    Where `access` is for Stripe only, none of these counts. `headers` are keyed in lower case.
    Raises InvalidCredentialsError, RoleNotAllowedError.
    """
    if access.stripe_only:
        verify_stripe_signature(headers.get(STRIPE_HEADER, ""), body, secrets.get("STRIPE_WEBHOOK_SECRET"), now)
        return Principal(Role.INGEST, Proof.STRIPE_SIGNATURE)
    if "authorization" in headers:
        return _bearer(headers["authorization"], secrets, now)
    if any(name in headers for name in WEBHOOK_HEADERS):
        message_id = verify_webhook(headers, body, secrets.get("INGEST_SIGNING_SECRET"), now)
        return Principal(Role.INGEST, Proof.WEBHOOK, message_id)
    token = cookie_value(headers.get("cookie", ""), SESSION_COOKIE)
    if token is None:
        raise InvalidCredentialsError("Send Authorization: Bearer <key or session token>, or sign the request")
    caller = _of_session(token, Proof.SESSION_COOKIE, secrets, now)
    if is_write and headers.get("origin") != _origin(own_url):
        raise RoleNotAllowedError("A write with the session cookie must come from this service's own pages (Origin)")
    return caller


def authorize(principal: Principal, access: Access) -> None:
    """Raises RoleNotAllowedError."""
    if principal.role not in access.roles:
        admitted = ", ".join(sorted(access.roles))
        raise RoleNotAllowedError(f"This needs one of the roles {admitted}; the credential sent has {principal.role}")
    if access.machines_only and principal.proof not in {Proof.INTERNAL_KEY, Proof.WEBHOOK}:
        raise RoleNotAllowedError("A session cannot do this: sign the request, or send INTERNAL_API_KEY")


def cookie_value(header: str, name: str) -> str | None:
    """The first cookie of that name; anything else in the header, well formed or not, is passed over."""
    for part in header.split(";"):
        found, equals, value = part.strip().partition("=")
        if found == name and equals:
            return value.strip().strip('"')
    return None


def _bearer(header: str, secrets: SecretStore, now: datetime) -> Principal:
    scheme, _, token = header.strip().partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise InvalidCredentialsError("Authorization must be: Bearer <key or session token>")
    if matches_any(token, secrets.get("INTERNAL_API_KEY")):
        return Principal(Role.ADMIN, Proof.INTERNAL_KEY)
    return _of_session(token, Proof.SESSION, secrets, now)


def _of_session(token: str, proof: Proof, secrets: SecretStore, now: datetime) -> Principal:
    session = read_session(token, now=now, secrets=secrets.get("SESSION_SECRET"))
    return Principal(session.role, proof, expires_at=session.expires_at)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
