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

NOW = datetime(2026, 11, 22, 9, 15, 2, 120000, tzinfo=UTC)
EXPIRES_AT = datetime(2026, 11, 22, 17, 15, 2, tzinfo=UTC)
SECRET = "session-secret-of-64-characters".ljust(64, "x")
OTHER = "another-secret-of-64-characters".ljust(64, "x")
CLAIMS = {"iss": "tracefunnel", "iat": 1795338902, "exp": 1795367702, "role": "support"}
OPERATOR_KEYS = ("viewer:viewer-key-0123456789abcdef", "support:support:key:0123456789abcdef", "admin:admin-key-0123")


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def make_token(claims: object, secret: str = SECRET, hash_name: str = "sha256", **header: object) -> str:
    """A JWT written out by hand, so that it may be wrong in any way."""
    parts = [json.dumps({"alg": "HS256", "typ": "JWT"} | header), json.dumps(claims)]
    signed = ".".join(base64url(part.encode()) for part in parts)
    return f"{signed}.{base64url(hmac.digest(secret.encode(), signed.encode(), hash_name))}"


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


@pytest.mark.parametrize("claim", ["iss", "iat", "exp", "role"])
def test_a_session_without_one_of_its_claims_is_refused(claim: str) -> None:
    assert is_refused(make_token({name: value for name, value in CLAIMS.items() if name != claim}))


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "tracefunnel2"},
        {"iss": "Tracefunnel"},
        {"iss": ["tracefunnel"]},
        {"iss": None},
        {"role": "ingest"},
        {"role": "owner"},
        {"role": "Admin"},
        {"role": ""},
        {"role": None},
        {"role": ["admin"]},
        {"role": {"admin": True}},
        {"exp": None},
        {"exp": "soon"},
        {"exp": [1795367702]},
        {"exp": -1},
        {"exp": 0},
        {"exp": True},
        {"exp": 10**30},
        {"exp": float("inf")},
        {"exp": float("nan")},
        {"exp": -(10**30)},
        {"aud": "another service"},
    ],
)
def test_a_well_signed_session_with_other_claims_is_refused(changed: dict[str, Any]) -> None:
    assert is_refused(make_token(CLAIMS | changed))


@pytest.mark.parametrize("claims", [[], "admin", 5, None, ["role", "admin"]])
def test_a_well_signed_token_whose_claims_are_no_object_is_refused(claims: object) -> None:
    assert is_refused(make_token(claims))


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", "", None])
@pytest.mark.parametrize("signature", ["", "AAAA"])
def test_a_token_that_says_it_needs_no_signature_is_refused(algorithm: str | None, signature: str) -> None:
    unsigned = make_token(CLAIMS, alg=algorithm).rpartition(".")[0]
    assert is_refused(f"{unsigned}.{signature}")
    assert is_refused(unsigned)


@pytest.mark.parametrize("algorithm", ["none", "HS384", "HS512", "RS256", "ES256", "hs256", "HS256 "])
def test_a_right_signature_under_the_name_of_another_algorithm_is_refused(algorithm: str) -> None:
    assert is_refused(make_token(CLAIMS, alg=algorithm))


@pytest.mark.parametrize(("algorithm", "hash_name"), [("HS384", "sha384"), ("HS512", "sha512")])
def test_another_algorithm_rightly_applied_with_the_right_secret_is_refused(algorithm: str, hash_name: str) -> None:
    assert is_refused(make_token(CLAIMS, hash_name=hash_name, alg=algorithm))
    assert is_refused(make_token(CLAIMS, hash_name=hash_name, alg="HS256"))


@pytest.mark.parametrize(
    "header",
    [
        {"kid": "../../../../dev/null"},
        {"kid": "0"},
        {"jku": "https://evil.example/keys.json"},
        {"jwk": {"kty": "oct", "k": base64url(OTHER.encode())}},
        {"x5u": "https://evil.example/cert.pem"},
    ],
)
@pytest.mark.parametrize("secret", ["", OTHER])
def test_no_header_leads_to_a_key_of_the_callers_choice(header: dict[str, Any], secret: str) -> None:
    assert is_refused(make_token(CLAIMS, secret, **header))


def test_a_token_that_asks_for_an_extension_nobody_knows_is_refused() -> None:
    assert is_refused(make_token(CLAIMS, crit=["exp2"], exp2=1))


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
