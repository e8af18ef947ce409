"""A good body for every route that takes one, and the credential that its route asks for, for tests that spoil them."""

import hmac
import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from tests.api_client import INGEST, ApiClient, page_view
from tests.http.tracking_parts import REGISTRATIONS, SHOP, VISITS
from tests.running_service import SECRETS

BACKFILL, STRIPE, SIGN_IN = "/internal/funnel-events/backfill", "/webhooks/stripe", "/auth/session"
MANY_EVENTS = {INGEST, BACKFILL}
Route = tuple[str, str]
_KEY = SECRETS["OPERATOR_KEYS"].split()[0].partition(":")[2]

# What each answers, where it is not 200: nothing of that name is there.
BODIES: dict[Route, tuple[Any, int]] = {
    ("POST", SIGN_IN): ({"api_key": _KEY}, 200),
    ("POST", INGEST): (page_view("v"), 200),
    ("POST", BACKFILL): (page_view("v", ts=datetime.now(UTC).isoformat()), 200),
    ("POST", STRIPE): ({"id": "evt_1", "type": "checkout.session.completed"}, 200),
    ("POST", VISITS): ({"url": SHOP, "campaign_id": "spring", "anonymous_id": "v"}, 200),
    ("POST", REGISTRATIONS): ({"registration_id": "r", "campaign_id": "spring", "url": SHOP}, 200),
    ("POST", "/internal/campaigns"): ({"campaign_id": "fuzzed", "name": "Fuzzed", "default_url": SHOP}, 201),
    ("PATCH", "/internal/campaigns/{campaign_id}"): ({"name": "Other"}, 404),
    ("POST", "/internal/links"): ({"campaign_id": "nobodys", "destination_url": SHOP}, 404),
    ("PATCH", "/internal/links/{cid}"): ({"active": True}, 404),
    ("POST", "/internal/quarantine/{quarantine_id}/replay"): (page_view("v"), 404),
    ("POST", "/internal/subjects/lookup"): ({"email": "kim@example.com"}, 200),
    ("POST", "/internal/subjects/export"): ({"email": "kim@example.com"}, 200),
    ("POST", "/internal/subjects/erase"): ({"email": "kim@example.com"}, 200),
    ("POST", "/internal/tracking/replay"): ({"cookie_trust_window_hours": 48}, 200),
}
IN_A_PATH = {
    "alarm_id": "ingest-silent",
    "campaign_id": "nobodys",
    "cid": "nobodys",
    "quarantine_id": "0" * 32,
    "trace_id": "trace_nobody",
}


@dataclass(frozen=True)
class Sender:
    api: ApiClient

    def credential(self, path: str, body: bytes) -> dict[str, str]:
        """Signed the way in which the body is sent, whatever it is."""
        if path == STRIPE:
            now = int(time.time())
            digest = hmac.digest(SECRETS["STRIPE_WEBHOOK_SECRET"].encode(), f"{now}.".encode() + body, "sha256")
            return {"Stripe-Signature": f"t={now},v1={digest.hex()}"}
        return {} if path == SIGN_IN else self.api.bearer()

    def send(self, route: Route, body: bytes, headers: Mapping[str, str] | None = None) -> httpx.Response:
        method, path = route
        usual = {"Content-Type": "application/json", "User-Agent": "tests"} | self.credential(path, body)
        return self.api.http.request(
            method, path.format(**IN_A_PATH), content=body, headers=usual | dict(headers or {})
        )

    def send_good(self, route: Route) -> None:
        """The next request works."""
        body, expected = BODIES[route]
        answer = self.send(route, json.dumps(_unlike_others(route, body)).encode())
        assert answer.status_code == expected, answer.text


def of_size(route: Route, size_bytes: int) -> bytes:
    """A good body of that many bytes."""
    body = json.dumps(_unlike_others(route, BODIES[route][0])).encode()
    return body + b" " * (size_bytes - len(body))


def assert_refused(answer: httpx.Response, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text
    refusal = answer.json()
    assert refusal["Code"] == code
    assert refusal["Message"]
    assert set(refusal) <= {"Code", "Message", "Details"}


def _unlike_others(route: Route, body: Any) -> Any:
    return body | {"campaign_id": f"c-{uuid.uuid4().hex}"} if route == ("POST", "/internal/campaigns") else body
