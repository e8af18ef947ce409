"""Where to look further for one event (contract, Reading events: links)."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.domain.event import Event
from chalicelib.domain.event_links import EventLinks, LinkBases, links_of

PUBLIC, STRIPE = "https://funnel.example.com", "https://dashboard.stripe.com/test"


def links(template: str | None = None, **values: Any) -> EventLinks:
    nothing: dict[str, Any] = dict.fromkeys(field.name for field in fields(Event))
    named = {"event_id": "e1", "event_type": "m_page_view", "ts": datetime(2026, 11, 22, tzinfo=UTC)}
    return links_of(Event(**(nothing | named | values)), LinkBases(PUBLIC, STRIPE, template))


def test_an_event_without_identifiers_has_no_links() -> None:
    assert links("https://cp.example.com/{job_id}") == EventLinks(onboarding=None, trace=None, stripe=None)


def test_a_trace_leads_to_its_timeline() -> None:
    assert links(trace_id="trace_8f2c").trace == f"{PUBLIC}/cp/auth-commerce-funnel/trace?trace_id=trace_8f2c"


def test_a_trace_id_of_any_shape_stays_one_parameter() -> None:
    link = links(trace_id="trace_a/b?c=d&e#f%25+g").trace
    assert link == f"{PUBLIC}/cp/auth-commerce-funnel/trace?trace_id=trace_a%2Fb%3Fc%3Dd%26e%23f%2525%2Bg"


@pytest.mark.parametrize("name", ["job_id", "tenant_id", "trace_id", "user_id"])
def test_the_onboarding_link_is_the_template_with_the_events_identifier(name: str) -> None:
    template = f"https://cp.example.com/onboarding/{{{name}}}?tab=1"
    assert links(template, **{name: "trace_7"}).onboarding == "https://cp.example.com/onboarding/trace_7?tab=1"
    assert links(template).onboarding is None


def test_every_placeholder_must_have_its_identifier() -> None:
    template = "https://cp.example.com/{tenant_id}/{job_id}"
    assert links(template, tenant_id="t1", job_id="j1").onboarding == "https://cp.example.com/t1/j1"
    assert links(template, tenant_id="t1").onboarding is None
    assert links(template, job_id="j1").onboarding is None


def test_an_identifier_cannot_lead_elsewhere() -> None:
    link = links("https://cp.example.com/{job_id}", job_id="../{tenant_id}?a=b#c d").onboarding
    assert link == "https://cp.example.com/..%2F%7Btenant_id%7D%3Fa%3Db%23c%20d"


def test_without_a_template_there_is_no_onboarding_link() -> None:
    assert links(None, job_id="j1").onboarding is None


def test_a_stripe_event_leads_to_its_page() -> None:
    assert links(payload={"stripe_event_id": "evt_1Q"}).stripe == f"{STRIPE}/events/evt_1Q"


def test_a_stripe_session_is_searched_for() -> None:
    assert links(payload={"stripe_session_id": "cs_test_a1"}).stripe == f"{STRIPE}/search?query=cs_test_a1"


def test_the_stripe_event_goes_before_the_session() -> None:
    assert links(payload={"stripe_session_id": "cs_1", "stripe_event_id": "evt_1"}).stripe == f"{STRIPE}/events/evt_1"
    assert links(payload={"stripe_session_id": "cs_1", "stripe_event_id": ""}).stripe == f"{STRIPE}/search?query=cs_1"


def test_a_stripe_id_stays_within_its_place() -> None:
    assert links(payload={"stripe_event_id": "../a?b"}).stripe == f"{STRIPE}/events/..%2Fa%3Fb"
    assert links(payload={"stripe_session_id": "a&b=c"}).stripe == f"{STRIPE}/search?query=a%26b%3Dc"


@pytest.mark.parametrize("value", [None, "", 5, True, ["evt_1"], {"id": "evt_1"}])
def test_what_is_no_stripe_id_leads_nowhere(value: object) -> None:
    assert links(payload={"stripe_event_id": value, "stripe_session_id": value}).stripe is None


def test_ids_elsewhere_than_in_the_payload_are_no_stripe_ids() -> None:
    assert links(payload={"stripe": {"stripe_event_id": "evt_1"}}).stripe is None
    assert links(event_id="evt_1", payload=None).stripe is None
