"""The event dictionary is the design's table, row by row (design section 3)."""

import re

import pytest

from chalicelib.domain.event_dictionary import CHECKOUT_COMPLETE, EVENT_TYPE_BY_NAME, EVENT_TYPES, SOURCES
from chalicelib.domain.event_type import STAGES

# type: (stage, what it must carry, outcome if success is not sent); alternatives with a slash, the first is named
TABLE: dict[str, tuple[str, list[str], bool | None]] = {
    "m_link_click": ("visit", ["payload.cid"], None),
    "m_page_view": ("visit", ["anonymous_id/trace_id"], None),
    "m_registration": ("registration", ["payload.registration_id", "campaign_id"], None),
    "m_auth_login_start": ("auth", ["email/user_id"], None),
    "m_auth_login_success": ("auth", ["email"], True),
    "m_auth_login_fail": ("auth", ["email", "error_code"], False),
    "m_auth_user_upserted": ("auth", ["user_id"], True),
    "m_auth_session_created": ("auth", ["user_id"], True),
    "m_auth_user_tenant_linked": ("auth", ["user_id", "tenant_id"], True),
    "m_auth_get_user": ("auth", ["trace_id", "user_id"], True),
    "m_otp_send": ("otp", ["email"], None),
    "m_otp_send_result": ("otp", ["email", "success"], None),
    "m_checkout_click": ("checkout", ["trace_id", "payload.plan_tier"], None),
    "m_checkout_session_created": ("checkout", ["payload.stripe_session_id", "trace_id"], True),
    "m_stripe_webhook_checkout_complete": ("checkout", ["payload.stripe_event_id", "trace_id"], True),
    "m_onboarding_subdomain_check": ("provision", ["trace_id", "payload.slug", "success"], None),
    "m_provision_job_created": ("provision", ["job_id", "trace_id"], True),
    "m_provision_failed": ("provision", ["job_id", "payload.failure_stage"], False),
}


def test_there_are_the_eighteen_types_of_the_design() -> None:
    assert [event_type.name for event_type in EVENT_TYPES] == list(TABLE)
    assert list(EVENT_TYPE_BY_NAME) == list(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_a_type_has_its_stage_its_identifiers_and_its_outcome(name: str) -> None:
    stage, required, default_success = TABLE[name]
    event_type = EVENT_TYPE_BY_NAME[name]
    assert event_type.stage == stage
    assert ["/".join(alternatives) for alternatives in event_type.required] == required
    assert event_type.default_success is default_success


@pytest.mark.parametrize("name", TABLE)
def test_a_type_says_when_it_happens_and_is_labelled_in_english_and_korean(name: str) -> None:
    event_type = EVENT_TYPE_BY_NAME[name]
    assert event_type.when
    assert re.search("[A-Za-z]", event_type.label_en)
    assert re.search("[가-힣]", event_type.label_ko)


@pytest.mark.parametrize("language", ["label_en", "label_ko"])
def test_no_two_types_have_one_label(language: str) -> None:
    assert len({getattr(event_type, language) for event_type in EVENT_TYPES}) == len(EVENT_TYPES)


def test_stages_stand_in_the_order_of_the_funnel() -> None:
    assert list(STAGES) == ["visit", "registration", "auth", "otp", "checkout", "provision"]


def test_sources_are_a_closed_set() -> None:
    assert sorted(SOURCES) == ["admin-web", "cp", "edge", "stripe_webhook", "zuplo"]


def test_the_type_that_completes_a_checkout_is_stripes() -> None:
    assert CHECKOUT_COMPLETE == "m_stripe_webhook_checkout_complete"
