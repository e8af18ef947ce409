"""POST /webhooks/stripe, as Stripe sees it."""

import hmac
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from stripe import WebhookSignature

from tests.api_client import ApiClient, ids, statuses
from tests.conftest import ServiceFactory
from tests.domain.test_stripe_event import JSON, session
from tests.fault_proxy import THROTTLE, FaultProxy
from tests.running_service import SECRETS, ServiceProcess

NewId = Callable[[str], str]
WEBHOOK = "/webhooks/stripe"
COMPLETED, EXPIRED = "checkout.session.completed", "checkout.session.expired"
SUCCEEDED, FAILED = "checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed"
NUMBERS = ("received", "accepted", "duplicate", "rejected", "unavailable")


def checkout(event_id: str, trace_id: str | None, event_type: str = COMPLETED, /, **changes: Any) -> dict[str, Any]:
    references = {"metadata": {"trace_id": trace_id, "plan_tier": "pro"}, "client_reference_id": None}
    return {
        "id": event_id,
        "object": "event",
        "type": event_type,
        "created": int(time.time()) - 60,
        "livemode": False,
        "data": {"object": session(**(references | changes))},
    }


def signature(body: str, secret: str = SECRETS["STRIPE_WEBHOOK_SECRET"], *, age_seconds: int = 0) -> dict[str, str]:
    header = WebhookSignature.generate_signature_header(body, secret, int(time.time()) - age_seconds)
    return {"Stripe-Signature": header, "Content-Type": "application/json; charset=utf-8"}


def send(api: ApiClient, body: Any, **headers: str) -> httpx.Response:
    text = body if isinstance(body, str) else json.dumps(body)
    return api.http.post(WEBHOOK, content=text.encode(), headers=signature(text) | headers)


def the_event(api: ApiClient, trace_id: str) -> dict[str, Any]:
    (event,) = api.feed(trace_id=trace_id)
    return event


def test_a_completed_checkout_is_taken_in_with_all_that_is_known_of_it(api: ApiClient, new_id: NewId) -> None:
    event_id, trace_id = new_id("evt_"), new_id("trace_")
    body = checkout(event_id, trace_id)
    answer = send(api, body)
    assert answer.status_code == 200, answer.text
    assert answer.json() == dict.fromkeys(NUMBERS, 0) | {
        "received": 1,
        "accepted": 1,
        "results": [{"index": 0, "event_id": event_id, "status": "accepted"}],
    }
    event = the_event(api, trace_id)
    assert (event["id"], event["event_type"]) == (event_id, "m_stripe_webhook_checkout_complete")
    assert (event["success"], event["error_code"], event["source"]) == (True, None, "stripe_webhook")
    assert event["email"]["domain"] == "example.com"
    assert datetime.fromisoformat(event["occurred_at"]) == datetime.fromtimestamp(body["created"], tz=UTC)
    assert event["payload"] == {
        "stripe_event_id": event_id,
        "stripe_session_id": "cs_test_a1",
        "amount_total": 2900,
        "currency": "usd",
        "payment_status": "paid",
        "livemode": False,
        "plan_tier": "pro",
    }
    assert event["links"]["stripe"].endswith(f"/events/{event_id}")


@pytest.mark.parametrize(
    ("event_type", "payment_status", "success", "error_code"),
    [
        (COMPLETED, "unpaid", None, None),
        (COMPLETED, "no_payment_required", True, None),
        (SUCCEEDED, "paid", True, None),
        (FAILED, "unpaid", False, "async_payment_failed"),
        (EXPIRED, "unpaid", False, "checkout_expired"),
    ],
)
def test_each_type_has_its_outcome(
    api: ApiClient, new_id: NewId, event_type: str, payment_status: str, success: bool | None, error_code: str | None
) -> None:
    trace_id = new_id("trace_")
    body = checkout(new_id("evt_"), trace_id, event_type, payment_status=payment_status)
    assert statuses(send(api, body)) == ["accepted"]
    event = the_event(api, trace_id)
    assert (event["success"], event["error_code"]) == (success, error_code)


def test_a_payment_that_took_days_completes_the_trace(api: ApiClient, new_id: NewId) -> None:
    trace_id = new_id("trace_")
    outcomes = []
    for event_type, payment_status in ((COMPLETED, "unpaid"), (SUCCEEDED, "paid")):
        send(api, checkout(new_id("evt_"), trace_id, event_type, payment_status=payment_status))
        outcomes.append(api.get(f"/internal/trace/{trace_id}").json()["outcome"])
    assert outcomes == ["open", "completed"]


