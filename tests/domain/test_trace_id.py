"""The shape of a trace id. The cases are a file because the browser's and the edge's twin is tested against it too."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.pii import holds_email
from chalicelib.domain.trace_id import sanitize_trace_id

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "trace_id_cases.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_each_case_shared_with_the_twin_gives_its_trace_id_or_none(case: dict[str, Any]) -> None:
    assert sanitize_trace_id(case["input"]) == case["expected"]


def test_each_case_has_a_name_of_its_own() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES) >= 40


@settings(deadline=None)
@given(st.text() | st.from_regex(r"\s*trace_[ -~]{0,130}\s*", fullmatch=True))
def test_what_is_given_back_has_the_shape_and_is_given_back_unchanged_a_second_time(value: str) -> None:
    trace_id = sanitize_trace_id(value)
    if trace_id is None:
        return
    assert trace_id in value
    assert trace_id.startswith("trace_")
    assert 7 <= len(trace_id) <= 128
    assert all("\x21" <= character <= "\x7e" for character in trace_id)
    assert not holds_email(trace_id)
    assert sanitize_trace_id(trace_id) == trace_id


@settings(deadline=None)
@given(st.emails(), st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=20))
def test_no_trace_id_holds_an_address(address: str, around: str) -> None:
    assert sanitize_trace_id(f"trace_{around}{address}{around}") is None
