"""What people do: a funnel that leaks where funnels do, on the errors that they leak on."""

from datetime import datetime
from random import Random

from chalicelib.domain.tracking.channel import channel_of
from infra.demo.people import Click, Person, any_click, known_person, new_person
from infra.demo.trace import DemoEvent, Trace

NEW_RATIO, FROM_CAMPAIGN_RATIO, BOUNCE_RATIO = 0.58, 0.55, 0.3
OTP_RATIO, OTP_FAILURE_RATIO = 0.7, 0.03
LOGIN_FAILURE_RATIO, TRY_AGAIN_RATIO, MOST_TRIES = 0.1, 0.6, 3
UNTRACKED_RATIO = 0.035
CHECKOUT_RATIO, UPGRADE_RATIO, LOST_CLICK_RATIO, SESSION_FAILURE_RATIO = 0.6, 0.06, 0.03, 0.02
ABANDONED_RATIO, DECLINED_RATIO = 0.24, 0.07
SLUG_TAKEN_RATIO, PROVISION_FAILURE_RATIO = 0.15, 0.03

OTP_ERRORS = (("mailbox_full", 2), ("mail_rejected", 3), ("mail_timeout", 4))
LOGIN_ERRORS = (("otp_invalid", 6), ("otp_expired", 3), ("oauth_denied", 2), ("rate_limited", 1))
UNTRACKED_REASONS = (("url_missing", 5), ("cookie_expired", 3), ("cookie_mismatch", 2), ("link_not_found", 1))
EVIDENCE = (("url", 7), ("cookie", 2), ("link", 1))
DECLINES = (("card_declined", 5), ("insufficient_funds", 3), ("expired_card", 1))
PROVISION_STAGES = (("dns", 3), ("database", 2), ("certificate", 2))
PLANS = (("starter", 5), ("pro", 4), ("business", 1))
GATEWAYS = (("zuplo", 3), ("admin-web", 2))


def visit(rng: Random, began_at: datetime) -> list[DemoEvent]:
    """Somebody comes, and goes as far as people do."""
    trace = Trace(rng, began_at)
    if trace.happens(NEW_RATIO):
        _sign_up(trace, new_person(rng))
    else:
        _come_back(trace, known_person(rng))
    return trace.events


def failed_login_by_expired_code(rng: Random, began_at: datetime, source: str) -> list[DemoEvent]:
    """What a mail gateway that is late makes of a login: the code arrives after its time, once or twice."""
    trace, person = Trace(rng, began_at), known_person(rng)
    trace.add("m_auth_login_start", (0, 20), email=person.email, source=source)
    for _ in range(2 if trace.happens(0.4) else 1):
        trace.add("m_otp_send", (0.5, 2), email=person.email, source=source)
        trace.add("m_otp_send_result", (240, 420), email=person.email, success=True, source="cp")
        message = "the code had expired when it was entered"
        trace.add(
            *("m_auth_login_fail", (10, 60)),
            email=person.email,
            error_code="otp_expired",
            error_message=message,
            source=source,
        )
    return trace.events


def registration(rng: Random, began_at: datetime, untracked_reason: str | None) -> list[DemoEvent]:
    """Somebody follows a campaign's link and registers, at the end."""
    trace, person, click = Trace(rng, began_at), new_person(rng), any_click(rng)
    _arrive(trace, person, click)
    _add_registration(trace, person, click, _registration_id(trace), untracked_reason)
    return trace.events


def _sign_up(trace: Trace, person: Person) -> None:
    click = any_click(trace.rng) if trace.happens(FROM_CAMPAIGN_RATIO) else None
    _arrive(trace, person, click)
    if trace.happens(BOUNCE_RATIO):
        return
    trace.add("m_page_view", (8, 90), anonymous_id=person.anonymous_id, source="edge", payload={"step": "pricing"})
    if not _log_in(trace, person):
        return
    if click:
        _register(trace, person, click)
    trace.add("m_auth_user_upserted", (0.1, 0.6), user_id=person.user_id, source="cp")
    trace.add("m_auth_session_created", (0.1, 0.4), user_id=person.user_id, source="cp")
    trace.add("m_auth_user_tenant_linked", (0.2, 1), user_id=person.user_id, tenant_id=person.tenant_id, source="cp")
    if trace.happens(CHECKOUT_RATIO) and _check_out(trace, person):
        _provision(trace, person)


def _arrive(trace: Trace, person: Person, click: Click | None) -> None:
    who = {"anonymous_id": person.anonymous_id, "campaign_id": click and click.campaign_id, "source": "edge"}
    if click:
        trace.add("m_link_click", (0, 1), **who, payload={"cid": click.cid, **click.utm.present()})
    trace.add("m_page_view", (0.4, 3), **who, payload={"step": "landing"})