def test_a_retry_of_stripe_is_a_duplicate_under_its_new_signature(api: ApiClient, new_id: NewId) -> None:
    trace_id = new_id("trace_")
    text = json.dumps(checkout(new_id("evt_"), trace_id))
    answers = [
        api.http.post(WEBHOOK, content=text, headers=signature(text, age_seconds=age_seconds))
        for age_seconds in (200, 200, 0)
    ]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert [statuses(answer) for answer in answers] == [["accepted"], ["duplicate"], ["duplicate"]]
    assert not any(answer.json()["results"][0].get("conflict") for answer in answers)
    assert len(api.feed(trace_id=trace_id)) == 1


def test_one_id_for_two_contents_is_a_conflict(api: ApiClient, new_id: NewId) -> None:
    event_id, trace_id = new_id("evt_"), new_id("trace_")
    send(api, checkout(event_id, trace_id))
    answer = send(api, checkout(event_id, trace_id, amount_total=1))
    assert answer.json()["results"] == [{"index": 0, "event_id": event_id, "status": "duplicate", "conflict": True}]
    assert the_event(api, trace_id)["payload"]["amount_total"] == 2900


def test_the_reference_of_the_session_is_the_trace_where_the_metadata_has_none(api: ApiClient, new_id: NewId) -> None:
    trace_id = new_id("trace_")
    for metadata in ({}, {"trace_id": "order-17"}):
        body = checkout(new_id("evt_"), None, metadata=metadata, client_reference_id=trace_id)
        assert statuses(send(api, body)) == ["accepted"]
    assert len(api.feed(trace_id=trace_id)) == 2


def test_money_without_a_trace_is_kept_says_so_and_is_counted_once(api: ApiClient, new_id: NewId) -> None:
    event_id, tenant = new_id("evt_"), new_id("tenant")
    body = checkout(event_id, None, metadata={"trace_id": "trace_kim@example.com", "tenant_id": tenant})
    answers = [send(api, body, **{"x-trace-id": new_id("trace_")}) for _ in range(2)]
    assert [statuses(answer) for answer in answers] == [["accepted"], ["duplicate"]]
    (event,) = api.feed(tenant_id=tenant)
    assert (event["id"], event["trace_id"], event["success"]) == (event_id, None, True)
    assert event["payload"]["untraced"] is True
    assert event["links"]["trace"] is None


def test_an_ordinary_sender_cannot_leave_the_trace_out(api: ApiClient, new_id: NewId) -> None:
    event = {
        "event_type": "m_stripe_webhook_checkout_complete",
        "payload": {"stripe_event_id": new_id("evt_"), "untraced": True},
    }
    answer = api.send(event)
    assert answer.status_code == 422
    assert [reason["field"] for reason in answer.json()["results"][0]["reasons"]] == ["trace_id"]


def test_an_address_that_is_none_does_not_hold_up_the_money(api: ApiClient, new_id: NewId) -> None:
    trace_id = new_id("trace_")
    assert statuses(send(api, checkout(new_id("evt_"), trace_id, customer_details={"email": "a@b@c"}))) == ["accepted"]
    assert the_event(api, trace_id)["email"] is None


def test_a_checkout_is_found_by_its_address(api: ApiClient, new_id: NewId) -> None:
    event_id, address = new_id("evt_"), f"{new_id('k')}@example.com"
    send(api, checkout(event_id, new_id("trace_"), customer_details={"email": address.upper()}))
    assert ids(api.feed(q_email=address)) == [event_id]


@pytest.mark.parametrize("event_type", ["payment_intent.succeeded", "checkout.session.complete", "x" * 5000])
def test_other_types_are_ignored(api: ApiClient, new_id: NewId, event_type: str) -> None:
    trace_id = new_id("trace_")
    answer = send(api, checkout(new_id("evt_"), trace_id, event_type))
    assert (answer.status_code, answer.json()) == (200, {"ignored": True})
    assert api.feed(trace_id=trace_id) == []


@pytest.mark.parametrize("event_id", ["x" * 129, "evt 1", "kim@example.com"])
def test_an_id_of_the_wrong_shape_is_refused_and_waits_in_quarantine(
    api: ApiClient, new_id: NewId, event_id: str
) -> None:
    canary = new_id("tenant")
    answer = send(api, checkout(event_id, new_id("trace_"), metadata={"tenant_id": canary}))
    assert answer.status_code == 422
    assert [reason["field"] for reason in answer.json()["results"][0]["reasons"]] == ["event_id"]
    assert "kim@" not in answer.text
    waiting = [item for item in api.get("/internal/quarantine", {"limit": 200}).json()["items"] if canary in str(item)]
    assert len(waiting) == 1


# --- credentials -------------------------------------------------------------------------------------------------


def _flipped(body: str) -> dict[str, str]:
    right = signature(body)["Stripe-Signature"]
    return {"Stripe-Signature": right[:-1] + ("0" if right[-1] != "0" else "1")}


