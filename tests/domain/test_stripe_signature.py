"""Stripe's signature: whether Stripe sent this body (contract, Credentials)."""

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from stripe import SignatureVerificationError, WebhookSignature

from chalicelib.domain.errors import InvalidCredentialsError
from chalicelib.domain.stripe_signature import verify_stripe_signature

SHARED_DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
VECTORS_FILE = SHARED_DATA / "signatures" / "stripe.json"
SIGNED_AT = 1_795_338_902
NOW = datetime.fromtimestamp(SIGNED_AT, tz=UTC)
SECRET, OTHER = "whsec_a-secret-of-some-length-for-tests", "whsec_another-secret-also-only-for-tests"
BODY = b'{"id": "evt_1", "type": "checkout.session.completed", "name": "\xea\xb9\x80"}'


def digest(timestamp: object = SIGNED_AT, body: bytes = BODY, secret: str = SECRET) -> str:
    """As Stripe documents it: HMAC-SHA256 of "t.body" in hex, under the whole secret, its prefix included."""
    return hmac.digest(secret.encode(), f"{timestamp}.".encode() + body, "sha256").hex()


def signed(timestamp: object = SIGNED_AT, body: bytes = BODY, secret: str = SECRET) -> str:
    return f"t={timestamp},v1={digest(timestamp, body, secret)}"


def is_refused(header: str, body: bytes = BODY, *secrets: str, now: datetime = NOW) -> bool:
    try:
        verify_stripe_signature(header, body, secrets or (SECRET,), now)
    except InvalidCredentialsError:
        return True
    return False


def stripe_refuses(header: str, body: bytes = BODY, tolerance_seconds: int | None = None) -> bool:
    """What the `stripe` package says; its clock is the system's."""
    try:
        WebhookSignature.verify_header(body, header, SECRET, tolerance_seconds)
    except SignatureVerificationError:
        return True
    return False


def vectors() -> list[dict[str, Any]]:
    if not VECTORS_FILE.is_file():
        return []
    found: list[dict[str, Any]] = json.loads(VECTORS_FILE.read_text(encoding="utf-8"))
    return found


@pytest.mark.shared_data
def test_there_are_vectors_of_both_kinds(shared_data: Path) -> None:
    assert shared_data == SHARED_DATA
    assert {vector["must"] for vector in vectors()} == {"accept", "reject", "signature-ok-then-400"}


@pytest.mark.shared_data
@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector["name"])
def test_the_vectors_of_stripe_are_told_apart(vector: dict[str, Any]) -> None:
    # another tolerance is another age: 15 s at a tolerance of 10 s are 305 s at one of 300 s
    now = datetime.fromtimestamp(vector["now"] + 300 - vector["tolerance"], tz=UTC)
    body = base64.b64decode(vector["payload_b64"])
    assert is_refused(vector["header"], body, vector["secret"], now=now) == (vector["must"] == "reject")


def test_what_the_stripe_package_signs_is_taken() -> None:
    header = WebhookSignature.generate_signature_header(BODY.decode(), SECRET, SIGNED_AT)
    assert header == signed()
    assert not is_refused(header)


@pytest.mark.parametrize("seconds", [0, 1, 299, 300])
def test_a_signature_of_300_seconds_ago_is_taken(seconds: int) -> None:
    assert not is_refused(signed(SIGNED_AT - seconds))


@pytest.mark.parametrize("seconds", [301, 3600, SIGNED_AT])
def test_a_signature_of_301_seconds_ago_is_refused(seconds: int) -> None:
    assert is_refused(signed(SIGNED_AT - seconds))


def test_a_moment_more_than_300_seconds_is_too_much() -> None:
    assert is_refused(signed(), now=NOW + timedelta(seconds=300, milliseconds=1))
    assert not is_refused(signed(), now=NOW + timedelta(seconds=300))


@pytest.mark.parametrize("seconds", [1, 301, 86_400])
def test_a_signature_of_a_time_to_come_is_taken(seconds: int) -> None:
    assert not is_refused(signed(SIGNED_AT + seconds))


@pytest.mark.parametrize("timestamp", [253_402_300_799, 253_402_300_800, 999_999_999_999])
def test_a_time_beyond_the_calendar_is_taken_as_the_stripe_package_takes_it(timestamp: int) -> None:
    assert not is_refused(signed(timestamp))
    assert not stripe_refuses(signed(timestamp), tolerance_seconds=300)


@pytest.mark.parametrize("seconds", [-86_400, -310, -290, 0, 290, 310, 86_400])
def test_the_stripe_package_draws_the_same_line(seconds: int) -> None:
    now = datetime.now(UTC)
    header = signed(int(now.timestamp()) + seconds)
    assert is_refused(header, now=now) == stripe_refuses(header, tolerance_seconds=300)


def test_any_of_several_secrets_verifies() -> None:
    assert not is_refused(signed(secret=OTHER), BODY, SECRET, OTHER)
    assert not is_refused(signed(secret=SECRET), BODY, OTHER, SECRET)
    assert is_refused(signed(secret=OTHER), BODY, SECRET)


