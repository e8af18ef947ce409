"""Landing URLs and referrers: what they show, what is kept of them, and that nothing in them can raise."""

import json
import re
import unicodedata
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.tracking.landing import MAX_URL_CHARACTERS, read_cid, read_landing, read_referrer
from chalicelib.domain.tracking.utm import Utm

FIELDS = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")


def utm_of(query: str) -> dict[str, str]:
    return read_landing(f"https://shop.example/?{query}").utm.present()


# --- what is kept ------------------------------------------------------------------------------------------------


def test_of_a_landing_url_scheme_host_path_cid_and_the_utm_fields_are_kept() -> None:
    fields = {field: f"the {field}" for field in FIELDS}
    query = "&".join(f"{field}={quote(value)}" for field, value in fields.items())
    found = read_landing(f"https://Shop.Example/spring/sale?ref=7&cid=spring-link&{query}&gclid=abc&utm_id=9#top")
    assert found.url is not None
    parts = urlsplit(found.url)
    assert (parts.scheme, parts.netloc, parts.path, parts.fragment) == ("https", "shop.example", "/spring/sale", "")
    assert parse_qs(parts.query) == {name: [value] for name, value in ({"cid": "spring-link"} | fields).items()}
    assert (found.host, found.cid, found.utm) == ("shop.example", "spring-link", Utm(**fields))


def test_of_a_landing_url_without_evidence_scheme_host_and_path_are_kept() -> None:
    assert read_landing("http://shop.example/a/b?q=1&token=secret").url == "http://shop.example/a/b"


def test_of_a_referrer_scheme_host_and_path_are_kept() -> None:
    found = read_referrer("https://kim:secret@Search.Example/find/it?q=kim&utm_source=x#results")
    assert found is not None
    assert (found.url, found.host) == ("https://search.example/find/it", "search.example")


@pytest.mark.parametrize("user", ["kim", "kim:secret", "kim%40example.com:secret", "a@b", ":secret"])
def test_user_info_is_dropped(user: str) -> None:
    found = read_landing(f"https://{user}@shop.example/p?utm_source=x")
    assert found.url == "https://shop.example/p?utm_source=x"
    referrer = read_referrer(f"https://{user}@shop.example/p")
    assert referrer is not None
    assert referrer.url == "https://shop.example/p"


def test_a_port_is_kept_and_does_not_belong_to_the_host() -> None:
    found = read_landing("http://shop.localhost:8443/p")
    assert (found.url, found.host) == ("http://shop.localhost:8443/p", "shop.localhost")


def test_a_fragment_is_no_query() -> None:
    found = read_landing("https://shop.example/#/spring?cid=spring-link&utm_source=x")
    assert (found.cid, found.utm, found.url) == (None, Utm(), "https://shop.example/")


@pytest.mark.parametrize(
    "address",
    [
        "kim@example.com",
        "kim%40example.com",
        "kim%2540example.com",
        "Kim.Smith+x@example.com",
        "kim＠example.com",
        "kim%EF%BC%A0example.com",
    ],
)
def test_an_address_in_a_path_or_a_utm_field_becomes_its_marker(address: str) -> None:
    for url in (f"https://shop.example/u/{address}/edit", f"https://shop.example/p;{address}?cid=x"):
        for found in (read_landing(url).url, getattr(read_referrer(url), "url", None)):
            assert found is not None
            assert "kim" not in found.lower()
            assert "[email]" in found
    written = address.replace("+", "%2B")  # which is a space in a query
    landing = read_landing(f"https://shop.example/?utm_source={written}&cid={written}&email={written}")
    assert landing.utm == Utm(utm_source="[email]")
    assert landing.url is not None
    assert "kim" not in landing.url.lower()
    assert landing.cid is not None
    assert "kim" not in landing.cid.lower()


