"""A journey says of its trace what funnels need: in the order of event times, and whether it misses anything."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.event import Event
from chalicelib.domain.event_dictionary import EVENT_TYPE_BY_CODE, EVENT_TYPE_BY_NAME, EVENT_TYPES
from chalicelib.domain.event_type import Stage
from chalicelib.domain.journey import (
    MAX_BYTES,
    MAX_EVENTS_KEPT,
    UNKNOWN_TYPE,
    Context,
    Journey,
    LastEvent,
    event_digest,
    make_journey,
)
from chalicelib.domain.timeline import MAX_EVENTS_READ
from chalicelib.domain.timestamp import to_epoch_ms
from chalicelib.storage.journey_codec import encode_journey

AT = datetime(2026, 11, 22, 9, 15, 2, 120_000, tzinfo=UTC)

# Journeys are stored with these: to change one is to misread them, to give one to another type too. New types only.
CODES = {
    "m_link_click": "a",
    "m_page_view": "b",
    "m_registration": "c",
    "m_auth_login_start": "d",
    "m_auth_login_success": "e",
    "m_auth_login_fail": "f",
    "m_auth_user_upserted": "g",
    "m_auth_session_created": "h",
    "m_auth_user_tenant_linked": "i",
    "m_auth_get_user": "j",
    "m_otp_send": "k",
    "m_otp_send_result": "l",
    "m_checkout_click": "m",
    "m_checkout_session_created": "n",
    "m_stripe_webhook_checkout_complete": "o",
    "m_onboarding_subdomain_check": "p",
    "m_provision_job_created": "q",
    "m_provision_failed": "r",
}


def event(event_id: str = "e", event_type: str = "m_page_view", at: datetime = AT, **more: Any) -> Event:
    nothing: dict[str, Any] = dict.fromkeys(Event.__dataclass_fields__)
    return Event(**nothing | {"event_id": event_id, "event_type": event_type, "ts": at, "trace_id": "trace_1"} | more)


def journey(events: Sequence[Event]) -> Journey:
    found = make_journey("trace_1", events)
    assert found is not None
    return found


events_of_one_trace = st.lists(
    st.builds(
        event,
        event_type=st.sampled_from([*CODES]),
        at=st.integers(0, 5000).map(lambda ms: AT + timedelta(milliseconds=ms)),
        success=st.sampled_from([True, False, None]),
        error_code=st.none() | st.sampled_from(["otp_expired", "card_declined"]),
        source=st.none() | st.sampled_from(["edge", "cp"]),
    ),
    min_size=1,
    max_size=12,
).map(lambda events: [replace(one, event_id=f"e{number}") for number, one in enumerate(events)])


def test_each_type_has_the_code_that_journeys_are_stored_with_and_no_other_has() -> None:
    assert {one.name: one.code for one in EVENT_TYPES} == CODES
    assert all(len(code) == 1 for code in CODES.values())
    assert len(EVENT_TYPE_BY_CODE) == len(EVENT_TYPES)


def test_of_no_events_there_is_no_journey() -> None:
    assert make_journey("trace_1", []) is None


def test_events_stand_by_event_time_and_then_by_receipt_and_id() -> None:
    first, second = AT - timedelta(minutes=5), AT - timedelta(minutes=4)
    found = journey(
        [
            event("z", "m_checkout_click", at=AT + timedelta(seconds=3), occurred_at=AT),
            event("b", "m_otp_send", at=AT + timedelta(seconds=1), occurred_at=second),
            event("y", "m_auth_login_start", at=AT + timedelta(seconds=2), occurred_at=first),
            event("a", "m_auth_login_fail", at=AT + timedelta(seconds=1), occurred_at=second, error_code="bad"),
            event("_", "m_page_view", at=AT + timedelta(seconds=2), occurred_at=second),
        ]
    )
    assert (found.first_at, found.codes, found.offsets_ms) == (first, "dfkbm", [0, 60_000, 60_000, 60_000, 300_000])
    assert found.errors == {1: "bad"}
    assert found.last == LastEvent("m", to_epoch_ms(AT), None)


def test_outcomes_tell_true_false_and_none_apart() -> None:
    assert journey([event("a", success=True), event("b", success=False), event("c")]).outcomes == "10-"


@given(events_of_one_trace)
def test_it_does_not_matter_in_which_order_they_are_read(events: list[Event]) -> None:
    assert journey(events) == journey([*reversed(events)])


@given(events_of_one_trace, st.data())
def test_it_tells_its_own_events_from_any_other(events: list[Event], data: st.DataObject) -> None:
    held = journey(events).event_digests
    assert held == {event_digest(one) for one in events}
    assert (
        event_digest(replace(data.draw(st.sampled_from(events)), event_id=data.draw(st.text("f", min_size=1))))
        not in held
    )


def test_the_digests_of_ids_that_a_trace_may_have_differ() -> None:
    assert len({event_digest(event(f"e{number}")) for number in range(MAX_EVENTS_READ)}) == MAX_EVENTS_READ


def _many(count: int) -> list[Event]:
    """Each a second after the one before, the last with an error."""
    codes = {count - 1: "too_many"}
    return [
        event(f"e{number:04}", at=AT + timedelta(seconds=number), error_code=codes.get(number))
        for number in range(count)
    ]


def test_the_first_500_are_kept_and_the_last_of_the_whole_trace_is_known() -> None:
    full, more = journey(_many(MAX_EVENTS_KEPT)), journey(_many(MAX_EVENTS_KEPT + 1))
    assert (len(full.codes), full.truncated, full.errors) == (500, False, {499: "too_many"})
    assert (len(more.codes), more.truncated, more.errors) == (500, True, {})
    assert more.offsets_ms[-1] == 499_000
    assert more.last == LastEvent("b", to_epoch_ms(AT) + 500_000, "too_many")
    assert more.event_digests == full.event_digests == {event_digest(one) for one in _many(MAX_EVENTS_KEPT)}


def test_what_senders_put_into_their_texts_makes_no_journey_larger_than_an_item_may_be() -> None:
    """Each event with an error and a source of its own, of the greatest length, in letters of three bytes."""
    texts = [
        event(one.event_id, at=one.event_at, error_code="가" * 200, source=f"{n}" * 60)
        for n, one in enumerate(_many(500))
    ]
    found = journey(texts)
    assert (len(found.codes) < MAX_EVENTS_KEPT, found.truncated) == (True, True)
    assert len(found.codes) == len(found.offsets_ms) == len(found.outcomes)
    assert max(found.errors) < len(found.codes)
    assert found.last.at_ms == to_epoch_ms(AT) + 499_000
    assert MAX_BYTES / 2 < len(encode_journey(found).encode()) <= MAX_BYTES


def test_an_event_of_a_type_that_this_version_does_not_know_has_a_place_and_no_stage() -> None:
    found = journey([event("a", "m_newer"), event("b", at=AT + timedelta(seconds=1))])
    assert (found.codes, found.last.code) == ("?b", "b")
    assert found.stage == EVENT_TYPE_BY_NAME["m_page_view"].stage
    assert UNKNOWN_TYPE not in EVENT_TYPE_BY_CODE


def test_a_context_is_what_the_event_says_or_the_last_one_before_that_did() -> None:
    said: list[dict[str, Any]] = [
        {},
        {"source": "edge", "payload": {"utm_source": "newsletter"}},
        {"payload": {"utm_source": ""}},
        {"campaign_id": "spring", "payload": {"utm_source": 7}},
        {"source": "cp", "email_domain": "example.com"},
        {"campaign_id": "autumn", "payload": {"utm_source": "ad"}},
    ]
    found = journey([event(f"e{n}", at=AT + timedelta(seconds=n), **more) for n, more in enumerate(said)])
    assert [found.context_at(place) for place in range(len(said))] == [
        Context(),
        Context("edge", None, "newsletter", None),
        Context("edge", None, "newsletter", None),
        Context("edge", "spring", "newsletter", None),
        Context("cp", "spring", "newsletter", "example.com"),
        Context("cp", "autumn", "ad", "example.com"),
    ]
    assert len(found.contexts) == 5  # none where nothing new was said


@given(st.lists(st.sampled_from([*CODES]), min_size=1, max_size=5))
def test_the_stage_is_the_furthest(names: list[str]) -> None:
    found = journey([event(f"e{number}", name) for number, name in enumerate(names)])
    assert [*Stage].index(found.stage) == max([*Stage].index(EVENT_TYPE_BY_NAME[name].stage) for name in names)
