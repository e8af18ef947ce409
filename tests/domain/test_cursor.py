"""Cursors: signed, bound to role and filters, and telling nothing (contract, General)."""

import base64
import json
import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.cursor import open_cursor, seal_cursor
from chalicelib.domain.errors import InvalidInputError

SECRET = "session-secret-for-tests-0123456789abcdef"
OTHER = "another-secret-for-tests-0123456789abcdef"
POSITION = {
    "after": {
        "ts_id": "2026-11-22T09:15:02.120Z#01JDKQ8M2N",
        "partition": "m_auth_login_fail#2026-11-22#0",
        "trace_key": "trace_8f2c",
        "event_id": "01JDKQ8M2N",
    },
    "days": ["2026-11-16", "2026-11-22"],
}
BOUND_TO = {"list": "feed", "role": "support", "filters": {"type": ["m_auth_login_fail"], "success": "false"}}
ALPHABET = string.ascii_letters + string.digits + "-_"

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.text(), JSON, max_size=4)


def seal(position: dict[str, Any] = POSITION, secrets: tuple[str, ...] = (SECRET,)) -> str:
    return seal_cursor(position, bound_to=BOUND_TO, secrets=secrets)


def is_refused(cursor: str, bound_to: dict[str, Any] = BOUND_TO, secrets: tuple[str, ...] = (SECRET,)) -> bool:
    try:
        open_cursor(cursor, bound_to=bound_to, secrets=secrets)
    except InvalidInputError:
        return True
    return False


@settings(deadline=None)
@given(OBJECTS, OBJECTS)
def test_what_was_sealed_opens_to_itself(position: dict[str, Any], bound_to: dict[str, Any]) -> None:
    cursor = seal_cursor(position, bound_to=bound_to, secrets=[SECRET])
    assert open_cursor(cursor, bound_to=bound_to, secrets=[SECRET]) == position
    assert set(cursor) <= set(ALPHABET), "it goes into a URL as it is"


@settings(deadline=None)
@given(OBJECTS, OBJECTS, OBJECTS)
def test_what_was_sealed_for_one_question_opens_for_no_other(
    position: dict[str, Any], bound_to: dict[str, Any], other: dict[str, Any]
) -> None:
    cursor = seal_cursor(position, bound_to=bound_to, secrets=[SECRET])
    same = json.dumps(bound_to, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert is_refused(cursor, other) is not same


def test_the_order_of_filters_does_not_matter() -> None:
    turned = {name: BOUND_TO[name] for name in reversed(BOUND_TO)}
    assert open_cursor(seal(), bound_to=turned, secrets=[SECRET]) == POSITION


@pytest.mark.parametrize("place", range(len(seal())))
def test_a_cursor_altered_in_one_character_is_refused(place: int) -> None:
    cursor = seal()
    for character in set(ALPHABET) - {cursor[place]}:
        assert is_refused(cursor[:place] + character + cursor[place + 1 :])


def test_a_cursor_of_another_length_is_refused() -> None:
    cursor = seal()
    assert all(is_refused(cursor[:length]) for length in range(len(cursor)))
    assert all(is_refused(cursor[start:]) for start in range(1, len(cursor)))
    assert all(is_refused(cursor + character) for character in ALPHABET)
    assert is_refused(cursor + cursor)


@pytest.mark.parametrize("added", ["=", "==", " ", "\n", "\x00", "é", "."])
def test_a_cursor_with_something_around_it_is_refused(added: str) -> None:
    cursor = seal()
    assert is_refused(cursor + added)
    assert is_refused(added + cursor)
    assert is_refused(cursor[:20] + added + cursor[20:])


def test_the_same_bytes_in_another_spelling_are_refused() -> None:
    spelled = [seal({"after": f"{number}"}) for number in range(60)]
    other_alphabet = [cursor.replace("-", "+").replace("_", "/") for cursor in spelled]
    changed = [other for cursor, other in zip(spelled, other_alphabet, strict=True) if other != cursor]
    assert changed
    assert all(is_refused(cursor) for cursor in changed)


@pytest.mark.parametrize(
    "bound_to",
    [
        {},
        BOUND_TO | {"role": "viewer"},
        BOUND_TO | {"role": "admin"},
        BOUND_TO | {"list": "quarantine"},
        BOUND_TO | {"filters": {}},
        BOUND_TO | {"filters": {"type": ["m_auth_login_fail"], "success": "true"}},
        BOUND_TO | {"filters": {"type": ["m_auth_login_fail"]}},
        BOUND_TO | {"filters": {"type": ["m_auth_login_fail", "m_otp_send"], "success": "false"}},
        BOUND_TO | {"filters": {"type": ["m_auth_login_fail"], "success": "false", "source": "zuplo"}},
    ],
)
def test_a_cursor_made_for_another_role_or_other_filters_is_refused(bound_to: dict[str, Any]) -> None:
    assert is_refused(seal(), bound_to)


def test_the_first_secret_seals_and_all_open() -> None:
    old = seal(secrets=(SECRET,))
    assert open_cursor(old, bound_to=BOUND_TO, secrets=[SECRET, OTHER]) == POSITION
    assert open_cursor(old, bound_to=BOUND_TO, secrets=[OTHER, SECRET]) == POSITION
    assert is_refused(old, secrets=(OTHER,))
    assert is_refused(seal(secrets=(OTHER, SECRET)), secrets=(SECRET,))


def test_no_identifier_can_be_read_in_a_cursor() -> None:
    cursor = seal()
    content = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    plain = json.dumps(POSITION, sort_keys=True, separators=(",", ":")).encode()
    pieces = {plain[start : start + 4] for start in range(len(plain) - 3)}
    assert not [piece for piece in pieces if piece in content or piece.decode() in cursor]


def test_cursors_of_alike_positions_have_nothing_in_common() -> None:
    one, other = (base64.urlsafe_b64decode(f"{seal({'after': text})}==") for text in ("trace_8f2c", "trace_8f2d"))
    assert len(one) == len(other)
    assert sum(a == b for a, b in zip(one, other, strict=True)) <= 3


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=())) | st.text(ALPHABET, max_size=80))
def test_any_text_is_refused_and_never_breaks_anything(text: str) -> None:
    assert is_refused(text)


def test_a_refusal_names_the_cursor_and_tells_how_to_go_on() -> None:
    with pytest.raises(InvalidInputError) as caught:
        open_cursor("canary7f3a", bound_to=BOUND_TO, secrets=[SECRET])
    assert [reason.field for reason in caught.value.details] == ["cursor"]
    assert "canary7f3a" not in caught.value.message
