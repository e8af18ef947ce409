"""The alarms, as rows of data: what each looks at, and on which side of its threshold that lies (design section 7).

Pure: the counts are arguments. Which state an alarm is in, after several judgements, is told in `alarm_state`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from chalicelib.domain.alarm_judgement import AlarmFacts, AlarmLimits, AlarmUnit, Judgement, Side
from chalicelib.domain.bucket import outcome_index
from chalicelib.domain.event_dictionary import REGISTRATION
from chalicelib.domain.kpi import KPI_BY_ID, Count
from chalicelib.domain.quarters import Outcomes

MAX_CAMPAIGNS_NAMED = 5
MIN_DAYS_TO_COMPARE = 3
MAX_DRIFT_RATIO = 0.001
DRIFT_ALARM = "rollup-drift"


@dataclass(frozen=True, slots=True)
class AlarmRule:
    """`behind`: the events that an alarm is about, by type and outcomes; none where it is about their absence.

    `ends_by_data_alone`: as long as nothing happens, it stays in alarm.
    """

    id: str
    unit: AlarmUnit
    judge: Callable[[AlarmFacts, AlarmLimits], Judgement]
    behind: tuple[Count, ...] = ()
    ends_by_data_alone: bool = False


_Judge = Callable[[AlarmFacts, AlarmLimits], Judgement]
_Percent = Callable[[AlarmLimits], float]


def _rate_below(part: Sequence[Count], whole: Sequence[Count], percent: _Percent) -> _Judge:
    return _rate(part, whole, percent, lambda count, of, limit: count * 100 < limit * of)


def _rate_above(part: Sequence[Count], whole: Sequence[Count], percent: _Percent) -> _Judge:
    return _rate(part, whole, percent, lambda count, of, limit: count * 100 > limit * of)


def _rate(
    part: Sequence[Count], whole: Sequence[Count], percent: _Percent, is_bad: Callable[[int, int, Fraction], bool]
) -> _Judge:
    def judge(facts: AlarmFacts, limits: AlarmLimits) -> Judgement:
        count, of, limit = count_of(part, facts.window), count_of(whole, facts.window), percent(limits)
        value = round(count / of, 4) if of else None
        threshold = round(limit / 100, 6)
        if of < max(1, limits.alarm_min_volume):
            return Judgement(Side.NO_DATA, value, threshold)
        exact = Fraction(str(limit))  # as it is written: 2.2 is no binary fraction
        return Judgement(Side.BAD if is_bad(count, of, exact) else Side.GOOD, value, threshold)

    return judge


def _untracked_surge(facts: AlarmFacts, limits: AlarmLimits) -> Judgement:
    tracked, untracked, _ = facts.window.get(REGISTRATION, (0, 0, 0))
    if len(facts.untracked_before) < MIN_DAYS_TO_COMPARE or tracked + untracked < limits.alarm_min_volume:
        return Judgement(Side.NO_DATA, untracked, 0.0)
    threshold = limits.untracked_surge_factor * sum(facts.untracked_before) / len(facts.untracked_before)
    is_surge = untracked > threshold and untracked >= limits.alarm_min_volume
    return Judgement(Side.BAD if is_surge else Side.GOOD, untracked, round(threshold, 4))


def _campaign_untracked(facts: AlarmFacts, limits: AlarmLimits) -> Judgement:
    """The value is how many campaigns have no tracked registration at all."""
    volumes = {name: true + false for name, (true, false, _) in facts.campaigns.items()}
    large = {name: volume for name, volume in volumes.items() if volume >= max(1, limits.campaign_min_volume)}
    if not large:
        return Judgement(Side.NO_DATA, None, 0.0)
    lost = sorted((name for name in large if facts.campaigns[name][0] == 0), key=lambda name: (-large[name], name))
    return Judgement(Side.BAD if lost else Side.GOOD, len(lost), 0.0, lost[:MAX_CAMPAIGNS_NAMED])


def _provision_failures(facts: AlarmFacts, limits: AlarmLimits) -> Judgement:
    failures = count_of(_PROVISION_FAILURES, facts.window)
    return Judgement(
        Side.BAD if failures > limits.provision_failure_max else Side.GOOD, failures, limits.provision_failure_max
    )


def _ingest_silent(facts: AlarmFacts, limits: AlarmLimits) -> Judgement:
    """Silence is bad only at a time of day that is not silent on other days."""
    silent = facts.silent_minutes
    if silent is not None and silent < limits.silence_minutes:
        return Judgement(Side.GOOD, silent, limits.silence_minutes)
    is_expected = len(facts.had_events) >= MIN_DAYS_TO_COMPARE and all(facts.had_events)
    return Judgement(Side.BAD if is_expected else Side.NO_DATA, silent, limits.silence_minutes)


def _rollup_drift(facts: AlarmFacts, _limits: AlarmLimits) -> Judgement:
    ratio = facts.drift_ratio
    if ratio is None:
        return Judgement(Side.NO_DATA, None, MAX_DRIFT_RATIO)
    return Judgement(Side.BAD if ratio > MAX_DRIFT_RATIO else Side.GOOD, round(ratio, 4), MAX_DRIFT_RATIO)


_UNTRACKED = (Count(REGISTRATION, (False,)),)
_TRACKING, _LOGINS = KPI_BY_ID["tracking_success_rate"], KPI_BY_ID["login_success_rate"]
_OTPS, _CHECKOUTS = KPI_BY_ID["otp_failure_rate"], KPI_BY_ID["checkout_completion_rate"]
_LOGIN_FAILURES, _PROVISION_FAILURES = KPI_BY_ID["login_failures"].numerator, KPI_BY_ID["provision_failures"].numerator

ALARM_RULES: tuple[AlarmRule, ...] = (
    AlarmRule(
        "tracking-rate-low",
        AlarmUnit.RATIO,
        _rate_below(_TRACKING.numerator, _TRACKING.denominator, lambda limits: limits.tracking_rate_min_percent),
        _UNTRACKED,
    ),
    AlarmRule("untracked-surge", AlarmUnit.COUNT, _untracked_surge, _UNTRACKED),
    AlarmRule("campaign-untracked", AlarmUnit.COUNT, _campaign_untracked, _UNTRACKED),
    AlarmRule(
        "login-failure-rate",
        AlarmUnit.RATIO,
        _rate_above(_LOGIN_FAILURES, _LOGINS.denominator, lambda limits: limits.login_failure_max_percent),
        _LOGIN_FAILURES,
    ),
    AlarmRule(
        "otp-failure-rate",
        AlarmUnit.RATIO,
        _rate_above(_OTPS.numerator, _OTPS.denominator, lambda limits: limits.otp_failure_max_percent),
        _OTPS.numerator,
    ),
    AlarmRule(
        "checkout-completion-low",
        AlarmUnit.RATIO,
        _rate_below(
            _CHECKOUTS.numerator, _CHECKOUTS.denominator, lambda limits: limits.checkout_completion_min_percent
        ),
        (Count("m_stripe_webhook_checkout_complete", (False,)),),
    ),
    AlarmRule("provision-failures", AlarmUnit.COUNT, _provision_failures, _PROVISION_FAILURES),
    AlarmRule("ingest-silent", AlarmUnit.MINUTES, _ingest_silent, ends_by_data_alone=True),
    AlarmRule(DRIFT_ALARM, AlarmUnit.RATIO, _rollup_drift),
)


def count_of(terms: Sequence[Count], window: Mapping[str, Outcomes]) -> int:
    return sum(
        window.get(term.event_type, (0, 0, 0))[outcome_index(outcome)] for term in terms for outcome in term.outcomes
    )
