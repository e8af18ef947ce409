"""The cookie `ef_tracking`: the evidence of an earlier visit, signed (design section 6).

What it says is read here; whether it counts for a registration is decided by the guards in `attribution`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from chalicelib.domain.compact_json import to_compact_json
from chalicelib.domain.timestamp import floor_ms, format_utc, parse_rfc3339
from chalicelib.domain.tracking.link import is_cid
from chalicelib.domain.tracking.utm import UTM_NAMES, Utm

COOKIE_NAME = "ef_tracking"
COOKIE_LIFETIME = timedelta(days=30)
MAX_COOKIE_BYTES = 3072
_ALGORITHM = "HS256"
_MAX_TOKEN_CHARACTERS = 4096  # what a browser keeps of a cookie
_MAX_CAMPAIGN_ID_CHARACTERS = 256
_jws = jwt.PyJWS(algorithms=[_ALGORITHM])


@dataclass(frozen=True, slots=True)
class CookieClaims:
    """`captured_at`: when the evidence was seen; `expires_at`: until when the cookie may be believed."""

    cid: str | None
    utm: Utm
    campaign_id: str
    captured_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CookieReading:
    """`claims`: None where they are garbled, or where no key signed them: what is forged is not looked at."""

    signature_valid: bool
    claims: CookieClaims | None


def sign_cookie(*, cid: str | None, utm: Utm, campaign_id: str, now: datetime, secrets: Sequence[str]) -> str:
    """A token of at most 3 KB; where it would be longer, UTM fields are left out, the last one first."""
    claims: dict[str, Any] = {} if cid is None else {"cid": cid}
    claims |= utm.present()
    claims |= {
        "campaign_id": campaign_id,
        "captured_at": format_utc(now),
        "iat": int(now.timestamp()),
        "exp": int((now + COOKIE_LIFETIME).timestamp()),
    }
    droppable = list(utm.present())
    while True:
        token = _jws.encode(to_compact_json(claims).encode(), secrets[0], algorithm=_ALGORITHM)
        if len(token) <= MAX_COOKIE_BYTES or not droppable:
            return token
        del claims[droppable.pop()]


def read_cookie(token: str, secrets: Sequence[str]) -> CookieReading:
    """Any of `secrets` may have signed it. Never raises: a forged cookie is a reason, not an error."""
    if len(token) > _MAX_TOKEN_CHARACTERS:
        return CookieReading(signature_valid=False, claims=None)
    for secret in secrets:
        try:
            content = _jws.decode(token, secret, algorithms=[_ALGORITHM])
        except (jwt.InvalidTokenError, ValueError):
            continue
        return CookieReading(signature_valid=True, claims=_parse_claims(content))
    return CookieReading(signature_valid=False, claims=None)


def _parse_claims(content: bytes) -> CookieClaims | None:
    try:
        claims = json.loads(content)
        to_compact_json(claims).encode()  # half of a surrogate pair can be written, but never sent on
        cid, campaign_id = claims.get("cid"), claims["campaign_id"]
        if not _well_formed(claims, cid, campaign_id):
            return None
        return CookieClaims(
            cid=cid,
            utm=Utm.sanitized(claims),
            campaign_id=campaign_id,
            captured_at=floor_ms(parse_rfc3339(claims["captured_at"])),
            expires_at=datetime.fromtimestamp(claims["exp"], tz=UTC),
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError, RecursionError):
        return None


def _well_formed(claims: Mapping[str, Any], cid: object, campaign_id: object) -> bool:
    times = [claims["iat"], claims["exp"]]
    return (
        (cid is None or (isinstance(cid, str) and is_cid(cid)))
        and isinstance(campaign_id, str)
        and 0 < len(campaign_id) <= _MAX_CAMPAIGN_ID_CHARACTERS
        and all(isinstance(claims.get(name), str | None) for name in UTM_NAMES)
        and all(isinstance(one, int) and not isinstance(one, bool) for one in times)
    )
