"""A Stripe event -> the event that is taken in of it (contract, POST /webhooks/stripe)."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from chalicelib.domain.admission import Admitted, Intake, Refused, admit
from chalicelib.domain.event import Event
from chalicelib.domain.pii import EmailPolicy
from chalicelib.domain.stripe_event import StripeEvent, incoming_event
from chalicelib.domain.timestamp import format_utc

NOW = datetime(2026, 11, 22, 9, 15, 2, 120000, tzinfo=UTC)
CREATED = int(datetime(2026, 11, 22, 9, 15, 0, tzinfo=UTC).timestamp())
INTAKE = Intake(NOW, ["pepper-for-tests-0123456789abcdef"], EmailPolicy.DOMAIN, takes_untraced=True)
COMPLETED, EXPIRED = "checkout.session.completed", "checkout.session.expired"
SUCCEEDED, FAILED = "checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed"
HANDLED = [COMPLETED, SUCCEEDED, FAILED, EXPIRED]


def session(**changes: Any) -> dict[str, Any]:
    """A checkout session; a change to None leaves the field out."""
    whole = {
        "id": "cs_test_a1",
        "object": "checkout.session",
        "amount_total": 2900,
        "currency": "usd",
        "customer_details": {"email": "Kim@example.com", "name": "Kim"},
        "client_reference_id": "trace_reference",
        "metadata": {"trace_id": "trace_meta", "plan_tier": "pro"},
        "payment_status": "paid",
    } | changes
    return {name: value for name, value in whole.items() if value is not None}


def stripe_event(event_type: str = COMPLETED, /, **changes: Any) -> dict[str, Any]:
    return {
        "id": "evt_1Q",
        "object": "event",
        "type": event_type,
        "created": CREATED,
        "livemode": False,
        "data": {"object": session()},
    } | changes


def incoming(raw: dict[str, Any]) -> dict[str, Any]:
    found = incoming_event(StripeEvent.model_validate(raw))
    assert found is not None
    return found


def of_session(event_type: str = COMPLETED, /, **changes: Any) -> dict[str, Any]:
    return incoming(stripe_event(event_type, data={"object": session(**changes)}))


def of_metadata(**metadata: Any) -> dict[str, Any]:
    return of_session(metadata=metadata)


def admitted(raw: dict[str, Any]) -> Event:
    found = admit(incoming(raw), INTAKE, default_event_id="new")
    assert isinstance(found, Admitted), found
    return found.event


def test_a_completed_checkout_carries_all_that_is_known_of_it() -> None:
    assert incoming(stripe_event()) == {
        "event_type": "m_stripe_webhook_checkout_complete",
        "event_id": "evt_1Q",
        "trace_id": "trace_meta",
        "email": "Kim@example.com",
        "success": True,
        "source": "stripe_webhook",
        "occurred_at": "2026-11-22T09:15:00.000Z",
        "payload": {
            "stripe_event_id": "evt_1Q",
            "stripe_session_id": "cs_test_a1",
            "amount_total": 2900,
            "currency": "usd",
            "payment_status": "paid",
            "livemode": False,
            "plan_tier": "pro",
        },
    }


def test_it_is_admitted_as_it_stands() -> None:
    event = admitted(stripe_event())
    assert (event.event_id, event.trace_id, event.success) == ("evt_1Q", "trace_meta", True)
    assert event.payload == incoming(stripe_event())["payload"]
    assert event.email_domain == "example.com"


# --- outcome -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event_type", "payment_status", "outcome"),
    [
        (COMPLETED, "paid", {"success": True}),
        (COMPLETED, "no_payment_required", {"success": True}),
        (COMPLETED, "unpaid", {"success": None}),
        (COMPLETED, "UNPAID", {"success": True}),
        (COMPLETED, None, {"success": True}),
        (COMPLETED, ["unpaid"], {"success": True}),
        (SUCCEEDED, "paid", {"success": True}),
        (SUCCEEDED, "unpaid", {"success": True}),
        (FAILED, "unpaid", {"success": False, "error_code": "async_payment_failed"}),
        (EXPIRED, "unpaid", {"success": False, "error_code": "checkout_expired"}),
    ],
)
def test_the_outcome_follows_type_and_payment(event_type: str, payment_status: Any, outcome: dict[str, Any]) -> None:
    found = of_session(event_type, payment_status=payment_status)
    assert {name: found[name] for name in ("success", "error_code") if name in found} == outcome


def test_a_checkout_that_is_not_paid_yet_is_kept_with_an_outcome_of_null() -> None:
    assert admitted(stripe_event(data={"object": session(payment_status="unpaid")})).success is None


@pytest.mark.parametrize(
    "event_type",
    [
        "checkout.session.complete",
        "checkout.session.completed ",
        "Checkout.Session.Completed",
        "checkout.session",
        "async_payment_failed",
        "payment_intent.succeeded",
        "charge.refunded",
        "v1.billing.meter.error_report_triggered",
        "m_stripe_webhook_checkout_complete",
        "\x00",
    ],
)
def test_any_other_type_is_none_of_ours(event_type: str) -> None:
    assert incoming_event(StripeEvent.model_validate(stripe_event(event_type))) is None


# --- trace -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("in_metadata", "reference", "trace_id"),
    [
        ("trace_meta", "trace_reference", "trace_meta"),
        (" trace_meta\n", "trace_reference", "trace_meta"),
        (None, "trace_reference", "trace_reference"),
        ("", "trace_reference", "trace_reference"),
        ("order-17", "trace_reference", "trace_reference"),
        ("trace_", "trace_reference", "trace_reference"),
        ("trace_kim@example.com", "trace_reference", "trace_reference"),
        ("trace_" + "x" * 123, "trace_reference", "trace_reference"),
        (17, "trace_reference", "trace_reference"),
        (["trace_meta"], "trace_reference", "trace_reference"),
        ("trace_meta", None, "trace_meta"),
        ("trace_meta", {"trace_id": "x"}, "trace_meta"),
    ],
)
def test_the_trace_id_is_the_first_of_the_right_shape(in_metadata: Any, reference: Any, trace_id: str) -> None:
    found = of_session(metadata={"trace_id": in_metadata}, client_reference_id=reference)
    assert found["trace_id"] == trace_id
    assert "untraced" not in found["payload"]


@pytest.mark.parametrize("reference", [None, "", "user-17", "trace_", "trace_kim@example.com", 17, [], {}, True])
@pytest.mark.parametrize("event_type", HANDLED)
def test_a_checkout_without_a_trace_is_kept_and_says_so(event_type: str, reference: Any) -> None:
    raw = stripe_event(event_type, data={"object": session(metadata=None, client_reference_id=reference)})
    event = admitted(raw)
    assert event.trace_id is None
    assert event.payload is not None
    assert event.payload["untraced"] is True


def test_only_who_vouches_for_it_brings_an_event_without_a_trace() -> None:
    untraced = of_session(metadata=None, client_reference_id=None)
    vouching = Intake(NOW, INTAKE.peppers, EmailPolicy.DOMAIN, takes_untraced=True)
    other = Intake(NOW, INTAKE.peppers, EmailPolicy.DOMAIN)
    assert isinstance(admit(untraced, vouching, default_event_id="new"), Admitted)
    refused = admit(untraced, other, default_event_id="new")
    assert isinstance(refused, Refused)
    assert [reason.field for reason in refused.reasons] == ["trace_id"]


@pytest.mark.parametrize("says", [{}, {"untraced": False}, {"untraced": 1}, {"untraced": "true"}, {"Untraced": True}])
def test_an_event_that_does_not_say_it_is_untraced_needs_its_trace(says: dict[str, Any]) -> None:
    raw = {
        "event_type": "m_stripe_webhook_checkout_complete",
        "payload": {"stripe_event_id": "evt_1"} | says,
    }
    found = admit(raw, INTAKE, default_event_id="new")
    assert isinstance(found, Refused)
    assert [reason.field for reason in found.reasons] == ["trace_id"]


def test_an_untraced_event_still_needs_everything_else() -> None:
    checkout = admit(
        {"event_type": "m_stripe_webhook_checkout_complete", "payload": {"untraced": True}},
        INTAKE,
        default_event_id="new",
    )
    view = admit({"event_type": "m_page_view", "payload": {"untraced": True}}, INTAKE, default_event_id="new")
    assert isinstance(checkout, Refused)
    assert isinstance(view, Refused)
    assert [reason.field for reason in checkout.reasons] == ["payload.stripe_event_id"]
    assert [reason.field for reason in view.reasons] == ["anonymous_id"]


# --- the other fields --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "customer",
    [None, "kim@example.com", [], {}, {"email": None}, {"email": "kim"}, {"email": "a@b@c"}, {"email": ["a@b"]}],
)
def test_an_address_that_is_none_is_left_out(customer: Any) -> None:
    assert "email" not in of_session(customer_details=customer)


def test_an_address_that_is_too_long_is_left_out() -> None:
    assert "email" not in of_session(customer_details={"email": "k" * 250 + "@example.com"})


@pytest.mark.parametrize("name", ["tenant_id", "user_id", "job_id", "campaign_id"])
def test_identifiers_come_from_the_metadata_where_they_would_be_admitted(name: str) -> None:
    assert of_metadata(**{name: "x" * 256})[name] == "x" * 256
    refused: list[Any] = ["", None, 5, True, ["t"], {}, "x" * 257, "two\nlines", "kim@example.com"]
    assert [value for value in refused if name in of_metadata(**{name: value})] == []


def test_identifiers_elsewhere_than_in_the_metadata_are_none() -> None:
    found = of_session(tenant_id="t", user_id="u", trace_id="trace_x", plan_tier="free")
    assert not {"tenant_id", "user_id"} & set(found)
    assert (found["trace_id"], found["payload"]["plan_tier"]) == ("trace_meta", "pro")


@pytest.mark.parametrize("metadata", [None, [], "plan_tier", {}, {"plan_tier": ""}, {"plan_tier": ["pro"]}])
def test_a_plan_that_is_no_text_is_left_out(metadata: Any) -> None:
    assert "plan_tier" not in of_session(metadata=metadata)["payload"]


@pytest.mark.parametrize("amount", [0, -2900, 2900, 99_999_999])
def test_an_amount_is_kept_as_it_is(amount: int) -> None:
    assert of_session(amount_total=amount)["payload"]["amount_total"] == amount


@pytest.mark.parametrize("amount", [None, True, "2900", 29.5, [2900]])
def test_an_amount_that_is_no_whole_number_is_left_out(amount: Any) -> None:
    assert "amount_total" not in of_session(amount_total=amount)["payload"]


@pytest.mark.parametrize("created", [None, True, str(CREATED), float(CREATED), -(10**11), 10**12, 10**30, [], {}])
def test_a_time_that_is_none_is_left_out(created: Any) -> None:
    assert "occurred_at" not in incoming(stripe_event(created=created))


@pytest.mark.parametrize("created", [0, -1, -62_135_596_800, 253_402_300_799])
def test_every_time_of_the_calendar_is_told_and_admitted(created: int) -> None:
    assert incoming(stripe_event(created=created))["occurred_at"] == format_utc(datetime.fromtimestamp(created, tz=UTC))
    assert admitted(stripe_event(created=created)).occurred_at is None  # too long ago, or to come, to be believed


@pytest.mark.parametrize("livemode", [True, False])
def test_the_mode_is_that_of_the_event(livemode: bool) -> None:
    assert incoming(stripe_event(livemode=livemode))["payload"]["livemode"] is livemode


@pytest.mark.parametrize("livemode", [None, "true", 1, 0])
def test_a_mode_that_is_neither_is_left_out(livemode: Any) -> None:
    assert "livemode" not in incoming(stripe_event(livemode=livemode))["payload"]


def test_large_texts_do_not_push_out_that_a_checkout_is_untraced() -> None:
    huge: dict[str, Any] = dict.fromkeys(("id", "currency", "payment_status"), "€" * 256)
    event = admitted(stripe_event(data={"object": huge | {"amount_total": 10**3000}}))
    assert event.payload is not None
    assert (event.payload["stripe_event_id"], event.payload["untraced"]) == ("evt_1Q", True)


# --- what is no Stripe event, and what is hostile ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "fields"),
    [
        ([], ["body"]),
        ("evt_1", ["body"]),
        (None, ["body"]),
        ({}, ["id", "type"]),
        ({"id": "evt_1"}, ["type"]),
        ({"type": COMPLETED}, ["id"]),
        ({"id": "", "type": ""}, ["id", "type"]),
        ({"id": None, "type": None}, ["id", "type"]),
        ({"id": 1, "type": ["x"]}, ["id", "type"]),
    ],
)
def test_without_id_and_type_it_is_no_stripe_event(raw: Any, fields: list[str]) -> None:
    with pytest.raises(ValidationError) as caught:
        StripeEvent.model_validate(raw)
    assert [str(one["loc"][0]) if one["loc"] else "body" for one in caught.value.errors()] == fields


@pytest.mark.parametrize("event_id", ["x" * 129, "evt 1", "evt_é", "kim@example.com", "\x00"])
def test_an_id_of_the_wrong_shape_is_refused_by_name(event_id: str) -> None:
    found = admit(incoming(stripe_event(id=event_id)), INTAKE, default_event_id="new")
    assert isinstance(found, Refused)
    assert [reason.field for reason in found.reasons] == ["event_id"]


@pytest.mark.parametrize("held", ["metadata", "customer_details", "amount_total", "id", "client_reference_id"])
def test_what_is_nested_too_deep_to_walk_is_left_out(held: str) -> None:
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    of_it = {"trace_id": value, "plan_tier": value, "tenant_id": value, "email": value}
    for one in (value, of_it):
        assert admitted(stripe_event(data={"object": session(**{held: one})}, created=value)).event_id == "evt_1Q"


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**12, 10**19)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
    | st.sampled_from(["unpaid", "trace_a", "kim@example.com", "4111 1111 1111 1111", "\x00", "x" * 3000])
)
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner))
NAMES = ["id", "amount_total", "currency", "payment_status", "client_reference_id", "customer_details", "metadata"]
METADATA = st.dictionaries(
    st.sampled_from(["trace_id", "plan_tier", "tenant_id", "user_id", "job_id", "campaign_id", "email"]), JSON
)
SESSIONS = st.dictionaries(st.sampled_from(NAMES), JSON | METADATA)


@given(
    event_type=st.sampled_from(HANDLED),
    created=JSON,
    livemode=JSON,
    held=JSON | st.fixed_dictionaries({"object": JSON | SESSIONS}),
)
@settings(max_examples=300)
def test_whatever_stands_in_it_a_checkout_is_admitted(event_type: str, created: Any, livemode: Any, held: Any) -> None:
    event = admitted({"id": "evt_1Q", "type": event_type, "created": created, "livemode": livemode, "data": held})
    assert event.event_id == "evt_1Q"
    assert event.payload is not None
    assert event.payload["stripe_event_id"] == "evt_1Q"
    assert (event.trace_id is None) == (event.payload.get("untraced") is True)
    assert "kim@example.com" not in json.dumps(event.payload)
