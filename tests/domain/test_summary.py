"""The summary out of counts, by hand."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from chalicelib.domain.bucket import Bucket
from chalicelib.domain.day_counts import DayCounts
from chalicelib.domain.quarters import Outcomes
from chalicelib.domain.summary import KpiValue, Summary, summarize_counts
from chalicelib.domain.tracking.quality import tracking_metadata

UTC = ZoneInfo("UTC")
DAYS = ["2026-11-21", "2026-11-22"]
BEFORE = ["2026-11-19", "2026-11-20"]


def _counts(**types: dict[str, dict[int, Outcomes]]) -> DayCounts:
    return {(name, day): Bucket(quarters=quarters) for name, days in types.items() for day, quarters in days.items()}


def _kpi(summary: Summary, name: str) -> KpiValue:
    return next(line.now for line in summary.kpis if line.kpi.id == name)


def test_every_kpi_and_every_type_is_there_zeros_included() -> None:
    summary = summarize_counts({}, DAYS, UTC)
    assert len(summary.kpis) == len(summary.kpi_days) == 16
    assert len(summary.events) == 18
    assert all(values == [0, 0] for values in summary.events.values())
    assert _kpi(summary, "visits") == KpiValue(0)
    assert _kpi(summary, "login_success_rate") == KpiValue(None, 0, 0)
    assert _kpi(summary, "sessions") == KpiValue(None)
    assert summary.kpi_days["login_success_rate"] == [None, None]


def test_rates_are_rounded_to_four_decimals_and_have_their_parts() -> None:
    counts = _counts(m_auth_login_success={DAYS[0]: {0: (2, 0, 0)}}, m_auth_login_fail={DAYS[1]: {0: (0, 1, 0)}})
    summary = summarize_counts(counts, DAYS, UTC)
    assert _kpi(summary, "login_success_rate") == KpiValue(0.6667, 2, 3)
    assert summary.kpi_days["login_success_rate"] == [1.0, 0.0]


def test_outcomes_count_only_where_the_kpi_says_so() -> None:
    counts = _counts(
        m_registration={DAYS[0]: {0: (19, 1, 5)}},
        m_stripe_webhook_checkout_complete={DAYS[0]: {0: (3, 2, 1)}},
        m_page_view={DAYS[0]: {0: (1, 2, 3)}},
    )
    summary = summarize_counts(counts, DAYS, UTC)
    assert _kpi(summary, "registrations") == KpiValue(25)
    assert _kpi(summary, "tracking_success_rate") == KpiValue(0.95, 19, 20)
    assert _kpi(summary, "checkout_completed") == KpiValue(3)
    assert _kpi(summary, "visits") == KpiValue(6)


def test_change_is_value_minus_previous_and_null_if_either_is() -> None:
    counts = _counts(
        m_otp_send={BEFORE[0]: {0: (0, 0, 5)}, DAYS[1]: {3: (0, 0, 2)}},
        m_otp_send_result={BEFORE[1]: {0: (1, 1, 0)}},
    )
    lines = {line.kpi.id: line for line in summarize_counts(counts, DAYS, UTC, BEFORE).kpis}
    assert (lines["otp_sent"].previous, lines["otp_sent"].change) == (5, -3)
    assert (lines["otp_failure_rate"].previous, lines["otp_failure_rate"].change) == (0.5, None)
    assert {line.previous for line in summarize_counts(counts, DAYS, UTC).kpis} == {None}


def test_hours_are_there_for_at_most_seven_days_and_leave_out_types_without_events() -> None:
    counts = _counts(m_otp_send={DAYS[1]: {0: (0, 0, 1), 3: (1, 0, 0), 95: (0, 2, 0)}})
    hours = summarize_counts(counts, DAYS, UTC).hours
    assert hours == {DAYS[0]: {}, DAYS[1]: {"m_otp_send": [2, *[0] * 22, 2]}}
    week = [f"2026-11-{day}" for day in range(15, 22)]
    assert len(summarize_counts(counts, week, UTC).hours) == 7
    assert summarize_counts(counts, [*week, "2026-11-22"], UTC).hours == {}
    assert summarize_counts(counts, [*week, "2026-11-22"], UTC).hour_starts == {}


@pytest.mark.parametrize(
    ("zone", "day", "hours", "began_at"),
    [
        ("Asia/Seoul", "2026-11-22", 24, "2026-11-21T15:00:00+00:00"),
        ("Europe/Berlin", "2026-03-29", 23, "2026-03-28T23:00:00+00:00"),
        ("Europe/Berlin", "2026-10-25", 25, "2026-10-24T22:00:00+00:00"),
        ("Australia/Lord_Howe", "2026-04-05", 25, "2026-04-04T13:00:00+00:00"),  # of 24.5 hours: the last is half a one
        ("Australia/Lord_Howe", "2026-10-04", 24, "2026-10-03T13:30:00+00:00"),  # of 23.5
        ("America/Havana", "2026-03-08", 23, "2026-03-08T05:00:00+00:00"),  # midnight is skipped
    ],
)
def test_a_day_has_as_many_hours_as_it_lasts_from_its_own_beginning(
    zone: str, day: str, hours: int, began_at: str
) -> None:
    counts = _counts(m_otp_send={day: {0: (1, 0, 0)}})
    summary = summarize_counts(counts, [day], ZoneInfo(zone))
    assert len(summary.hours[day]["m_otp_send"]) == hours
    assert summary.hour_starts == {day: datetime.fromisoformat(began_at)}


def test_reasons_are_those_of_untracked_registrations_whatever_error_codes_there_are() -> None:
    bucket = Bucket(quarters={0: (2, 1, 0)}, error_codes={"a": 2, "b": 1}, untracked_reasons={"b": 1})
    summary = summarize_counts({("m_registration", DAYS[0]): bucket}, DAYS, UTC)
    assert [(one.reason, one.count) for one in summary.tracking.untracked_reason_top] == [("b", 1)]
    assert [(one.error_code, one.count) for one in summary.errors] == [("a", 2), ("b", 1)]


@pytest.mark.parametrize(
    ("tracked", "untracked", "rate"),
    [(0, 0, None), (0, 3, "0.0%"), (3, 0, "100.0%"), (190, 10, "95.0%"), (2, 1, "66.6%"), (9999, 1, "99.9%")],
)
def test_the_tracking_success_rate_is_rounded_down_to_one_decimal(
    tracked: int, untracked: int, rate: str | None
) -> None:
    found = tracking_metadata((tracked, untracked, 7), {"url_missing": 1, "cookie_mismatch": 2, "cookie_expired": 2})
    assert found.tracking_success_rate == rate
    assert [one.reason for one in found.untracked_reason_top] == ["cookie_expired", "cookie_mismatch", "url_missing"]
