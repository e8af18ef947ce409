"""Refused events as they wait in quarantine: scrubbed, each content once, fit for a replay (design section 5)."""

import hashlib
import hmac
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.admission import Admitted, Intake, Refused, admit
from chalicelib.domain.errors import Reason
from chalicelib.domain.event import IncomingEvent
from chalicelib.domain.pii import EmailPolicy
from chalicelib.domain.quarantine import QuarantinedEvent, quarantine

NOW = datetime(2026, 11, 22, 9, 15, 2, 120000, tzinfo=UTC)
PEPPER = "pepper-for-tests-0123456789abcdef"
INTAKE = Intake(NOW, [PEPPER, "older-pepper-for-tests-0123456789"], EmailPolicy.MASKED)
CANARY = "canary7f3a@leak.example"
FINGERPRINT = "fp_" + hmac.new(PEPPER.encode(), b"kim@example.com", hashlib.sha256).hexdigest()[:32]
ANOTHER = "fp_0123456789abcdef0123456789abcdef"
REASONS = [Reason("payload.plan_tier", "required for m_checkout_click")]
EVENT = {"event_type": "m_checkout_click", "trace_id": "trace_8f2c", "email": "kim@example.com", "event_id": "e1"}


def kept(raw: object) -> QuarantinedEvent:
    return quarantine(raw, REASONS, INTAKE)


def holds_canary(raw: object) -> bool:
    return "canary7f3a" in json.dumps(kept(raw).event) or "canary7f3a" in str(kept(raw))


@pytest.mark.parametrize("name", [*IncomingEvent.model_fields, "ts", "Email", "e_mail", "nonsense", CANARY])
@pytest.mark.parametrize(
    "value",
    [
        CANARY,
        f"u:{CANARY}",
        CANARY.replace("@", "%40"),
        [CANARY],
        {"to": CANARY},
        {CANARY: 1},
        {"a": {"b": {"c": {"d": CANARY}}}},
        {"a": [{"b": CANARY}], CANARY: [CANARY]},
        [[[[[CANARY]]]]],
        pytest.param("x" * 500 + CANARY, id="where the text is cut"),
        pytest.param("x" * 5_000 + " " + CANARY, id="far behind"),
    ],
)
def test_no_address_survives_in_any_field_key_or_nested_value(name: str, value: object) -> None:
    assert not holds_canary({name: value})
    assert not holds_canary(EVENT | {name: value})


@pytest.mark.parametrize(
    "raw", [CANARY, [CANARY], [{"email": CANARY}], [[[[CANARY]]]], f"x {CANARY}", ["x" * 5_000, CANARY]]
)
def test_no_address_survives_in_what_is_no_object(raw: object) -> None:
    assert not holds_canary(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from([CANARY, "x" * 3_000]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9) | st.just(CANARY), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*IncomingEvent.model_fields]) | st.text(max_size=9), JSON) | JSON)
def test_no_address_survives_in_any_json(raw: Any) -> None:
    assert not holds_canary(raw)


@pytest.mark.parametrize(
    ("raw", "event"),
    [
        (None, None),
        (5, 5),
        (True, True),
        ("m_page_view", "m_page_view"),
        ([], []),
        ([1, "kim@example.com"], [1, "[email]"]),
        ("kim@example.com", "[email]"),
        ({}, {}),
    ],
)
def test_what_is_no_event_is_kept_as_far_as_it_may_be(raw: object, event: object) -> None:
    assert kept(raw).event == event
    assert kept(raw).email_fingerprint is None


def test_an_item_says_when_it_came_and_why_it_was_refused() -> None:
    item = kept(EVENT)
    assert (item.received_at, item.last_received_at, item.times) == (NOW, NOW, 1)
    assert list(item.reasons) == REASONS
    assert re.fullmatch("[0-9a-f]{32}", item.id)


def test_the_same_content_has_the_same_id_whenever_it_comes() -> None:
    later = Intake(NOW + timedelta(days=1), INTAKE.peppers, INTAKE.email_policy)
    assert quarantine(EVENT, [], later).id == kept(EVENT).id
    assert kept({name: EVENT[name] for name in reversed(EVENT)}).id == kept(EVENT).id


@pytest.mark.parametrize(
    "changed",
    [
        {"event_id": "e2"},
        {"email": "lee@example.com"},
        {"success": None},
        {"payload": {}},
        {"nonsense": 1},
        {"user_id": ""},
    ],
)
def test_other_content_has_another_id(changed: dict[str, Any]) -> None:
    assert kept(EVENT | changed).id != kept(EVENT).id


def test_what_is_no_object_has_an_id_by_its_content_too() -> None:
    raws: list[object] = [None, True, 1, "1", [1], {"a": 1}, {}, []]
    assert len({kept(raw).id for raw in raws}) == len(raws)


