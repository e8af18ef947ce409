"""Tokens put together by hand: as we sign them, and as anybody might forge them."""

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

HEADER = {"alg": "HS256", "typ": "JWT"}
_DIGESTS = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def as_json(value: Any) -> bytes:
    """Bytes and texts as they are; all else as compact JSON."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode()
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def token(claims: Any, secret: str, *, header: Any = HEADER, digest: str = "HS256") -> str:
    """`claims` and `header`: values, or the very text or bytes of them."""
    signed = f"{base64url(as_json(header))}.{base64url(as_json(claims))}"
    return f"{signed}.{base64url(hmac.digest(secret.encode(), signed.encode(), _DIGESTS[digest]))}"


def unsigned(claims: Any, algorithm: str = "none") -> str:
    return f"{base64url(as_json({'alg': algorithm, 'typ': 'JWT'}))}.{base64url(as_json(claims))}."


def cookie_claims(captured_at: datetime, /, **more: Any) -> dict[str, Any]:
    """Those of a cookie that was set then, for 30 days; `more`: adds to them, replaces, or with None leaves out."""
    claims = {
        "cid": "summer-link",
        "campaign_id": "summer",
        "captured_at": captured_at.isoformat(),
        "iat": int(captured_at.timestamp()),
        "exp": int((captured_at + timedelta(days=30)).timestamp()),
    } | more
    return {name: value for name, value in claims.items() if value is not None}
