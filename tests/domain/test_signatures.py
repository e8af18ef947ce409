"""Standard Webhooks: who signed this body (contract, Credentials)."""

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import InvalidCredentialsError, InvalidInputError
from chalicelib.domain.signatures import verify_webhook

SHARED_DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
VECTORS_FILE = SHARED_DATA / "signatures" / "standard_webhooks.json"
SIGNED_AT = 1_795_338_902
NOW = datetime(2026, 11, 22, 9, 15, 2, tzinfo=UTC)
SECRET = "whsec_" + base64.b64encode(b"a secret of some length, for tests").decode()
OTHER = "whsec_" + base64.b64encode(b"another secret, also only for tests").decode()
BODY = b'{"event_type": "m_otp_send", "email": "kim@example.com"}'


def digest(message_id: str, timestamp: str, body: bytes, secret: str = SECRET) -> str:
    """As the contract says: HMAC-SHA256 of "id.timestamp.body"."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


def signed(
    body: bytes = BODY, *, message_id: str = "msg_1", timestamp: object = SIGNED_AT, secret: str = SECRET
) -> dict[str, str]:
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{digest(message_id, str(timestamp), body, secret)}",
    }


def verify(headers: dict[str, str], body: bytes = BODY, *secrets: str, now: datetime = NOW) -> str:
    return verify_webhook(headers, body, secrets or (SECRET,), now)


def is_refused(headers: dict[str, str], body: bytes = BODY, *secrets: str, now: datetime = NOW) -> bool:
    try:
        verify(headers, body, *secrets, now=now)
    except InvalidCredentialsError:
        return True
    return False


def vectors() -> list[dict[str, Any]]:
    if not VECTORS_FILE.is_file():
        return []
    found: list[dict[str, Any]] = json.loads(VECTORS_FILE.read_text(encoding="utf-8"))
    return found


@pytest.mark.shared_data
@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector["name"])
def test_the_vectors_of_other_libraries_are_told_apart(vector: dict[str, Any]) -> None:
    headers = {name.lower(): value for name, value in vector["headers"].items()}
    body, now = base64.b64decode(vector["body_b64"]), datetime.fromtimestamp(vector["now"], tz=UTC)
    if vector["must"] == "reject":
        assert is_refused(headers, body, vector["secret"], now=now)
    else:
        assert verify(headers, body, vector["secret"], now=now) == headers["webhook-id"]


def test_a_signed_body_gives_its_webhook_id() -> None:
    assert verify(signed()) == "msg_1"


@pytest.mark.parametrize("seconds", [-300, -299, 0, 299, 300])
def test_a_webhook_within_300_seconds_is_taken(seconds: int) -> None:
    assert verify(signed(timestamp=SIGNED_AT + seconds)) == "msg_1"


@pytest.mark.parametrize("seconds", [-86_400, -301, 301, 86_400])
def test_a_webhook_301_seconds_away_is_refused(seconds: int) -> None:
    assert is_refused(signed(timestamp=SIGNED_AT + seconds))


def test_a_moment_more_than_300_seconds_is_too_much() -> None:
    assert is_refused(signed(), now=NOW + timedelta(seconds=300, microseconds=1))
    assert not is_refused(signed(), now=NOW + timedelta(seconds=300))


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_header_that_is_missing_or_empty_is_refused(missing: str) -> None:
    assert is_refused({name: value for name, value in signed().items() if name != missing})
    assert is_refused(signed() | {missing: ""})


def test_any_of_several_secrets_verifies() -> None:
    assert verify(signed(secret=OTHER), BODY, SECRET, OTHER) == "msg_1"
    assert verify(signed(secret=SECRET), BODY, OTHER, SECRET) == "msg_1"
    assert is_refused(signed(secret=OTHER), BODY, SECRET)


def test_one_right_entry_among_several_is_enough() -> None:
    entries = ["v1,AAAA", "v2,AAAA", "v1a,AAAA", "nonsense", "v1", "", "v1,!!", signed()["webhook-signature"], "v1,"]
    assert verify(signed() | {"webhook-signature": " ".join(entries)}) == "msg_1"


@pytest.mark.parametrize(
    "change",
    [
        lambda right: right.replace("v1,", "v2,"),
        lambda right: right.replace("v1,", "V1,"),
        lambda right: right.replace("v1,", "v1a,"),
        lambda right: right.replace("v1,", "v1="),
        lambda right: right.replace("v1,", ",v1,"),
        lambda right: right.replace("v1,", ""),
        lambda right: right.replace("v1,", "v1, "),
        lambda right: right.rstrip("="),
        lambda right: right[:-4],
        lambda right: right + "=",
        lambda right: right + "A",
        lambda right: right + ",v1",
        lambda right: "v1," + base64.b64decode(right[3:]).hex(),
        lambda right: "v1," + base64.b64encode(base64.b64decode(right[3:])[:16]).decode(),
        lambda _: "v1,",
        lambda _: "v1",
        lambda _: ",",
        lambda _: "v1,é",
        lambda _: "\x00",
    ],
)
def test_a_signature_of_another_shape_is_refused(change: Any) -> None:
    assert is_refused(signed() | {"webhook-signature": change(signed()["webhook-signature"])})


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "msg_2"},
        {"webhook-id": "msg_1 "},
        {"webhook-timestamp": str(SIGNED_AT + 1)},
        {"webhook-timestamp": str(SIGNED_AT - 1)},
    ],
)
def test_a_header_changed_after_signing_is_refused(changed: dict[str, str]) -> None:
    assert is_refused(signed() | changed)


@pytest.mark.parametrize("body", [b"", BODY[:-1], BODY + b" ", BODY.replace(b"kim", b"Kim")])
def test_a_body_changed_after_signing_is_refused(body: bytes) -> None:
    assert is_refused(signed(), body)


@pytest.mark.parametrize(
    "timestamp",
    [
        f"{SIGNED_AT}.0",
        f"+{SIGNED_AT}",
        f"-{SIGNED_AT}",
        f" {SIGNED_AT}",
        f"{SIGNED_AT}\n",
        "1_795_338_902",
        "1.795338902e9",
        "１７９５３３８９０２",  # digits, but of full width
        "٠",
        "hello",
        "0x6b028a56",
        "2026-11-22T09:15:02Z",
        "999999999999",  # 12 digits, the year 33658
        "1795338902000",  # 13 digits
        "0001795338902",  # the right second, in 13 digits
        pytest.param("9" * 5_000, id="5000 digits"),
    ],
)
def test_a_timestamp_of_another_shape_is_refused_though_rightly_signed(timestamp: str) -> None:
    assert is_refused(signed(timestamp=timestamp))


def test_a_timestamp_of_twelve_digits_is_signed_as_it_is_sent() -> None:
    assert verify(signed(timestamp=f"00{SIGNED_AT}")) == "msg_1"
    assert is_refused(signed() | {"webhook-timestamp": f"00{SIGNED_AT}"})


@pytest.mark.parametrize("length", [1, 119, 120])
def test_an_id_of_up_to_120_characters_is_taken(length: int) -> None:
    assert verify(signed(message_id="~" * length)) == "~" * length


@pytest.mark.parametrize(
    "message_id",
    [
        "m" * 121,
        pytest.param("m" * 5_000, id="5000 characters"),
        "msg 1",
        "msg\t1",
        "msg\x7f1",
        "nachricht_für",
        "メッセージ",
    ],
)
def test_an_id_of_another_shape_is_malformed_if_the_signature_holds(message_id: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        verify(signed(message_id=message_id))
    assert caught.value.details[0].field == "webhook-id"
    assert message_id not in caught.value.message


def test_an_id_of_another_shape_proves_nothing_if_the_signature_does_not_hold() -> None:
    assert is_refused(signed(message_id="m" * 121) | {"webhook-signature": "v1,AAAA"})


def test_a_body_that_is_no_utf_8_is_refused_under_the_signature_of_another() -> None:
    assert is_refused(signed(), b"\xff\xfe")
    assert is_refused(signed("\ufffd\ufffd".encode()), b"\xff\xfe")


@pytest.mark.parametrize("body", [b"", b"null", '{"name": "김"}'.encode(), b"\x00", b"a" * 1_048_576])
def test_any_body_of_utf_8_can_be_signed(body: bytes) -> None:
    assert verify(signed(body), body) == "msg_1"


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


@settings(deadline=None)
@given(st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]), ANY_TEXT)
@example("webhook-timestamp", "0" * 12)
@example("webhook-signature", "v1,\ud800")
@example("webhook-id", "\ud800")
def test_any_text_in_any_header_is_refused_and_never_breaks_anything(name: str, text: str) -> None:
    assert is_refused(signed() | {name: f"x{text}"})


@settings(deadline=None)
@given(st.lists(st.sampled_from(["v1,", "v2,", " ", ",", "=", "AAAA", "é", "v1"]), max_size=12).map("".join))
def test_any_signature_made_of_the_right_pieces_is_refused(signature: str) -> None:
    assert is_refused(signed() | {"webhook-signature": signature})


@settings(deadline=None)
@given(st.binary(max_size=200), st.integers(-300, 300))
def test_what_was_signed_is_taken_and_told_from_any_other_body(body: bytes, seconds: int) -> None:
    text = body.decode("utf-8", "replace").encode()
    headers = signed(text, timestamp=SIGNED_AT + seconds)
    assert verify(headers, text) == "msg_1"
    assert is_refused(headers, text + b"\n")
