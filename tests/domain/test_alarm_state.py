"""The state of an alarm: entered after two bad judgements, left after three that are not, so that it pages once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.alarm_judgement import Judgement, Side
from chalicelib.domain.alarm_rules import ALARM_RULES, AlarmRule
from chalicelib.domain.alarm_state import AlarmState, Cause, State, next_state
from chalicelib.domain.alarm_window import AlarmWindow, window_of
from chalicelib.domain.bucket import Bucket

BEGAN = datetime(2026, 11, 22, 9, tzinfo=UTC)
RATE = ALARM_RULES[0]
SIDES = {"g": Side.GOOD, "b": Side.BAD, "-": Side.NO_DATA}
LETTERS = {State.OK: "o", State.ALARM: "A", State.NO_DATA: "n"}


def states_after(sides: str, rule: AlarmRule = RATE) -> list[AlarmState]:
    """Of one judgement a minute."""
    found: list[AlarmState] = []
    for minute, letter in enumerate(sides):
        judgement = Judgement(SIDES[letter], float(minute), 0.5)
        before = found[-1] if found else None
        now = BEGAN + timedelta(minutes=minute)
        after = next_state(before, rule, judgement, window=timedelta(minutes=5), now=now)
        cause = Cause(f"reason {minute}", None, now, now)
        found.append(replace(after, cause=cause) if letter == "b" else after)
    return found


@pytest.mark.parametrize(
    ("sides", "states"),
    [
        ("gggg", "oooo"),
        ("bb", "nA"),
        ("gbb", "ooA"),
        ("gbgbgb", "oooooo"),
        ("gbbggg", "ooAAAo"),
        ("gbbggbggbgg", "ooAAAAAAAAA"),
        ("gbbgbggg", "ooAAAAAo"),
        ("gbb----", "ooAAAAA"),
        ("gbb-----", "ooAAAAAn"),
        ("gbb---b-----", "ooAAAAAAAAAn"),
        ("gbb-g-g-g", "ooAAAAAAo"),
        ("gbb--gg-b", "ooAAAAAAA"),
        ("gb-b", "oonn"),
        ("g-g-", "onon"),
        ("-b-bb", "nnnnA"),
        ("---", "nnn"),
    ],
)
def test_states_after_judgements_in_a_row(sides: str, states: str) -> None:
    assert "".join(LETTERS[one.state] for one in states_after(sides)) == states


def test_since_moves_only_with_the_state_and_the_reason_stays_while_in_alarm() -> None:
    *_, bad, alarm, calm, still, left = states_after("ggbbggg")
    assert bad.since == BEGAN
    assert (alarm.since, alarm.cause and alarm.cause.reason) == (BEGAN + timedelta(minutes=3), "reason 3")
    assert (calm.since, calm.cause, calm.value) == (alarm.since, alarm.cause, 4.0)
    assert still.since == alarm.since
    assert (left.since, left.cause) == (BEGAN + timedelta(minutes=6), None)
    assert [one.noted for one in (bad, alarm, calm, still, left)] == [True, False, True, True, False]


def test_what_only_data_can_end_stays_in_alarm_as_long_as_nothing_happens() -> None:
    (silent,) = [rule for rule in ALARM_RULES if rule.id == "ingest-silent"]
    states = states_after("gbb" + "-" * 500 + "ggg", silent)
    assert {one.state for one in states[2:-1]} == {State.ALARM}
    assert states[-1].state is State.OK


@given(st.text("gb-", max_size=60))
def test_an_alarm_is_never_entered_without_two_bad_judgements_nor_left_without_three_calm_ones(sides: str) -> None:
    states = states_after(sides)
    for minute in range(1, len(states)):
        entered = states[minute].state is State.ALARM and states[minute - 1].state is not State.ALARM
        left = states[minute].state is not State.ALARM and states[minute - 1].state is State.ALARM
        told = sides[: minute + 1].replace("-", "")
        if entered:
            assert told.endswith("bb")
        if left:
            assert told.endswith("ggg") or sides[: minute + 1].endswith("-" * 5)


def test_the_window_holds_whole_quarter_hours_the_current_one_included() -> None:
    zone = ZoneInfo("Asia/Seoul")
    window = window_of(datetime(2026, 11, 22, 15, 7, tzinfo=UTC), 60, zone)  # seven past midnight in Seoul
    assert window == AlarmWindow(
        datetime(2026, 11, 22, 14, tzinfo=UTC), datetime(2026, 11, 22, 15, 15, tzinfo=UTC), zone
    )
    assert window.quarters == {"2026-11-22": range(92, 96), "2026-11-23": range(1)}
    assert window.days_before(2).quarters == {"2026-11-20": range(92, 96), "2026-11-21": range(1)}


def test_the_window_counts_what_lies_in_its_quarters_and_nothing_else() -> None:
    window = window_of(datetime(2026, 11, 22, 10, 0, tzinfo=UTC), 60, ZoneInfo("UTC"))
    quarters = dict.fromkeys((35, 36, 39, 40, 41), (1, 10, 100))
    assert window.outcomes({"2026-11-22": Bucket(quarters=quarters), "2026-11-21": Bucket(quarters=quarters)}) == (
        *(3, 30, 300),
    )
    assert window.outcomes({}) == (0, 0, 0)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the strategy adds the zone
    st.integers(5, 720),
    st.sampled_from(["UTC", "Asia/Seoul", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe"]),
)
def test_the_last_minutes_always_lie_within_the_window(now: datetime, minutes: int, zone: str) -> None:
    window = window_of(now, minutes, ZoneInfo(zone))
    assert window.start <= now - timedelta(minutes=minutes)
    assert window.start > now - timedelta(minutes=minutes + 15)
    assert now < window.end <= now + timedelta(minutes=15)
    counted = sum(len(quarters) for quarters in window.quarters.values())
    assert counted * timedelta(minutes=15) == pytest.approx(window.end - window.start, abs=timedelta(minutes=30))


@pytest.mark.parametrize(
    ("now", "days", "start", "quarters"),
    [
        # New York has 25 hours on 1 November 2026: its last hour is the quarters 96 to 99, on other days 92 to 95
        ("2026-11-02T04:58:00Z", 0, "2026-11-02T03:45:00Z", {"2026-11-01": range(95, 100)}),
        ("2026-11-02T04:58:00Z", 1, "2026-11-01T02:45:00Z", {"2026-10-31": range(91, 96)}),
        ("2026-11-08T15:10:00Z", 7, "2026-11-01T14:00:00Z", {"2026-11-01": range(40, 45)}),
        ("2026-03-09T04:10:00Z", 1, "2026-03-08T04:00:00Z", {"2026-03-07": range(92, 96), "2026-03-08": range(1)}),
    ],
)
def test_earlier_days_are_looked_at_by_the_clock_on_the_wall(
    now: str, days: int, start: str, quarters: dict[str, range]
) -> None:
    window = window_of(datetime.fromisoformat(now), 60, ZoneInfo("America/New_York")).days_before(days)
    assert (window.start, window.quarters) == (datetime.fromisoformat(start), quarters)
