"""Every route x every kind of every credential, from the application's own list of routes: none can be forgotten."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import jwt
import pytest
from standardwebhooks import Webhook
from stripe import WebhookSignature

from tests.api_client import INGEST, ApiClient
from tests.conftest import ServiceFactory
from tests.http.access_parts import (
    EXPECTED,
    GUARDED,
    LEAVES_SOMETHING,
    OPEN,
    OPERATOR_KEY,
    STRIPE,
    Access,
    Route,
    refusal_complaints,
)
from tests.running_service import SECRETS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

OTHER_SECRET = "another-secret-that-nobody-knows-0123456789"
ROLES = ("viewer", "support", "admin")
EVIL = "https://evil.example"
Headers = dict[str, str]


@cache
def _routes() -> list[Route]:
    os.environ.update({name: value for name, value in SECRETS.items() if name not in os.environ})
    from app import app

    return sorted((method, path) for path, methods in app.routes.items() for method in methods)


def test_the_table_names_every_route_of_the_application_and_no_other() -> None:
    assert _routes() == sorted(EXPECTED)


@pytest.fixture(scope="module")
def access(module_service: ServiceFactory, dynamodb: "DynamoDBClient") -> Iterator[Access]:
    service = module_service(LINK_ALLOWED_HOSTS="shop.example.com")
    with ApiClient.to(service.base_url, service.secrets) as api:
        yield Access.prepare(api, dynamodb, service.table_prefix)


def _keys() -> dict[str, Headers]:
    """Bearer tokens that are no key; the name of each says what is wrong with it."""
    key = SECRETS["INTERNAL_API_KEY"]
    tokens = {
        "wrong": OTHER_SECRET,
        "cut short": key[:-1],
        "with more behind it": f"{key}x",
        "in capitals": key.upper(),
        "twice": f"{key} {key}",
        "an operator's": OPERATOR_KEY["admin"],
        "an operator's with its role": f"admin:{OPERATOR_KEY['admin']}",
        "the secret of signatures": SECRETS["INGEST_SIGNING_SECRET"],
        "the secret of sessions": SECRETS["SESSION_SECRET"],
    }
    headers = {name: {"Authorization": f"Bearer {token}"} for name, token in tokens.items()}
    headers |= {
        "without a scheme": {"Authorization": key},
        "under another scheme": {"Authorization": f"Basic {key}"},
        "with the scheme alone": {"Authorization": "Bearer"},
        "empty": {"Authorization": ""},
        "as a cookie": {"Cookie": f"tf_session={key}"},
    }
    return {f"key: {name}": value for name, value in headers.items()}


def _webhook(body: str, *, secret: str = SECRETS["INGEST_SIGNING_SECRET"], age_seconds: int = 0) -> Headers:
    signed_at = datetime.now(UTC) - timedelta(seconds=age_seconds)
    message_id = f"msg_{time.monotonic_ns()}"
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(signed_at.timestamp())),
        "webhook-signature": Webhook(secret).sign(message_id, signed_at, body),
    }


def _webhooks(body: str) -> dict[str, Headers]:
    """Signed requests whose signature does not hold."""
    good = _webhook(body)
    headers = {
        "wrong": _webhook(body, secret="whsec_YW5vdGhlci1zZWNyZXQtdGhhdC1ub2JvZHkta25vd3M="),
        "malformed": good | {"webhook-signature": "x"},
        "no base64": good | {"webhook-signature": "v1,%%%"},
        "cut short": good | {"webhook-signature": good["webhook-signature"][:-4]},
        "of another version": good | {"webhook-signature": good["webhook-signature"].replace("v1,", "v2,")},
        "expired": _webhook(body, age_seconds=301),
        "of a time to come": _webhook(body, age_seconds=-3600),
        "over another body": _webhook(f"{body} "),
        "under another id": good | {"webhook-id": "msg_other"},
        "moved in time": good | {"webhook-timestamp": str(int(good["webhook-timestamp"]) + 1)},
        "without its id": {name: value for name, value in good.items() if name != "webhook-id"},
        "without its time": {name: value for name, value in good.items() if name != "webhook-timestamp"},
        "with an id alone": {"webhook-id": "msg_1"},
    }
    return {f"signature: {name}": value for name, value in headers.items()}


def _stripe(body: str, *, secret: str = SECRETS["STRIPE_WEBHOOK_SECRET"], age_seconds: int = 0) -> Headers:
    signed_at = int(time.time()) - age_seconds
    return {"Stripe-Signature": WebhookSignature.generate_signature_header(body, secret, signed_at)}


def _stripes(body: str) -> dict[str, Headers]:
    good = _stripe(body)["Stripe-Signature"]
    headers = {
        "wrong": _stripe(body, secret=f"whsec_{OTHER_SECRET}"),
        "malformed": {"Stripe-Signature": "x"},
        "cut short": {"Stripe-Signature": good[:-1]},
        "expired": _stripe(body, age_seconds=302),
        "over another body": _stripe(f"{body} "),
        "without a time": {"Stripe-Signature": good.partition(",")[2]},
    }
    return {f"Stripe's: {name}": value for name, value in headers.items()}


def _sessions(token: str) -> dict[str, Headers]:
    """Sessions that are none, in the header and as a cookie from one of our own pages."""
    now = int(time.time())
    claims = {"iss": "tracefunnel", "iat": now - 28_800, "exp": now, "role": "admin"}
    head, payload, _ = token.split(".")
    tokens = {
        "wrong": jwt.encode(claims | {"iat": now, "exp": now + 600}, OTHER_SECRET, "HS256"),
        "malformed": "a.b.c",
        "expired": jwt.encode(claims, SECRETS["SESSION_SECRET"], "HS256"),
        "cut short": token[:-2],
        "without its signature": f"{head}.{payload}.",
    }
    headers = {f"session: {name}": {"Authorization": f"Bearer {one}"} for name, one in tokens.items()}
    return headers | {f"session cookie: {name}": {"Cookie": f"tf_session={one}"} for name, one in tokens.items()}


def _refused(access: Access, route: Route) -> dict[str, tuple[Headers, int]]:
    """Each credential that must not open the route, and how it is answered."""
    method, admitted, body = route[0], EXPECTED[route], access.body(route)
    broken: dict[str, Headers] = {"none": {}, "another cookie": {"Cookie": "session=abc; =; ;"}}
    broken |= _keys() | _webhooks(body) | _stripes(body) | _sessions(access.sessions["admin"])
    rows = {name: (headers, 401) for name, headers in broken.items()}
    not_mine = 401 if admitted is STRIPE else 403  # to anyone but Stripe any other credential is nothing
    right: dict[str, Headers] = {"internal_key": access.api.bearer(), "webhook": _webhook(body)}
    right |= {role: {"Authorization": f"Bearer {access.sessions[role]}"} for role in ROLES}
    rows |= {name: (headers, not_mine) for name, headers in right.items() if name not in admitted}
    for role in ROLES:
        cookie = {"Cookie": f"tf_session={access.sessions[role]}"}
        if role not in admitted:
            rows[f"cookie of {role}"] = (cookie | {"Origin": access.own_origin}, not_mine)
        elif method != "GET":
            rows[f"cookie of {role} without origin"] = (cookie, 403)
            for origin in (EVIL, "null", "", f"{access.own_origin}.evil.example", f"{access.own_origin}/"):
                rows[f"cookie of {role} from {origin!r}"] = (cookie | {"Origin": origin}, 403)
    if admitted is not STRIPE:  # its signature opens nothing else
        rows["stripe"] = (_stripe(body), 401)
    return rows


def _admitted(access: Access, route: Route) -> dict[str, Headers]:
    method, admitted, body = route[0], EXPECTED[route], access.body(route)
    rows: dict[str, Headers] = {"internal_key": access.api.bearer(), "webhook": _webhook(body), "stripe": _stripe(body)}
    for role in ROLES:
        cookie = {"Cookie": f"other=1; tf_session={access.sessions[role]}"}
        rows[role] = {"Authorization": f"Bearer {access.sessions[role]}"}
        rows[f"{role} by cookie"] = cookie | ({} if method == "GET" else {"Origin": access.own_origin})
        if method == "GET":  # reading is safe from anywhere: no page of another origin sees the answer
            rows[f"{role} by cookie from elsewhere"] = cookie | {"Origin": EVIL}
    return {name: headers for name, headers in rows.items() if name.partition(" ")[0] in admitted}


@pytest.mark.parametrize("route", GUARDED, ids=" ".join)
def test_each_route_refuses_every_credential_but_its_own_and_writes_nothing(access: Access, route: Route) -> None:
    before = access.stored()
    rows = _refused(access, route)
    complaints = {
        name: refusal_complaints(access.send(route, sent), status, sent) for name, (sent, status) in rows.items()
    }
    assert {name: found for name, found in complaints.items() if found} == {}
    assert len(rows) >= 45
    assert access.stored() == before


@pytest.mark.parametrize("route", sorted(EXPECTED), ids=" ".join)
def test_each_route_admits_whom_the_contract_names(access: Access, route: Route) -> None:
    """The same requests, so that what the refusals did not write they would have written."""
    before = access.stored()
    if EXPECTED[route] is OPEN:
        rows: dict[str, Headers] = {"none": {}} | _sessions(access.sessions["admin"])  # nobody looks at what is shown
    else:
        rows = _admitted(access, route)
        assert {name for name in rows if " " not in name} == EXPECTED[route]
    answers = {name: access.send(route, headers) for name, headers in rows.items()}
    first, *others = answers.values()
    assert first.status_code < 400, first.text
    assert all(answer.status_code in (first.status_code, 200, 404, 409) for answer in others), answers
    assert (access.stored() != before) == (route in LEAVES_SOMETHING)


def test_bytes_beyond_ascii_in_a_credential_are_a_401(api: ApiClient) -> None:
    for value in ("Bearer ключ".encode(), b"Bearer \xff\xfe"):
        answer = api.http.get("/internal/funnel-events", headers=[(b"Authorization", value)])
        assert answer.status_code == 401


def test_authorization_decides_where_a_signature_is_there_too(api: ApiClient) -> None:
    signed = api.signed("{}", "msg_both")
    wrong = signed | {"Authorization": "Bearer wrong"}
    assert api.http.post(INGEST, content="{}", headers=wrong).status_code == 401
    assert api.http.post(INGEST, content="{}", headers=signed | api.bearer()).status_code == 422


def test_signing_in_gives_a_session_of_eight_hours_and_a_cookie_that_scripts_cannot_read(api: ApiClient) -> None:
    answer = api.http.post("/auth/session", json={"api_key": SECRETS["OPERATOR_KEYS"].split()[1].partition(":")[2]})
    body, cookie = answer.json(), answer.headers["set-cookie"]
    assert body["role"] == "support"
    for attribute in ("HttpOnly", "Secure", "SameSite=Strict", "Path=/", "Max-Age=28800"):
        assert attribute in cookie
    lifetime = datetime.fromisoformat(body["expires_at"]) - datetime.now(UTC)
    assert timedelta(hours=7, minutes=59) < lifetime <= timedelta(hours=8)


def test_signing_out_takes_the_cookie_away(api: ApiClient) -> None:
    headers = {"Cookie": f"tf_session={api.sign_in('viewer')}", "Origin": str(api.http.base_url).rstrip("/")}
    answer = api.http.delete("/auth/session", headers=headers)
    assert answer.status_code == 204, answer.text
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


@pytest.mark.parametrize("message_id", ["x" * 121, "with space", "tab\tinside"])
def test_a_good_signature_over_an_id_of_the_wrong_shape_is_a_400(api: ApiClient, message_id: str) -> None:
    headers = api.signed("{}", message_id)
    answer = api.http.post(INGEST, content="{}", headers=headers)
    assert (answer.status_code, answer.json()["Details"][0]["field"]) == (400, "webhook-id")


def test_a_viewer_sees_no_identifier_and_may_not_filter_by_one(api: ApiClient) -> None:
    canary, viewer = f"canary{time.monotonic_ns()}", api.sign_in("viewer")
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
    page = api.get("/internal/funnel-events", {"limit": 1}, viewer)
    (event,) = page.json()["events"]
    assert {name for name in event if event[name] is None} >= hidden | {"links"}
    assert event["error_code"] == "visible"
    assert canary not in page.text
    for name in ("trace_id", "q_email", "tenant_id"):
        value = {"trace_id": f"trace_{canary}", "q_email": f"{canary}@example.com", "tenant_id": canary}[name]
        answer = api.get("/internal/funnel-events", {name: value}, viewer)
        assert answer.status_code == 403
        assert canary not in answer.text
