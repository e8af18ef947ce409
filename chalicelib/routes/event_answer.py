"""An event as it is shown."""

from typing import Any

from chalicelib.domain.event import Event
from chalicelib.domain.event_links import LinkBases, links_of
from chalicelib.domain.pii import EmailPolicy
from chalicelib.domain.timestamp import Timestamp
from chalicelib.domain.visibility import HIDDEN_FIELDS
from chalicelib.routes.answer import Answer


class EmailAnswer(Answer):
    """As far as EMAIL_POLICY allows; the address itself is stored nowhere."""

    fingerprint: str
    domain: str | None
    masked: str | None


class EventLinksAnswer(Answer):
    """Where to look further; `trace`: the dashboard's page of its timeline."""

    onboarding: str | None
    trace: str | None
    stripe: str | None


class EventAnswer(Answer):
    """`ts`: the server's receipt; `occurred_at`: the sender's time, if believed. A viewer sees no identifiers."""

    id: str | None
    ts: Timestamp
    event_type: str
    trace_id: str | None
    anonymous_id: str | None
    user_id: str | None
    tenant_id: str | None
    job_id: str | None
    campaign_id: str | None
    email: EmailAnswer | None
    success: bool | None
    error_code: str | None
    error_message: str | None
    source: str | None
    occurred_at: Timestamp | None
    payload: dict[str, Any] | None
    links: EventLinksAnswer | None


def event_fields(event: Event, *, sees_identifiers: bool, bases: LinkBases, policy: EmailPolicy) -> dict[str, Any]:
    """The fields of an EventAnswer."""
    links = links_of(event, bases)
    shown: dict[str, Any] = {
        "id": event.event_id,
        "ts": event.ts,
        "event_type": event.event_type,
        "trace_id": event.trace_id,
        "anonymous_id": event.anonymous_id,
        "user_id": event.user_id,
        "tenant_id": event.tenant_id,
        "job_id": event.job_id,
        "campaign_id": event.campaign_id,
        "email": _email(event, policy),
        "success": event.success,
        "error_code": event.error_code,
        "error_message": event.error_message,
        "source": event.source,
        "occurred_at": event.occurred_at,
        "payload": event.payload,
        "links": EventLinksAnswer(onboarding=links.onboarding, trace=links.trace, stripe=links.stripe),
    }
    return shown if sees_identifiers else shown | dict.fromkeys(HIDDEN_FIELDS)


def _email(event: Event, policy: EmailPolicy) -> EmailAnswer | None:
    """What a looser policy stored earlier is not shown under a stricter one."""
    if event.email_fingerprint is None:
        return None
    return EmailAnswer(
        fingerprint=event.email_fingerprint,
        domain=None if policy is EmailPolicy.FINGERPRINT else event.email_domain,
        masked=event.email_masked if policy is EmailPolicy.MASKED else None,
    )