HEADERS_THAT_PROVE_NOTHING: dict[str, Callable[[str], dict[str, str]]] = {
    "none": lambda _: {},
    "empty": lambda _: {"Stripe-Signature": ""},
    "no header of Stripe": lambda _: {"Stripe-Signature": "i'm not even a real signature header"},
    "one digit off": _flipped,
    "another secret": lambda body: signature(body, SECRETS["INGEST_SIGNING_SECRET"]),
    "the secret without its prefix": lambda body: signature(body, SECRETS["STRIPE_WEBHOOK_SECRET"][6:]),
    "another body": lambda body: signature(body + " "),
    "305 seconds old": lambda body: signature(body, age_seconds=305),
    "a timestamp of too many digits": lambda _: {"Stripe-Signature": f"t={'9' * 5000},v1=00"},
}


@pytest.mark.parametrize("name", HEADERS_THAT_PROVE_NOTHING)
@pytest.mark.parametrize("body", ["{}", "no JSON", json.dumps(checkout("evt_1", "trace_1"))])
def test_a_signature_that_proves_nothing_is_a_401_whatever_the_body(api: ApiClient, name: str, body: str) -> None:
    headers = HEADERS_THAT_PROVE_NOTHING[name](body) | {"Content-Type": "text/plain"}
    answer = api.http.post(WEBHOOK, content=body, headers=headers)
    assert (answer.status_code, answer.json()["Code"]) == (401, "UnauthorizedError")


def test_no_other_credential_stands_in_for_stripes_nor_stripes_for_another(api: ApiClient) -> None:
    body = json.dumps(checkout("evt_1", "trace_1"))
    for headers in (api.bearer(), api.signed(body, "msg_1"), {"Cookie": f"tf_session={api.sign_in('admin')}"}):
        headers |= {"Content-Type": "application/json", "Origin": str(api.http.base_url)}
        assert api.http.post(WEBHOOK, content=body, headers=headers).status_code == 401
    view = json.dumps({"event_type": "m_page_view", "anonymous_id": "v"})
    assert api.http.post("/internal/funnel-events/ingest", content=view, headers=signature(view)).status_code == 401


def test_any_of_several_secrets_verifies(service: ServiceFactory, new_id: NewId) -> None:
    first, second = "whsec_the-first-secret-0123456789abcdef", "whsec_the-second-secret-0123456789abcdef"
    running = service(STRIPE_WEBHOOK_SECRET=f"{first} {second}")
    body = json.dumps(checkout(new_id("evt_"), new_id("trace_")))
    found = [
        httpx.post(f"{running.base_url}{WEBHOOK}", content=body, headers=signature(body, secret)).status_code
        for secret in (first, second, SECRETS["STRIPE_WEBHOOK_SECRET"])
    ]
    assert found == [200, 200, 401]


# --- what is no Stripe event -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ("", None),
        ("this is not valid JSON.", None),
        ("\ufeff{}", None),
        ('{"id": "evt_1", "type": "x", "created": NaN}', None),
        ('{"id": "evt_1", "type": "x", "created": 1e400}', None),
        ('{"id": "evt_1", "type": "\\ud800"}', None),
        ('{"id": "evt_1", "type": "x", "data": ' + "[" * 100_000, None),
        ("null", {"body"}),
        ("[]", {"body"}),
        ('"evt_1"', {"body"}),
        ("{}", {"id", "type"}),
        ('{"id": "evt_1"}', {"type"}),
        ('{"id": "evt_1", "type": ""}', {"type"}),
        ('{"type": "checkout.session.completed"}', {"id"}),
        ('{"id": null, "type": "payment_intent.succeeded"}', {"id"}),
        ('{"id": 5, "type": ["checkout.session.completed"]}', {"id", "type"}),
    ],
)
def test_what_is_no_stripe_event_is_a_400_that_received_nothing(
    api: ApiClient, body: str, fields: set[str] | None
) -> None:
    answer = send(api, body)
    assert (answer.status_code, answer.json()["Code"]) == (400, "BadRequestError"), answer.text
    assert {detail["field"] for detail in answer.json().get("Details", [])} == (fields or set())


