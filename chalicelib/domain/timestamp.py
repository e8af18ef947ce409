"""Times on the wire: RFC 3339 in, RFC 3339 UTC with milliseconds and `Z` out."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated

from pydantic import PlainSerializer, WithJsonSchema

_RFC3339 = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,100}))?(?:[Zz]|([+-])(\d{2}):(\d{2}))", re.ASCII
)
_MILLISECOND = timedelta(milliseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse_rfc3339(text: str) -> datetime:
    """An aware UTC time in microseconds; finer digits are cut. A leap second is the last moment of its minute.

    Raises ValueError for any other shape, and for times outside the years 1 to 9999 in UTC.
    """
    match = _RFC3339.fullmatch(text)
    if match is None:
        raise ValueError("not an RFC 3339 time with an offset")
    date, hour, minute, second, fraction, sign, offset_hours, offset_minutes = match.groups()
    micros = int((fraction or "").ljust(6, "0")[:6])
    if second == "60":
        second, micros = "59", 999_999
    offset = timedelta()
    if sign:
        if int(offset_hours) > 23 or int(offset_minutes) > 59:
            raise ValueError("offset out of range")
        offset = timedelta(hours=int(offset_hours), minutes=int(offset_minutes)) * (-1 if sign == "-" else 1)
    # the zone is put on below, once the fraction is there
    local = datetime.strptime(f"{date} {hour}:{minute}:{second}", "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007
    try:
        return local.replace(microsecond=micros, tzinfo=timezone(offset)).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("year out of range") from error


def format_utc(moment: datetime) -> str:
    """`2026-11-22T09:15:02.120Z`; of fixed width, so that texts sort as times do. Microseconds are cut."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z".rjust(24, "0")


Timestamp = Annotated[
    datetime,
    PlainSerializer(format_utc, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]


def to_epoch_ms(moment: datetime) -> int:
    return (moment - _EPOCH) // _MILLISECOND


def from_epoch_ms(milliseconds: int) -> datetime:
    return _EPOCH + milliseconds * _MILLISECOND


def floor_ms(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def ceil_ms(moment: datetime) -> datetime:
    floored = floor_ms(moment)
    return floored if floored == moment else floored + _MILLISECOND
