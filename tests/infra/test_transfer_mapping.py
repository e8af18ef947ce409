"""Rows become events by a mapping file."""

from pathlib import Path
from typing import Any

import pytest

from infra.transfer.errors import RowError, TransferError
from infra.transfer.event_fields import event_of
from infra.transfer.mapping import Mapping, load_mapping
from infra.transfer.mapping_parts import read_part


def mapping(**written: Any) -> Mapping:
    return Mapping({name: None if part is None else read_part(name, part) for name, part in written.items()})


def event(row: dict[str, Any], by: Mapping) -> dict[str, Any]:
    fields = by.fields_of(row)
    assert fields is not None
    return event_of(fields)


def test_without_a_mapping_a_row_is_one_of_the_table() -> None:
    assert event({"id": 7, "success": 1}, load_mapping(None)) == {"event_id": "7", "success": True}
    with pytest.raises(RowError, match="visitor: is no column of funnel_events"):
        load_mapping(None).fields_of({"visitor": "v"})


def test_a_field_is_taken_from_a_column_a_key_within_it_a_constant_or_a_template() -> None:
    by = mapping(
        event_type={"value": "m_page_view"},
        anonymous_id="visitor",
        user_id="request.user.id",
        trace_id={"template": "trace_{visitor}-{n}"},
        job_id="dotted.name",
        payload={"columns": ["url", "gone"], "fields": {"plan": {"value": 3}, "path": "request.path"}},
    )
    row = {"visitor": "v", "n": 5, "url": "/", "request": {"user": {"id": 8}, "path": None}, "dotted.name": "literal"}

    assert event(row, by) == {
        "event_type": "m_page_view",
        "anonymous_id": "v",
        "user_id": "8",
        "trace_id": "trace_v-5",
        "job_id": "literal",
        "payload": {"url": "/", "plan": 3},
    }


def test_a_column_called_as_a_field_is_taken_unless_the_mapping_says_otherwise() -> None:
    by = mapping(source=None, tenant_id="user_id", event_id={"value": "always"})
    row = {"id": "7", "ts": "2026-11-22T00:00:00Z", "source": "elsewhere", "user_id": "u", "unknown": "ignored"}

    assert event(row, by) == {
        "ts": "2026-11-22T00:00:00.000Z",
        "tenant_id": "u",
        "user_id": "u",
        "event_id": "always",
    }


def test_a_template_or_an_object_of_which_a_column_is_empty_is_not_sent() -> None:
    by = mapping(trace_id={"template": "trace_{user}"}, payload={"columns": ["user"]})

    assert event({"user": ""}, by) == {}
    assert event({"user": None}, by) == {}


def test_doubled_braces_of_a_template_stand_for_themselves() -> None:
    assert event({"a": "x"}, mapping(user_id={"template": "{{{a}}}"})) == {"user_id": "{x}"}


def test_values_are_chosen_by_what_the_column_holds() -> None:
    by = mapping(
        success={"column": "status", "values": {"200": True, "true": True, "": None}, "otherwise": False},
        source={"column": "status", "values": {"200": "edge"}, "otherwise": None},
    )
    assert event({"status": 200}, by) == {"success": True, "source": "edge"}
    assert event({"status": True}, by) == {"success": True}
    assert event({"status": ""}, by) == {}
    assert event({"status": 500}, by) == {"success": False}


def test_an_outcome_that_is_not_known_can_be_said() -> None:
    assert event({}, mapping(success={"value": None}, user_id={"value": None})) == {"success": None}


def test_a_row_whose_type_the_mapping_calls_nothing_is_skipped_and_an_unknown_one_refused() -> None:
    choice = {"column": "step", "values": {"buy": "m_checkout_click", "ping": None}}

    assert mapping(event_type=choice).fields_of({"step": "ping"}) is None
    assert mapping(event_type=choice | {"otherwise": None}).fields_of({"step": "?"}) is None
    with pytest.raises(RowError, match="step: has a value that the mapping does not name"):
        mapping(event_type=choice).fields_of({"step": "secret value"})
    assert mapping(event_type="step").fields_of({"step": ""}) == {}


@pytest.mark.parametrize(
    "part",
    [
        "",
        7,
        [],
        {},
        {"column": "a"},
        {"value": 1, "column": "a"},
        {"column": "a", "values": []},
        {"column": "", "values": {}},
        {"template": "{"},
        {"template": "{}"},
        {"template": "{a!r}"},
        {"template": "{a:>9}"},
        {"columns": "url"},
        {"columns": [""]},
        {"fields": ["url"]},
        {"fields": {"plan": 7}},
    ],
)
def test_a_part_of_another_shape_is_refused_by_its_field(part: Any) -> None:
    with pytest.raises(TransferError, match="payload"):
        mapping(payload=part)


@pytest.mark.parametrize("written", ["{", "[]", '{"evnt_type": "a"}', '{"id": "a"}'])
def test_a_mapping_file_that_is_none_is_refused(tmp_path: Path, written: str) -> None:
    file = tmp_path / "mapping.json"
    file.write_text(written)
    with pytest.raises(TransferError, match=r"mapping\.json"):
        load_mapping(file)
    with pytest.raises(TransferError, match=r"gone\.json cannot be read"):
        load_mapping(tmp_path / "gone.json")


def test_columns_that_do_not_fit_are_told_before_anything_is_sent() -> None:
    by = mapping(event_type={"value": "m_page_view"}, ts="at", trace_id={"template": "trace_{user}"})

    by.check(["at", "user", "more"])
    by.check(None)
    Mapping({}).check(["id", "ts", "event_type"])
    with pytest.raises(TransferError, match="no column user; it has: at, usr"):
        by.check(["at", "usr"])
    with pytest.raises(TransferError, match="no columns of funnel_events: visitor"):
        Mapping({}).check(["ts", "event_type", "visitor"])
    with pytest.raises(TransferError, match="no column event_type"):
        Mapping({}).check(["id", "ts"])
    with pytest.raises(TransferError, match="no column ts"):
        mapping(event_type="a").check(["a"])
