"""Where a redirect may lead: a table of attacks, and the near misses on either side of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import HttpUrl

from chalicelib.domain.tracking.allowed_hosts import (
    ADDRESS_IN_DESTINATION,
    HOST_NOT_ALLOWED,
    MALFORMED_DESTINATION,
    MAX_DESTINATION_CHARACTERS,
    AllowedHosts,
    malformed,
)

HOSTS = AllowedHosts.parse("shop.example sub.shop.example:8443 127.0.0.1 localhost xn--bcher-kva.example")

MALFORMED = [
    "https://shop.example@evil.example/",
    "https://shop.example:443@evil.example/",
    "https://evil.example\\@shop.example/",
    "https://shop.example\\.evil.example/",
    "https:\\\\shop.example/",
    "https:/\\shop.example/",
    "https:shop.example",
    "https:/shop.example",
    "https:///shop.example",
    "//shop.example/",
    "/path",
    "shop.example/",
    "",
    " https://shop.example/",
    "https://shop.example/ ",
    "https://shop.example/a b",
    "https://shop.example/\ta",
    "https://shop.example/\r\nSet-Cookie: a=b",
    "https://shop.exam\nple/",
    "https://shop.example/\x00",
    "https://shop.example/\x7f",
    "ht\ntps://shop.example/",
    "javascript:alert(1)",
    "javascript://shop.example/%0aalert(1)",
    "data:text/html,<script>",
    "ftp://shop.example/",
    "file:///etc/passwd",
    "https://shop。example/",
    "https://shop．example/",
    "https://ｓhop.example/",
    "https://bücher.example/",
    "https://shop.example/é",
    "https://shop%2eexample/",
    "https://%73hop.example/",
    "https://shop.example%00.evil.example/",
    "https://shop.example:/",
    "https://shop.example:99999/",
    "https://shop.example:8443:1/",
    "https://shop.example:+443/",
    "https://[shop.example]/",
    "https://[::1/",
    "https://xn--/",
    # other spellings of an allowed host, which some clients read and some do not
    "http://2130706433/",
    "http://0x7f.0.0.1/",
    "http://127.1/",
    "http://0177.0.0.1/",
    "http://127.0.0.1.0x10/",
    "http://[::ffff:127.0.0.1]/",
    "https://shop.example/" + "a" * (MAX_DESTINATION_CHARACTERS - 20),
]
ELSEWHERE = [
    "https://evil.example/",
    "https://shop.example.evil.example/",
    "https://evilshop.example/",
    "https://www.shop.example/",
    "https://sub.shop.example/",  # allowed at another port alone
    "http://sub.shop.example:443/",
    "https://shop.example./",
    "https://.shop.example/",
    "https://example/",
    "https://evil.example/https://shop.example/",
    "https://evil.example?shop.example",
    "https://evil.example#shop.example/",
    "https://evil.example/shop.example",
    "http://127.0.0.2/",
    "http://[::1]/",
]
WITHIN = [
    "https://shop.example",
    "https://shop.example/",
    "http://shop.example:8080/a/b?c=d&e#f",
    "HTTPS://SHOP.EXAMPLE/",
    "https://Shop.Example:1/",
    "https://shop.example?a=b",
    "https://shop.example#f",
    "https://sub.shop.example:8443/",
    "http://127.0.0.1:8000/",
    "http://localhost/",
    "https://xn--bcher-kva.example/",
    "https://shop.example//evil.example/%2F%2Fevil.example",
    "https://shop.example/@handle",
    "https://shop.example/?next=https://evil.example/&a={b}|c^d`e\"<f>'",
    "https://shop.example/" + "a" * (MAX_DESTINATION_CHARACTERS - 21),
]


@pytest.mark.parametrize("url", MALFORMED)
def test_what_clients_may_read_in_different_ways_is_refused(url: str) -> None:
    assert HOSTS.complaint_about(url) == MALFORMED_DESTINATION
    assert not HOSTS.admits(url)


@pytest.mark.parametrize("url", ELSEWHERE)
def test_another_host_is_refused_however_like_an_allowed_one(url: str) -> None:
    assert HOSTS.complaint_about(url) == HOST_NOT_ALLOWED
    assert not HOSTS.admits(url)


@pytest.mark.parametrize("url", WITHIN)
def test_an_allowed_host_is_admitted_at_any_port_unless_one_is_given(url: str) -> None:
    assert HOSTS.complaint_about(url) is None
    assert HOSTS.admits(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/?to=kim@example.com",
        "https://shop.example/kim%40example.com",
        "https://shop.example/#kim%2540example.com",
    ],
)
def test_an_address_in_a_destination_is_refused(url: str) -> None:
    assert malformed(url) == ADDRESS_IN_DESTINATION


def test_the_default_port_of_the_scheme_is_the_one_that_is_given() -> None:
    hosts = AllowedHosts.parse("shop.example:443")
    assert hosts.admits("https://shop.example/")
    assert hosts.admits("http://shop.example:443/")
    assert not hosts.admits("http://shop.example/")


def test_without_a_list_the_host_of_the_services_own_url_is_allowed_at_any_port() -> None:
    hosts = AllowedHosts.only_that_of("http://127.0.0.1:8000/funnel")
    assert hosts.admits("http://127.0.0.1:3000/")
    assert not hosts.admits("http://localhost:8000/")
    assert AllowedHosts.only_that_of("http://[::1]:8000").admits("http://[::1]:9000/")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "https://shop.example",
            "*.shop.example",
            "*",
            "shop.example/",
            "shop.example:",
            "shop.example:port",
        ),
        *("shop.example,other.example", "user@shop.example", "bücher.example", "127.1", "0x7f.0.0.1", "shop.example."),
        *(".shop.example", "shop.example:99999", "shop%2eexample", "sh\\op", "a" * 254),
    ],
)
def test_a_list_of_hosts_with_anything_else_in_it_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ValueError, match="must be host names in ASCII") as caught:
        AllowedHosts.parse(f"first.example {text}" if text.strip() else text)
    assert "shop" not in str(caught.value)


@given(
    st.text(st.sampled_from("abshop.example:/\\@?#%0[]1 \t\u3002\uff0e-_"), max_size=40),
    st.sampled_from(["https://", "http://", "https:", "//", "https://shop.example"]),
)
def test_whatever_is_admitted_has_an_allowed_host_as_the_url_standard_reads_it(rest: str, start: str) -> None:
    if HOSTS.admits(start + rest):
        assert HttpUrl(start + rest).host in {host for host, _ in HOSTS.hosts}
