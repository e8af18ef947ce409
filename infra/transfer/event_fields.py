"""From the columns of a row to the event that is sent: names, types and times (contract, Sending events)."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.domain.event import BackfillEvent
from chalicelib.domain.timestamp import format_utc, parse_rfc3339
from infra.transfer.errors import RowError
from infra.transfer.rows import parse_object

EVENT_FIELDS = tuple(BackfillEvent.model_fields)
TABLE_COLUMNS = {"id": "event_id", "payload_json": "payload"}  # those of funnel_events that an event calls otherwise
KNOWN_COLUMNS = {*EVENT_FIELDS, *TABLE_COLUMNS}
TAKEN_FROM_PAYLOAD = ("user_id", "anonymous_id", "campaign_id", "email")

_WITHOUT_OFFSET = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?", re.ASCII)
_EPOCH_SECONDS, _EPOCH_MILLISECONDS = re.compile(r"\d{10}", re.ASCII), re.compile(r"\d{13}", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OUTCOMES = {"1": True, "true": True, "0": False, "false": False}


def is_empty(value: Any) -> bool:
    return value is None or value == ""


def fields_of_table_row(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Our fields, of a row of `funnel_events` or of an export; what is empty was not sent.

    An export says `"success": null` on purpose; in the table NULL only means that there is nothing.
    Raises RowError.
    """
    for name in columns:
        if name not in KNOWN_COLUMNS:
            raise RowError(name[:80], "is no column of funnel_events: say in a mapping file where it belongs")
    fields = {TABLE_COLUMNS.get(name, name): value for name, value in columns.items() if not is_empty(value)}
    if "id" not in columns and "success" in columns and columns["success"] is None:
        fields["success"] = None
    if "payload" in fields and "payload" not in columns:
        fields = _with_identifiers_of_payload(fields)
    return fields


def _with_identifiers_of_payload(fields: dict[str, Any]) -> dict[str, Any]:
    payload = _object("payload", fields["payload"])
    taken = {name: payload[name] for name in TAKEN_FROM_PAYLOAD if name not in fields and _names(payload.get(name))}
    left = {name: value for name, value in payload.items() if name not in taken}
    return (
        {name: value for name, value in fields.items() if name != "payload"}
        | taken
        | ({"payload": left} if left else {})
    )


def _names(value: Any) -> bool:
    return (isinstance(value, str) and value != "") or type(value) is int


def event_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The event as it is sent. Raises RowError."""
    event = {}
    for name, value in fields.items():
        convert = _CONVERSIONS.get(name)
        event[name] = convert(name, value) if convert else _text(name, value)
    return event


def _text(name: str, value: Any) -> str:
    """A number that names something is sent as text, as in `42`."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return str(value)
    raise RowError(name, "must be text")


def _moment(name: str, value: Any) -> str:
    """RFC 3339; without an offset it is UTC; or seconds (10 digits) or milliseconds (13) since 1970."""
    text = str(value).strip()
    try:
        if _WITHOUT_OFFSET.fullmatch(text):
            return format_utc(parse_rfc3339(text + "Z"))
        if _EPOCH_SECONDS.fullmatch(text):
            return format_utc(_EPOCH + timedelta(seconds=int(text)))
        if _EPOCH_MILLISECONDS.fullmatch(text):
            return format_utc(_EPOCH + timedelta(milliseconds=int(text)))
        return format_utc(parse_rfc3339(text))
    except ValueError:
        raise RowError(name, "must be a time such as 2026-11-22T09:15:02.120Z or 2026-11-22 09:15:02") from None


def _outcome(name: str, value: Any) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    outcome = _OUTCOMES.get(str(value).strip().lower())
    if outcome is None:
        raise RowError(name, "must be 0, 1, true, false or empty")
    return outcome


def _object(name: str, value: Any) -> dict[str, Any]:
    found = parse_object(value.encode("utf-8", "surrogatepass")) if isinstance(value, str) else value
    if not isinstance(found, dict):
        raise RowError(name, "must be a JSON object")
    return found


_CONVERSIONS: Mapping[str, Callable[[str, Any], Any]] = {
    "ts": _moment,
    "occurred_at": _moment,
    "success": _outcome,
    "payload": _object,
}
