"""The event dictionary as TypeScript types: everything is in it, and a file that says the same is left alone."""

import os
import re
from pathlib import Path

import pytest

from chalicelib.domain.event_dictionary import EVENT_TYPES, SOURCES
from chalicelib.domain.event_type import EventType
from infra.edge_event_types import main, type_text
from tests.running_service import PROJECT

EDGE = PROJECT / "frontend" / "edge"
MEMBER = re.compile(r"^  (m_\w+): (.*);$", re.MULTILINE)
LONG_AGO = 1_000_000_000


@pytest.fixture
def written(tmp_path: Path) -> Path:
    target = tmp_path / "events.gen.ts"
    assert main([str(target)]) == 0
    return target


def test_every_event_type_is_there_once_in_the_order_of_the_dictionary_with_when_it_is_sent() -> None:
    assert [name for name, _ in MEMBER.findall(type_text())] == [one.name for one in EVENT_TYPES]
    for one in EVENT_TYPES:
        assert f"  /** {one.when} */\n  {one.name}: " in type_text()


def test_every_source_is_there_and_no_other() -> None:
    (sources,) = re.findall(r"^export type Source = (.*);$", type_text(), re.MULTILINE)
    assert re.findall(r"'([^']+)'", sources) == list(SOURCES)


@pytest.mark.parametrize("event_type", EVENT_TYPES, ids=lambda event_type: event_type.name)
def test_an_event_must_carry_what_the_dictionary_asks_for_and_nothing_else(event_type: EventType) -> None:
    shape = dict(MEMBER.findall(type_text()))[event_type.name]
    asked = []
    for alternatives in event_type.required:
        fields = [field for one in alternatives for field in ([one, "email_fingerprint"] if one == "email" else [one])]
        asked.append({_shape(field) for field in fields})
    assert [set(re.findall(r"{ (?:[^{}]|{[^{}]*})* }", part)) for part in shape.split(" & ")] == asked


def _shape(field: str) -> str:
    if field == "success":
        return "{ success: boolean }"
    if field.startswith("payload."):
        return f"{{ payload: {{ {field.removeprefix('payload.')}: string }} }}"
    return f"{{ {field}: string }}"


def test_some_shapes_in_full() -> None:
    """Written out, so that a mistake of the reading above would show."""
    shapes = dict(MEMBER.findall(type_text()))
    assert shapes["m_page_view"] == "({ anonymous_id: string } | { trace_id: string })"
    assert shapes["m_otp_send_result"] == ("({ email: string } | { email_fingerprint: string }) & { success: boolean }")
    assert shapes["m_checkout_click"] == "{ trace_id: string } & { payload: { plan_tier: string } }"


def test_writing_twice_leaves_the_file_alone(written: Path) -> None:
    os.utime(written, (LONG_AGO, LONG_AGO))
    assert main([str(written)]) == 0
    assert written.stat().st_mtime == LONG_AGO


def test_a_file_that_says_something_else_is_written_anew(written: Path) -> None:
    text = written.read_text(encoding="utf-8")
    written.write_text(f"{text}\n", encoding="utf-8")
    os.utime(written, (LONG_AGO, LONG_AGO))
    main([str(written)])
    assert written.read_text(encoding="utf-8") == text == type_text()
    assert written.stat().st_mtime != LONG_AGO


def test_what_the_client_is_built_with_is_what_the_dictionary_says_now() -> None:
    assert (EDGE / "src" / "events.gen.ts").read_text(encoding="utf-8") == type_text()
