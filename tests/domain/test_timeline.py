"""One person's way through the funnel (contract, Reading events: trace)."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from chalicelib.domain.event import Event
from chalicelib.domain.timeline import Timeline, make_timeline

NOW = datetime(2026, 11, 22, 9, 15, 2, 120000, tzinfo=UTC)
PAID = "m_stripe_webhook_checkout_complete"


def an_event(seconds: float = 0, event_type: str = "m_page_view", success: bool | None = None, **values: Any) -> Event:
    nothing: dict[str, Any] = dict.fromkeys(field.name for field in fields(Event))
    named = {"event_id": f"e{seconds}", "event_type": event_type, "ts": NOW + timedelta(seconds=seconds)}
    return Event(**(nothing | named | {"success": success} | values))


def timeline_of(*events: Event) -> Timeline:
    found = make_timeline(events)
    assert found is not None
    return found


def ids(timeline: Timeline) -> list[str]:
    return [entry.event.event_id for entry in timeline.entries]


def test_no_events_have_no_timeline() -> None:
    assert make_timeline([]) is None


def test_one_event_is_a_timeline() -> None:
    found = timeline_of(an_event())
    assert (found.first_at, found.last_at) == (NOW, NOW)
    assert [entry.since_previous_ms for entry in found.entries] == [None]
    assert not found.truncated


def test_events_stand_oldest_first_whatever_their_order_was() -> None:
    events = [an_event(seconds) for seconds in (0, 1.5, 90)]
    for shuffled in permutations(events):
        found = timeline_of(*shuffled)
        assert [entry.event for entry in found.entries] == events
        assert [entry.since_previous_ms for entry in found.entries] == [None, 1500, 88_500]


def test_the_senders_time_goes_before_the_receipt() -> None:
    late = an_event(60, occurred_at=NOW - timedelta(milliseconds=1))
    found = timeline_of(an_event(0), late, an_event(30))
    assert ids(found) == ["e60", "e0", "e30"]
    assert found.first_at == NOW - timedelta(milliseconds=1)
    assert found.last_at == NOW + timedelta(seconds=30)
    assert [entry.since_previous_ms for entry in found.entries] == [None, 1, 30_000]


def test_events_of_one_moment_stand_by_receipt_then_by_id() -> None:
    events = [
        an_event(1, event_id="z", occurred_at=NOW),
        an_event(2, event_id="a", occurred_at=NOW),
        an_event(2, event_id="b", occurred_at=NOW),
    ]
    for shuffled in permutations(events):
        found = timeline_of(*shuffled)
        assert ids(found) == ["z", "a", "b"]
        assert [entry.since_previous_ms for entry in found.entries] == [None, 0, 0]


@pytest.mark.parametrize(
    ("types", "stage"),
    [
        (["m_link_click"], "visit"),
        (["m_page_view"], "visit"),
        (["m_page_view", "m_registration"], "registration"),
        (["m_auth_login_start"], "auth"),
        (["m_auth_login_fail", "m_page_view"], "auth"),
        (["m_otp_send", "m_auth_login_success"], "otp"),
        (["m_checkout_click", "m_otp_send_result", "m_registration"], "checkout"),
        (["m_stripe_webhook_checkout_complete", "m_auth_get_user"], "checkout"),
        (["m_onboarding_subdomain_check", "m_stripe_webhook_checkout_complete"], "provision"),
        (["m_provision_failed", "m_page_view"], "provision"),
    ],
)
def test_the_stage_is_the_furthest_whenever_it_was_reached(types: list[str], stage: str) -> None:
    assert timeline_of(*(an_event(at, name) for at, name in enumerate(types))).stage == stage
    assert timeline_of(*(an_event(-at, name) for at, name in enumerate(types))).stage == stage


@pytest.mark.parametrize(
    ("events", "outcome"),
    [
        ([("m_page_view", None)], "open"),
        ([("m_auth_login_success", True)], "open"),
        ([("m_checkout_session_created", True)], "open"),
        ([("m_auth_login_fail", False)], "failed"),
        ([("m_provision_failed", False)], "failed"),
        ([("m_auth_login_fail", False), ("m_page_view", None)], "failed"),  # no outcome is none of success
        ([("m_auth_login_fail", False), ("m_auth_login_success", True)], "open"),
        ([("m_auth_login_success", True), ("m_auth_login_fail", False)], "failed"),
        ([("m_auth_login_success", True), ("m_otp_send_result", False), ("m_otp_send", None)], "failed"),
        ([(PAID, True)], "completed"),
        ([(PAID, False)], "failed"),
        ([(PAID, None)], "open"),
        ([("m_auth_login_fail", False), (PAID, None)], "failed"),
        ([(PAID, True), ("m_provision_failed", False)], "completed"),  # whatever follows
        ([(PAID, True), (PAID, False)], "completed"),
        ([(PAID, False), (PAID, True)], "completed"),
        ([("m_provision_failed", False), (PAID, True)], "completed"),
        ([(PAID, False), ("m_checkout_session_created", True)], "open"),
    ],
)
def test_the_outcome_is_completed_failed_or_open(events: list[tuple[str, bool | None]], outcome: str) -> None:
    found = timeline_of(*(an_event(at, name, success) for at, (name, success) in enumerate(events)))
    assert found.outcome == outcome


def test_the_last_outcome_is_the_last_by_event_time() -> None:
    failed_first = an_event(60, "m_auth_login_fail", False, occurred_at=NOW - timedelta(seconds=5))
    assert timeline_of(failed_first, an_event(0, "m_auth_login_success", True)).outcome == "open"
    failed_last = an_event(0, "m_auth_login_fail", False, occurred_at=NOW + timedelta(seconds=5))
    assert timeline_of(failed_last, an_event(1, "m_auth_login_success", True)).outcome == "failed"


def test_a_thousand_events_are_shown_and_nothing_is_cut() -> None:
    found = timeline_of(*(an_event(at) for at in range(1000)))
    assert len(found.entries) == 1000
    assert not found.truncated


def test_of_a_thousand_and_one_the_first_thousand_are_shown() -> None:
    found = timeline_of(*(an_event(at) for at in reversed(range(1001))))
    assert ids(found) == [f"e{at}" for at in range(1000)]
    assert found.truncated


def test_what_is_not_shown_counts_for_all_else() -> None:
    found = timeline_of(*(an_event(at) for at in range(1000)), an_event(2000, PAID, True))
    assert found.truncated
    assert found.outcome == "completed"
    assert found.stage == "checkout"
    assert found.last_at == NOW + timedelta(seconds=2000)
