"""Where to look further for one event: onboarding, timeline, Stripe."""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from chalicelib.domain.dashboard_urls import trace_page
from chalicelib.domain.event import Event

TEMPLATE_FIELDS = ("job_id", "tenant_id", "trace_id", "user_id")


@dataclass(frozen=True, slots=True)
class LinkBases:
    """`onboarding_template` has placeholders such as `{job_id}`; the others are URLs without a trailing slash."""

    public: str
    stripe_dashboard: str
    onboarding_template: str | None


@dataclass(frozen=True, slots=True)
class EventLinks:
    onboarding: str | None
    trace: str | None
    stripe: str | None


def links_of(event: Event, bases: LinkBases) -> EventLinks:
    return EventLinks(
        onboarding=_onboarding(event, bases.onboarding_template),
        trace=None if event.trace_id is None else trace_page(bases.public, event.trace_id),
        stripe=_stripe(event, bases),
    )


def _onboarding(event: Event, template: str | None) -> str | None:
    """None where the event lacks an identifier that the template asks for."""
    if template is None:
        return None
    values: dict[str, str] = {}
    for _, name, _, _ in string.Formatter().parse(template):
        if name is None:
            continue
        value = getattr(event, name)
        if value is None:
            return None
        values[name] = quote(value, safe="")
    return template.format_map(values) if values else None


def _stripe(event: Event, bases: LinkBases) -> str | None:
    payload: Mapping[str, object] = event.payload or {}
    stripe_event_id, session_id = payload.get("stripe_event_id"), payload.get("stripe_session_id")
    if isinstance(stripe_event_id, str) and stripe_event_id:
        return f"{bases.stripe_dashboard}/events/{quote(stripe_event_id, safe='')}"
    if isinstance(session_id, str) and session_id:
        return f"{bases.stripe_dashboard}/search?query={quote(session_id, safe='')}"
    return None