NO_WEB_ADDRESS = [
    "javascript:alert(1)",
    "JavaScript:alert(document.cookie)//?utm_source=x",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "about:blank",
    "blob:https://shop.example/1",
    "ftp://shop.example/x",
    "ws://shop.example/x",
    "/spring?utm_source=x",
    "spring?cid=spring-link",
    "//shop.example/x",
    "?utm_source=x",
    "#top",
    "https:",
    "https://",
    "https:///path",
    "https://@/path",
    "https://:443/",
    "http://[",
    "http://[::1",
    "http://[not-an-ip]/",
    "http://shop.example:port/",
    "http://shop.example:99999/",
    "http://shop.example:-1/",
    "http://a\u2100b/",  # a character that normalises to one with a slash
    "https://shop\0.example/",
    "https://shop\x85.example/",
    "https://shop\x7f.example/",
    "\0",
    "   ",
    "",
]


@pytest.mark.parametrize("url", NO_WEB_ADDRESS, ids=repr)
def test_what_is_no_web_address_is_not_kept_and_raises_nothing(url: str) -> None:
    assert read_landing(url).url is None
    assert read_landing(url).host is None
    assert read_referrer(url) is None


def test_nothing_shows_nothing() -> None:
    found = read_landing(None)
    assert (found.url, found.host, found.cid, found.utm) == (None, None, None, Utm())
    assert read_referrer(None) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://[::1]:8000/p?utm_source=x",
        "http://[2001:db8::1]/p?utm_source=x",
        "http://[fe80::1%25eth0]/p?utm_source=x",
        "http://192.0.2.7/p?utm_source=x",
        "https://bücher.example/p?utm_source=x",
        "https://xn--bcher-kva.example/p?utm_source=x",
        "https://쇼핑.한국/p?utm_source=x",
        "https://shop.example./p?utm_source=x",
        "https://shop.example:/p?utm_source=x",
        "HTTPS://SHOP.EXAMPLE/p?utm_source=x",
        "  https://shop.example/p?utm_source=x\n",
        "https://shop.example\\@other.example/p?utm_source=x",
        "https://" + "a" * 300 + ".example/p?utm_source=x",
        "https://shop.example/p?utm_source=x&utm_source=y&a=%zz&%=&=&&;",
    ],
)
def test_unusual_hosts_and_queries_still_show_their_evidence(url: str) -> None:
    assert read_landing(url).utm == Utm(utm_source="x")


# --- what the query shows ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("utm_source=big+sale", "big sale"),
        ("utm_source=big%20sale", "big sale"),
        ("utm_source=big%2Bsale", "big+sale"),
        ("utm_source=%EC%97%AC%EB%A6%84", "여름"),
        ("utm_source=여름", "여름"),
        ("utm_source=a%26b%3Dc", "a&b=c"),
        ("utm_source=a=b", "a=b"),
        ("utm_source=100%", "100%"),
        ("utm_source=%2525", "%25"),
        ("utm_source=first&utm_source=second", "first"),
        ("UTM_SOURCE=x", None),
        ("utm_source", None),
        ("utm_source=", None),
        ("utm_source=%20", None),
        ("utm_source=a%0D%0ASet-Cookie:%20x=1", None),
        ("utm_source=a%0ab", None),
        ("utm_source=a%00b", None),
        ("utm_source=" + "x" * 10_240, "x" * 200),
        ("utm_source=" + "%EA%B0%80" * 10_240, "가" * 200),
    ],
)
def test_a_utm_field_is_decoded_trimmed_and_cut(query: str, expected: str | None) -> None:
    assert utm_of(query).get("utm_source") == expected


@pytest.mark.parametrize("query", ["utm_source=a%ffb", "utm_source=%C3", "utm_source=%ED%A0%80"])
def test_bytes_that_are_no_utf8_raise_nothing_and_can_be_kept(query: str) -> None:
    for value in utm_of(query).values():
        value.encode()


@pytest.mark.parametrize("cid", ["abc", "spring-link", "A_b-9", "x" * 64])
def test_a_cid_of_the_right_shape_is_read(cid: str) -> None:
    assert read_landing(f"https://shop.example/?cid={cid}").cid == cid
    assert read_cid(cid) == cid