def test_the_address_is_replaced_by_its_fingerprint_under_the_first_pepper() -> None:
    for spelled in ("kim@example.com", " KIM@Example.com "):
        item = kept(EVENT | {"email": spelled})
        assert item.email_fingerprint == FINGERPRINT
        assert item.event["email_fingerprint"] == FINGERPRINT
        assert "email" not in item.event


@pytest.mark.parametrize("beside", [ANOTHER, None, "", "garbage", 5])
def test_the_address_wins_over_whatever_stands_beside_it_in_any_order(beside: object) -> None:
    behind = kept({"email": "kim@example.com", "email_fingerprint": beside})
    before = kept({"email_fingerprint": beside, "email": "kim@example.com"})
    assert behind.email_fingerprint == before.email_fingerprint == FINGERPRINT
    assert behind.event == before.event
    assert behind.id == before.id


@pytest.mark.parametrize("fingerprint", [ANOTHER, "fp_" + "4242424242424242" * 2, "fp_" + "1" * 32])
def test_a_fingerprint_without_an_address_is_kept_whatever_its_digits(fingerprint: str) -> None:
    item = kept({"email_fingerprint": fingerprint})
    assert item.email_fingerprint == fingerprint
    assert item.event == {"email_fingerprint": fingerprint}


@pytest.mark.parametrize("value", [None, "", "garbage", CANARY, "fp_", 5, [ANOTHER], {"a": ANOTHER}])
def test_what_is_no_fingerprint_is_not_found_by_one(value: object) -> None:
    assert kept({"email_fingerprint": value}).email_fingerprint is None


@pytest.mark.parametrize(
    "email",
    [
        *("kim", "kim@", "a@b@c", 5, ["kim@example.com"], {"kim@example.com": 1}, " "),
        pytest.param(["x" * 3_000], id="more than a payload may hold"),
        pytest.param("k" * 3_000 + "@example.com", id="more than an address may have"),
    ],
)
def test_what_is_no_address_leaves_a_marker_where_it_stood(email: object) -> None:
    item = kept(EVENT | {"email": email})
    assert item.event["email"] == "[email]"
    assert item.email_fingerprint is None


@pytest.mark.parametrize("email", [None, ""])
def test_an_absent_address_leaves_nothing(email: str | None) -> None:
    assert kept({"email": email}).event == {}


@pytest.mark.parametrize(
    "trace_id", ["8f2c", "trace_", "trace_a b", "trace_kim@example.com", "trace_".ljust(129, "x"), 5, None, []]
)
def test_a_trace_id_of_another_shape_is_never_stored(trace_id: object) -> None:
    assert "trace_id" not in kept(EVENT | {"trace_id": trace_id}).event
    assert kept(EVENT | {"trace_id": " trace_8f2c "}).event["trace_id"] == "trace_8f2c"


@pytest.mark.parametrize("name", ["password", "token", "apiToken", "nonsense", "payload"])
def test_secrets_and_cards_are_scrubbed_wherever_they_stand(name: str) -> None:
    raw = {
        name: {"password": "hunter2hunter2", "card": "4242 4242 4242 4242", "ip": "192.168.7.9", "n": 4242424242424242}
    }
    text = json.dumps(kept(EVENT | raw).event)
    assert not re.search(r"hunter2|4242|192\.168", text)


def test_a_secret_at_the_top_is_scrubbed() -> None:
    assert kept({"password": "hunter2", "authorization": "Bearer abc.def"}).event == {
        "password": "[secret]",
        "authorization": "[secret]",
    }


def test_a_null_outcome_stays_null() -> None:
    assert kept(EVENT | {"success": None}).event["success"] is None


def test_a_mended_event_is_admitted_as_if_it_had_been_right_at_once() -> None:
    assert isinstance(admit(EVENT, INTAKE, default_event_id="new"), Refused)
    mended = {**kept(EVENT).event, "payload": {"plan_tier": "pro"}}
    replayed, at_once = (
        admit(mended, INTAKE, default_event_id="new"),
        admit(EVENT | {"payload": {"plan_tier": "pro"}}, INTAKE, default_event_id="new"),
    )
    assert isinstance(replayed, Admitted)
    assert isinstance(at_once, Admitted)
    assert replayed.event.email_fingerprint == at_once.event.email_fingerprint == FINGERPRINT
    assert replayed.event.event_id == at_once.event.event_id == "e1"
    assert replayed.event.trace_id == at_once.event.trace_id == "trace_8f2c"


def test_what_needs_no_scrubbing_waits_as_it_was_sent() -> None:
    raw = {
        "event_type": "m_provision_failed",
        "event_id": "msg_p5jXN8AQM9LWM0D4loKWxJek:0",
        "trace_id": "trace_8f2c",
        "user_id": "u-1",
        "success": False,
        "error_message": "no room",
        "source": "cp",
        "occurred_at": "2026-11-22T09:15:02.120Z",
        "payload": {"failure_stage": "dns", "attempt": 2, "tags": ["a", "b"], "deep": {"level": {"c": 1}}},
        "nonsense": {"a": [1, 2.5, None, True]},
    }
    assert kept(raw).event == raw
