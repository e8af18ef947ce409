"""Funnels that are there for the asking. Adding one is one entry here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FunnelPreset:
    """`steps`: names of event types."""

    id: str
    steps: tuple[str, ...]
    label_en: str
    label_ko: str


PRESETS: tuple[FunnelPreset, ...] = (
    FunnelPreset(
        "signup",
        ("m_page_view", "m_auth_login_start", "m_auth_login_success", "m_auth_user_upserted"),
        "Sign-up",
        "가입",
    ),
    FunnelPreset(
        "checkout",
        ("m_checkout_click", "m_checkout_session_created", "m_stripe_webhook_checkout_complete"),
        "Checkout",
        "결제",
    ),
    FunnelPreset(
        "provisioning",
        ("m_stripe_webhook_checkout_complete", "m_onboarding_subdomain_check", "m_provision_job_created"),
        "Provisioning",
        "프로비저닝",
    ),
)
