"""The KPIs as rows of data (design section 3): what is counted over what, and which way is good."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.feed_filter import FeedFilter

_ANY_OUTCOME = (True, False, None)


class Unit(StrEnum):
    COUNT = "count"
    RATIO = "ratio"


class Good(StrEnum):
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Count:
    """How many events of a type, of those with the given outcomes."""

    event_type: str
    outcomes: tuple[bool | None, ...] = _ANY_OUTCOME


@dataclass(frozen=True, slots=True)
class Kpi:
    """`denominator` empty: a count. `numerator` empty: counted from journeys, not from events."""

    id: str
    numerator: tuple[Count, ...]
    denominator: tuple[Count, ...]
    good: Good
    label_en: str
    label_ko: str

    @property
    def of_journeys(self) -> bool:
        return not self.numerator

    @property
    def unit(self) -> Unit:
        return Unit.RATIO if self.denominator else Unit.COUNT

    @property
    def events(self) -> FeedFilter | None:
        """What the feed must be asked for to show exactly the events that are counted; None where none are.

        Of a ratio: those of its denominator, among which are those of its numerator where the two count the same types.
        The one ratio of two types, completed of started checkouts, has a count of its own for its numerator.
        """
        return feed_filter_of(self.denominator or self.numerator)


def feed_filter_of(terms: Sequence[Count]) -> FeedFilter | None:
    """Exactly their events; None of no term, and of terms with different outcomes, which one filter cannot tell."""
    if len({frozenset(term.outcomes) for term in terms}) != 1:
        return None
    outcomes = terms[0].outcomes
    any_outcome = set(outcomes) == set(_ANY_OUTCOME)
    return FeedFilter(types=tuple(term.event_type for term in terms), success=None if any_outcome else outcomes)


_VISITS = (Count("m_page_view"), Count("m_link_click"))
_LOGIN_SUCCESSES = (Count("m_auth_login_success"),)
_LOGIN_FAILURES = (Count("m_auth_login_fail"),)
_OTP_FAILURES = (Count("m_otp_send_result", (False,)),)
_CHECKOUT_STARTED = (Count("m_checkout_session_created"),)
_CHECKOUT_COMPLETED = (Count("m_stripe_webhook_checkout_complete", (True,)),)

KPIS: tuple[Kpi, ...] = (
    Kpi("visits", _VISITS, (), Good.UP, "Visits", "방문"),
    Kpi("sessions", (), (), Good.UP, "Sessions", "세션"),
    Kpi("login_attempts", (Count("m_auth_login_start"),), (), Good.UP, "Login attempts", "로그인 시도"),
    Kpi("login_successes", _LOGIN_SUCCESSES, (), Good.UP, "Logins", "로그인 성공"),
    Kpi("login_failures", _LOGIN_FAILURES, (), Good.DOWN, "Login failures", "로그인 실패"),
    Kpi(
        "login_success_rate",
        _LOGIN_SUCCESSES,
        _LOGIN_SUCCESSES + _LOGIN_FAILURES,
        Good.UP,
        "Login success rate",
        "로그인 성공률",
    ),
    Kpi("otp_sent", (Count("m_otp_send"),), (), Good.UP, "OTPs requested", "OTP 요청"),
    Kpi("otp_failures", _OTP_FAILURES, (), Good.DOWN, "OTP failures", "OTP 실패"),
    Kpi("otp_failure_rate", _OTP_FAILURES, (Count("m_otp_send_result"),), Good.DOWN, "OTP failure rate", "OTP 실패율"),
    Kpi("checkout_started", _CHECKOUT_STARTED, (), Good.UP, "Checkouts started", "결제 시작"),
    Kpi("checkout_completed", _CHECKOUT_COMPLETED, (), Good.UP, "Checkouts completed", "결제 완료"),
    Kpi(
        "checkout_completion_rate",
        _CHECKOUT_COMPLETED,
        _CHECKOUT_STARTED,
        Good.UP,
        "Checkout completion rate",
        "결제 완료율",
    ),
    Kpi("provision_jobs", (Count("m_provision_job_created"),), (), Good.UP, "Tenants asked for", "프로비저닝 요청"),
    Kpi(
        "provision_failures", (Count("m_provision_failed"),), (), Good.DOWN, "Provisioning failures", "프로비저닝 실패"
    ),
    Kpi("registrations", (Count("m_registration"),), (), Good.UP, "Registrations", "등록"),
    Kpi(
        "tracking_success_rate",
        (Count("m_registration", (True,)),),
        (Count("m_registration", (True, False)),),
        Good.UP,
        "Tracking success rate",
        "추적 성공률",
    ),
)
KPI_BY_ID = {kpi.id: kpi for kpi in KPIS}
