"""The limits of a payload: three levels, 2,048 bytes."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.payload import fit
from chalicelib.domain.redaction import scrub_payload

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | st.floats(-10, 10) | st.text(max_size=300),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(max_size=8), children, max_size=4),
    max_leaves=20,
)
PAYLOADS = st.dictionaries(st.text(max_size=20), JSON_VALUES, max_size=30)


def _bytes(payload: dict[str, Any]) -> int:
    return len(json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode())


def _of_size(size_bytes: int) -> dict[str, Any]:
    payload = {"a": 1, "text": ""}
    return payload | {"text": "x" * (size_bytes - _bytes(payload))}


# --- Depth ---


def test_three_levels_stay_as_they_are() -> None:
    payload = {"one": {"two": {"three": [1][0], "text": "x"}}, "list": [[1, 2], {"a": None}], "empty": {}}
    assert scrub_payload(payload) == payload


@pytest.mark.parametrize("deep", [{}, [], {"a": 1}, [1], [[]]])
def test_a_container_on_the_fourth_level_becomes_the_marker(deep: Any) -> None:
    assert scrub_payload({"one": {"two": {"three": deep}}}) == {
        "one": {"two": {"three": "[deep]"}},
        "_truncated": True,
    }


def test_arrays_count_as_levels() -> None:
    assert scrub_payload({"one": [[1, [2], {}]], "b": 2}) == {
        "one": [[1, "[deep]", "[deep]"]],
        "b": 2,
        "_truncated": True,
    }


@pytest.mark.parametrize("wrap", [lambda inner: {"a": inner}, lambda inner: [inner]], ids=["objects", "arrays"])
def test_nine_hundred_levels_are_cut_without_going_down_them(wrap: Any) -> None:
    nested: Any = "bottom"
    for _ in range(900):
        nested = wrap(nested)
    scrubbed = scrub_payload({"top": nested})
    assert scrubbed["_truncated"] is True
    assert json.dumps(scrubbed).count("[deep]") == 1


def test_the_text_deep_sent_by_a_sender_is_no_truncation() -> None:
    assert scrub_payload({"a": "[deep]"}) == {"a": "[deep]"}


def test_a_secret_is_redacted_before_its_depth_is_looked_at() -> None:
    assert scrub_payload({"a": {"b": {"token": {"c": 1}}}}) == {"a": {"b": {"token": "[secret]"}}}


# --- Size ---


def test_2048_bytes_stay_and_one_more_is_too_much() -> None:
    assert scrub_payload(_of_size(2048)) == _of_size(2048)
    assert scrub_payload(_of_size(2049)) == {"a": 1, "_truncated": True}


@pytest.mark.parametrize("character", ["é", "김", "😀", '"', "\\", "\n", "\x01", "\x7f", "\u2028"])
def test_size_is_counted_in_bytes_of_json(character: str) -> None:
    payload: dict[str, Any] = {"text": character}
    while _bytes(payload) <= 2048:
        assert scrub_payload(payload) == payload
        payload = {"text": payload["text"] + character * 20}
    assert scrub_payload(payload) == {"_truncated": True}


def test_entries_are_dropped_from_the_end_until_it_fits_with_the_marker() -> None:
    payload = {f"key{number:03}": "x" * 90 for number in range(40)}
    scrubbed = scrub_payload(payload)
    assert list(scrubbed) == [*list(payload)[: len(scrubbed) - 1], "_truncated"]
    assert _bytes(scrubbed) <= 2048
    assert _bytes(scrubbed | {list(payload)[len(scrubbed) - 1]: "x" * 90}) > 2048


def test_what_stands_after_an_entry_too_large_is_dropped_with_it() -> None:
    assert scrub_payload({"a": 1, "large": "x" * 3000, "b": 2}) == {"a": 1, "_truncated": True}


def test_a_first_entry_too_large_leaves_the_marker_alone() -> None:
    assert scrub_payload({"large": "x" * 3000}) == {"_truncated": True}


def test_a_payload_cut_in_depth_has_room_for_the_marker() -> None:
    payload = {"deep": [[[]]], **_of_size(2048 - _bytes({"deep": [["[deep]"]]}))}
    assert _bytes(scrub_payload(payload)) <= 2048
    assert scrub_payload(payload) == {"deep": [["[deep]"]], "a": 1, "_truncated": True}


def test_size_is_looked_at_after_redaction() -> None:
    assert scrub_payload({"to": "kim@example.com " * 200}) == {"to": "[email] " * 200}
    assert scrub_payload({"from": "::1 " * 500, "a": 1}) == {"_truncated": True}


def test_a_marker_sent_by_a_sender_stays_in_its_place_unless_something_is_cut() -> None:
    assert list(scrub_payload({"_truncated": "mine", "a": 1}).items()) == [("_truncated", "mine"), ("a", 1)]
    assert list(scrub_payload({"_truncated": "mine", "a": 1, "b": "x" * 3000}).items()) == [
        ("a", 1),
        ("_truncated", True),
    ]


def test_an_empty_payload_stays_empty() -> None:
    assert scrub_payload({}) == {}


def test_a_lone_surrogate_stops_nothing() -> None:
    assert scrub_payload({"a": "\ud800"}) == {"a": "\ud800"}


@settings(deadline=None)
@given(PAYLOADS, st.booleans())
def test_the_longest_run_of_first_entries_that_fits_is_kept(payload: dict[str, Any], depth_was_cut: bool) -> None:
    payload.pop("_truncated", None)
    fitted = fit(payload, depth_was_cut)
    if not depth_was_cut and _bytes(payload) <= 2048:
        assert fitted == payload
        return
    expected = {**payload, "_truncated": True}
    for key in reversed(payload):
        if _bytes(expected) <= 2048:
            break
        del expected[key]
    assert list(fitted.items()) == list(expected.items())


@settings(deadline=None)
@given(PAYLOADS)
def test_a_scrubbed_payload_is_within_the_limits_and_scrubbing_it_again_changes_nothing(
    payload: dict[str, Any],
) -> None:
    scrubbed = scrub_payload(payload)
    assert _bytes(scrubbed) <= 2048
    assert scrub_payload(scrubbed) == scrubbed
    assert list(scrub_payload(scrubbed)) == list(scrubbed)
