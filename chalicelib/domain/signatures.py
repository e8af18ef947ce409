"""Standard Webhooks: who signed this body (contract, Credentials).

`standardwebhooks` signs; the reading of the headers is done here, because version 1.1.0 takes its clock from the
system, accepts timestamps such as `1_614_265_330`, and raises other errors than its own on malformed signatures.
"""

import base64
import binascii
import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from standardwebhooks import Webhook

from chalicelib.domain.errors import InvalidCredentialsError, InvalidInputError, Reason
from chalicelib.domain.request_name import SHAPE, SHAPE_IN_WORDS

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
    if not _signature_holds(message_id, timestamp, body, list(_v1_digests(signature)), secrets):
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


def _signature_holds(
    message_id: str, timestamp: datetime, body: bytes, given: Sequence[bytes], secrets: Sequence[str]
) -> bool:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    holds = False
    for secret in secrets:
        expected = Webhook(secret).sign(message_id, timestamp, text).partition(",")[2]
        for digest in given:  # no early end: the time taken tells nothing of which secret or entry fits
            holds |= hmac.compare_digest(base64.b64decode(expected), digest)
    return holds
