"""Every route x every credential, from the application's own list of routes: a new route cannot be forgotten."""

import itertools
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import httpx
import jwt
import pytest
from stripe import WebhookSignature

from tests.api_client import INGEST, ApiClient, page_view
from tests.running_service import SECRETS

EVERYONE, READERS = {"viewer", "support", "admin"}, {"viewer", "support", "admin"}
OPEN: set[str] = {"open"}

# Who may use what, written by hand from the contract: credentials that open the route.
EXPECTED: dict[tuple[str, str], set[str]] = {
    ("GET", "/healthz"): OPEN,
    ("GET", "/openapi.json"): OPEN,
    ("POST", "/auth/session"): OPEN,
    ("GET", "/auth/session"): {"internal_key", "viewer", "support", "admin"},
    ("DELETE", "/auth/session"): {"internal_key", "viewer", "support", "admin"},
    ("POST", "/internal/funnel-events/ingest"): {"internal_key", "webhook"},
    ("POST", "/webhooks/stripe"): {"stripe"},
    ("GET", "/internal/funnel-events"): {"internal_key", "viewer", "support", "admin"},
    ("POST", "/internal/funnel-events/backfill"): {"internal_key", "admin"},
    ("POST", "/internal/rollups/run"): {"internal_key", "admin"},
    ("POST", "/internal/rollups/rebuild"): {"internal_key", "admin"},
    ("GET", "/internal/funnel-events/summary"): {"internal_key", "viewer", "support", "admin"},
    ("GET", "/internal/campaigns/summary"): {"internal_key", "viewer", "support", "admin"},
    ("GET", "/internal/campaigns/{campaign_id}/summary"): {"internal_key", "viewer", "support", "admin"},
    ("POST", "/internal/campaigns"): {"internal_key", "admin"},
    ("GET", "/internal/campaigns"): {"internal_key", "viewer", "support", "admin"},
    ("PATCH", "/internal/campaigns/{campaign_id}"): {"internal_key", "admin"},
    ("POST", "/internal/links"): {"internal_key", "admin"},
    ("GET", "/internal/links"): {"internal_key", "viewer", "support", "admin"},
    ("PATCH", "/internal/links/{cid}"): {"internal_key", "admin"},
    ("GET", "/r/{cid}"): OPEN,
    ("HEAD", "/r/{cid}"): OPEN,
    ("GET", "/internal/event-types"): {"internal_key", "viewer", "support", "admin"},
    ("POST", "/v1/tracking/visits"): {"internal_key", "webhook"},
    ("POST", "/v1/tracking/registrations"): {"internal_key", "webhook"},
    ("GET", "/internal/alarms"): {"internal_key", "viewer", "support", "admin"},
    ("GET", "/internal/alarms/{alarm_id}/history"): {"internal_key", "viewer", "support", "admin"},
    ("GET", "/internal/registrations"): {"internal_key", "support", "admin"},
    ("POST", "/internal/subjects/lookup"): {"internal_key", "support", "admin"},
    ("POST", "/internal/subjects/export"): {"internal_key", "admin"},
    ("POST", "/internal/subjects/erase"): {"internal_key", "admin"},
    ("POST", "/internal/tracking/replay"): {"internal_key", "support", "admin"},
    ("GET", "/internal/trace"): {"internal_key", "support", "admin"},
    ("GET", "/internal/trace/{trace_id}"): {"internal_key", "support", "admin"},
    ("GET", "/internal/quarantine"): {"internal_key", "support", "admin"},
    ("POST", "/internal/quarantine/{quarantine_id}/replay"): {"internal_key", "admin"},
    ("DELETE", "/internal/quarantine/{quarantine_id}"): {"internal_key", "admin"},
    ("GET", "/internal/health"): {"internal_key", "admin"},
}
CREDENTIALS = ["none", "internal_key", "webhook", "stripe", "viewer", "support", "admin"]


@cache
def _routes() -> list[tuple[str, str]]:
    os.environ.update({name: value for name, value in SECRETS.items() if name not in os.environ})
    from app import app

    return sorted((method, path) for path, methods in app.routes.items() for method in methods)


def test_the_table_names_every_route_of_the_application_and_no_other() -> None:
    assert _routes() == sorted(EXPECTED)


@pytest.fixture(scope="module")
def sessions(shared_service: Any) -> Iterator[dict[str, str]]:
    with ApiClient.to(shared_service.base_url, SECRETS) as client:
        yield {role: client.sign_in(role) for role in ("viewer", "support", "admin")}


def _call(api: ApiClient, method: str, path: str, headers: dict[str, str]) -> httpx.Response:
    names = {"{trace_id}": "trace_nobody", "{alarm_id}": "ingest-silent", "{campaign_id}": "nobody", "{cid}": "nobody"}
    names["{quarantine_id}"] = "0" * 32
    url = path
    for name, value in names.items():
        url = url.replace(name, value)
    if path == "/internal/trace":
        url += "?trace_id=trace_nobody"
    body = b"{}" if method == "POST" else b""
    if method == "POST":
        headers = {"content-type": "application/json"} | headers
    return api.http.request(method, url, content=body, headers=headers)


