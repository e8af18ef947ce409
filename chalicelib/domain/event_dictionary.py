"""The event dictionary: the closed list of event types (design section 3). Adding a type is one entry here."""

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """In the order of the funnel; the last one reached is the furthest."""

    VISIT = "visit"
    REGISTRATION = "registration"
    AUTH = "auth"
    OTP = "otp"
    CHECKOUT = "checkout"
    PROVISION = "provision"


STAGES = tuple(Stage)


@dataclass(frozen=True, slots=True)
class EventType:
    """`required`: each entry is satisfied by any of its alternatives, and a refusal names the first.

    `payload.x` stands in the payload. `default_success`: the outcome where `success` is not sent. `by_campaign`: its
    events are counted by campaign too.
    """

    name: str
    stage: Stage
    when: str
    required: tuple[tuple[str, ...], ...]
    default_success: bool | None
    label_en: str
    label_ko: str
    by_campaign: bool = False

    @property
    def payload_identifiers(self) -> list[str]:
        """Entries of the payload that it must carry, or one of which it must."""
        fields = (field for alternatives in self.required for field in alternatives)
        return [field.removeprefix("payload.") for field in fields if field.startswith("payload.")]


def _all(*fields: str) -> tuple[tuple[str, ...], ...]:
    return tuple((field,) for field in fields)


EVENT_TYPES: tuple[EventType, ...] = (
    EventType(
        "m_link_click",
        Stage.VISIT,
        "a short link was followed",
        _all("payload.cid"),
        None,
        "Link click",
        "링크 클릭",
        by_campaign=True,
    ),
    EventType(
        "m_page_view",
        Stage.VISIT,
        "landing page or step shown",
        (("anonymous_id", "trace_id"),),
        None,
        "Page view",
        "페이지 조회",
        by_campaign=True,
    ),
    EventType(
        "m_registration",
        Stage.REGISTRATION,
        "a registration was made on a campaign page; success = tracked, error_code = the untracked reason",
        _all("payload.registration_id", "campaign_id"),
        None,
        "Registration",
        "등록",
        by_campaign=True,
    ),
    EventType(
        "m_auth_login_start",
        Stage.AUTH,
        "OAuth or OTP begun",
        (("email", "user_id"),),
        None,
        "Login started",
        "로그인 시작",
    ),
    EventType(
        "m_auth_login_success", Stage.AUTH, "session established", _all("email"), True, "Login succeeded", "로그인 성공"
    ),
    EventType(
        "m_auth_login_fail",
        Stage.AUTH,
        "a failure was answered",
        _all("email", "error_code"),
        False,
        "Login failed",
        "로그인 실패",
    ),
    EventType(
        "m_auth_user_upserted", Stage.AUTH, "user row written", _all("user_id"), True, "User saved", "사용자 저장"
    ),
    EventType(
        "m_auth_session_created",
        Stage.AUTH,
        "session row written",
        _all("user_id"),
        True,
        "Session created",
        "세션 생성",
    ),
    EventType(
        "m_auth_user_tenant_linked",
        Stage.AUTH,
        "user linked to a tenant",
        _all("user_id", "tenant_id"),
        True,
        "User linked to tenant",
        "사용자-테넌트 연결",
    ),
    EventType(
        "m_auth_get_user",
        Stage.AUTH,
        "control plane answered get-user for a traced request",
        _all("trace_id", "user_id"),
        True,
        "User fetched",
        "사용자 조회",
    ),
    EventType(
        "m_otp_send", Stage.OTP, "a one-time password was asked for", _all("email"), None, "OTP requested", "OTP 요청"
    ),
    EventType(
        "m_otp_send_result",
        Stage.OTP,
        "the mail gateway answered",
        _all("email", "success"),
        None,
        "OTP send result",
        "OTP 발송 결과",
    ),
    EventType(
        "m_checkout_click",
        Stage.CHECKOUT,
        "Pay was pressed",
        _all("trace_id", "payload.plan_tier"),
        None,
        "Pay clicked",
        "결제 클릭",
    ),
    EventType(
        "m_checkout_session_created",
        Stage.CHECKOUT,
        "the control plane returned a session URL",
        _all("payload.stripe_session_id", "trace_id"),
        True,
        "Checkout session created",
        "결제 세션 생성",
    ),
    EventType(
        "m_stripe_webhook_checkout_complete",
        Stage.CHECKOUT,
        "the checkout webhook was handled",
        _all("payload.stripe_event_id", "trace_id"),
        True,
        "Checkout completed",
        "결제 완료",
    ),
    EventType(
        "m_onboarding_subdomain_check",
        Stage.PROVISION,
        "a subdomain check was answered for a traced request",
        _all("trace_id", "payload.slug", "success"),
        None,
        "Subdomain checked",
        "서브도메인 확인",
    ),
    EventType(
        "m_provision_job_created",
        Stage.PROVISION,
        "a tenant was asked for",
        _all("job_id", "trace_id"),
        True,
        "Provisioning started",
        "프로비저닝 시작",
    ),
    EventType(
        "m_provision_failed",
        Stage.PROVISION,
        "the failure callback came",
        _all("job_id", "payload.failure_stage"),
        False,
        "Provisioning failed",
        "프로비저닝 실패",
    ),
)

EVENT_TYPE_BY_NAME = {event_type.name: event_type for event_type in EVENT_TYPES}
SOURCES = ("admin-web", "zuplo", "cp", "stripe_webhook", "edge")
LINK_CLICK, PAGE_VIEW, REGISTRATION = "m_link_click", "m_page_view", "m_registration"
CHECKOUT_COMPLETE = "m_stripe_webhook_checkout_complete"
