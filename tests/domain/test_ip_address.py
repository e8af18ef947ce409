"""IP addresses in text: both versions, and what only looks like one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.ip_address import mask_ips


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("192.0.2.1", "[ip]"),
        ("0.0.0.0", "[ip]"),
        ("255.255.255.255", "[ip]"),
        ("from 192.0.2.1.", "from [ip]."),
        ("from 192.0.2.1, 198.51.100.7", "from [ip], [ip]"),
        ("192.0.2.1:8080", "[ip]:8080"),
        ("192.0.2.0/24", "[ip]/24"),
        ("http://192.0.2.1/path", "http://[ip]/path"),
        ("(192.0.2.1)", "([ip])"),
        ("ip=192.0.2.1&x=1", "ip=[ip]&x=1"),
        ("192.168.001.010", "[ip]"),
        ("주소192.0.2.1에서", "주소[ip]에서"),
        ("4.3.2.1.in-addr.arpa", "[ip].in-addr.arpa"),
        ("/networks/10.0.0.1", "/networks/[ip]"),
        ("192.0.2.1...", "[ip]..."),
    ],
)
def test_a_version_4_address_becomes_the_marker(text: str, masked: str) -> None:
    assert mask_ips(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        *("1.2.3", "1.2.3.4.5", "1.2.3.4.5.6.7.8", "256.1.1.1", "1.2.3.256", "1.2.3.1000", "1234.1.1.1", "1..2.3.4"),
        *("v1.2.3.4", "V10.0.0.1", "1.2.3.", ".1.2.3", "1,2,3,4", "1 . 2 . 3 . 4", "12.34.5678", "2026.11.22"),
        *("Mozilla/5.0 Chrome/120.0.0.0 Safari/537.36", "Edg/99.0.0.0", "Bot/1.0.0.0", "[ip]"),
    ],
)
def test_a_near_miss_of_version_4_stays(text: str) -> None:
    assert mask_ips(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("2001:db8::1", "[ip]"),
        ("2001:DB8::1", "[ip]"),
        ("2001:db8:0:0:0:0:0:1", "[ip]"),
        ("2001:0db8:0000:0000:0000:0000:0000:0001", "[ip]"),
        ("::1", "[ip]"),
        ("fe80::", "[ip]"),
        ("::ffff:192.0.2.1", "[ip]"),
        ("64:ff9b::192.0.2.1", "[ip]"),
        ("1:2:3:4:5:6:192.0.2.1", "[ip]"),
        ("::ffff:a:b", "[ip]"),
        ("fe80::1%eth0", "[ip]"),
        ("fe80::1%25en0/64", "[ip]/64"),
        ("[2001:db8::1]", "[ip]"),
        ("http://[2001:db8::1]:443/", "http://[ip]:443/"),
        ("[fe80::1%eth0]:80", "[ip]:80"),
        ("ip:2001:db8::1", "ip:[ip]"),
        ("node:2001:db8::1", "node:[ip]"),
        ("주소:2001:db8::1에서", "주소:[ip]에서"),
        ("ip=2001:db8::1,", "ip=[ip],"),
        ("2001:db8::1: connection refused", "[ip]: connection refused"),
        ("from 2001:db8::1.", "from [ip]."),
        ("from 2001:db8::1.Because", "from [ip].Because"),
        ("2001:db8:0:0:0:0:0:1:443", "[ip]:443"),
        ("2001:db8::1 and 2001:db8::2", "[ip] and [ip]"),
        ("00:11:22:33:44:55:66:77", "[ip]"),  # by its grammar it is one
    ],
)
def test_a_version_6_address_becomes_the_marker(text: str, masked: str) -> None:
    assert mask_ips(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        *("::", " :: ", ":::", "a::", "::a", "std::vector", "std::bad", "Ace::Bad::Cab", "Foo::Bar", "dead::beef"),
        *("12:34:56", "10:20", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9:a", "00:11:22:33:44:55", "2001:db8:1"),
        *("2026-11-22T09:15:02.120+09:00", "2026-11-22T09:15:02Z 2026-11-22T09:15:03Z 2026-11-22T09:15:04Z"),
        *("12345::1", "1::2::3", "g::1", "x::12", "fe80::zone", "::1x", ":::8080", "http://example.com::"),
        "9f:86:d0:81:88:4c:7d:65:9a:2f:ea:a0:c5:5a:d0:15:a3:bf:4f:1b",  # a certificate's hash
        '{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7}',
        "[ip]",
    ],
)
def test_a_near_miss_of_version_6_stays(text: str) -> None:
    assert mask_ips(text) == text


@settings(deadline=None)
@given(
    st.ip_addresses(v=4), st.sampled_from([" ", "=", "(", "/", "ip:", "주소"]), st.sampled_from(["", ".", ":80", " x"])
)
def test_every_version_4_address_is_found_in_a_sentence(address: object, before: str, after: str) -> None:
    assert mask_ips(f"{before}{address}{after}") == f"{before}[ip]{after}"


@settings(deadline=None)
@given(
    st.ip_addresses(v=6).filter(lambda address: str(address) != "::"),
    st.booleans(),
    st.sampled_from(["", " ", "=", "(", "ip:", "주소 "]),
    st.sampled_from(["", ".", ": x", "/64", " x", "%eth0"]),
)
def test_every_version_6_address_is_found_in_a_sentence(
    address: object, in_full: bool, before: str, after: str
) -> None:
    text = getattr(address, "exploded") if in_full else str(address)  # noqa: B009 - ipaddress has it on the concrete classes alone
    assert mask_ips(before + text + after) == before + "[ip]" + after.removesuffix("%eth0")
