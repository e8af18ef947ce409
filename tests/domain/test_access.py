"""Operator keys and sessions: who may do what (contract, Credentials and roles)."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.access import Role, matches_any, open_session, read_session, role_of_operator_key
from chalicelib.domain.errors import InvalidCredentialsError
from tests.forged_tokens import FORGERS_SECRET, base64url, forged_sessions
from tests.forged_tokens import make_token as write_token

NOW = datetime(2026, 11, 22, 9, 15, 2, 120000, tzinfo=UTC)
EXPIRES_AT = datetime(2026, 11, 22, 17, 15, 2, tzinfo=UTC)
SECRET = "session-secret-of-64-characters".ljust(64, "x")
OTHER = FORGERS_SECRET
CLAIMS: dict[str, Any] = {"iss": "tracefunnel", "iat": 1795338902, "exp": 1795367702, "role": "support"}
OPERATOR_KEYS = ("viewer:viewer-key-0123456789abcdef", "support:support:key:0123456789abcdef", "admin:admin-key-0123")


def make_token(claims: object, secret: str = SECRET, hash_name: str = "sha256", **header: object) -> str:
    return write_token(claims, secret, hash_name, **header)


def read(token: str, now: datetime = NOW, secrets: tuple[str, ...] = (SECRET,)) -> Role:
    return read_session(token, now=now, secrets=secrets).role


def is_refused(token: str, now: datetime = NOW, secrets: tuple[str, ...] = (SECRET,)) -> bool:
    try:
        read(token, now, secrets)
    except InvalidCredentialsError:
        return True
    return False


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SUPPORT, Role.ADMIN])
def test_an_opened_session_gives_its_role_back(role: Role) -> None:
    session = open_session(role, now=NOW, secrets=[SECRET])
    assert session.role is role
    assert read(session.token) is role


def test_a_session_lasts_eight_hours_to_the_second() -> None:
    session = open_session(Role.ADMIN, now=NOW, secrets=[SECRET])
    assert session.expires_at == EXPIRES_AT
    assert read_session(session.token, now=NOW, secrets=[OTHER, SECRET]) == session
    assert read(session.token, EXPIRES_AT - timedelta(microseconds=1)) is Role.ADMIN
    assert is_refused(session.token, EXPIRES_AT)
    assert is_refused(session.token, EXPIRES_AT + timedelta(days=1))


@pytest.mark.parametrize("year", [1985, 2001, 2090, 9998])
def test_no_clock_counts_but_the_callers(year: int) -> None:
    opened_at = NOW.replace(year=year)
    token = open_session(Role.SUPPORT, now=opened_at, secrets=[SECRET]).token
    assert read(token, opened_at) is Role.SUPPORT
    assert is_refused(token, opened_at + timedelta(hours=8))


def test_a_token_is_a_jwt_of_hs256_with_its_claims() -> None:
    header, payload, _ = open_session(Role.SUPPORT, now=NOW, secrets=[SECRET]).token.split(".")
    assert json.loads(base64.urlsafe_b64decode(header + "==")) == {"alg": "HS256", "typ": "JWT"}
    assert json.loads(base64.urlsafe_b64decode(payload + "==")) == CLAIMS


def test_a_token_written_by_hand_is_read() -> None:
    assert read(make_token(CLAIMS)) is Role.SUPPORT


def test_the_first_secret_signs_and_all_verify() -> None:
    token = open_session(Role.VIEWER, now=NOW, secrets=[OTHER, SECRET]).token
    assert read(token, secrets=(OTHER,)) is Role.VIEWER
    assert read(token, secrets=(SECRET, OTHER)) is Role.VIEWER
    assert is_refused(token, secrets=(SECRET,))


def test_an_expired_session_stays_refused_under_several_secrets() -> None:
    token = make_token(CLAIMS, OTHER)
    assert is_refused(token, EXPIRES_AT, (SECRET, OTHER))
    assert is_refused(token, EXPIRES_AT, (OTHER, SECRET))


def test_no_forged_session_is_one_whether_the_secret_is_the_only_one_or_behind_another() -> None:
    forged = forged_sessions(NOW, SECRET)
    assert [name for name, token in forged.items() if not is_refused(token)] == []
    assert [name for name, token in forged.items() if not is_refused(token, secrets=("y" * 64, SECRET))] == []


@pytest.mark.parametrize("seconds", [-28_800, 0, 59])
def test_a_session_counts_from_the_time_that_it_names_give_or_take_a_minute_between_clocks(seconds: int) -> None:
    assert read(make_token(CLAIMS | {"nbf": CLAIMS["iat"] + seconds})) is Role.SUPPORT
    assert read(make_token(CLAIMS), NOW - timedelta(seconds=59)) is Role.SUPPORT
    assert is_refused(make_token(CLAIMS), NOW - timedelta(seconds=62))
    assert is_refused(make_token(CLAIMS | {"nbf": CLAIMS["iat"] + 62}))


def test_no_session_is_longer_than_ours_are() -> None:
    assert read(make_token(CLAIMS | {"exp": CLAIMS["exp"] - 1})) is Role.SUPPORT
    assert is_refused(make_token(CLAIMS | {"exp": CLAIMS["exp"] + 1}))


def test_a_changed_claim_breaks_the_signature() -> None:
    header, _, signature = make_token(CLAIMS).split(".")
    changed = base64url(json.dumps(CLAIMS | {"role": "admin"}).encode())
    assert is_refused(f"{header}.{changed}.{signature}")


@pytest.mark.parametrize(
    "token",
    ["", ".", "..", "...", "a.b.c", "é.é.é", "Bearer x", "\x00", "=" * 40, pytest.param("a" * 10_000, id="long")],
)
def test_junk_is_refused(token: str) -> None:
    assert is_refused(token)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_any_text_is_refused_and_never_breaks_anything(text: str) -> None:
    assert is_refused(text)
    assert is_refused(f"{text}.{text}.{text}")


@settings(deadline=None)
@given(st.integers(0, 400), st.integers(1, 127))
def test_a_token_altered_in_any_place_is_refused(place: int, change: int) -> None:
    token = make_token(CLAIMS)
    place %= len(token) - 1  # the last character's low bits are no part of the signature
    altered = token[:place] + chr(ord(token[place]) ^ change) + token[place + 1 :]
    assert is_refused(altered)


@pytest.mark.parametrize(
    ("key", "role"),
    [
        ("viewer-key-0123456789abcdef", Role.VIEWER),
        ("support:key:0123456789abcdef", Role.SUPPORT),
        ("admin-key-0123", Role.ADMIN),
    ],
)
def test_an_operator_key_opens_its_role(key: str, role: Role) -> None:
    assert role_of_operator_key(key, OPERATOR_KEYS) is role


@pytest.mark.parametrize(
    "key",
    [
        "",
        "viewer",
        "viewer:viewer-key-0123456789abcdef",
        "viewer-key-0123456789abcde",
        "viewer-key-0123456789abcdef ",
        "VIEWER-KEY-0123456789ABCDEF",
        "key:0123456789abcdef",
        "schlüssel",
    ],
)
def test_another_key_opens_nothing(key: str) -> None:
    with pytest.raises(InvalidCredentialsError):
        role_of_operator_key(key, OPERATOR_KEYS)


def test_a_key_listed_under_two_roles_has_the_first() -> None:
    assert role_of_operator_key("k" * 40, [f"viewer:{'k' * 40}", f"admin:{'k' * 40}"]) is Role.VIEWER


def test_a_key_matches_any_of_several() -> None:
    assert matches_any("b", ["a", "b", "c"])
    assert not matches_any("", ["a", "b"])
    assert not matches_any("ab", ["a", "b"])
    assert not matches_any("é", ["e"])
    assert not matches_any("a", [])


@pytest.mark.parametrize("key", ["\ud800", "a\udfff"])
def test_a_key_that_has_no_utf_8_opens_nothing(key: str) -> None:
    assert not matches_any(key, ["a"])
    with pytest.raises(InvalidCredentialsError):
        role_of_operator_key(key, OPERATOR_KEYS)


def test_no_refusal_repeats_what_was_sent() -> None:
    with pytest.raises(InvalidCredentialsError) as caught:
        role_of_operator_key("canary7f3a", OPERATOR_KEYS)
    assert "canary7f3a" not in caught.value.message
    with pytest.raises(InvalidCredentialsError) as caught:
        read("canary7f3a.canary7f3a.canary7f3a")
    assert "canary7f3a" not in caught.value.message


def test_the_hash_that_signs_is_sha256() -> None:
    signed, _, signature = open_session(Role.ADMIN, now=NOW, secrets=[SECRET]).token.rpartition(".")
    assert signature == base64url(hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).digest())
