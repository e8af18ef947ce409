"""The five UTM fields: trimmed, without control characters and addresses, at most 200 characters; nothing refuses."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.tracking.utm import Utm

FIELDS = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")


def kept(value: object) -> str | None:
    """What becomes of a value; the same in each of the five fields."""
    found = Utm.sanitized(dict.fromkeys(FIELDS, value))
    assert {getattr(found, field) for field in FIELDS} == {found.utm_source}
    return found.utm_source


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("newsletter", "newsletter"),
        ("  newsletter \u00a0\u3000", "newsletter"),
        ("Big Sale 50%", "Big Sale 50%"),
        ("여름 세일 🏖️", "여름 세일 🏖️"),
        ("", None),
        ("   ", None),
        ("\t\r\n", None),
        ("news\rletter", None),
        ("news\nletter", None),
        ("news\r\nSet-Cookie: x=1", None),
        ("news\0letter", None),
        ("news\tletter", None),
        ("news\x1bletter", None),
        ("news\x7fletter", None),
        ("news\x85letter", None),
        ("news\x9fletter", None),
        (None, None),
        (7, None),
        (True, None),
        (["newsletter"], None),
        ({"utm_source": "newsletter"}, None),
    ],
)
def test_a_value_is_trimmed_and_one_with_a_control_character_is_dropped(value: object, expected: str | None) -> None:
    assert kept(value) == expected


@pytest.mark.parametrize("length", [199, 200, 201, 10_000, 1_000_000])
@pytest.mark.parametrize("character", ["x", "가", "🏖"])
def test_a_long_value_is_cut_to_200_characters(character: str, length: int) -> None:
    assert kept(character * length) == character * min(length, 200)


def test_a_long_value_with_a_control_character_behind_the_cut_is_dropped_as_any_other() -> None:
    assert kept("x" * 5000 + "\0") is None


ADDRESSES = [
    "kim@example.com",
    "Kim.Smith+spring@mail.example.co.kr",
    "kim＠example.com",
    "kim%40example.com",
    "kim%2540example.com",
    "mailto:kim@example.com",
    "to kim@example.com and lee@example.com",
    "<kim@example.com>",
]


@pytest.mark.parametrize("value", ADDRESSES)
def test_an_address_becomes_its_marker(value: str) -> None:
    found = kept(value)
    assert found is not None
    assert "[email]" in found
    assert "kim" not in found.lower()
    assert "example" not in found


@pytest.mark.parametrize("before", range(170, 201))
def test_no_part_of_an_address_is_left_where_the_value_is_cut(before: int) -> None:
    found = kept("x" * before + " kim.smith@example.com")
    assert found is not None
    assert len(found) <= 200
    assert "kim" not in found


@pytest.mark.parametrize("address", ["@newsletter", "news@", "a @ b", "50% of 40"])
def test_what_is_no_address_stays(address: str) -> None:
    assert kept(address) == address


def test_a_token_that_stands_before_an_address_does_not_free_a_part_of_it() -> None:
    long_token = "eyJhbGciOiJIUzI1NiJ9." + "e" * 1500 + "." + "s" * 60
    for padding in range(40):
        found = kept(f"{long_token}{'s' * padding} kim.smith@example.com")
        assert found is None or "kim" not in found


@given(
    st.dictionaries(st.sampled_from([*FIELDS, "utm_id"]), st.none() | st.text() | st.integers() | st.lists(st.text()))
)
def test_nothing_raises_and_what_is_kept_is_clean(values: dict[str, Any]) -> None:
    found = Utm.sanitized(values)
    for field, value in found.present().items():
        assert field in FIELDS
        assert 1 <= len(value) <= 200
        assert value == value.strip()
        assert not any(unicodedata.category(character) == "Cc" for character in value)
    assert Utm.sanitized(found.present()) == found


@pytest.mark.shared_data
def test_naughty_strings_are_kept_clean_or_dropped(shared_data: Path) -> None:
    strings: list[str] = json.loads((shared_data / "bad-input" / "naughty_strings.json").read_text())
    for text in strings:
        found = kept(text)
        if found is None:
            assert not text.strip() or any(unicodedata.category(character) == "Cc" for character in text)
        else:
            assert len(found) <= 200
            assert not any(unicodedata.category(character) == "Cc" for character in found)


def test_fields_that_are_absent_are_completed_and_no_others() -> None:
    own, other = Utm(utm_source="own", utm_term="own"), Utm(*["other"] * 5)
    assert own.completed_from(other) == Utm("own", "other", "other", "own", "other")
    assert own.completed_from(Utm()) == own
    assert Utm().completed_from(own) == own
    assert other.completed_from(own) == other
