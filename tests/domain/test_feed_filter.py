"""What a reader asks the feed for, as constraints (contract, Reading events)."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.domain.event import Event
from chalicelib.domain.feed_filter import Constraint, FeedFilter, matches


def an_event(**values: Any) -> Event:
    nothing: dict[str, Any] = dict.fromkeys(field.name for field in fields(Event))
    named = {"event_id": "e1", "event_type": "m_otp_send", "ts": datetime(2026, 11, 22, tzinfo=UTC)}
    return Event(**(nothing | named | values))


def passes(asked: FeedFilter, **values: Any) -> bool:
    return matches(an_event(**values), asked.constraints())


def test_nothing_asked_for_lets_every_event_pass() -> None:
    assert FeedFilter().constraints() == ()
    assert passes(FeedFilter())


def test_a_trace_names_a_partition_and_is_no_constraint() -> None:
    assert FeedFilter(trace_id="trace_8f2c").constraints() == ()


@pytest.mark.parametrize("name", ["source", "error_code", "campaign_id", "tenant_id"])
def test_an_event_passes_by_the_very_value_asked_for(name: str) -> None:
    asked = FeedFilter(**{name: "edge"})  # type: ignore[arg-type]
    assert asked.constraints() == (Constraint(name, ("edge",)),)
    assert passes(asked, **{name: "edge"})
    assert not any(passes(asked, **{name: value}) for value in ("edg", "edge1", "Edge", " edge", "", None))


def test_types_pass_if_they_are_among_those_asked_for() -> None:
    asked = FeedFilter(types=("m_otp_send", "m_page_view"))
    assert passes(asked, event_type="m_otp_send")
    assert passes(asked, event_type="m_page_view")
    assert not passes(asked, event_type="m_otp_send_result")


def test_an_address_passes_under_every_pepper() -> None:
    asked = FeedFilter(email_fingerprints=("fp_1", "fp_2"))
    assert passes(asked, email_fingerprint="fp_1")
    assert passes(asked, email_fingerprint="fp_2")
    assert not passes(asked, email_fingerprint="fp_3")
    assert not passes(asked, email_fingerprint=None)


@pytest.mark.parametrize("outcome", [True, False, None])
def test_an_outcome_passes_if_it_is_the_one_asked_for_null_too(outcome: bool | None) -> None:
    asked = FeedFilter(success=(outcome,))
    assert [value for value in (True, False, None) if passes(asked, success=value)] == [outcome]


def test_several_outcomes_pass_null_among_them() -> None:
    assert [value for value in (True, False, None) if passes(FeedFilter(success=(True, None)), success=value)] == [
        *(True, None),
    ]


def test_an_outcome_that_is_not_asked_for_constrains_nothing() -> None:
    assert all(passes(FeedFilter(success=None), success=value) for value in (True, False, None))


def test_an_event_must_meet_everything_that_is_asked_for() -> None:
    asked = FeedFilter(types=("m_otp_send",), success=(False,), source="edge", error_code="late")
    fitting = {"success": False, "source": "edge", "error_code": "late"}
    assert len(asked.constraints()) == 4
    assert passes(asked, **fitting)
    assert not any(passes(asked, **(fitting | {name: None})) for name in fitting)
    assert not passes(asked, event_type="m_page_view", **fitting)


def test_an_empty_text_is_asked_for_like_any_other() -> None:
    assert not passes(FeedFilter(error_code=""), error_code=None)