def _headers(api: ApiClient, credential: str, sessions: dict[str, str], body: str) -> dict[str, str]:
    if credential == "none":
        return {}
    if credential == "internal_key":
        return api.bearer()
    if credential == "webhook":
        return api.signed(body, f"msg_{time.monotonic_ns()}")
    if credential == "stripe":
        return {"Stripe-Signature": WebhookSignature.generate_signature_header(body, SECRETS["STRIPE_WEBHOOK_SECRET"])}
    return {"Authorization": f"Bearer {sessions[credential]}"}


@pytest.mark.parametrize(("route", "credential"), [*itertools.product(sorted(EXPECTED), CREDENTIALS)])
def test_each_route_admits_whom_the_contract_names_and_nobody_else(
    api: ApiClient, sessions: dict[str, str], route: tuple[str, str], credential: str
) -> None:
    method, path = route
    answer = _call(api, method, path, _headers(api, credential, sessions, "{}" if method == "POST" else ""))
    admitted = EXPECTED[route]
    if admitted is OPEN or credential in admitted:
        assert answer.status_code not in (401, 403) or path == "/auth/session", answer.text
    elif credential in ("none", "stripe") or admitted == {"stripe"}:  # to anyone but Stripe its signature is nothing
        assert (answer.status_code, answer.json()["Code"]) == (401, "UnauthorizedError")
    else:
        assert (answer.status_code, answer.json()["Code"]) == (403, "ForbiddenError")


def _tokens_that_are_none() -> dict[str, str]:
    now = int(datetime.now(UTC).timestamp())
    claims = {"iss": "tracefunnel", "iat": now, "exp": now + 600, "role": "admin"}
    secret = SECRETS["SESSION_SECRET"]
    return {
        "another secret": jwt.encode(claims, "x" * 40, "HS256"),
        "another algorithm": jwt.encode(claims, secret * 2, "HS512"),
        "no algorithm": jwt.encode(claims, "", "none"),
        "expired": jwt.encode(claims | {"exp": now}, secret, "HS256"),
        "no exp": jwt.encode({name: value for name, value in claims.items() if name != "exp"}, secret, "HS256"),
        "another issuer": jwt.encode(claims | {"iss": "else"}, secret, "HS256"),
        "no role": jwt.encode({name: value for name, value in claims.items() if name != "role"}, secret, "HS256"),
        "an unknown role": jwt.encode(claims | {"role": "owner"}, secret, "HS256"),
        "the role ingest": jwt.encode(claims | {"role": "ingest"}, secret, "HS256"),
        "a key id": jwt.encode(claims, "x" * 40, "HS256", headers={"kid": "../../dev/null"}),
        "three dots": "...",
        "not base64": "a.b.c",
    }


HEADERS_THAT_PROVE_NOTHING: dict[str, dict[str, str]] = {
    "an empty Authorization": {"Authorization": ""},
    "no scheme": {"Authorization": SECRETS["INTERNAL_API_KEY"]},
    "another scheme": {"Authorization": f"Basic {SECRETS['INTERNAL_API_KEY']}"},
    "no token": {"Authorization": "Bearer"},
    "a key cut short": {"Authorization": f"Bearer {SECRETS['INTERNAL_API_KEY'][:-1]}"},
    "an operator key": {"Authorization": f"Bearer {SECRETS['OPERATOR_KEYS'].split()[2].partition(':')[2]}"},
    "a webhook id alone": {"webhook-id": "msg_1"},
    "a signature without a comma": {"webhook-id": "m", "webhook-timestamp": "1", "webhook-signature": "x"},
    "a cookie that is no session": {"Cookie": "tf_session=abc"},
    "another cookie": {"Cookie": "session=abc; =; ;"},
} | {f"a token: {name}": {"Authorization": f"Bearer {token}"} for name, token in _tokens_that_are_none().items()}


@pytest.mark.parametrize("name", HEADERS_THAT_PROVE_NOTHING)
@pytest.mark.parametrize("route", [("GET", "/internal/funnel-events"), ("POST", INGEST)])
def test_a_credential_that_proves_nothing_is_a_401(api: ApiClient, route: tuple[str, str], name: str) -> None:
    answer = _call(api, *route, HEADERS_THAT_PROVE_NOTHING[name])
    assert (answer.status_code, answer.json()["Code"]) == (401, "UnauthorizedError")


def test_bytes_beyond_ascii_in_a_credential_are_a_401(api: ApiClient) -> None:
    for value in ("Bearer ключ".encode(), b"Bearer \xff\xfe"):
        answer = api.http.get("/internal/funnel-events", headers=[(b"Authorization", value)])
        assert answer.status_code == 401


