"""Reporting days and the ranges that requests name (contract, General)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.errors import InvalidInputError
from chalicelib.domain.reporting_day import TimeRange, day_of, day_start, parse_range, shift_day

NOW = datetime(2026, 11, 22, 9, 15, 2, 120000, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
SEOUL, BERLIN = ZoneInfo("Asia/Seoul"), ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(
    [
        *(
            "UTC",
            "Asia/Seoul",
            "Europe/Berlin",
            "America/New_York",
            "America/Sao_Paulo",
            "Asia/Beirut",
            "Asia/Kathmandu",
        ),
        *(
            "Pacific/Chatham",
            "Australia/Lord_Howe",
            "Atlantic/Azores",
            "Africa/Cairo",
            "America/Nuuk",
            "Pacific/Kiritimati",
        ),
        *("America/Havana", "Asia/Tehran", "Antarctica/Troll", "Pacific/Pago_Pago"),
    ]
)

ENDS = st.none() | st.text(st.characters(exclude_categories=())) | st.from_regex(r"\d{4}-\d\d-\d\d(T00:00:00Z)?")


def utc(day: int, hour: int, minute: int = 0, *, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def range_of(
    start: str | None, end: str | None, zone: ZoneInfo = SEOUL, *, instants: bool = True, now: datetime = NOW
) -> TimeRange:
    return parse_range(start, end, now=now, zone=zone, instants_allowed=instants)


def refused_field(start: str | None, end: str | None, *, instants: bool = True) -> str:
    with pytest.raises(InvalidInputError) as caught:
        range_of(start, end, instants=instants)
    return caught.value.details[0].field


@pytest.mark.parametrize(
    ("zone", "day", "start", "hours"),
    [
        ("UTC", "2026-11-22", utc(22, 0), 24),
        ("Asia/Seoul", "2026-11-22", utc(21, 15), 24),
        ("Europe/Berlin", "2026-03-28", utc(27, 23, month=3), 24),
        ("Europe/Berlin", "2026-03-29", utc(28, 23, month=3), 23),
        ("Europe/Berlin", "2026-10-25", utc(24, 22, month=10), 25),
        ("Europe/Berlin", "2026-10-26", utc(25, 23, month=10), 24),
        ("America/New_York", "2026-03-08", utc(8, 5, month=3), 23),
        ("America/New_York", "2026-11-01", utc(1, 4), 25),
        ("Asia/Kathmandu", "2026-11-22", utc(21, 18, 15), 24),
        ("Pacific/Chatham", "2026-07-01", utc(30, 11, 15, month=6), 24),
        ("Pacific/Chatham", "2026-11-22", utc(21, 10, 15), 24),
        ("Pacific/Chatham", "2026-04-05", utc(4, 10, 15, month=4), 25),
        ("Australia/Lord_Howe", "2026-04-05", utc(4, 13, month=4), 24.5),
        ("America/Sao_Paulo", "2018-11-04", utc(4, 3, year=2018), 23),  # midnight is skipped: it begins at 01:00
        ("America/Sao_Paulo", "2018-02-17", utc(17, 2, month=2, year=2018), 25),  # 23:00 to midnight comes twice
        ("America/Sao_Paulo", "2018-02-18", utc(18, 3, month=2, year=2018), 24),
        ("Asia/Beirut", "2022-03-27", utc(26, 22, month=3, year=2022), 23),  # midnight is skipped
        ("Atlantic/Azores", "2026-10-25", utc(25, 0, month=10), 25),  # midnight to 01:00 comes twice
        ("Pacific/Apia", "2011-12-29", utc(29, 10, month=12, year=2011), 24),
        ("Pacific/Apia", "2011-12-30", utc(30, 10, month=12, year=2011), 0),  # a day that there was not
        ("Pacific/Apia", "2011-12-31", utc(30, 10, month=12, year=2011), 24),
    ],
)
def test_a_day_begins_and_ends_with_the_calendar_of_its_zone(
    zone: str, day: str, start: datetime, hours: float
) -> None:
    assert day_start(day, ZoneInfo(zone)) == start
    assert day_start(shift_day(day, 1), ZoneInfo(zone)) - start == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Asia/Seoul", utc(21, 14, 59), "2026-11-21"),
        ("Asia/Seoul", utc(21, 15), "2026-11-22"),
        ("Asia/Kathmandu", utc(21, 18, 14), "2026-11-21"),
        ("Asia/Kathmandu", utc(21, 18, 15), "2026-11-22"),
        ("America/New_York", utc(22, 4, 59), "2026-11-21"),
        ("America/New_York", utc(22, 5), "2026-11-22"),
        ("America/Sao_Paulo", utc(4, 2, 59, year=2018), "2018-11-03"),
        ("America/Sao_Paulo", utc(4, 3, year=2018), "2018-11-04"),
        ("America/Sao_Paulo", utc(18, 2, 30, month=2, year=2018), "2018-02-17"),  # the second 23:30
        ("Atlantic/Azores", utc(25, 0, 30, month=10), "2026-10-25"),  # the first 00:30
        ("Atlantic/Azores", utc(25, 1, 30, month=10), "2026-10-25"),  # the second 00:30
    ],
)
def test_a_moment_belongs_to_the_day_on_its_zones_calendar(zone: str, moment: datetime, day: str) -> None:
    assert day_of(moment, ZoneInfo(zone)) == day


@settings(deadline=None)
@given(ZONES, st.dates(date(2006, 1, 1), date(2040, 12, 31)))
def test_a_day_holds_its_first_moment_and_not_the_one_before(zone_name: str, day: date) -> None:
    zone, text = ZoneInfo(zone_name), day.isoformat()
    start, end = day_start(text, zone), day_start(shift_day(text, 1), zone)
    assert day_of(start, zone) == text
    assert day_of(start - MILLISECOND, zone) == shift_day(text, -1)
    assert day_of(end - MILLISECOND, zone) == text
    assert timedelta(hours=22) <= end - start <= timedelta(hours=26)


@settings(deadline=None)
@given(ZONES, st.datetimes(datetime(2006, 1, 1), datetime(2040, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds of a strategy that adds the zone
def test_every_moment_lies_within_its_day(zone_name: str, moment: datetime) -> None:
    zone = ZoneInfo(zone_name)
    day = day_of(moment, zone)
    assert day_start(day, zone) <= moment < day_start(shift_day(day, 1), zone)


def test_without_ends_the_range_is_the_last_seven_days_today_included() -> None:
    expected = TimeRange(utc(15, 15), utc(22, 15), "2026-11-16", "2026-11-22")
    assert range_of(None, None) == expected
    assert range_of(None, None, instants=False) == expected


def test_today_is_a_day_of_the_reporting_zone() -> None:
    late = utc(22, 15)  # in Seoul the next day has begun
    assert range_of(None, None, now=late).last_day == "2026-11-23"
    assert range_of(None, None, now=late - MILLISECOND).last_day == "2026-11-22"


@pytest.mark.parametrize("instants", [True, False])
def test_a_range_of_days_includes_both_ends(instants: bool) -> None:
    found = range_of("2026-11-01", "2026-11-02", instants=instants)
    assert found == TimeRange(utc(31, 15, month=10), utc(2, 15), "2026-11-01", "2026-11-02")
    assert list(found.days_newest_first()) == ["2026-11-02", "2026-11-01"]


def test_a_range_of_one_day_is_that_day() -> None:
    found = range_of("2026-10-25", "2026-10-25", BERLIN)
    assert found.end - found.start == timedelta(hours=25)
    assert list(found.days_newest_first()) == ["2026-10-25"]


def test_days_newest_first_run_over_ends_of_months_and_years() -> None:
    days = list(range_of("2027-02-27", "2027-03-01").days_newest_first())
    assert days == ["2027-03-01", "2027-02-28", "2027-02-27"]
    assert list(range_of("2028-02-28", "2028-03-01").days_newest_first())[1] == "2028-02-29"
    assert list(range_of("2026-12-31", "2027-01-01").days_newest_first()) == ["2027-01-01", "2026-12-31"]


def test_a_range_of_instants_includes_its_start_and_not_its_end() -> None:
    found = range_of("2026-11-22T09:00:00Z", "2026-11-22T15:00:00Z")
    assert found == TimeRange(utc(22, 9), utc(22, 15), "2026-11-22", "2026-11-22")
    later = range_of("2026-11-22T09:00:00Z", "2026-11-22T15:00:00.001Z")
    assert later.last_day == "2026-11-23", "in Seoul that millisecond is of the next day"


def test_instants_may_have_any_offset() -> None:
    found = range_of("2026-11-22T18:00:00+09:00", "2026-11-22T05:00:00-05:00")
    assert (found.start, found.end) == (utc(22, 9), utc(22, 10))


def test_a_range_that_ends_where_it_starts_is_empty() -> None:
    found = range_of("2026-11-22T09:00:00Z", "2026-11-22T18:00:00+09:00")
    assert found.start == found.end == utc(22, 9)
    assert list(found.days_newest_first()) == ["2026-11-22"]


def test_ends_finer_than_a_millisecond_hold_the_same_events_as_they_say() -> None:
    found = range_of("2026-11-22T09:00:00.0001Z", "2026-11-22T09:00:00.0021Z")
    assert found.start == utc(22, 9) + MILLISECOND, "an event at :00.000 was before the start"
    assert found.end == utc(22, 9) + 3 * MILLISECOND, "an event at :00.002 was before the end"
    assert range_of("2026-11-22T09:00:00.0001Z", "2026-11-22T09:00:00.0009Z").start == found.start


def test_92_days_are_enough_and_93_too_many() -> None:
    assert len(list(range_of("2026-08-23", "2026-11-22").days_newest_first())) == 92
    assert refused_field("2026-08-22", "2026-11-22") == "to"
    assert range_of("2026-08-22T00:00:00Z", "2026-11-22T00:00:00Z").start == utc(22, 0, month=8)
    assert refused_field("2026-08-22T00:00:00Z", "2026-11-22T00:00:00.001Z") == "to"


def test_from_after_to_is_refused() -> None:
    assert refused_field("2026-11-23", "2026-11-22") == "from"
    assert refused_field("2026-11-22T09:00:00.001Z", "2026-11-22T09:00:00Z") == "from"
    assert refused_field("2026-11-22T09:00:00Z", "2026-11-22T17:59:59+09:00") == "from"


def test_one_end_without_the_other_is_refused_by_the_one_that_is_missing() -> None:
    assert refused_field(None, "2026-11-22") == "from"
    assert refused_field("2026-11-22", None) == "to"
    assert refused_field(None, "2026-11-22T09:00:00Z") == "from"


def test_mixed_forms_are_refused() -> None:
    assert refused_field("2026-11-01", "2026-11-22T09:00:00Z") == "to"
    assert refused_field("2026-11-01T09:00:00Z", "2026-11-22") == "to"


def test_instants_are_refused_where_only_days_are_taken() -> None:
    assert refused_field("2026-11-01T09:00:00Z", "2026-11-22T09:00:00Z", instants=False) == "from"
    assert refused_field("2026-11-01", "2026-11-22T09:00:00Z", instants=False) == "to"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "today",
            "2026-11",
            "2026-11-31",
            "2026-02-29",
            "2026-13-01",
            "2026-11-1",
            "20261101",
            "2026-11-01 ",
        ),
        *("2026-11-01\n", "２０２６-11-01", "0000-01-01", "0001-01-01", "9999-12-31"),
        *("10000-01-01", "-001-01-01", "2026-11-01T09:00:00", "2026-11-01T09:00Z", "0001-01-01T00:00:00Z"),
        *("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59-23:59", "canary7f3a"),
    ],
)
def test_an_end_of_another_shape_or_of_an_absurd_year_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        range_of(text, text)
    assert caught.value.details[0].field == "from"
    assert "canary7f3a" not in caught.value.message


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
@pytest.mark.parametrize("day", ["1970-01-02", "9998-12-30"])
def test_the_first_and_the_last_day_of_all_are_taken_in_every_zone(zone: str, day: str) -> None:
    found = range_of(day, day, ZoneInfo(zone))
    assert found.end - found.start == timedelta(days=1)
    moment = f"{day}T00:00:00Z"
    assert range_of(moment, moment, ZoneInfo(zone)).start == datetime.fromisoformat(moment)


@settings(deadline=None)
@given(ENDS, ENDS)
def test_any_two_texts_are_a_range_or_invalid_input(start: str | None, end: str | None) -> None:
    try:
        found = range_of(start, end)
    except InvalidInputError:
        return
    assert found.start <= found.end
    assert found.first_day <= found.last_day
