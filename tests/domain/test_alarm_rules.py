"""Which side of its threshold each alarm lies on; written by hand from design section 7."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.domain.alarm_judgement import AlarmFacts, AlarmLimits, Judgement, Side
from chalicelib.domain.alarm_rules import ALARM_RULES
from tests.domain.alarm_limits import LIMITS

GOOD, BAD, NO_DATA = Side.GOOD, Side.BAD, Side.NO_DATA
LAST = datetime(2026, 11, 22, 9, tzinfo=UTC)


def judge(alarm_id: str, limits: AlarmLimits = LIMITS, **facts: Any) -> Judgement:
    (rule,) = [rule for rule in ALARM_RULES if rule.id == alarm_id]
    return rule.judge(AlarmFacts(**({"window": {}} | facts)), limits)


def registrations(tracked: int, untracked: int, unknown: int = 0) -> dict[str, tuple[int, int, int]]:
    return {"m_registration": (tracked, untracked, unknown)}


def test_every_alarm_of_the_design_is_there() -> None:
    assert [rule.id for rule in ALARM_RULES] == [
        *("tracking-rate-low", "untracked-surge", "campaign-untracked", "login-failure-rate", "otp-failure-rate"),
        *("checkout-completion-low", "provision-failures", "ingest-silent", "rollup-drift"),
    ]


@pytest.mark.parametrize(
    ("tracked", "untracked", "unknown", "side", "value"),
    [
        (95, 5, 0, GOOD, 0.95),
        (94, 6, 0, BAD, 0.94),
        (949, 51, 0, BAD, 0.949),
        (0, 20, 0, BAD, 0.0),
        (19, 0, 0, NO_DATA, 1.0),
        (0, 19, 100, NO_DATA, 0.0),
        (0, 0, 0, NO_DATA, None),
        (20, 0, 0, GOOD, 1.0),
    ],
)
def test_the_tracking_rate_is_low_below_its_percentage_of_enough_registrations(
    tracked: int, untracked: int, unknown: int, side: Side, value: float | None
) -> None:
    found = judge("tracking-rate-low", window=registrations(tracked, untracked, unknown))
    assert found == Judgement(side, value, 0.95)


@pytest.mark.parametrize(
    ("untracked", "before", "side", "threshold"),
    [
        (61, [20, 20, 20], BAD, 60),
        (60, [20, 20, 20], GOOD, 60),
        (20, [0] * 7, BAD, 0),
        (19, [0] * 7, GOOD, 0),
        (90, [10, 20], NO_DATA, 0),
        (35, [10, 20, 5, 10, 10, 10, 5], BAD, 30),
    ],
)
def test_a_surge_is_more_than_a_multiple_of_what_is_usual_at_this_time_of_day(
    untracked: int, before: list[int], side: Side, threshold: float
) -> None:
    found = judge("untracked-surge", window=registrations(100, untracked), untracked_before=before)
    assert found == Judgement(side, untracked, threshold)


def test_a_surge_needs_enough_registrations_to_be_told() -> None:
    assert judge("untracked-surge", window=registrations(3, 16), untracked_before=[0] * 7).side is NO_DATA


def test_a_campaign_at_zero_is_named_and_a_small_one_is_not_judged() -> None:
    campaigns = {"good": (5, 5, 0), "lost": (0, 7, 0), "larger": (0, 9, 3), "small": (0, 4, 9), "one": (1, 50, 0)}
    found = judge("campaign-untracked", campaigns=campaigns)
    assert found == Judgement(BAD, 2, 0.0, ["larger", "lost"])
    assert judge("campaign-untracked", campaigns={"small": (0, 4, 9)}).side is NO_DATA
    assert judge("campaign-untracked", campaigns={"good": (1, 4, 0)}) == Judgement(GOOD, 0, 0.0, [])
    assert judge("campaign-untracked", campaigns={}).side is NO_DATA


def test_five_campaigns_at_most_are_named_the_largest_first() -> None:
    found = judge("campaign-untracked", campaigns={f"c{number}": (0, 5 + number, 0) for number in range(8)})
    assert (found.value, found.named) == (8, ["c7", "c6", "c5", "c4", "c3"])


@pytest.mark.parametrize(
    ("alarm_id", "window", "side", "value", "threshold"),
    [
        ("login-failure-rate", {"m_auth_login_success": (80, 0, 0), "m_auth_login_fail": (0, 20, 0)}, GOOD, 0.2, 0.2),
        ("login-failure-rate", {"m_auth_login_success": (79, 0, 0), "m_auth_login_fail": (0, 21, 0)}, BAD, 0.21, 0.2),
        ("login-failure-rate", {"m_auth_login_fail": (0, 19, 0)}, NO_DATA, 1.0, 0.2),
        ("otp-failure-rate", {"m_otp_send_result": (90, 10, 0)}, GOOD, 0.1, 0.1),
        ("otp-failure-rate", {"m_otp_send_result": (89, 11, 0)}, BAD, 0.11, 0.1),
        ("otp-failure-rate", {"m_otp_send_result": (9, 10, 0)}, NO_DATA, 0.5263, 0.1),
        (
            "checkout-completion-low",
            {"m_checkout_session_created": (20, 0, 0), "m_stripe_webhook_checkout_complete": (6, 9, 0)},
            *(GOOD, 0.3, 0.3),
        ),
        (
            "checkout-completion-low",
            {"m_checkout_session_created": (20, 0, 0), "m_stripe_webhook_checkout_complete": (5, 0, 0)},
            *(BAD, 0.25, 0.3),
        ),
        ("checkout-completion-low", {"m_stripe_webhook_checkout_complete": (5, 0, 0)}, NO_DATA, None, 0.3),
        ("provision-failures", {}, GOOD, 0, 0),
        ("provision-failures", {"m_provision_failed": (0, 1, 0)}, BAD, 1, 0),
    ],
)
def test_rates_and_counts_of_other_steps(
    alarm_id: str, window: dict[str, tuple[int, int, int]], side: Side, value: float | None, threshold: float
) -> None:
    assert judge(alarm_id, window=window) == Judgement(side, value, threshold)


@pytest.mark.parametrize(
    ("minutes", "had_events", "side"),
    [
        (29.9, [True] * 3, GOOD),
        (30.0, [True] * 3, BAD),
        (300.0, [True, False, True], NO_DATA),
        (300.0, [False] * 3, NO_DATA),
        (300.0, [True, True], NO_DATA),
        (1.0, [], GOOD),
        (None, [True] * 3, BAD),
        (None, [], NO_DATA),
    ],
)
def test_silence_counts_only_at_a_time_of_day_that_is_not_silent_else(
    minutes: float | None, had_events: list[bool], side: Side
) -> None:
    assert judge("ingest-silent", silent_minutes=minutes, had_events=had_events).side is side


@pytest.mark.parametrize(("ratio", "side"), [(0.0, GOOD), (0.001, GOOD), (0.0011, BAD), (None, NO_DATA)])
def test_drift_counts_above_a_thousandth(ratio: float | None, side: Side) -> None:
    assert judge("rollup-drift", drift_ratio=ratio) == Judgement(side, ratio, 0.001)


def test_the_limits_are_the_settings() -> None:
    window = registrations(9, 1)
    strict = replace(LIMITS, alarm_min_volume=10, tracking_rate_min_percent=90.5)
    assert judge("tracking-rate-low", strict, window=window) == Judgement(BAD, 0.9, 0.905)
    assert judge("provision-failures", replace(LIMITS, provision_failure_max=1), window={}).side is GOOD


def test_a_limit_is_held_to_as_it_is_written() -> None:
    window = {"m_registration": (33, 1467, 0)}  # 2.2 percent, which is no binary fraction
    assert judge("tracking-rate-low", replace(LIMITS, tracking_rate_min_percent=2.2), window=window).side is GOOD