def test_authorization_decides_where_a_signature_is_there_too(api: ApiClient) -> None:
    signed = api.signed("{}", "msg_both")
    assert _call(api, "POST", INGEST, signed | {"Authorization": "Bearer wrong"}).status_code == 401
    assert _call(api, "POST", INGEST, signed | api.bearer()).status_code == 422


def test_the_session_cookie_serves_instead_of_the_header(api: ApiClient) -> None:
    answer = api.http.post("/auth/session", json={"api_key": SECRETS["OPERATOR_KEYS"].split()[1].partition(":")[2]})
    body, cookie = answer.json(), answer.headers["set-cookie"]
    assert body["role"] == "support"
    for attribute in ("HttpOnly", "Secure", "SameSite=Strict", "Path=/", "Max-Age=28800"):
        assert attribute in cookie
    lifetime = datetime.fromisoformat(body["expires_at"]) - datetime.now(UTC)
    assert timedelta(hours=7, minutes=59) < lifetime <= timedelta(hours=8)
    with_cookie = {"Cookie": f"other=1; tf_session={body['token']}"}
    assert _call(api, "GET", "/internal/quarantine", with_cookie).status_code == 200
    assert _call(api, "POST", INGEST, with_cookie | {"Origin": str(api.http.base_url)}).status_code == 403


@pytest.mark.parametrize(
    ("origin", "status"), [(None, 403), ("https://evil.example", 403), ("null", 403), ("own", 204)]
)
def test_a_write_with_the_cookie_must_come_from_our_own_origin(
    api: ApiClient, sessions: dict[str, str], origin: str | None, status: int
) -> None:
    headers = {"Cookie": f"tf_session={sessions['viewer']}"}
    if origin is not None:
        headers["Origin"] = str(api.http.base_url).rstrip("/") if origin == "own" else origin
    answer = _call(api, "DELETE", "/auth/session", headers)
    assert answer.status_code == status, answer.text
    if status == 204:
        assert "tf_session=;" in answer.headers["set-cookie"]
        assert "Max-Age=0" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    "body", [{}, {"api_key": None}, {"api_key": 5}, {"api_key": "x", "more": 1}, [], "text", {"api_key": ["x"]}]
)
def test_a_sign_in_of_the_wrong_shape_is_a_400(api: ApiClient, body: Any) -> None:
    assert api.http.post("/auth/session", json=body).status_code == 400


@pytest.mark.parametrize("key", ["", "wrong", "x" * 40, "viewer:viewer-key-for-tests-0123456789abcdef"])
def test_a_sign_in_with_a_wrong_key_is_a_401(api: ApiClient, key: str) -> None:
    assert api.http.post("/auth/session", json={"api_key": key}).status_code == 401


def test_a_signature_over_another_body_is_a_401(api: ApiClient) -> None:
    headers = api.signed("{}", "msg_x")
    assert api.http.post(INGEST, json=page_view("v"), headers=headers).status_code == 401


@pytest.mark.parametrize("message_id", ["x" * 121, "with space", "tab\tinside"])
def test_a_good_signature_over_an_id_of_the_wrong_shape_is_a_400(api: ApiClient, message_id: str) -> None:
    headers = api.signed("{}", message_id)
    answer = api.http.post(INGEST, content="{}", headers=headers)
    assert (answer.status_code, answer.json()["Details"][0]["field"]) == (400, "webhook-id")


def test_a_viewer_sees_no_identifier_and_may_not_filter_by_one(api: ApiClient, sessions: dict[str, str]) -> None:
    canary = f"canary{time.monotonic_ns()}"
    api.send(
        {
            "event_type": "m_auth_login_fail",
            "event_id": canary,
            "trace_id": f"trace_{canary}",
            "anonymous_id": canary,
            "user_id": canary,
            "tenant_id": canary,
            "job_id": canary,
            "email": f"{canary}@{canary}.example",
            "error_code": "visible",
            "error_message": canary,
            "payload": {"a": canary},
        }
    )
    hidden = {"id", "trace_id", "anonymous_id", "user_id", "tenant_id", "job_id", "email", "payload", "error_message"}
    page = api.get("/internal/funnel-events", {"limit": 1}, sessions["viewer"])
    (event,) = page.json()["events"]
    assert {name for name in event if event[name] is None} >= hidden | {"links"}
    assert event["error_code"] == "visible"
    assert canary not in page.text
    for name in ("trace_id", "q_email", "tenant_id"):
        value = {"trace_id": f"trace_{canary}", "q_email": f"{canary}@example.com", "tenant_id": canary}[name]
        answer = api.get("/internal/funnel-events", {name: value}, sessions["viewer"])
        assert answer.status_code == 403
        assert canary not in answer.text
