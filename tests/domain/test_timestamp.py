"""Times on the wire (contract, General)."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.timestamp import ceil_ms, floor_ms, format_utc, parse_rfc3339

MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - bounds of a strategy that adds the zone
OFFSETS = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MILLISECOND = timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-22T09:15:02.120Z", datetime(2026, 11, 22, 9, 15, 2, 120000, tzinfo=UTC)),
        ("2026-11-22T09:15:02Z", datetime(2026, 11, 22, 9, 15, 2, tzinfo=UTC)),
        ("2026-11-22t09:15:02z", datetime(2026, 11, 22, 9, 15, 2, tzinfo=UTC)),
        ("2026-11-22 09:15:02Z", datetime(2026, 11, 22, 9, 15, 2, tzinfo=UTC)),
        ("2026-11-22T09:15:02.1Z", datetime(2026, 11, 22, 9, 15, 2, 100000, tzinfo=UTC)),
        ("2026-11-22T09:15:02.123456Z", datetime(2026, 11, 22, 9, 15, 2, 123456, tzinfo=UTC)),
        ("2026-11-22T09:15:02.1234569Z", datetime(2026, 11, 22, 9, 15, 2, 123456, tzinfo=UTC)),
        ("2026-11-22T09:15:02.999999999Z", datetime(2026, 11, 22, 9, 15, 2, 999999, tzinfo=UTC)),
        ("2026-11-22T18:15:02+09:00", datetime(2026, 11, 22, 9, 15, 2, tzinfo=UTC)),
        ("2026-11-22T04:15:02-05:00", datetime(2026, 11, 22, 9, 15, 2, tzinfo=UTC)),
        ("2026-11-22T15:00:02+05:45", datetime(2026, 11, 22, 9, 15, 2, tzinfo=UTC)),
        ("2026-11-22T09:15:02-00:00", datetime(2026, 11, 22, 9, 15, 2, tzinfo=UTC)),
        ("2026-11-22T00:00:00+23:59", datetime(2026, 11, 21, 0, 1, tzinfo=UTC)),
        ("2026-11-22T23:59:59-23:59", datetime(2026, 11, 23, 23, 58, 59, tzinfo=UTC)),
        ("2028-02-29T00:00:00Z", datetime(2028, 2, 29, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59.999Z", datetime(9999, 12, 31, 23, 59, 59, 999000, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
        ("2016-12-31T23:59:60.5Z", datetime(2016, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
        ("2017-01-01T08:59:60+09:00", datetime(2016, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
    ],
)
def test_a_time_with_an_offset_is_read(text: str, moment: datetime) -> None:
    assert parse_rfc3339(text) == moment
    assert parse_rfc3339(text).tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "1795338902",
        "2026-11-22",
        "2026-11-22T09:15:02",
        "2026-11-22T09:15Z",
        "2026-11-22T09Z",
        "20261122T091502Z",
        "2026-W47-7T09:15:02Z",
        "2026-326T09:15:02Z",
        "26-11-22T09:15:02Z",
        "12026-11-22T09:15:02Z",
        "+2026-11-22T09:15:02Z",
        "-2026-11-22T09:15:02Z",
        "2026-1-22T09:15:02Z",
        "2026-00-22T09:15:02Z",
        "2026-13-22T09:15:02Z",
        "2026-11-00T09:15:02Z",
        "2026-11-31T09:15:02Z",
        "2026-02-29T09:15:02Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T25:15:02Z",
        "2026-11-22T09:60:02Z",
        "2026-11-22T09:15:61Z",
        "2026-11-22T09:15:62Z",
        "2026-11-22T09:15:02.Z",
        "2026-11-22T09:15:02,120Z",
        "2026-11-22T09:15:02.120",
        "2026-11-22T09:15:02.120 Z",
        "2026-11-22T09:15:02.120ZZ",
        "2026-11-22T09:15:02.120UTC",
        "2026-11-22T09:15:02.120+09",
        "2026-11-22T09:15:02.120+0900",
        "2026-11-22T09:15:02.120+9:00",
        "2026-11-22T09:15:02.120+24:00",
        "2026-11-22T09:15:02.120+09:60",
        "2026-11-22T09:15:02.120−09:00",  # a minus sign, but not the one of ASCII
        "2026-11-22_09:15:02Z",
        "2026-11-22  09:15:02Z",
        " 2026-11-22T09:15:02Z",
        "2026-11-22T09:15:02Z ",
        "2026-11-22T09:15:02Z\n",
        "2026/11/22T09:15:02Z",
        "２０２６-11-22T09:15:02Z",
        "2026-11-22T09:15:0٢Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        pytest.param(f"2026-11-22T09:15:02.{'1' * 5_000}Z", id="5000 digits"),
    ],
)
def test_a_text_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        parse_rfc3339(text)
    assert not isinstance(caught.value, OverflowError)


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=())))
def test_any_text_is_a_time_or_a_value_error(text: str) -> None:
    try:
        moment = parse_rfc3339(text)
    except ValueError:
        return
    assert moment.tzinfo is UTC


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 11, 22, 9, 15, 2, 120000, tzinfo=UTC), "2026-11-22T09:15:02.120Z"),
        (datetime(2026, 11, 22, 9, 15, 2, tzinfo=UTC), "2026-11-22T09:15:02.000Z"),
        (datetime(2026, 11, 22, 9, 15, 2, 999, tzinfo=UTC), "2026-11-22T09:15:02.000Z"),
        (datetime(2026, 11, 22, 9, 15, 2, 999999, tzinfo=UTC), "2026-11-22T09:15:02.999Z"),
        (datetime(2026, 1, 2, 3, 4, 5, 6000, tzinfo=UTC), "2026-01-02T03:04:05.006Z"),
        (datetime(2026, 11, 22, 18, 15, tzinfo=timezone(timedelta(hours=9))), "2026-11-22T09:15:00.000Z"),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00.000Z"),
        (datetime(987, 6, 5, tzinfo=UTC), "0987-06-05T00:00:00.000Z"),
    ],
)
def test_a_time_is_written_in_utc_with_milliseconds(moment: datetime, text: str) -> None:
    assert format_utc(moment) == text


@settings(deadline=None)
@given(MOMENTS, OFFSETS)
def test_what_is_written_reads_back_to_the_millisecond(moment: datetime, offset: timezone) -> None:
    assert parse_rfc3339(format_utc(moment)) == floor_ms(moment)
    assert format_utc(moment.astimezone(offset)) == format_utc(moment)
    assert parse_rfc3339(moment.astimezone(offset).isoformat()) == moment


@settings(deadline=None)
@given(MOMENTS, MOMENTS | st.none())
def test_texts_sort_as_times_do(one: datetime, other: datetime | None) -> None:
    later = other or one + MILLISECOND
    assert (format_utc(one) < format_utc(later)) is (floor_ms(one) < floor_ms(later))


@settings(deadline=None)
@given(MOMENTS)
def test_whole_milliseconds_are_the_nearest_below_and_above(moment: datetime) -> None:
    floored, raised = floor_ms(moment), ceil_ms(moment)
    assert floored <= moment <= raised
    assert raised - floored == (MILLISECOND if moment.microsecond % 1000 else timedelta())
    assert floored.microsecond % 1000 == raised.microsecond % 1000 == 0


def test_rounding_up_carries_into_the_next_day() -> None:
    last_moment = datetime(2026, 12, 31, 23, 59, 59, 999001, tzinfo=UTC)
    assert ceil_ms(last_moment) == datetime(2027, 1, 1, tzinfo=UTC)
    assert floor_ms(last_moment) == datetime(2026, 12, 31, 23, 59, 59, 999000, tzinfo=UTC)