def test_a_signed_body_that_is_no_utf8_is_a_400(api: ApiClient) -> None:
    body = b'{"id": "\xff"}'
    timestamp = int(time.time())
    key, signed = SECRETS["STRIPE_WEBHOOK_SECRET"].encode(), f"{timestamp}.".encode() + body
    header = f"t={timestamp},v1={hmac.digest(key, signed, 'sha256').hex()}"
    answer = api.http.post(
        WEBHOOK, content=body, headers={"Stripe-Signature": header, "Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["Code"]) == (400, "BadRequestError")


@pytest.mark.parametrize(
    "headers", [{"Content-Type": "text/plain"}, {"Content-Type": ""}, {"Content-Encoding": "identity"}]
)
def test_anything_but_plain_json_is_a_415(api: ApiClient, new_id: NewId, headers: dict[str, str]) -> None:
    answer = send(api, checkout(new_id("evt_"), new_id("trace_")), **headers)
    assert (answer.status_code, answer.json()["Code"]) == (415, "UnsupportedMediaType")


def test_a_body_of_one_mebibyte_is_taken_and_one_byte_more_is_a_413(api: ApiClient, new_id: NewId) -> None:
    for extra, status in ((0, 200), (1, 413)):
        text = json.dumps(checkout(new_id("evt_"), new_id("trace_")))
        assert send(api, text + " " * (1024 * 1024 + extra - len(text))).status_code == status


def test_query_parameters_are_refused_by_name_but_not_before_the_signature(api: ApiClient, new_id: NewId) -> None:
    body = json.dumps(checkout(new_id("evt_"), new_id("trace_")))
    answer = api.http.post(f"{WEBHOOK}?dry_run=1", content=body, headers=signature(body))
    assert (answer.status_code, answer.json()["Details"][0]["field"]) == (400, "dry_run")
    assert api.http.post(f"{WEBHOOK}?dry_run=1", content=body).status_code == 401


@given(held=JSON, created=JSON, livemode=JSON)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_a_stripe_event_it_is_kept(
    api: ApiClient, new_id: NewId, held: Any, created: Any, livemode: Any
) -> None:
    event_id = new_id("evt_")
    body = {"id": event_id, "type": COMPLETED, "created": created, "livemode": livemode, "data": {"object": held}}
    answer = send(api, body)
    assert (answer.status_code, statuses(answer)) == (200, ["accepted"]), answer.text


@pytest.mark.parametrize("data", [None, [], "x", 5, {}, {"object": None}, {"object": [[]]}, {"object": {"id": {}}}])
def test_a_checkout_without_a_session_is_kept_too(api: ApiClient, new_id: NewId, data: Any) -> None:
    answer = send(api, {"id": new_id("evt_"), "type": EXPIRED, "data": data})
    assert (answer.status_code, statuses(answer)) == (200, ["accepted"])


# --- the store, the log ------------------------------------------------------------------------------------------


def test_a_store_that_is_away_is_a_503_and_stripes_retry_completes_it(
    proxy: FaultProxy, service: ServiceFactory, new_id: NewId
) -> None:
    running = service(DYNAMODB_ENDPOINT_URL=proxy.url)
    with ApiClient.to(running.base_url, running.secrets) as api:
        event_id, trace_id = new_id("evt_"), new_id("trace_")
        assert send(api, checkout(new_id("evt_"), None)).status_code == 200
        proxy.set({"operation": "PutItem"} | THROTTLE)
        first = send(api, checkout(event_id, trace_id))
        assert first.status_code == 503
        assert int(first.headers["retry-after"]) >= 1
        assert first.json()["Code"] == "ServiceUnavailableError"
        assert first.json()["results"] == [{"index": 0, "event_id": event_id, "status": "unavailable"}]
        assert send(api, checkout(event_id, trace_id, "charge.refunded")).json() == {"ignored": True}
        proxy.clear()
        assert statuses(send(api, checkout(event_id, trace_id))) == ["accepted"]
        assert len(api.feed(trace_id=trace_id)) == 1


def test_the_conservation_numbers_stand_in_the_log_line_and_the_address_nowhere(
    shared_service: ServiceProcess, api: ApiClient, new_id: NewId
) -> None:
    before = len(shared_service.log.splitlines())
    canary = new_id("k")
    send(api, checkout(new_id("evt_"), new_id("trace_"), customer_details={"email": f"{canary}@example.com"}))
    log = shared_service.log
    lines = [json.loads(line) for line in log.splitlines()[before:] if line.startswith("{")]
    (line,) = [line for line in lines if line.get("route") == WEBHOOK]
    assert line["ingest"] == dict.fromkeys(NUMBERS, 0) | {"received": 1, "accepted": 1}
    assert canary not in log


def test_a_signature_ages_on_the_clock_of_the_service(api: ApiClient, new_id: NewId) -> None:
    body = json.dumps(checkout(new_id("evt_"), new_id("trace_")))
    ahead = int(timedelta(days=1).total_seconds())
    found = [
        api.http.post(WEBHOOK, content=body, headers=signature(body, age_seconds=age_seconds)).status_code
        for age_seconds in (290, 310, -ahead)
    ]
    assert found == [200, 401, 200]
