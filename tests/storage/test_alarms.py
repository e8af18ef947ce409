"""Alarms over simulated days, on a real engine: what fires, when, why, and what does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.alarm_cause import CauseKind, NamedCause
from chalicelib.domain.alarm_rules import ALARM_RULES
from chalicelib.domain.alarm_state import State
from tests.conftest import Tables
from tests.domain.alarm_limits import LIMITS
from tests.storage.alarm_parts import MINUTE, Watch, watch
from tests.storage.parts import admitted
from tests.storage.roll_up_parts import soon

NOON = datetime(2026, 11, 22, 3, 5, tzinfo=UTC)  # in Seoul
LONG_AGO = NOON - timedelta(days=8)
DAY = timedelta(days=1)


def test_before_anything_happened_there_is_no_data_and_nothing_pages(tables: Tables) -> None:
    latest = watch(tables, NOON, used_since=NOON).judge(3).latest
    assert [*latest] == [rule.id for rule in ALARM_RULES]
    assert {name for name, state in latest.items() if state.state is State.OK} == {"provision-failures", "rollup-drift"}
    assert {state.state for state in latest.values()} == {State.OK, State.NO_DATA}


def test_a_drop_of_the_tracking_rate_pages_once_with_its_reason_and_recovers(tables: Tables) -> None:
    seen = watch(tables, NOON, used_since=LONG_AGO).registrations(40, 0)
    assert seen.states("tracking-rate-low", 2) == "oo"
    seen.registrations(0, 10)
    assert seen.states("tracking-rate-low", 3) == "oaa"
    state = seen.latest["tracking-rate-low"]
    assert (state.value, state.threshold) == (0.8, 0.95)
    assert seen.reason("tracking-rate-low") == "cookie_mismatch (7 of 10)"
    mismatch = NamedCause(CauseKind.ERROR_CODE, code="cookie_mismatch", count=7, of=10)
    assert seen.named("tracking-rate-low") == mismatch
    assert state.since == NOON + 3 * MINUTE
    seen.at(NOON + 2 * timedelta(hours=1)).registrations(50, 0)  # the bad ones have left the window
    assert seen.states("tracking-rate-low", 3) == "aao"
    assert [(change.state, change.reason, change.cause) for change in seen.changes("tracking-rate-low")] == [
        (State.OK, None, None),
        (State.ALARM, "cookie_mismatch (7 of 10)", mismatch),
        (State.OK, None, None),
    ]


def test_a_rate_that_flaps_around_its_threshold_pages_once_and_not_ten_times(tables: Tables) -> None:
    seen = watch(tables, NOON, used_since=LONG_AGO).registrations(38, 2).judge()  # 95.0%: just good
    pages = ""
    for _ in range(5):
        pages += seen.registrations(0, 1).states("tracking-rate-low", 2)  # below
        pages += seen.registrations(19, 0).states("tracking-rate-low", 2)  # above
    assert pages == "oa" + "a" * 18
    assert [change.state for change in seen.changes("tracking-rate-low")] == [State.ALARM, State.OK]


def test_too_little_volume_is_no_data_and_never_ok(tables: Tables) -> None:
    seen = watch(tables, NOON, used_since=LONG_AGO).registrations(0, 19)
    assert seen.states("tracking-rate-low", 4) == "nnnn"
    assert seen.latest["tracking-rate-low"].value == 0.0


def test_a_surge_after_a_quiet_week_pages_although_the_days_before_had_no_event(tables: Tables) -> None:
    seen = watch(tables, NOON, used_since=LONG_AGO).at(LONG_AGO).registrations(1, 0)
    seen.at(NOON).registrations(30, 25)
    assert seen.states("untracked-surge", 2) == "na"
    assert (seen.latest["untracked-surge"].value, seen.latest["untracked-surge"].threshold) == (25, 0)


def test_as_many_as_usual_at_this_time_of_day_are_no_surge_and_more_than_threefold_are(tables: Tables) -> None:
    seen = watch(tables, NOON, used_since=LONG_AGO)
    for days in range(7, 0, -1):
        seen.at(NOON - days * DAY - 30 * MINUTE).registrations(10, 10)
    seen.at(NOON).registrations(40, 30)
    assert seen.states("untracked-surge", 2) == "oo"
    assert seen.latest["untracked-surge"].threshold == 30
    seen.registrations(0, 1)
    assert seen.states("untracked-surge", 2) == "oa"


def test_on_the_day_of_the_first_registrations_a_surge_cannot_be_told(tables: Tables) -> None:
    seen = watch(tables, NOON, used_since=LONG_AGO).registrations(30, 25)  # deployed long ago, and idle until now
    assert seen.states("untracked-surge", 3) == "nnn"


def test_with_fewer_than_three_days_behind_it_a_surge_cannot_be_told(tables: Tables) -> None:
    seen = watch(tables, NOON, used_since=NOON - 2 * DAY)
    seen.at(NOON - 2 * DAY).registrations(1, 0).at(NOON).registrations(0, 90)
    assert seen.states("untracked-surge", 2) == "nn"


def test_events_of_the_past_count_as_days_to_compare_with(tables: Tables) -> None:
    seen = watch(tables, NOON, used_since=NOON - 2 * DAY)
    seen.at(NOON - 5 * DAY).registrations(5, 5).at(NOON).registrations(0, 90)
    seen.counting.dirty_days.mark([("m_registration", "2026-11-17")], NOON - timedelta(hours=1), soon())
    assert seen.states("untracked-surge", 2) == "na"


def test_one_campaign_at_zero_is_named_while_the_overall_rate_is_fine(tables: Tables) -> None:
    seen = watch(tables, NOON, used_since=LONG_AGO).registrations(200, 0).registrations(0, 6, "autumn")
    seen.registrations(0, 4, "small")
    assert seen.states("campaign-untracked", 2) == "na"
    state = seen.latest["campaign-untracked"]
    assert (state.value, state.cause and state.cause.reason) == (1, "autumn")
    assert state.cause is not None
    assert state.cause.campaign_id == "autumn"
    assert state.cause.named == NamedCause(CauseKind.CAMPAIGNS, campaigns=("autumn",))
    assert seen.latest["tracking-rate-low"].state is State.OK
    seen.registrations(1, 0, "autumn")
    assert seen.states("campaign-untracked", 3) == "aao"


def _visits_at_noon(seen: Watch, days: range) -> None:
    for day in days:
        moment = NOON - day * DAY
        for minute in (-40, -20, 5):
            seen.put(admitted(moment + minute * MINUTE, event_id=f"visit{day}{minute}"))


def test_silence_at_noon_pages_and_the_same_silence_at_night_does_not(tables: Tables) -> None:
    seen = watch(tables, NOON, used_since=LONG_AGO)
    _visits_at_noon(seen, range(1, 4))
    last = NOON - 40 * MINUTE
    seen.put(admitted(last, event_id="last")).at(NOON)
    assert seen.states("ingest-silent", 2) == "na"
    assert seen.reason("ingest-silent") == "no event since 2026-11-22T02:25:00.000Z"
    assert seen.named("ingest-silent") == NamedCause(CauseKind.SILENCE, since=last)
    assert seen.latest["ingest-silent"].value == 41
    seen.at(NOON + timedelta(hours=14))  # two in the morning: nobody ever came then, but it has not been heard of since
    assert seen.states("ingest-silent", 3) == "aaa"
    seen.put(admitted(NOON + timedelta(hours=14), event_id="back"))
    assert seen.states("ingest-silent", 3) == "aao"


def test_silence_at_night_does_not_page(tables: Tables) -> None:
    seen = watch(tables, NOON, used_since=LONG_AGO)
    _visits_at_noon(seen, range(4))
    seen.at(NOON + timedelta(hours=14))
    assert seen.states("ingest-silent", 3) == "nnn"


def test_in_the_morning_the_first_visitor_is_not_missed_before_they_usually_come(tables: Tables) -> None:
    seen = watch(tables, NOON, used_since=LONG_AGO)
    for day in range(1, 4):
        for minute in (-720, 0):
            seen.put(admitted(NOON - day * DAY + minute * MINUTE, event_id=f"visit{day}{minute}"))
    seen.at(NOON - 3 * MINUTE)  # the same quarter-hour, a little earlier
    assert seen.states("ingest-silent", 2) == "nn"


def test_an_outage_of_days_stays_in_alarm_although_the_days_before_it_fall_silent_too(tables: Tables) -> None:
    seen = watch(tables, NOON, used_since=LONG_AGO)
    _visits_at_noon(seen, range(1, 4))
    seen.at(NOON)
    assert seen.states("ingest-silent", 2) == "na"
    assert seen.at(NOON + DAY).states("ingest-silent", 2) == "aa"


def test_silence_of_less_than_the_setting_or_on_a_day_that_differs_does_not_page(tables: Tables) -> None:
    seen = watch(tables, NOON, used_since=LONG_AGO)
    _visits_at_noon(seen, range(1, 3))  # not on the third day
    seen.put(admitted(NOON - 40 * MINUTE, event_id="last")).at(NOON)
    assert seen.states("ingest-silent", 2) == "nn"
    seen.put(admitted(NOON, event_id="now"))
    assert seen.states("ingest-silent", 2) == "oo"


def test_a_run_that_has_not_counted_everything_judges_nothing(tables: Tables) -> None:
    seen = watch(tables, NOON, used_since=LONG_AGO).registrations(0, 40).judge()
    behind = replace(seen.counting.run(), is_behind=True, more=True)
    for _ in range(3):
        checked = seen.check(behind, now=seen.counting.now)
    assert checked.facts is None
    assert {one.rule.id: one.state for one in checked.alarms} == seen.latest


def test_a_run_by_hand_with_a_longer_lag_does_not_turn_the_clock_back(tables: Tables) -> None:
    seen = watch(tables, NOON, used_since=LONG_AGO).registrations(0, 40).judge(2)
    earlier = seen.counting.run(lag=timedelta(hours=1))
    checked = {one.rule.id: one.state for one in seen.check(earlier, now=seen.counting.now).alarms}
    assert checked["tracking-rate-low"] is not None
    assert (checked["tracking-rate-low"].state, checked["tracking-rate-low"].value) == (State.ALARM, 0.0)


def test_volume_that_falls_below_the_minimum_for_minutes_pages_once(tables: Tables) -> None:
    """Eighteen an hour: the window holds sixty to seventy-five minutes, so that the count goes up and down."""
    seen = watch(tables, NOON - timedelta(hours=2), used_since=LONG_AGO)
    for number in range(36):
        seen.at(NOON - timedelta(hours=2) + number * timedelta(minutes=200 / 60)).registrations(0, 1)
    states = ""
    for minute in range(0, 45, 3):
        seen.at(NOON + minute * MINUTE).registrations(0, 1)
        states += seen.states("tracking-rate-low", 1)
    assert states.lstrip("n").strip("a") == ""
    assert [change.state for change in seen.changes("tracking-rate-low")].count(State.ALARM) == 1


def test_the_latest_failures_are_explained_however_many_successes_came_before(tables: Tables) -> None:
    seen = watch(tables, NOON, used_since=LONG_AGO).registrations(900, 0).at(NOON + MINUTE).registrations(0, 90)
    assert seen.judge(2).reason("tracking-rate-low") == "cookie_mismatch (60 of 90)"


def test_failures_of_other_steps_page_with_their_most_frequent_code(tables: Tables) -> None:
    seen = watch(tables, NOON, used_since=LONG_AGO)
    for number in range(30):
        code = ("otp_expired", "otp_invalid", "otp_expired")[number % 3]
        failed = {"event_type": "m_auth_login_fail", "email": "kim@example.com", "error_code": code}
        seen.put(admitted(NOON, event_id=f"fail{number}", **failed))
    for number in range(20):
        unsent: dict[str, Any] = {"event_type": "m_otp_send_result", "email": "kim@example.com", "success": False}
        seen.put(admitted(NOON, event_id=f"otp{number}", **unsent))
    failure = {"event_type": "m_provision_failed", "job_id": "j", "payload": {"failure_stage": "dns"}}
    seen.put(admitted(NOON, event_id="p", error_code="zone_full", **failure))
    assert seen.states("login-failure-rate", 2) == "na"
    assert seen.reason("login-failure-rate") == "otp_expired (20 of 30)"
    assert seen.latest["provision-failures"].state is State.ALARM
    assert seen.reason("provision-failures") == "zone_full (1 of 1)"
    assert seen.reason("otp-failure-rate") == "no error code (20 of 20)"
    assert seen.named("otp-failure-rate") == NamedCause(CauseKind.ERROR_CODE, code=None, count=20, of=20)
    assert "kim" not in str(seen.changes("login-failure-rate"))


def test_drift_that_a_closing_found_stays_until_a_closing_finds_none(tables: Tables) -> None:
    seen = watch(tables, NOON, used_since=LONG_AGO)
    yesterday = NOON - DAY
    seen.at(yesterday).registrations(10, 0).judge()
    late = yesterday - timedelta(hours=3)  # behind the mark: only the closing finds it
    seen.put(
        admitted(
            late,
            event_id="late",
            event_type="m_registration",
            campaign_id="spring",
            success=True,
            payload={"registration_id": "late"},
        )
    ).at(NOON)
    assert seen.states("rollup-drift", 2) == "oa"
    assert seen.latest["rollup-drift"].value == 0.0909
    assert seen.reason("rollup-drift") == "counts of 2026-11-21"
    assert seen.named("rollup-drift") == NamedCause(CauseKind.DRIFT, day="2026-11-21")
    seen.at(NOON + DAY)
    assert seen.states("rollup-drift", 3) == "aao"


def test_the_window_spans_midnight_and_shards(tables: Tables) -> None:
    past_midnight = datetime(2026, 11, 22, 15, 10, tzinfo=UTC)
    seen = watch(tables, past_midnight, used_since=LONG_AGO, shards=3)
    seen.at(past_midnight - 30 * MINUTE).registrations(12, 0).at(past_midnight).registrations(0, 12)
    assert seen.judge(2).latest["tracking-rate-low"].value == 0.5
    assert seen.reason("tracking-rate-low") == "cookie_mismatch (8 of 12)"
    assert seen.latest["campaign-untracked"].state is State.OK


@pytest.mark.parametrize("minimum", [1, 40])
def test_settings_decide(tables: Tables, minimum: int) -> None:
    seen = watch(tables, NOON, used_since=LONG_AGO, limits=replace(LIMITS, alarm_min_volume=minimum))
    seen.registrations(9, 11)
    assert seen.states("tracking-rate-low", 2) == ("na" if minimum == 1 else "nn")


def test_of_two_runs_at_once_one_judges(tables: Tables) -> None:
    seen = watch(tables, NOON, used_since=LONG_AGO).registrations(0, 30)
    report = seen.counting.run()
    before = seen.store.read(["tracking-rate-low"], soon())[0]
    seen.check(report, now=NOON)
    state = seen.store.read(["tracking-rate-low"], soon())[0].state
    assert state is not None
    assert not seen.store.write(before, state, soon())
    assert len(seen.changes("tracking-rate-low")) == 1
