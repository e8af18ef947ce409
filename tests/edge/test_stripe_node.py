"""POST /webhooks/stripe, driven by Stripe's own Node package: it signs, and says itself what a signature proves."""

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import pytest

from infra.local.engine import NODE
from tests.api_client import ApiClient, ids
from tests.conftest import ServiceFactory
from tests.running_service import PROJECT, SECRETS

SCRIPT = PROJECT / "frontend" / "edge" / "tests" / "stripe" / "deliver.mjs"
OLD_SECRET = SECRETS["STRIPE_WEBHOOK_SECRET"]
NEW_SECRET = "whsec_the-secret-after-rotation-0123456789"
COMPLETED, EXPIRED = "checkout.session.completed", "checkout.session.expired"
SUCCEEDED, FAILED = "checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed"


@dataclass(frozen=True)
class Delivery:
    """`secrets`: those that sign it. `endpointSecret`: the one that the package verifies with."""

    event: dict[str, Any]
    secrets: tuple[str, ...] = (OLD_SECRET,)
    endpointSecret: str = OLD_SECRET  # noqa: N815 - as the script that is told of it reads it
    ageSeconds: int = 0  # noqa: N815 - likewise
    changedBody: bool = False  # noqa: N815 - likewise


@dataclass(frozen=True)
class Delivered:
    status: int
    answer: dict[str, Any]
    verified: bool

    @property
    def results(self) -> list[str]:
        return [result["status"] for result in self.answer["results"]]


Deliver = Callable[..., list[Delivered]]


@pytest.fixture(scope="module")
def api(module_service: ServiceFactory) -> Iterator[ApiClient]:
    """Its service knows the secret before a rotation and the one after it."""
    running = module_service(STRIPE_WEBHOOK_SECRET=f"{NEW_SECRET} {OLD_SECRET}")
    with ApiClient.to(running.base_url, SECRETS) as client:
        yield client


