"""What redaction takes out of text, keys and values, and what it leaves."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib.domain.pii import holds_email
from chalicelib.domain.redaction import has_control_characters, redact_text, scrub_error_message, scrub_payload

HEADER = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
CLAIMS = "eyJzdWIiOiIxMjM0In0"
SIGNATURE = "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"
JWT = f"{HEADER}.{CLAIMS}.{SIGNATURE}"

# Whatever can be redacted, whatever can stand beside it, and what is left of it when one half is gone.
PIECES = st.sampled_from(
    [
        *("kim", "kim@example.com", "a@b", "@", "＠", "%40", "'", '"', "\\", "/", "=", "[email]", "example.com"),
        *("4111111111111111", "4111 1111 1111 1111", "411", "1111", "4", "2026-11-22", "[card]"),
        *("192.0.2.1", "1.2.3", ".4", "2001:db8::1", "fe80::", "::", ":", "%eth0", "[ip]", "dead", "zz"),
        *(JWT, HEADER, "eyJh", "ey", "Bearer ", "bearer", "token", "abc123", "[token]", "+", "%20"),
        *(" ", "-", ".", "_", "(", ")", "[", "]", ",", ";", "!", "\n", "\u00a0", "–", "é", "김", "x"),
        "550e8400-e29b-41d4-a716-446655440000",
    ]
)
TEXTS = st.lists(PIECES, max_size=10).map("".join)


# --- Tokens ---


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        (JWT, "[token]"),
        (f"token={JWT};", "token=[token];"),
        (f'"{JWT}"', '"[token]"'),
        (f"{HEADER}.{CLAIMS}.", "[token]"),
        (f"{HEADER}.{CLAIMS}. Next", "[token] Next"),
        (f"{JWT}. Next", "[token]. Next"),
        (f"{HEADER}.{CLAIMS}", "[token]"),
        (f"{HEADER}.key.iv.text.tag", "[token]"),
        (f"{HEADER}..iv.text.tag", "[token]"),
        (f"%3D{JWT}", "%3D[token]"),
        (f"%20{JWT}", "%20[token]"),
        (rf"\n{JWT}", r"\n[token]"),
        (f"id_token-{JWT}", "id_token-[token]"),
        (f"x{JWT}", "x[token]"),
        (f"{JWT} {JWT}", "[token] [token]"),
        (f"/verify/{JWT}/", "/verify/[token]/"),
        ("eyAiYWxnIjogIm5vbmUiIH0.e30.", "[token]"),
    ],
)
def test_a_json_web_token_becomes_the_marker(text: str, redacted: str) -> None:
    assert redact_text(text) == redacted


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Bearer abc", "Bearer [token]"),
        ("bearer abc", "bearer [token]"),
        ("BEARER  a1.b2-c3_d4~e5+f6/g7==", "BEARER  [token]"),
        ("Authorization: Bearer abc, next", "Authorization: Bearer [token], next"),
        ('{"Authorization":"Bearer abc"}', '{"Authorization":"Bearer [token]"}'),
        (f"Bearer {JWT}", "Bearer [token]"),
        ("Bearer\tabc", "Bearer\t[token]"),
        ("Bearer%20abc", "Bearer%20[token]"),
        ("Bearer: abc", "Bearer: [token]"),
        ("Bearer abc.", "Bearer [token]."),
        ("Bearer bearer abc", "Bearer bearer [token]"),
        ("Bearer isolated", "Bearer [token]"),
        ("Bearer token abc123", "Bearer token [token]"),
        ("bearer token: abc123", "bearer token: [token]"),
        ("sent Bearer abc and Bearer def", "sent Bearer [token] and Bearer [token]"),
    ],
)
def test_what_follows_the_word_bearer_becomes_the_marker(text: str, redacted: str) -> None:
    assert redact_text(text) == redacted


@pytest.mark.parametrize(
    "text",
    [
        *("Bearer", "Bearer ", "bearer token expired", "missing bearer token", "bearer authentication required"),
        *("the bearer of it", "forbearer abc", "Bearers abc", 'Bearer realm="api"', "Bearer\nabc", "Bearer [token]"),
        *("eye.example.com", "keyJson.path.name", "surveyId.question.answer", "eyJabc", "eyJabc.def", "ey.ey.ey"),
        *("hey.you.there", "www.example.com", "1.2.3", "a.b.c", "eyZ.a.b", "[token]"),
    ],
)
def test_a_near_miss_of_a_token_stays(text: str) -> None:
    assert redact_text(text) == text


@settings(deadline=None)
@given(
    st.dictionaries(st.text(min_size=1), st.text() | st.integers(), min_size=1),
    st.dictionaries(st.text(), st.text()),
    st.binary(max_size=64),
    st.sampled_from(["", " ", "jwt:", "x-", "%22"]),
)
def test_every_signed_token_is_found(header: Any, claims: Any, signature: bytes, before: str) -> None:
    parts = [json.dumps(header).encode(), json.dumps(claims).encode(), signature]
    token = ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
    assert redact_text(f"{before}{token}") == f"{before}[token]"


# --- Text as a whole ---


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        (
            "kim@example.com from 192.0.2.1 paid with 4111 1111 1111 1111, Bearer abc",
            "[email] from [ip] paid with [card], Bearer [token]",
        ),
        ("kim@[192.0.2.1]", "[email]"),
        ("kim@192.0.2.1", "[email]"),
        ("10.0.0.4 4111 1111 1111 1111", "[ip] [card]"),
        ("2001:db8::4 4111 1111 1111 1111", "[ip] [card]"),
        ("4111111111111111:2001:db8::1", "[card]:[ip]"),
        ("192.0.2.1::1", "[ip][ip]"),
        ("Bearer 192.0.2.1", "Bearer [token]"),
        ("fp_41111111111111114111111111111111", "fp_41111111111111114111111111111111"),
        ("code expired", "code expired"),
        ("", ""),
        ("[email] [card] [token] [ip] [secret] [deep]", "[email] [card] [token] [ip] [secret] [deep]"),
    ],
)
def test_each_finding_has_its_own_marker(text: str, redacted: str) -> None:
    assert redact_text(text) == redacted


@settings(deadline=None, max_examples=1000)
@given(TEXTS | st.text())
@example("192.0.2.1fe80::")
@example("4111111111111111fe80::1")
@example("4111111111111111.192.0.2.1")
@example("4111 1111 1111 1111bearer abc")
def test_redacting_leaves_no_address_and_redacting_twice_is_redacting_once(text: str) -> None:
    redacted = redact_text(text)
    assert not holds_email(redacted)
    assert redact_text(redacted) == redacted


@settings(deadline=None)
@given(st.emails(), TEXTS, TEXTS)
def test_an_address_survives_beside_nothing_else_that_is_redacted(address: str, before: str, after: str) -> None:
    assert address not in redact_text(before + address + after)


def test_an_error_message_is_redacted_before_it_is_cut() -> None:
    assert scrub_error_message("x" * 500 + " kim@example.com") == "x" * 500 + " [email]"
    assert scrub_error_message("kim@example.com " + "x" * 600) == "[email] " + "x" * 504


def test_an_error_message_is_cut_at_512_code_points_not_bytes() -> None:
    assert scrub_error_message("😀" * 512) == "😀" * 512
    assert scrub_error_message("😀" * 513) == "😀" * 512


@pytest.mark.parametrize("character", [*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0))])
def test_c0_delete_and_c1_are_control_characters(character: str) -> None:
    assert has_control_characters(f"a{character}b")


@pytest.mark.parametrize("text", ["", "a b", "~", "\u00a0", "\u00ad", "\u200b", "\u2028", "\ufeff", "\u202e", "é"])
def test_what_is_only_invisible_is_no_control_character(text: str) -> None:
    assert not has_control_characters(text)


# --- Payloads ---


def test_values_on_every_level_are_redacted() -> None:
    payload = {"a": "kim@example.com", "b": {"c": ["192.0.2.1", "ok"]}, "d": [4111111111111111, -4111111111111111.0]}
    assert scrub_payload(payload) == {"a": "[email]", "b": {"c": ["[ip]", "ok"]}, "d": ["[card]", "[card]"]}


def test_what_is_nothing_to_redact_keeps_its_value_its_type_and_its_order() -> None:
    payload: dict[str, Any] = {
        "z": 1,
        "a": 1.0,
        "true": True,
        "false": False,
        "null": None,
        "text": "",
        "list": [],
        "big": 10**30,
    }
    scrubbed = scrub_payload(payload)
    assert list(scrubbed.items()) == list(payload.items())
    assert [type(value) for value in scrubbed.values()] == [type(value) for value in payload.values()]


@pytest.mark.parametrize("value", ["hunter2", "", 1234, 0, True, False, 1.5, {"a": 1}, [1, 2], {}, [], "[secret]"])
def test_the_whole_value_under_a_secret_key_becomes_the_marker(value: Any) -> None:
    assert scrub_payload({"password": value, "deep": {"otpCode": value}}) == {
        "password": "[secret]",
        "deep": {"otpCode": "[secret]"},
    }


def test_a_null_under_a_secret_key_stays_null() -> None:
    assert scrub_payload({"token": None}) == {"token": None}


def test_code_alone_is_a_secret_and_an_error_code_is_none() -> None:
    assert scrub_payload({"code": 123456, "error_code": "otp_expired"}) == {
        "code": "[secret]",
        "error_code": "otp_expired",
    }


def test_a_secret_key_that_holds_an_address_loses_both() -> None:
    assert scrub_payload({"token of kim@example.com": 1}) == {"token of [email]": "[secret]"}
    assert scrub_payload({"otp=kim@example.com": 1}) == {"otp=[email]": "[secret]"}


def test_a_token_for_a_key_makes_its_value_a_secret() -> None:
    assert scrub_payload({JWT: 1}) == {"[token]": "[secret]"}


def test_keys_that_become_the_same_marker_keep_their_values_apart() -> None:
    payload = {"kim@example.com": 1, "lee@example.com": 2, "a": 3, "park@example.com": 4}
    assert list(scrub_payload(payload).items()) == [("[email]", 1), ("[email]#2", 2), ("a", 3), ("[email]#3", 4)]


def test_a_key_that_needs_no_redaction_keeps_its_name_wherever_it_stands() -> None:
    payload = {"kim@example.com": 1, "lee@example.com": 2, "[email]#2": 3, "[email]": 4}
    assert scrub_payload(payload) == {"[email]#3": 1, "[email]#4": 2, "[email]#2": 3, "[email]": 4}


def test_keys_are_told_apart_within_each_object_on_its_own() -> None:
    payload = {"kim@example.com": {"lee@example.com": 1, "park@example.com": 2}}
    assert scrub_payload(payload) == {"[email]": {"[email]": 1, "[email]#2": 2}}


@settings(deadline=None)
@given(st.dictionaries(TEXTS, TEXTS | st.integers() | st.none(), max_size=8))
def test_no_entry_is_lost_and_a_second_scrubbing_changes_nothing(payload: dict[str, Any]) -> None:
    scrubbed = scrub_payload(payload)
    if "_truncated" not in scrubbed:
        assert len(scrubbed) == len(payload)
    assert scrub_payload(scrubbed) == scrubbed
    assert not any(holds_email(str(part)) for item in scrubbed.items() for part in item)


# --- Strings that break programs ---


# Looked at one by one: none of the 515 holds anything to redact, and three name a secret where they are a key.
SECRETS_AMONG_NAUGHTY_KEYS = {
    '<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE foo [ <!ELEMENT foo ANY ><!ENTITY xxe SYSTEM '
    '"file:///etc/passwd" >]><foo>&xxe;</foo>',
    "../../../../../../../../../../../etc/passwd%00",
    '{{ "".__class__.__mro__[2].__subclasses__()[40]("/etc/passwd").read() }}',
}


@pytest.mark.shared_data
def test_naughty_strings_come_back_as_they_were(shared_data: Path) -> None:
    strings = json.loads((shared_data / "bad-input" / "naughty_strings.json").read_text("utf-8"))
    assert len(strings) == 515
    for string in strings:
        assert redact_text(string) == string
        payload = {"value": string, "list": [string], "object": {string: string}, string: 1}
        expected = {
            "value": string,
            "list": [string],
            "object": {string: "[secret]" if string in SECRETS_AMONG_NAUGHTY_KEYS else string},
            string: "[secret]" if string in SECRETS_AMONG_NAUGHTY_KEYS else 1,
        }
        scrubbed = scrub_payload(payload)
        assert json.loads(json.dumps(scrubbed)) == scrubbed
        if len(json.dumps(expected, ensure_ascii=False, separators=(",", ":")).encode()) <= 2048:
            assert scrubbed == expected
        else:
            assert scrubbed["_truncated"] is True
