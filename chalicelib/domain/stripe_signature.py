"""Stripe's signature: whether Stripe sent this body (contract, Credentials).

Stricter than the `stripe` package in what Stripe never sends: its `verify_header` (16.1.0) takes timestamps such as
`1_614_265_330`, signs another text than the one sent where that has leading zeros, and takes the first of several `t=`.
"""

import hmac
import re
from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.errors import InvalidCredentialsError

HEADER = "stripe-signature"
TOLERANCE_SECONDS = 300
_TIMESTAMP_SHAPE = re.compile(r"0|[1-9][0-9]{0,11}")


def verify_stripe_signature(header: str, body: bytes, secrets: Sequence[str], now: datetime) -> None:
    """One of `secrets`, each a key as it stands, prefix included, signed the body at most 300 s before `now`.

    A time to come is taken, as Stripe's own libraries do. Raises InvalidCredentialsError.
    """
    timestamp, digests = _read(header)
    if int(timestamp) < now.timestamp() - TOLERANCE_SECONDS:
        raise InvalidCredentialsError("Stripe-Signature is more than 300 seconds old: sign again")
    if not _signature_holds(f"{timestamp}.".encode() + body, digests, secrets):
        raise InvalidCredentialsError("Stripe-Signature does not match time and body under any known secret")


def _read(header: str) -> tuple[str, list[bytes]]:
    """The one `t=`, and each `v1=`; entries of other schemes are skipped."""
    entries = [entry.partition("=") for entry in header.split(",")]
    timestamps = [value for name, _, value in entries if name == "t"]
    if len(timestamps) != 1 or not _TIMESTAMP_SHAPE.fullmatch(timestamps[0]):
        raise InvalidCredentialsError("Send Stripe-Signature: t=<whole seconds since 1970>,v1=<signature in hex>")
    return timestamps[0], [value.encode("utf-8", "surrogatepass") for name, _, value in entries if name == "v1"]


def _signature_holds(signed: bytes, given: Sequence[bytes], secrets: Sequence[str]) -> bool:
    holds = False
    for secret in secrets:
        expected = hmac.digest(secret.encode(), signed, "sha256").hex().encode()
        for digest in given:  # no early end: the time taken tells nothing of which secret or entry fits
            holds |= hmac.compare_digest(expected, digest)
    return holds
