"""What a sender calls its request names the events that do not name themselves."""

import pytest

from chalicelib.domain.request_name import SHAPE, name_to_store

PEPPER = "email-pepper-for-tests-0123456789abcdef"
OTHER = "another-pepper-for-tests-0123456789abcdef"


@pytest.mark.parametrize("name", ["m", "m" * 120, "!", "~", "msg_p5jXN8AQM9LWM0D4loKWxJek", "{a:b}/c?d=e#f%g"])
def test_a_name_is_1_to_120_visible_ascii_characters(name: str) -> None:
    assert SHAPE.fullmatch(name)


@pytest.mark.parametrize("name", ["", " ", "m" * 121, "a b", "a\t", "a\n", "\x7f", "\x80", "é", "ｍ", "メ"])
def test_a_name_of_another_shape_is_told_apart(name: str) -> None:
    assert not SHAPE.fullmatch(name)


@pytest.mark.parametrize("name", ["msg_1", "order:4711", "@", "kim@", "@kim", "a" * 120, "fp_" + "0" * 32])
def test_a_name_without_an_address_is_stored_as_it_is(name: str) -> None:
    assert name_to_store(name, PEPPER) == name


@pytest.mark.parametrize(
    "name", ["kim@example.com", "login:kim@example.com:1", "kim%40example.com", "<kim@example.com>", "kim@localhost"]
)
def test_a_name_that_holds_an_address_is_hashed(name: str) -> None:
    stored = name_to_store(name, PEPPER)
    assert "kim" not in stored
    assert "@" not in stored
    assert SHAPE.fullmatch(f"{stored}:499"), "it serves as the beginning of an event id"
    assert len(f"{stored}:499") <= 128


def test_a_hashed_name_is_the_same_again_so_that_a_retry_is_told() -> None:
    assert name_to_store("a:kim@example.com", PEPPER) == name_to_store("a:kim@example.com", PEPPER)


def test_hashed_names_differ_with_the_name_and_with_the_pepper() -> None:
    names = {name_to_store(name, PEPPER) for name in ("a:kim@example.com", "b:kim@example.com", "a:Kim@example.com")}
    assert len(names | {name_to_store("a:kim@example.com", OTHER)}) == 4
