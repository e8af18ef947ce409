"""Standard Webhooks: who signed this body (contract, Credentials).

The digest is that of `standardwebhooks`; the headers are read here, because its `verify` (1.1.0) takes the clock from
the system, accepts timestamps such as `1_614_265_330`, signs another timestamp than the one sent where that has
leading zeros, and raises other errors than its own on malformed signatures.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from standardwebhooks.webhooks import hmac_data

from chalicelib.domain.errors import InvalidCredentialsError, InvalidInputError, Reason
from chalicelib.domain.request_name import SHAPE, SHAPE_IN_WORDS
from chalicelib.domain.secret_values import SIGNING_SECRET_PREFIX

TOLERANCE = timedelta(seconds=300)
HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
_TIMESTAMP_SHAPE = re.compile(r"[0-9]{1,12}")


def verify_webhook(headers: Mapping[str, str], body: bytes, secrets: Sequence[str], now: datetime) -> str:
    """The `webhook-id` of a body that one of `secrets` signed within 300 s of `now`; `headers` keyed in lower case.

    Raises InvalidCredentialsError; InvalidInputError where the signature holds over an id of the wrong shape.
    """
    message_id, timestamp_text, signature = (headers.get(name, "") for name in HEADERS)
    if not (message_id and timestamp_text and signature):
        raise InvalidCredentialsError(f"A signed request carries {', '.join(HEADERS)}")
    timestamp = _parse_timestamp(timestamp_text)
    if abs(now - timestamp) > TOLERANCE:
        raise InvalidCredentialsError("webhook-timestamp is more than 300 seconds away from now: sign again")
    signed = f"{message_id}.{timestamp_text}.".encode("utf-8", "surrogatepass") + body
    if not _signature_holds(signed, list(_v1_digests(signature)), secrets):
        raise InvalidCredentialsError("webhook-signature does not match id, timestamp and body under any known secret")
    if not SHAPE.fullmatch(message_id):
        raise InvalidInputError(f"webhook-id {SHAPE_IN_WORDS}", [Reason("webhook-id", SHAPE_IN_WORDS)])
    return message_id


def _parse_timestamp(text: str) -> datetime:
    if not _TIMESTAMP_SHAPE.fullmatch(text):
        raise InvalidCredentialsError("webhook-timestamp must be whole seconds since 1970, in ASCII digits")
    try:
        return datetime.fromtimestamp(int(text), tz=UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise InvalidCredentialsError("webhook-timestamp is out of range") from error


def _v1_digests(header: str) -> Iterator[bytes]:
    """Entries of other versions or shapes are skipped: a sender may sign in several ways at once."""
    for entry in header.split(" "):
        version, comma, encoded = entry.partition(",")
        if version == "v1" and comma:
            try:
                yield base64.b64decode(encoded.encode("ascii"), validate=True)
            except (binascii.Error, UnicodeEncodeError):
                continue


def _signature_holds(signed: bytes, given: Sequence[bytes], secrets: Sequence[str]) -> bool:
    holds = False
    for secret in secrets:
        expected = hmac_data(_key_of(secret), signed)
        for digest in given:  # no early end: the time taken tells nothing of which secret or entry fits
            holds |= hmac.compare_digest(expected, digest)
    return holds


def _key_of(secret: str) -> bytes:
    encoded = secret.removeprefix(SIGNING_SECRET_PREFIX)
    return base64.b64decode(encoded + "=" * (-len(encoded) % 4))