def test_the_prefix_is_part_of_the_key() -> None:
    assert is_refused(signed(secret=SECRET.removeprefix("whsec_")))


def test_a_short_secret_is_as_good_as_any() -> None:
    assert not is_refused(signed(secret="s"), BODY, "s")


def test_one_right_entry_among_several_is_enough_and_other_schemes_are_skipped() -> None:
    entries = ["v1=AAAA", "v0=" + digest(), "nonsense", "", "v1", "v1=", "v1=é", "=", f"v1={digest()}", "v2=x"]
    assert not is_refused(f"t={SIGNED_AT},{','.join(entries)}")
    assert not is_refused(f"{','.join(entries)},t={SIGNED_AT}")


@pytest.mark.parametrize(
    "header",
    [
        "",
        ",",
        "=",
        "\x00",
        "bad_header",
        "t",
        "t=",
        f"t={SIGNED_AT}",
        f"t={SIGNED_AT},v1",
        f"t={SIGNED_AT},v1=",
        f"v1={digest()}",
        f"t,v1={digest()}",
        f"t=,v1={digest('')}",
        f"T={SIGNED_AT},v1={digest()}",
        f"t={SIGNED_AT},V1={digest()}",
        f"t={SIGNED_AT},v0={digest()}",
        f"t={SIGNED_AT},v2={digest()}",
        f"t={SIGNED_AT},v1a={digest()}",
        f"t={SIGNED_AT},v1:{digest()}",
        f"t={SIGNED_AT}, v1={digest()}",
        f"t={SIGNED_AT};v1={digest()}",
        f"t={SIGNED_AT} v1={digest()}",
        f"t={SIGNED_AT},v1={digest()} ",
        f"t={SIGNED_AT},v1={digest()}0",
        f"t={SIGNED_AT},v1={digest()[:-1]}",
        f"t={SIGNED_AT},v1={digest()[:32]}",
        f"t={SIGNED_AT},v1={digest().upper()}",
        f"t={SIGNED_AT},v1={digest()}=",
        f"t={SIGNED_AT},v1={base64.b64encode(bytes.fromhex(digest())).decode()}",
        f"t={SIGNED_AT},v1=\ud800",
        f"t={SIGNED_AT},t={SIGNED_AT},v1={digest()}",
        f"t=1,t={SIGNED_AT},v1={digest()}",
    ],
)
def test_a_header_of_another_shape_is_refused(header: str) -> None:
    assert is_refused(header)


@pytest.mark.parametrize(
    "timestamp",
    [
        f" {SIGNED_AT}",
        f"{SIGNED_AT} ",
        f"+{SIGNED_AT}",
        f"-{SIGNED_AT}",
        f"0{SIGNED_AT}",
        f"{SIGNED_AT}.0",
        f"{SIGNED_AT}=",
        "1_795_338_902",
        "1.795338902e9",
        "0x6b02c216",
        "1795338902000",
        "٣٤٥٦٧٨٩٠١٢",
        "now",
        "9" * 5000,
    ],
)
def test_a_timestamp_of_another_shape_is_refused_even_where_it_was_signed(timestamp: str) -> None:
    assert is_refused(signed(timestamp))
    assert is_refused(f"t={timestamp},v1={digest()}")


@pytest.mark.parametrize("body", [b"", BODY + b" ", BODY[:-1], BODY.replace(b"evt_1", b"evt_2")])
def test_another_body_is_refused(body: bytes) -> None:
    assert is_refused(signed(), body)


def test_another_time_than_the_one_signed_is_refused() -> None:
    assert is_refused(signed().replace(f"t={SIGNED_AT}", f"t={SIGNED_AT + 1}"))


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"\x00", b"x" * 100_000])
def test_any_bytes_can_be_signed(body: bytes) -> None:
    assert not is_refused(signed(body=body), body)


PIECES = st.sampled_from(
    ["t=", f"t={SIGNED_AT}", "t", "=", ",", "v1=", "v0=", "v1", digest(), digest(secret=OTHER), " ", "0", "_", "é"]
)


@given(st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=40))
@example(signed())
@example(f"v1={digest()},t={SIGNED_AT}")
@settings(max_examples=500)
def test_what_is_taken_the_stripe_package_takes_too_and_nothing_else_is_raised(header: str) -> None:
    assert is_refused(header) or not stripe_refuses(header)


@given(
    body=st.text(st.characters(exclude_categories=["Cs"]), max_size=60).map(str.encode),
    age_seconds=st.integers(-10_000, 300),
    skipped=st.lists(st.sampled_from(["v0=00", "v1=00", "v9=", "other=1"]), max_size=3),
)
def test_what_stripe_would_send_is_taken_by_both(body: bytes, age_seconds: int, skipped: list[str]) -> None:
    header = ",".join([signed(SIGNED_AT - age_seconds, body), *skipped])
    assert not is_refused(header, body)
    assert not stripe_refuses(header, body)