def _come_back(trace: Trace, person: Person) -> None:
    if not _log_in(trace, person):
        return
    trace.add("m_auth_session_created", (0.1, 0.4), user_id=person.user_id, source="cp")
    for _ in range(trace.rng.randint(1, 2)):
        trace.add("m_auth_get_user", (1, 120), user_id=person.user_id, tenant_id=person.tenant_id, source="cp")
    if trace.happens(UPGRADE_RATIO):
        _check_out(trace, person)


def _log_in(trace: Trace, person: Person) -> bool:
    source = trace.pick(GATEWAYS)
    by_mail = trace.happens(OTP_RATIO)
    for _ in range(MOST_TRIES):
        method = {"method": "mail" if by_mail else "google"}
        trace.add("m_auth_login_start", (3, 40), email=person.email, source=source, payload=method)
        if by_mail and not _mail_a_code(trace, person, source):
            return False
        if not trace.happens(LOGIN_FAILURE_RATIO):
            trace.add("m_auth_login_success", (4, 45), email=person.email, source=source)
            return True
        errors = [one for one in LOGIN_ERRORS if one[0].startswith("otp_") == by_mail or one[0] == "rate_limited"]
        trace.add("m_auth_login_fail", (4, 60), email=person.email, error_code=trace.pick(errors), source=source)
        if not trace.happens(TRY_AGAIN_RATIO):
            return False
    return False


def _mail_a_code(trace: Trace, person: Person, source: str) -> bool:
    trace.add("m_otp_send", (0.2, 1), email=person.email, source=source)
    failed = trace.happens(OTP_FAILURE_RATIO)
    error_code = trace.pick(OTP_ERRORS) if failed else None
    trace.add("m_otp_send_result", (0.5, 6), email=person.email, success=not failed, error_code=error_code, source="cp")
    return not failed


def _register(trace: Trace, person: Person, click: Click) -> None:
    registration_id = _registration_id(trace)
    reason = trace.pick(UNTRACKED_REASONS) if trace.happens(UNTRACKED_RATIO) else None
    _add_registration(trace, person, click, registration_id, reason)


def _registration_id(trace: Trace) -> str:
    return f"reg_{trace.rng.getrandbits(48):012x}"


def _add_registration(trace: Trace, person: Person, click: Click, registration_id: str, reason: str | None) -> None:
    payload = {"registration_id": registration_id}
    if reason is None:
        payload |= {"channel": channel_of(click.utm, None, ()).value, "attribution_source": trace.pick(EVIDENCE)}
        payload |= {"cid": click.cid, **click.utm.present()}
    trace.add(
        *("m_registration", (5, 50)),
        event_id=registration_id,
        email=person.email,
        campaign_id=click.campaign_id,
        success=reason is None,
        error_code=reason,
        source="edge",
        payload=payload,
    )


def _check_out(trace: Trace, person: Person) -> bool:
    """Whether it was paid."""
    session = f"cs_{trace.letters(24)}"
    who = {"user_id": person.user_id, "tenant_id": person.tenant_id}
    trace.add("m_checkout_click", (20, 240), **who, source="admin-web", payload={"plan_tier": trace.pick(PLANS)})
    if trace.happens(LOST_CLICK_RATIO):
        return False
    if trace.happens(SESSION_FAILURE_RATIO):
        created = {"success": False, "error_code": "stripe_unavailable", "payload": {"stripe_session_id": session}}
        trace.add("m_checkout_session_created", (2, 9), **who, source="cp", **created)
        return False
    trace.add("m_checkout_session_created", (0.4, 2), **who, source="cp", payload={"stripe_session_id": session})
    if trace.happens(ABANDONED_RATIO):
        return False
    declined = trace.happens(DECLINED_RATIO)
    payload = {"stripe_event_id": f"evt_{trace.letters(24)}", "stripe_session_id": session}
    trace.add(
        *("m_stripe_webhook_checkout_complete", (25, 200)),
        email=person.email,
        success=not declined,
        error_code=trace.pick(DECLINES) if declined else None,
        source="stripe_webhook",
        payload=payload,
    )
    return not declined


def _provision(trace: Trace, person: Person) -> None:
    slug = person.email.partition(".")[0] + f"-{trace.rng.randrange(100)}"
    who = {"user_id": person.user_id, "tenant_id": person.tenant_id}
    if trace.happens(SLUG_TAKEN_RATIO):
        taken = {"success": False, "error_code": "slug_taken", "payload": {"slug": slug}}
        trace.add("m_onboarding_subdomain_check", (10, 60), **who, source="cp", **taken)
        slug += "-hq"
    trace.add("m_onboarding_subdomain_check", (10, 60), **who, success=True, source="cp", payload={"slug": slug})
    job_id = f"job_{trace.rng.getrandbits(40):010x}"
    trace.add("m_provision_job_created", (2, 20), **who, job_id=job_id, source="cp", payload={"slug": slug})
    if trace.happens(PROVISION_FAILURE_RATIO):
        stage = trace.pick(PROVISION_STAGES)
        failure = {"error_code": f"{stage}_failed", "payload": {"failure_stage": stage}}
        trace.add("m_provision_failed", (30, 240), **who, job_id=job_id, source="cp", **failure)
