"""Which sites a host name belongs to."""

import pytest

from chalicelib.domain.tracking.host_names import is_within, names_of


def test_a_host_belongs_to_all_that_it_is_a_subdomain_of_the_most_specific_first() -> None:
    assert list(names_of("m.search.naver.com")) == [
        *("m.search.naver.com", "m.search.naver.*"),
        *("search.naver.com", "search.naver.*"),
        *("naver.com", "naver.*"),
        "com",
    ]


@pytest.mark.parametrize("host", ["google.com", "www.google.de", "google.co.kr", "www.google.com.au", "google.com."])
def test_a_site_is_known_in_every_country(host: str) -> None:
    assert "google.*" in list(names_of(host))


@pytest.mark.parametrize(
    "host",
    [
        *("notgoogle.com", "google.com.evil.example", "google.evil.example", "google.com.evil.com", "my-google.co.kr"),
        *("google", "google.", ".google", "", ".", "..", "google..com", "google.online", "googlecom", "a" * 300),
    ],
)
def test_a_look_alike_is_not(host: str) -> None:
    assert not {"google.*", "google.com"} & set(names_of(host))


def test_what_is_too_long_for_a_host_belongs_to_nothing() -> None:
    assert list(names_of("a." * 126 + "a")) != []
    assert list(names_of("a." * 127 + "com")) == []


@pytest.mark.parametrize(
    ("host", "within"),
    [("a.example", True), ("www.a.example", True), ("nota.example", False), ("a.example.com", False), ("", False)],
)
def test_a_host_is_within_itself_and_what_it_is_a_subdomain_of(host: str, within: bool) -> None:
    assert is_within(host, "a.example") is within
