"""The cookie `ef_tracking`: what is put in is read, what is forged or garbled is a reason and never an error."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.tracking.attribution import Source, decide
from chalicelib.domain.tracking.cookie import CookieReading, read_cookie, sign_cookie
from chalicelib.domain.tracking.evidence import CookieCandidate, Evidence, LinkRecord
from chalicelib.domain.tracking.utm import Utm
from tests.domain.tracking.tokens import HEADER, base64url, cookie_claims, token, unsigned

NOW = datetime(2026, 11, 22, 9, 15, 2, 120_000, tzinfo=UTC)
KEY, OLDER_KEY, FOREIGN_KEY = (f"{name}-cookie-key-0123456789abcdef-0123456789" for name in ("new", "old", "foreign"))
KEYS = (KEY, OLDER_KEY)
FORGED = CookieReading(signature_valid=False, claims=None)
GARBLED = CookieReading(signature_valid=True, claims=None)
MAX_BYTES = 3072


def signed(**claims: Any) -> str:
    """By our key; `claims` replace or, with None, leave out those of a good cookie."""
    return token(cookie_claims(NOW, **claims), KEY)


# --- what we sign ------------------------------------------------------------------------------------------------


def test_the_token_says_what_the_design_says_and_lives_for_thirty_days() -> None:
    utm = Utm(utm_source="newsletter", utm_content="여름")
    made = sign_cookie(cid="summer-link", utm=utm, campaign_id="summer", now=NOW, secrets=KEYS)
    assert made == token(_claims_of(made), KEY, header=_header_of(made))
    assert _header_of(made)["alg"] == "HS256"
    claims = _claims_of(made)
    assert claims.pop("exp") - claims.pop("iat") == timedelta(days=30).total_seconds()
    assert claims == {
        "cid": "summer-link",
        "utm_source": "newsletter",
        "utm_content": "여름",
        "campaign_id": "summer",
        "captured_at": "2026-11-22T09:15:02.120Z",
    }


def test_a_token_made_by_hand_is_read_as_one_of_ours() -> None:
    found = read_cookie(signed(utm_source="newsletter"), KEYS)
    assert found.signature_valid
    assert found.claims is not None
    assert (found.claims.cid, found.claims.campaign_id) == ("summer-link", "summer")
    assert found.claims.utm == Utm(utm_source="newsletter")
    assert found.claims.captured_at == NOW
    assert found.claims.expires_at == (NOW + timedelta(days=30)).replace(microsecond=0)


UTM_VALUES = st.none() | st.text(max_size=220) | st.text(alphabet='\u0800\U0001f600"\\', min_size=190, max_size=200)
UTMS = st.builds(
    lambda *values: Utm.sanitized(dict(zip(Utm.__dataclass_fields__, values, strict=True))), *[UTM_VALUES] * 5
)


@given(
    cid=st.none() | st.from_regex(r"[A-Za-z0-9_-]{3,64}", fullmatch=True),
    campaign_id=st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=256),
    utm=UTMS,
    now=st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - in UTC
)
def test_what_is_put_in_is_read_but_for_utm_fields_left_out_from_the_end(
    cid: str | None, campaign_id: str, utm: Utm, now: datetime
) -> None:
    made = sign_cookie(cid=cid, utm=utm, campaign_id=campaign_id, now=now, secrets=KEYS)
    assert len(made.encode()) <= MAX_BYTES
    found = read_cookie(made, KEYS)
    assert found.claims is not None
    assert (found.claims.cid, found.claims.campaign_id) == (cid, campaign_id)
    assert found.claims.captured_at == now.replace(microsecond=now.microsecond // 1000 * 1000)
    given_fields, kept_fields = list(utm.present().items()), list(found.claims.utm.present().items())
    assert kept_fields == given_fields[: len(kept_fields)]
    if len(kept_fields) < len(given_fields):
        one_more = dict(given_fields[: len(kept_fields) + 1])
        assert len(token(_claims_of(made) | one_more, KEY, header=_header_of(made))) > MAX_BYTES


# --- who signed it -----------------------------------------------------------------------------------------------


def test_any_of_our_keys_may_have_signed_and_the_first_one_signs() -> None:
    made = sign_cookie(cid=None, utm=Utm(utm_source="x"), campaign_id="summer", now=NOW, secrets=KEYS)
    assert read_cookie(made, (KEY,)).signature_valid
    assert read_cookie(made, (OLDER_KEY, KEY)).signature_valid
    assert read_cookie(token(cookie_claims(NOW), OLDER_KEY), KEYS).claims is not None
    assert read_cookie(made, (OLDER_KEY,)) == FORGED


NO_SIGNATURE_OF_OURS = {
    "another key": token(cookie_claims(NOW), FOREIGN_KEY),
    "an empty key": token(cookie_claims(NOW), ""),
    "our key cut short": token(cookie_claims(NOW), KEY[:-1]),
    "HS384 by our key": token(cookie_claims(NOW), KEY, header=HEADER | {"alg": "HS384"}, digest="HS384"),
    "HS512 by our key": token(cookie_claims(NOW), KEY, header=HEADER | {"alg": "HS512"}, digest="HS512"),
    "HS512 that says HS256": token(cookie_claims(NOW), KEY, digest="HS512"),
    "RS256 by our key": token(cookie_claims(NOW), KEY, header=HEADER | {"alg": "RS256"}),
    "ES256 by our key": token(cookie_claims(NOW), KEY, header=HEADER | {"alg": "ES256"}),
    "hs256 by our key": token(cookie_claims(NOW), KEY, header=HEADER | {"alg": "hs256"}),
    "no alg, by our key": token(cookie_claims(NOW), KEY, header={"typ": "JWT"}),
    "alg none by our key": token(cookie_claims(NOW), KEY, header=HEADER | {"alg": "none"}),
    **{f"unsigned, alg {name}": unsigned(cookie_claims(NOW), name) for name in ("none", "None", "NONE", "nOnE", "")},
    "unsigned, alg HS256": unsigned(cookie_claims(NOW), "HS256"),
    "a key in the header": token(
        cookie_claims(NOW),
        FOREIGN_KEY,
        header=HEADER | {"jwk": {"kty": "oct", "k": base64url(FOREIGN_KEY.encode())}, "kid": "1"},
    ),
    "a key's address in the header": token(
        cookie_claims(NOW),
        FOREIGN_KEY,
        header=HEADER | {"jku": "https://keys.example/", "x5u": "https://keys.example/"},
    ),
    "a path for a key": token(cookie_claims(NOW), "", header=HEADER | {"kid": "../../../dev/null"}),
    **{
        f"alg {algorithm!r}": token(cookie_claims(NOW), KEY, header=HEADER | {"alg": algorithm})
        for algorithm in (None, 1, True, ["HS256"], {"HS256": 1}, [], {})
    },
    "a header that is a list": token(cookie_claims(NOW), KEY, header=["HS256"]),
    "a header that is a number": token(cookie_claims(NOW), KEY, header=1),
    "a header that is no JSON": token(cookie_claims(NOW), KEY, header="alg: HS256"),
    "a header that is no UTF-8": token(cookie_claims(NOW), KEY, header=b"\xff\xfe"),
    "a header with endless digits": token(cookie_claims(NOW), KEY, header='{"alg":' + "1" * 2500 + "}"),
    "a deep header": token(cookie_claims(NOW), KEY, header="[" * 1500),
    "a deep header that is closed": token(cookie_claims(NOW), KEY, header='{"alg":' + "[" * 1200 + "]" * 1200 + "}"),
    "an unsigned body": token(cookie_claims(NOW), KEY, header=HEADER | {"b64": False}),
    "a detached body": token("", KEY, header=HEADER | {"b64": False, "crit": ["b64"]}),
    "critical extensions": token(cookie_claims(NOW), KEY, header=HEADER | {"crit": ["exp"], "exp": 1}),
    "other claims under our signature": ".".join(
        [base64url(b'{"alg":"HS256"}'), signed(cid="another-link").split(".")[1], signed().split(".")[2]]
    ),
    "a signature cut short": signed()[:-4],
    "no signature": signed().rpartition(".")[0],
    "two parts more": signed() + ".e30.e30",
    "spaces within": signed().replace(".", " . "),
    "a line end within": signed().replace(".", ".\r\n"),
    "the whole header of a request": f"ef_tracking={signed()}; other=1",
    "quotes": f'"{signed()}"',
    "nothing": "",
    "a space": " ",
    "dots": "..",
    "many dots": "." * 4000,
    "text": "not a token",
    "NUL": "\0.\0.\0",
    "Korean": "한국어.한국어.한국어",
    "a lone surrogate": "\ud800.\udfff.\ud800",
    "a lone surrogate in a good one": signed() + "\ud800",
    "a megabyte": "a" * 1_000_000,
    "a megabyte of dots": "." * 1_000_000,
    "a megabyte that we signed": token(cookie_claims(NOW, utm_source="x" * 700_000), KEY),
}


@pytest.mark.parametrize("forged", NO_SIGNATURE_OF_OURS.values(), ids=NO_SIGNATURE_OF_OURS.keys())
def test_what_we_did_not_sign_is_forged_and_not_looked_at(forged: str) -> None:
    assert read_cookie(forged, KEYS) == FORGED


@given(st.text() | st.lists(st.text(), min_size=3, max_size=3).map(".".join))
def test_no_text_raises(text: str) -> None:
    assert read_cookie(text, KEYS) == FORGED


@given(st.binary(), st.binary(), st.binary())
def test_no_bytes_raise(header: bytes, claims: bytes, signature: bytes) -> None:
    assert read_cookie(".".join(map(base64url, (header, claims, signature))), KEYS) == FORGED


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3)
)


@given(st.dictionaries(st.sampled_from(["alg", "typ", "kid", "crit", "b64", "jku", "jwk", "zip", "cty"]), JSON_VALUES))
def test_no_header_raises_though_we_signed_it(header: dict[str, Any]) -> None:
    assert read_cookie(token(cookie_claims(NOW), KEY, header=json.dumps(header)), KEYS) == FORGED


# --- what it says ------------------------------------------------------------------------------------------------

UNREADABLE_CLAIMS = {
    "no JSON": "hello world",
    "no UTF-8": b'{"campaign_id":"\xff\xfe"}',
    "nothing": "",
    "a list": "[]",
    "a number": "1",
    "a text": '"summer"',
    "null": "null",
    "deep": "[" * 2000,
    "deep and closed": '{"campaign_id":' + "[" * 1000 + "]" * 1000 + "}",
    "endless digits": '{"exp":' + "1" * 2000 + "}",
}


@pytest.mark.parametrize("claims", UNREADABLE_CLAIMS.values(), ids=UNREADABLE_CLAIMS.keys())
def test_claims_that_cannot_be_read_are_garbled(claims: str | bytes) -> None:
    assert read_cookie(token(claims, KEY), KEYS) == GARBLED


WRONG_VALUES: dict[str, list[Any]] = {
    "cid": [1, True, [], {}, {"cid": "summer-link"}, ["summer-link"], "no cid!", "x" * 65],
    "campaign_id": [None, 1, True, [], {}, {"campaign_id": "summer"}],
    "utm_source": [1, True, 1.5, [], {}, ["newsletter"], {"utm_source": "x"}],
    "captured_at": [None, 1, 1.5, True, [], {}, "yesterday", "2026-11-22", "20261122T091502Z", "2026-13-22T09:15:02Z"],
    "exp": [None, True, False, "1800000000", [], {}, 10**30, -(10**30), 10**19],
    "iat": [None, True, False, "1800000000", [], {}],
}
WITHOUT_OFFSET = ["2026-11-22T09:15:02", "2026-11-22T09:15:02.120"]
WRONG_CLAIMS = [{name: value} for name, values in WRONG_VALUES.items() for value in values]
WRONG_CLAIMS += [{"captured_at": value} for value in [*WITHOUT_OFFSET, "0001-01-01T00:00:00+23:59"]]


@pytest.mark.parametrize("wrong", WRONG_CLAIMS, ids=str)
def test_claims_of_the_wrong_type_or_shape_are_garbled(wrong: dict[str, Any]) -> None:
    assert read_cookie(signed(**wrong), KEYS) == GARBLED


@pytest.mark.parametrize("name", ["exp", "iat"])
@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "1800000000.5", "1.8e9"])
def test_times_that_are_no_whole_seconds_are_garbled(name: str, number: str) -> None:
    claims = json.dumps(cookie_claims(NOW) | {name: "HERE"}).replace('"HERE"', number)
    assert read_cookie(token(claims, KEY), KEYS) == GARBLED


def test_of_duplicate_claims_the_last_one_wins_as_in_all_json() -> None:
    claims = json.dumps(cookie_claims(NOW))[:-1] + ', "campaign_id": "autumn"}'
    found = read_cookie(token(claims, KEY), KEYS).claims
    assert found is not None
    assert found.campaign_id == "autumn"


def test_claims_that_nobody_knows_are_passed_over() -> None:
    found = read_cookie(signed(utm_source="newsletter", utm_id="7", nbf="never", nested={"cid": "other"}), KEYS).claims
    assert found is not None
    assert (found.cid, found.utm) == ("summer-link", Utm(utm_source="newsletter"))


@given(st.dictionaries(st.sampled_from([*cookie_claims(NOW), "utm_source", "utm_term"]), JSON_VALUES))
def test_no_claims_raise_though_we_signed_them(claims: dict[str, Any]) -> None:
    assert read_cookie(token(json.dumps(cookie_claims(NOW) | claims), KEY), KEYS).signature_valid


# --- the vectors of others ---------------------------------------------------------------------------------------

DECIDED = {
    "valid": Source.COOKIE,
    "time": "cookie_expired",
    "product rule:ignore:window": "cookie_window_exceeded",
    "product rule:ignore:campaign": "cookie_mismatch",
}


@pytest.mark.shared_data
@pytest.mark.filterwarnings("ignore:.*HMAC key is.*")  # some of the vectors are signed by six characters
def test_every_vector_is_taken_or_refused_as_it_says(shared_data: Path) -> None:
    vectors = json.loads((shared_data / "signatures" / "cookie_jwt.json").read_text())
    assert len(vectors) >= 16
    for vector in vectors:
        reading = read_cookie(vector["token"], [vector["secret"]])
        if vector["must"] == "accept-signature":
            assert reading.signature_valid, vector["name"]
            continue
        link = LinkRecord(campaign_id="camp_1", active=True)
        cookie = CookieCandidate.of(reading, link if reading.claims and reading.claims.cid else None)
        now = datetime.fromtimestamp(vector["now"], UTC)
        decision = decide(Evidence(campaign_id="camp_1", captured_at=now, cookie=cookie), timedelta(hours=24))
        category = vector["category"] if vector["category"] != "product rule" else f"product rule:{vector['must']}"
        expected = DECIDED.get(category, "cookie_invalid")
        found = decision.attribution.source if decision.attribution else decision.untracked_reason
        assert found == expected, vector["name"]


def _header_of(made: str) -> dict[str, Any]:
    return _decoded(made.split(".", maxsplit=1)[0])


def _claims_of(made: str) -> dict[str, Any]:
    return _decoded(made.split(".")[1])


def _decoded(part: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found
