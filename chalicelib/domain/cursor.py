"""Cursors: where a list goes on, sealed, so that a reader can neither alter one nor learn identifiers from it.

Sealing is deterministic authenticated encryption out of HMAC-SHA256 alone (the SIV construction of RFC 5297, with HMAC
in place of AES): the tag authenticates the text and is the nonce of the key stream that hides it.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain.compact_json import canonical_json
from chalicelib.domain.errors import InvalidInputError, Reason

_TAG_BYTES = 16


def seal_cursor(position: Mapping[str, Any], *, bound_to: Mapping[str, Any], secrets: Sequence[str]) -> str:
    """`bound_to` (role and filters) must be given again to open it; it is not in the cursor itself."""
    plain = canonical_json(position)
    tag = _tag(plain, bound_to, secrets[0])
    return _encode(tag + _stream_xor(plain, tag, secrets[0]))


def open_cursor(cursor: str, *, bound_to: Mapping[str, Any], secrets: Sequence[str]) -> dict[str, Any]:
    """Raises InvalidInputError for a cursor that is altered, or that was made for another role or other filters."""
    try:
        sealed = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise refused_cursor() from None
    if _encode(sealed) != cursor:  # base64 has several spellings of the same bytes; only ours is a cursor
        raise refused_cursor()
    tag, hidden = sealed[:_TAG_BYTES], sealed[_TAG_BYTES:]
    for secret in secrets:
        plain = _stream_xor(hidden, tag, secret)
        if hmac.compare_digest(tag, _tag(plain, bound_to, secret)):
            position: dict[str, Any] = json.loads(plain)
            return position
    raise refused_cursor()


def _tag(plain: bytes, bound_to: Mapping[str, Any], secret: str) -> bytes:
    bound = hashlib.sha256(canonical_json(bound_to)).digest()
    return hmac.digest(secret.encode(), b"tracefunnel cursor tag" + bound + plain, "sha256")[:_TAG_BYTES]


def _stream_xor(text: bytes, tag: bytes, secret: str) -> bytes:
    blocks = (
        hmac.digest(secret.encode(), b"tracefunnel cursor stream" + tag + counter.to_bytes(4, "big"), "sha256")
        for counter in range(-(-len(text) // hashlib.sha256().digest_size))
    )
    return bytes(a ^ b for a, b in zip(text, b"".join(blocks), strict=False))


def _encode(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


def refused_cursor() -> InvalidInputError:
    reason = "is altered or was made for other filters: start again without it"
    return InvalidInputError(f"cursor {reason}", [Reason("cursor", reason)])