@pytest.fixture(scope="module")
def deliver(api: ApiClient) -> Deliver:
    def run(*deliveries: Delivery) -> list[Delivered]:
        told = {
            "url": str(api.http.base_url.join("/webhooks/stripe")),
            "deliveries": [asdict(one) for one in deliveries],
        }
        command = [NODE, SCRIPT]
        done = subprocess.run(command, input=json.dumps(told), capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return [Delivered(**json.loads(line)) for line in done.stdout.splitlines()]

    return run


def checkout(name: str, event_type: str = COMPLETED, payment_status: str = "paid", **changes: Any) -> dict[str, Any]:
    """`name`: of the event and of its trace."""
    session = {
        "id": f"cs_test_{name}",
        "object": "checkout.session",
        "amount_total": 2900,
        "currency": "usd",
        "client_reference_id": None,
        "customer_details": {"email": "kim@example.com", "name": "Kim"},
        "metadata": {"trace_id": f"trace_{name}", "plan_tier": "pro"},
        "payment_status": payment_status,
    } | changes
    return {
        "id": f"evt_{name}",
        "object": "event",
        "api_version": "2026-09-30",
        "created": int(time.time()) - 60,
        "data": {"object": session},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": event_type,
    }


def test_each_outcome_of_a_checkout_is_stored_under_its_trace(api: ApiClient, deliver: Deliver) -> None:
    expected = {
        "paid": (COMPLETED, "paid", True, None, "completed"),
        "unpaid": (COMPLETED, "unpaid", None, None, "open"),
        "succeeded": (SUCCEEDED, "paid", True, None, "completed"),
        "failed": (FAILED, "unpaid", False, "async_payment_failed", "failed"),
        "expired": (EXPIRED, "unpaid", False, "checkout_expired", "failed"),
    }
    deliveries = [Delivery(checkout(name, *of[:2])) for name, of in expected.items()]
    for one in deliver(*deliveries):
        assert (one.status, one.results, one.verified) == (200, ["accepted"], True), one
    for name, (_, payment_status, success, error_code, outcome) in expected.items():
        trace = api.get(f"/internal/trace/trace_{name}").json()
        (event,) = trace["events"]
        assert (event["id"], event["event_type"]) == (f"evt_{name}", "m_stripe_webhook_checkout_complete")
        assert (event["success"], event["error_code"], trace["outcome"]) == (success, error_code, outcome)
        assert (event["source"], event["email"]["domain"]) == ("stripe_webhook", "example.com")
        assert event["payload"] == {
            "stripe_event_id": f"evt_{name}",
            "stripe_session_id": f"cs_test_{name}",
            "amount_total": 2900,
            "currency": "usd",
            "payment_status": payment_status,
            "livemode": False,
            "plan_tier": "pro",
        }


def test_the_same_event_twice_is_counted_once(api: ApiClient, deliver: Deliver) -> None:
    event = checkout("twice")
    deliveries = [Delivery(event, ageSeconds=200), Delivery(event)]
    assert [one.results for one in deliver(*deliveries)] == [["accepted"], ["duplicate"]]
    assert ids(api.feed(trace_id="trace_twice")) == ["evt_twice"]


def test_a_type_that_says_nothing_of_a_checkout_is_ignored(api: ApiClient, deliver: Deliver) -> None:
    (one,) = deliver(Delivery(checkout("ignored", "payment_intent.succeeded")))
    assert (one.status, one.answer, one.verified) == (200, {"ignored": True}, True)
    assert api.feed(trace_id="trace_ignored") == []


def test_money_without_a_trace_is_kept_and_says_so(api: ApiClient, deliver: Deliver) -> None:
    (one,) = deliver(Delivery(checkout("untraced", metadata={"tenant_id": "tenant_untraced"})))
    assert (one.status, one.results) == (200, ["accepted"])
    (event,) = api.feed(tenant_id="tenant_untraced")
    assert (event["id"], event["trace_id"], event["success"]) == ("evt_untraced", None, True)
    assert event["payload"]["untraced"] is True


def test_the_reference_of_the_session_is_the_trace_where_the_metadata_has_none(
    api: ApiClient, deliver: Deliver
) -> None:
    deliver(Delivery(checkout("reference", metadata={}, client_reference_id="trace_of_reference")))
    assert ids(api.feed(trace_id="trace_of_reference")) == ["evt_reference"]


def test_what_the_package_does_not_verify_is_a_401_and_stores_nothing(api: ApiClient, deliver: Deliver) -> None:
    event = checkout("unproven")
    found = deliver(
        Delivery(event, secrets=("whsec_another-secret-0123456789abcdef",)),
        Delivery(event, ageSeconds=305),
        Delivery(event, changedBody=True),
    )
    for one in found:
        assert (one.status, one.answer["Code"], one.verified) == (401, "UnauthorizedError", False), one
    assert api.feed(trace_id="trace_unproven") == []


def test_a_changed_body_is_refused_for_its_change_alone(deliver: Deliver) -> None:
    one = Delivery(checkout("change"))
    assert [found.status for found in deliver(one, Delivery(one.event, changedBody=True), one)] == [200, 401, 200]


def test_while_a_secret_is_rotated_each_of_the_two_proves_it_and_so_do_both_at_once(
    api: ApiClient, deliver: Deliver
) -> None:
    event = checkout("rotated")
    found = deliver(
        Delivery(event, secrets=(OLD_SECRET,)),
        Delivery(event, secrets=(NEW_SECRET,), endpointSecret=NEW_SECRET),
        Delivery(event, secrets=(OLD_SECRET, NEW_SECRET), endpointSecret=NEW_SECRET),
        Delivery(event, secrets=("whsec_neither-0123456789", NEW_SECRET), endpointSecret=NEW_SECRET),
    )
    assert [(one.status, one.verified) for one in found] == [(200, True)] * 4
    assert [one.results for one in found] == [["accepted"]] + [["duplicate"]] * 3
    assert ids(api.feed(trace_id="trace_rotated")) == ["evt_rotated"]


def test_all_that_was_stored_is_found_by_its_type_and_source(api: ApiClient, deliver: Deliver) -> None:
    before = set(ids(api.feed(source="stripe_webhook")))
    deliver(Delivery(checkout("counted_a")), Delivery(checkout("counted_b", EXPIRED)), Delivery(checkout("counted_a")))
    feed = api.feed(type="m_stripe_webhook_checkout_complete", source="stripe_webhook")
    assert set(ids(feed)) - before == {"evt_counted_a", "evt_counted_b"}
    assert len(feed) == len(before) + 2
