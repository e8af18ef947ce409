"""Where a short link leads: the rules of merging as a table, and what holds for whatever is sent."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import Url

from chalicelib.domain.pii import holds_email
from chalicelib.domain.tracking.link import Link
from chalicelib.domain.tracking.redirect import MAX_LOCATION_BYTES, redirect_to
from chalicelib.domain.tracking.utm import UTM_NAMES, Utm

CREATED = datetime(2026, 11, 22, 9, 15, tzinfo=UTC)


def link(destination_url: str = "https://shop.example/", **utm: str) -> Link:
    return Link("spring1", "spring", destination_url, Utm(**utm), active=True, created_at=CREATED)


def location(destination_url: str, utm: Mapping[str, str], request: Mapping[str, list[str]]) -> str:
    return redirect_to(link(destination_url, **utm), request).location


@pytest.mark.parametrize(
    ("destination", "utm", "request_", "expected"),
    [
        ("https://shop.example", {}, {}, "https://shop.example/?cid=spring1"),
        ("https://shop.example/", {}, {}, "https://shop.example/?cid=spring1"),
        ("https://shop.example/a/b", {}, {}, "https://shop.example/a/b?cid=spring1"),
        ("https://shop.example?", {}, {}, "https://shop.example/?cid=spring1"),
        ("https://shop.example#top", {}, {}, "https://shop.example/?cid=spring1#top"),
        ("https://shop.example/a?b=c#top", {}, {}, "https://shop.example/a?b=c&cid=spring1#top"),
        ("https://shop.example/a#top?b=c", {}, {}, "https://shop.example/a?cid=spring1#top?b=c"),
        # the destination's own parameters keep their order and their spelling
        (
            "https://shop.example/?z=1&a=%b0%a1&z=2&flag&empty=&p=a+b",
            {},
            {},
            "https://shop.example/?z=1&a=%b0%a1&z=2&flag&empty=&p=a+b&cid=spring1",
        ),
        # the link's UTM fields stand in their usual order and win over the destination's own
        (
            "https://shop.example/?utm_source=own&utm_term=own&a=1",
            {"utm_campaign": "spring", "utm_source": "news"},
            {},
            "https://shop.example/?utm_term=own&a=1&cid=spring1&utm_source=news&utm_campaign=spring",
        ),
        # the request wins over both
        (
            "https://shop.example/?utm_source=own&a=1&b=2&a=3",
            {"utm_source": "news", "utm_medium": "mail"},
            {"utm_source": ["request"], "a": ["4"]},
            "https://shop.example/?b=2&cid=spring1&utm_source=request&utm_medium=mail&a=4",
        ),
        # repeated and blank values are kept, of UTM fields those that say something
        (
            "https://shop.example/",
            {"utm_source": "news", "utm_term": "t"},
            {"x": ["1", "2"], "y": [""], "utm_source": ["", "a", " ", "b"], "utm_term": ["", "\x00"]},
            "https://shop.example/?cid=spring1&utm_source=a&utm_source=b&utm_term=t&x=1&x=2&y=",
        ),
        # the cid is always the link's own, and stands there once
        (
            "https://shop.example/?cid=other&%63id=other",
            {},
            {"cid": ["another", "and-another"]},
            "https://shop.example/?cid=spring1",
        ),
        # names are as case-sensitive as everywhere else
        ("https://shop.example/", {}, {"CID": ["x"]}, "https://shop.example/?cid=spring1&CID=x"),
        # all but letters, digits and _.-~ is encoded, as UTF-8
        (
            "https://shop.example/",
            {"utm_term": "봄 세일"},
            {"a b": ["c&d=e#f", "+%"], "é": ["\U0001f600"]},
            "https://shop.example/?cid=spring1&utm_term=%EB%B4%84%20%EC%84%B8%EC%9D%BC"
            "&a%20b=c%26d%3De%23f&a%20b=%2B%25&%C3%A9=%F0%9F%98%80",
        ),
        ("https://shop.example/", {}, {"x": ["\ud800"]}, "https://shop.example/?cid=spring1&x=%3F"),
        # no line end, no NUL, no address gets out as it came in
        (
            "https://shop.example/",
            {},
            {"x": ["a\r\nSet-Cookie: b=c"], "y\r\n": ["\x00"]},
            "https://shop.example/?cid=spring1&x=a%0D%0ASet-Cookie%3A%20b%3Dc&y%0D%0A=%00",
        ),
        (
            "https://shop.example/",
            {},
            {"to": ["kim@example.com"], "lee@example.com": ["1"], "twice": ["kim%40example.com"]},
            "https://shop.example/?cid=spring1&to=%5Bemail%5D&%5Bemail%5D=1&twice=%5Bemail%5D",
        ),
        (
            "https://shop.example/",
            {},
            {"utm_source": ["kim@example.com"]},
            "https://shop.example/?cid=spring1&utm_source=%5Bemail%5D",
        ),
        # what another site would take for an address to go to is a value like any other
        (
            "https://shop.example/",
            {},
            {"": ["//evil.example"], "url": ["https://evil.example/"], "@evil.example": [""]},
            "https://shop.example/?cid=spring1&=%2F%2Fevil.example&url=https%3A%2F%2Fevil.example%2F&%40evil.example=",
        ),
    ],
)
def test_the_destination_the_link_and_the_request_are_merged_by_name(
    destination: str, utm: dict[str, str], request_: dict[str, list[str]], expected: str
) -> None:
    assert location(destination, utm, request_) == expected


@pytest.mark.parametrize(
    ("destination", "utm", "request_", "expected"),
    [
        ("https://shop.example/", {}, {}, Utm()),
        ("https://shop.example/?utm_source=own&utm_source=second", {}, {}, Utm("own")),
        ("https://shop.example/?utm_source=own", {"utm_source": "news"}, {}, Utm("news")),
        ("https://shop.example/", {"utm_source": "news"}, {"utm_source": ["", "first", "second"]}, Utm("first")),
        ("https://shop.example/?utm_term=t", {"utm_source": "n"}, {"utm_medium": [" m "]}, Utm("n", "m", None, "t")),
        ("https://shop.example/", {"utm_source": "news"}, {"utm_source": ["a\r\nb"]}, Utm("news")),
    ],
)
def test_the_evidence_is_what_the_url_says(
    destination: str, utm: dict[str, str], request_: dict[str, list[str]], expected: Utm
) -> None:
    assert redirect_to(link(destination, **utm), request_).utm == expected


def test_a_utm_value_of_10_kb_is_cut_at_200_characters() -> None:
    found = redirect_to(link(), {"utm_source": ["x" * 10_240]})
    assert found.location == f"https://shop.example/?cid=spring1&utm_source={'x' * 200}"
    assert found.utm == Utm("x" * 200)


def test_a_parameter_that_is_too_long_is_left_out_and_takes_no_other_with_it() -> None:
    request = {"first": ["1"], "long": ["y" * 5900], "last": ["3"]} | {name: ["z" * 200] for name in UTM_NAMES}
    found = location("https://shop.example/?long=own", {}, request)
    assert parse_qsl(urlsplit(found).query) == [
        ("long", "own"),  # of the destination, since that of the request is as if it had not been sent
        ("cid", "spring1"),
        *((name, "z" * 200) for name in UTM_NAMES),
        ("first", "1"),
        ("last", "3"),
    ]


def test_evidence_that_is_too_long_once_it_is_encoded_is_left_out_and_stands_in_the_cookie_still() -> None:
    utm = dict.fromkeys(UTM_NAMES, "\U0001f600" * 200)
    found = redirect_to(link(**utm), {"x": ["1"]})
    assert [name for name, _ in parse_qsl(urlsplit(found.location).query)] == ["cid", "utm_source", "utm_medium", "x"]
    assert found.utm == Utm(**utm)


def test_the_url_has_6000_bytes_at_most_and_what_fits_is_passed_on() -> None:
    urls = [location("https://shop.example/", {}, {"x": ["y" * length]}) for length in range(5900, 6020)]
    assert max(len(url) for url in urls) in range(MAX_LOCATION_BYTES - 3, MAX_LOCATION_BYTES + 1)
    assert urls[-1] == "https://shop.example/?cid=spring1"


PARAMETERS = st.dictionaries(
    st.text(max_size=12) | st.sampled_from([*UTM_NAMES, "cid", "a", "lee@example.com"]),
    st.lists(st.text(max_size=30) | st.sampled_from(["kim@example.com", "//evil.example", "\r\nX: y"]), min_size=1),
    max_size=8,
)
DESTINATIONS = st.builds(
    lambda path, query, fragment: f"https://shop.example{path}{query}{fragment}",
    st.sampled_from(["", "/", "/a/b", "//evil.example", "/..//"]),
    st.sampled_from(["", "?", "?a=1&a=2&b", "?utm_source=own&cid=own", "?x=%ff&&="]),
    st.sampled_from(["", "#", "#f?a=1"]),
)


@given(DESTINATIONS, st.dictionaries(st.sampled_from(UTM_NAMES), st.sampled_from(["news", "봄", "a b"])), PARAMETERS)
def test_whatever_is_sent_the_url_stays_on_its_host_and_path_and_says_what_was_merged(
    destination: str, utm: dict[str, str], request_: dict[str, list[str]]
) -> None:
    found = redirect_to(link(destination, **utm), request_)
    assert Url(found.location).host == "shop.example"
    assert all("!" <= character <= "~" for character in found.location)
    before, after = urlsplit(destination), urlsplit(found.location)
    assert (after.scheme, after.netloc, after.path) == (before.scheme, before.netloc, before.path or "/")
    assert after.fragment == before.fragment
    pairs = parse_qsl(after.query, keep_blank_values=True)
    assert [value for name, value in pairs if name == "cid"] == ["spring1"]
    assert not any(holds_email(text) for pair in pairs for text in pair)
    of_request = _expected(request_)
    for name, values in of_request.items():
        assert [value for found_name, value in pairs if found_name == name] == values
    for name, value in utm.items():
        if name not in of_request:
            assert (name, value) in pairs
    assert set(found.utm.present().values()) <= {value for _, value in pairs}


def _expected(request: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What is passed on as it is: no UTM field that says nothing, no address, nothing without UTF-8."""
    expected: dict[str, list[Any]] = {}
    for name, values in request.items():
        if name in UTM_NAMES:
            sanitized = [getattr(Utm.sanitized({name: value}), name) for value in values]
            if usable := [value for value in sanitized if value]:
                expected[name] = usable
        elif name != "cid" and not any(
            holds_email(text) or quote(text, errors="replace") == "?" for text in (name, *values)
        ):
            expected[name] = values
    return expected
