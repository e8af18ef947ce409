"""Parsers of what anybody may send, on texts that nobody should: an answer or a refusal, never another error."""

from datetime import UTC, datetime
from typing import Any, cast

import pytest
from chalice.app import MultiDict
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import (
    BodyTooLargeError,
    InvalidCredentialsError,
    InvalidInputError,
    RoleNotAllowedError,
    UnsupportedMediaTypeError,
)
from chalicelib.domain.feed_filter import FeedFilter
from chalicelib.domain.signatures import HEADERS as WEBHOOK_HEADERS
from chalicelib.domain.stripe_signature import HEADER as STRIPE_HEADER
from chalicelib.domain.tracking.landing import read_referrer
from chalicelib.routes.credentials import INGEST, READERS, STRIPE, Access, authenticate, cookie_value
from chalicelib.routes.feed_query import FeedQuery
from chalicelib.routes.json_body import parse_json
from chalicelib.routes.query import parse_query
from chalicelib.storage.secret_store import SecretStore
from tests.running_service import SECRETS

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=60)  # halves of surrogate pairs too
QUERY_NAMES = [field.alias or name for name, field in FeedQuery.model_fields.items()]
QUERY_TEXTS = st.sampled_from(
    [
        *("m_page_view", "m_", "trace_x", "trace_", " trace_x ", "kim@example.com", "fp_" + "0" * 32, "fp_", ",", ""),
        *("true", "null,true", "TRUE", "zuplo", "1", "200", "201", "٣", "-1", "1e2", "2026-11-01", "é" * 257),
    ]
)
QUERIES = st.dictionaries(
    st.sampled_from(QUERY_NAMES) | ANYTHING, st.lists(QUERY_TEXTS | ANYTHING, min_size=1, max_size=2), max_size=2
)
PIECES = st.sampled_from([*("tf_session", "=", ";", " ", '"', ",", "Bearer", "bearer", "\t", "a.b.c", "é", "\udcff")])
STARTS = st.sampled_from(["", "Bearer ", "tf_session=", "t=1,v1=", "v1,", "m"])
HEADER_TEXTS = st.builds("{}{}".format, STARTS, st.lists(PIECES, max_size=8).map("".join) | ANYTHING)
HEADERS = ("authorization", "cookie", "origin", STRIPE_HEADER, *WEBHOOK_HEADERS)


class _Secrets:
    def get(self, name: str) -> list[str]:
        return SECRETS[name].split()


@settings(deadline=None, max_examples=400)
@given(QUERIES)
@example({"success": ["TRUE"]})
@example({"limit": ["٣"]})
@example({"q_email": [","]})
@example({"type": ["m_page_view", "m_page_view"]})
def test_any_query_of_the_feed_is_a_filter_or_refused_by_name(sent: dict[str, list[str]]) -> None:
    try:
        query = parse_query(FeedQuery, MultiDict(sent))
    except InvalidInputError:
        return
    assert isinstance(query.feed_filter(lambda: ["pepper"]), FeedFilter)
    assert 1 <= query.limit <= 200
    assert set(sent) <= set(QUERY_NAMES)


@settings(deadline=None, max_examples=400)
@given(
    st.dictionaries(st.sampled_from(HEADERS), HEADER_TEXTS, max_size=3),
    st.binary(max_size=20),
    st.sampled_from([INGEST, READERS, STRIPE]),
    st.booleans(),
)
def test_no_headers_prove_anything_or_break_anything(
    headers: dict[str, str], body: bytes, access: Access, is_write: bool
) -> None:
    with pytest.raises((InvalidCredentialsError, RoleNotAllowedError)):
        authenticate(
            headers,
            body,
            access,
            is_write=is_write,
            own_url="https://funnel.example.com",
            secrets=cast(SecretStore, _Secrets()),
            now=NOW,
        )


@given(HEADER_TEXTS, HEADER_TEXTS.filter(lambda text: "tf_session" not in text))
def test_a_cookie_is_found_behind_whatever_else_is_there(value: str, before: str) -> None:
    plain = value.replace(";", "").replace('"', "").strip()
    assert cookie_value(f"{before};tf_session={plain};tf_session=other", "tf_session") == plain
    assert cookie_value(before, "tf_session") is None


@settings(deadline=None)
@given(
    st.binary(max_size=60)
    | st.recursive(
        st.sampled_from([b"1", b'"a"', b"NaN", b"-0", b"1e999", b'"\\ud800"', b"null", b"\xff", b"tru", b"01"]),
        lambda inner: (
            st.lists(inner, max_size=3).map(lambda parts: b"[" + b",".join(parts) + b"]")
            | st.lists(inner, max_size=3).map(lambda parts: b"{" + b",".join(b'"k":' + part for part in parts) + b"}")
        ),
    ),
    st.sampled_from(["application/json", "application/json;charset=UTF-8", "Application/JSON; a=b"]) | ANYTHING,
)
@example(b"[" * 100_000, "application/json")
@example(b"1" * 5_000, "application/json")
def test_any_bytes_are_json_that_can_be_written_again_or_refused(body: bytes, media_type: str) -> None:
    try:
        value: Any = parse_json({"content-type": media_type}, body)
    except (InvalidInputError, UnsupportedMediaTypeError, BodyTooLargeError):
        return
    repr(value).encode("utf-8")


@settings(deadline=None)
@given(
    ANYTHING
    | st.sampled_from(["https://", "http://a", "//", "android-app://x"]).flatmap(lambda s: ANYTHING.map(s.__add__))
)
def test_any_referrer_is_kept_without_query_fragment_and_user_or_not_at_all(text: str) -> None:
    referrer = read_referrer(text)
    if referrer is not None:
        assert not set("?#@") & set(referrer.url.partition("://")[2])
        assert referrer.url == getattr(read_referrer(referrer.url), "url", None)
        referrer.url.encode()
