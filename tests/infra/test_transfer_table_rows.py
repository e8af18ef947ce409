"""Rows of `funnel_events`, and of exports, become events by the names of their columns."""

import json
from typing import Any

import pytest

from infra.transfer.errors import RowError
from infra.transfer.event_fields import event_of, fields_of_table_row

FINGERPRINT = "fp_" + "0" * 32


def event(row: dict[str, Any]) -> dict[str, Any]:
    return event_of(fields_of_table_row(row))


def test_a_row_of_the_table_becomes_an_event_under_the_names_of_an_event() -> None:
    row = {
        "id": "42",
        "ts": "2026-11-22 09:15:02.123456",
        "event_type": "m_auth_login_fail",
        "trace_id": "trace_1",
        "tenant_id": "",
        "job_id": "7",
        "email_fingerprint": FINGERPRINT,
        "success": "0",
        "error_code": "otp_expired",
        "error_message": "late",
        "source": "zuplo",
        "payload_json": '{"attempt": 2, "nested": {"user_id": "not this one"}}',
    }
    assert event(row) == {
        "event_id": "42",
        "ts": "2026-11-22T09:15:02.123Z",
        "event_type": "m_auth_login_fail",
        "trace_id": "trace_1",
        "job_id": "7",
        "email_fingerprint": FINGERPRINT,
        "success": False,
        "error_code": "otp_expired",
        "error_message": "late",
        "source": "zuplo",
        "payload": {"attempt": 2, "nested": {"user_id": "not this one"}},
    }


def test_identifiers_without_a_column_are_taken_from_the_top_of_payload_json() -> None:
    payload = {
        "user_id": 7,
        "anonymous_id": "a",
        "campaign_id": "",
        "email": "kim@example.com",
        "tenant_id": "t",
        "x": 1,
    }

    assert event({"payload_json": json.dumps(payload)}) == {
        "user_id": "7",
        "anonymous_id": "a",
        "email": "kim@example.com",
        "payload": {"campaign_id": "", "tenant_id": "t", "x": 1},
    }


@pytest.mark.parametrize("value", [None, True, 1.5, ["u"], {"id": "u"}])
def test_what_names_nobody_stays_in_the_payload(value: Any) -> None:
    assert event({"payload_json": {"user_id": value}}) == {"payload": {"user_id": value}}


def test_a_column_of_its_own_wins_over_the_payload() -> None:
    row = {"user_id": "column", "payload_json": '{"user_id": "payload"}'}

    assert event(row) == {"user_id": "column", "payload": {"user_id": "payload"}}


def test_a_payload_that_already_is_one_of_ours_is_left_as_it_is() -> None:
    assert event({"event_id": "e", "payload": {"user_id": "u"}}) == {"event_id": "e", "payload": {"user_id": "u"}}


@pytest.mark.parametrize(
    ("row", "sent"),
    [
        ({"id": 1, "success": 1}, True),
        ({"id": 1, "success": 0}, False),
        ({"id": 1, "success": "true"}, True),
        ({"id": 1, "success": False}, False),
        ({"event_id": "1", "success": None}, None),
    ],
)
def test_an_outcome_is_read_in_every_spelling(row: dict[str, Any], sent: bool | None) -> None:
    assert event(row)["success"] is sent


@pytest.mark.parametrize(
    "row", [{"id": 1, "success": None}, {"id": 1, "success": ""}, {"event_id": "1", "success": ""}]
)
def test_an_empty_outcome_of_the_table_is_not_sent(row: dict[str, Any]) -> None:
    assert "success" not in event(row)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-22 09:15:02", "2026-11-22T09:15:02.000Z"),
        ("2026-11-22T09:15:02.9999", "2026-11-22T09:15:02.999Z"),
        ("2026-11-22 09:15:02+09:00", "2026-11-22T00:15:02.000Z"),
        ("2026-11-22T09:15:02Z", "2026-11-22T09:15:02.000Z"),
        (" 2026-11-22 09:15:02 ", "2026-11-22T09:15:02.000Z"),
        (1_795_338_902, "2026-11-22T09:15:02.000Z"),
        ("1795338902120", "2026-11-22T09:15:02.120Z"),
    ],
)
def test_a_time_without_an_offset_is_utc(written: Any, moment: str) -> None:
    assert event({"ts": written, "occurred_at": written}) == {"ts": moment, "occurred_at": moment}


@pytest.mark.parametrize(
    "written", ["2026-11-22", "2026-13-01 00:00:00", "yesterday", "09:15", 12, "0000-01-01T00:00:00Z"]
)
def test_a_time_that_is_none_refuses_its_row(written: Any) -> None:
    with pytest.raises(RowError, match="ts: must be a time"):
        event({"ts": written})


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"payload_json": "{broken"}, "payload"),
        ({"payload_json": "[1]"}, "payload"),
        ({"payload_json": '{"a": NaN}'}, "payload"),
        ({"payload": "text"}, "payload"),
        ({"success": "maybe"}, "success"),
        ({"success": 2}, "success"),
        ({"user_id": ["u"]}, "user_id"),
        ({"user_id": True}, "user_id"),
        ({"user_id": 1.5}, "user_id"),
        ({"no_such_column": 1}, "no_such_column"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_field_and_not_repeated(row: dict[str, Any], field: str) -> None:
    with pytest.raises(RowError) as refused:
        event(row)
    assert refused.value.field == field
    assert "maybe" not in str(refused.value)


def test_the_original_row_is_left_as_it_was() -> None:
    payload = {"user_id": "u", "x": 1}
    row = {"payload_json": payload}
    fields_of_table_row(row)
    assert row == {"payload_json": {"user_id": "u", "x": 1}}