@pytest.mark.parametrize(
    "cid", ["ab", "x" * 65, "no cid", "a%0D%0Ab", "a%00b", "kim%40example.com", "한국어", "../../x"]
)
def test_a_cid_that_no_link_can_have_is_there_but_not_kept(cid: str) -> None:
    found = read_landing(f"https://shop.example/?cid={cid}")
    assert found.cid is not None
    assert cid not in found.cid
    assert found.url == "https://shop.example/"


@pytest.mark.parametrize("query", ["", "cid", "cid=", "cid=%20", "CID=abc"])
def test_a_cid_that_is_empty_is_none(query: str) -> None:
    assert read_landing(f"https://shop.example/?{query}").cid is None


# --- whatever comes ----------------------------------------------------------------------------------------------


def _assert_clean(url: str | None) -> None:
    landing, referrer = read_landing(url), read_referrer(url)
    of_referrer = None if referrer is None else referrer.url
    for kept in (landing.url, landing.host, landing.cid, *landing.utm.present().values(), of_referrer):
        if kept is not None:
            assert not any(unicodedata.category(character) == "Cc" for character in kept), url
            kept.encode()
    if landing.url is not None:
        parts = urlsplit(re.sub(r"\[\w+\]", "marker", landing.url))
        assert parts.scheme in {"http", "https"}, url
        assert parts.username is None, url
        assert set(parse_qs(parts.query)) <= {"cid", *FIELDS}, url
        assert parts.fragment == "", url
    if of_referrer is not None:
        assert not {"?", "#"} & set(of_referrer), url
        assert len(of_referrer) <= MAX_URL_CHARACTERS


PIECES = st.sampled_from(
    [
        *("https://", "http:", "//", "/", ":", "@", "[", "]", "::1", "?", "#", "&", "=", "%", "%40", "%00", "%0D%0A"),
        *(
            "\r\n",
            "\0",
            " ",
            "\\",
            "shop.example",
            "utm_source",
            "utm_term",
            "cid",
            "abc",
            ":80",
            ":x",
            "kim",
            "ß",
            "한국",
        ),
    ]
)


@given(st.none() | st.text() | st.lists(PIECES | st.text(max_size=3), max_size=20).map("".join))
def test_nothing_raises_and_what_is_kept_is_clean(url: str | None) -> None:
    _assert_clean(url)


@given(st.lists(PIECES | st.text(max_size=3), max_size=20).map("".join))
def test_what_follows_a_good_host_raises_nothing_either(rest: str) -> None:
    _assert_clean(f"https://shop.example/{rest}")
    _assert_clean(f"https://shop.example/?utm_source={rest}")


@pytest.mark.parametrize(
    "url", ["https://shop.example/\ud800", "https://\ud800/", "https://a.example/?utm_term=\udfff"]
)
def test_a_lone_surrogate_raises_nothing(url: str) -> None:
    read_landing(url)
    read_referrer(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/" + "a" * 1_000_000,
        "https://shop.example/?" + "utm_source=x&" * 80_000,
        "https://shop.example/?utm_source=" + "@" * 1_000_000,
        "https://shop.example/" + "@a." * 300_000,
        "https://" + "@" * 1_000_000,
        "https://" + "[" * 100_000,
    ],
    ids=lambda url: f"{url[:40]}...",
)
def test_a_megabyte_is_bounded(url: str) -> None:
    _assert_clean(url)
    assert len(read_landing(url).url or "") <= MAX_URL_CHARACTERS + 5 * (len("&utm_campaign=") + 200 * 12) + 70


@pytest.mark.shared_data
def test_naughty_strings_anywhere_in_a_url_raise_nothing(shared_data: Path) -> None:
    strings: list[str] = json.loads((shared_data / "bad-input" / "naughty_strings.json").read_text())
    for text in strings:
        for written in (text, quote(text, safe="")):
            _assert_clean(written)
            _assert_clean(f"https://{written}/")
            _assert_clean(f"https://shop.example/{written}")
            _assert_clean(f"https://shop.example/?cid={written}&utm_source={written}&{written}={written}#{written}")
