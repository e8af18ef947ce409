"""Every key of every table, spelled once (design section 5)."""

import zlib
from datetime import datetime

from chalicelib.domain.event import Event
from chalicelib.domain.feed_plan import Position
from chalicelib.domain.timestamp import format_utc

BY_TYPE_DAY = "by_type_day"
BY_EMAIL = "by_email"
BY_DAY = "by_day"

_TS_LENGTH = len("2026-11-22T09:15:02.120Z")


def trace_key(trace_id: str | None, event_id: str) -> str:
    """The events table's partition key; an event without a trace has a partition of its own."""
    return trace_id if trace_id is not None else f"none#{event_id}"


def event_trace_key(event: Event) -> str:
    return trace_key(event.trace_id, event.event_id)


def trace_of_key(key: str) -> str | None:
    return None if key.startswith("none#") else key


def type_day(event_type: str, day: str, shard: int) -> str:
    return f"{event_type}#{day}#{shard}"


def shard_of(event_id: str, shards: int) -> int:
    return zlib.crc32(event_id.encode()) % shards


def ts_id(moment: datetime, unique_id: str) -> str:
    return f"{format_utc(moment)}#{unique_id}"


def moment_of(key: str) -> datetime:
    return datetime.fromisoformat(key[:_TS_LENGTH])


def position_of(event: Event) -> Position:
    """Within its trace."""
    return Position(ts_id(event.ts, event.event_id), "", event_trace_key(event), event.event_id)


def first_at(moment: datetime) -> str:
    """Not after any `ts_id` of that millisecond."""
    return format_utc(moment)


def last_at(moment: datetime) -> str:
    """Not before any `ts_id` of that millisecond: ids hold only visible ASCII."""
    return f"{format_utc(moment)}\x7f"


def just_before(key: str) -> str:
    """The upper end that leaves out `key` itself and nothing below it: BETWEEN includes both its ends."""
    return f"{key[:-1]}{chr(ord(key[-1]) - 1)}\x7f"
