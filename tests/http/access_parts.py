"""Who may use which route, what each route may be asked, and what the tables hold: for the tests of access."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx

from chalicelib.domain.timestamp import format_utc
from tests.api_client import FEED, INGEST, ApiClient, page_view
from tests.domain.test_stripe_event import session as checkout_session
from tests.http.tracking_parts import REGISTRATIONS, SHOP, VISITS, make_campaign, make_link
from tests.running_service import SECRETS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

Route = tuple[str, str]
OPEN: frozenset[str] = frozenset({"open"})
READERS = frozenset({"internal_key", "viewer", "support", "admin"})
SUPPORT = frozenset({"internal_key", "support", "admin"})
ADMIN = frozenset({"internal_key", "admin"})
SENDERS = frozenset({"internal_key", "webhook"})
STRIPE = frozenset({"stripe"})

# Who may use what, written by hand from the contract: credentials that open the route.
EXPECTED: dict[Route, frozenset[str]] = {
    ("GET", "/healthz"): OPEN,
    ("GET", "/openapi.json"): OPEN,
    ("GET", "/r/{cid}"): OPEN,
    ("HEAD", "/r/{cid}"): OPEN,
    ("POST", "/auth/session"): OPEN,
    ("GET", "/auth/session"): READERS,
    ("DELETE", "/auth/session"): READERS,
    ("POST", INGEST): SENDERS,
    ("POST", VISITS): SENDERS,
    ("POST", REGISTRATIONS): SENDERS,
    ("POST", "/webhooks/stripe"): STRIPE,
    ("GET", FEED): READERS,
    ("GET", "/internal/funnel-events/summary"): READERS,
    ("GET", "/internal/campaigns/summary"): READERS,
    ("GET", "/internal/campaigns/{campaign_id}/summary"): READERS,
    ("GET", "/internal/campaigns"): READERS,
    ("GET", "/internal/links"): READERS,
    ("GET", "/internal/event-types"): READERS,
    ("GET", "/internal/funnels"): READERS,
    ("GET", "/internal/funnels/after"): READERS,
    ("GET", "/internal/funnels/presets"): READERS,
    ("GET", "/internal/funnels/traces"): SUPPORT,
    ("GET", "/internal/alarms"): READERS,
    ("GET", "/internal/alarms/{alarm_id}/history"): READERS,
    ("GET", "/internal/registrations"): SUPPORT,
    ("GET", "/internal/trace"): SUPPORT,
    ("GET", "/internal/trace/{trace_id}"): SUPPORT,
    ("GET", "/internal/quarantine"): SUPPORT,
    ("POST", "/internal/subjects/lookup"): SUPPORT,
    ("POST", "/internal/tracking/replay"): SUPPORT,
    ("POST", "/internal/funnel-events/backfill"): ADMIN,
    ("POST", "/internal/rollups/run"): ADMIN,
    ("POST", "/internal/rollups/rebuild"): ADMIN,
    ("POST", "/internal/campaigns"): ADMIN,
    ("PATCH", "/internal/campaigns/{campaign_id}"): ADMIN,
    ("POST", "/internal/links"): ADMIN,
    ("PATCH", "/internal/links/{cid}"): ADMIN,
    ("POST", "/internal/subjects/export"): ADMIN,
    ("POST", "/internal/subjects/erase"): ADMIN,
    ("POST", "/internal/quarantine/{quarantine_id}/replay"): ADMIN,
    ("DELETE", "/internal/quarantine/{quarantine_id}"): ADMIN,
    ("GET", "/internal/health"): ADMIN,
}

# Routes whose first admitted request leaves something in the tables below; of the others none may leave anything.
LEAVES_SOMETHING: frozenset[Route] = frozenset(
    {
        ("POST", INGEST),
        ("POST", VISITS),
        ("POST", REGISTRATIONS),
        ("POST", "/webhooks/stripe"),
        ("POST", "/internal/funnel-events/backfill"),
        ("POST", "/internal/campaigns"),
        ("PATCH", "/internal/campaigns/{campaign_id}"),
        ("POST", "/internal/links"),
        ("PATCH", "/internal/links/{cid}"),
        ("POST", "/internal/subjects/erase"),
        ("POST", "/internal/quarantine/{quarantine_id}/replay"),
        ("DELETE", "/internal/quarantine/{quarantine_id}"),
        ("GET", "/r/{cid}"),
        ("HEAD", "/r/{cid}"),
    }
)
TABLES = ("events", "quarantine", "campaigns", "links", "registrations")  # the schedule writes into the others too

GUARDED = sorted(route for route in EXPECTED if EXPECTED[route] is not OPEN)
CODES = {401: "UnauthorizedError", 403: "ForbiddenError"}
OPERATOR_KEY = dict(value.split(":", 1) for value in SECRETS["OPERATOR_KEYS"].split())
ERASED_ADDRESS = "park.access@example.com"


@dataclass(frozen=True)
class Access:
    """A service with tables of its own, in which little lies: they can be read whole before and after each step."""

    api: ApiClient
    client: "DynamoDBClient"
    table_prefix: str
    sessions: Mapping[str, str]
    ids: Mapping[str, str]  # path parameter -> one that exists
    requests: Mapping[Route, tuple[str, bytes]] = field(default_factory=dict)

    @classmethod
    def prepare(cls, api: ApiClient, client: "DynamoDBClient", table_prefix: str) -> "Access":
        sessions = {role: api.sign_in(role) for role in OPERATOR_KEY}
        campaign = make_campaign(api, "access")
        assert campaign.register("access-seeded").status_code == 200
        for event_id in ("access-1", "access-2"):
            api.send(page_view("visitor", event_id=event_id, trace_id="trace_access", email=ERASED_ADDRESS))
        quarantined = []
        for field_name in ("first", "second"):
            assert api.send(page_view("visitor") | {field_name: 1}).status_code == 422
            quarantined.append(api.get("/internal/quarantine").json()["items"][0]["id"])
        ids = {"campaign_id": campaign.campaign_id, "cid": campaign.cid, "trace_id": "trace_access"}
        ids |= {"patched": make_link(api, "access")}
        ids |= {"alarm_id": "ingest-silent", "replayed": quarantined[0], "dropped": quarantined[1]}
        return cls(api, client, table_prefix, sessions, ids, _requests(ids))

    def send(self, route: Route, headers: Mapping[str, str]) -> httpx.Response:
        """The request that this route is made for: whoever it admits gets what it asks for."""
        url, body = self.requests[route]
        sent = {"content-type": "application/json"} | dict(headers) if body else headers
        return self.api.http.request(route[0], url, content=body, headers=sent)

    @property
    def own_origin(self) -> str:
        return str(self.api.http.base_url).rstrip("/")

    def body(self, route: Route) -> str:
        return self.requests[route][1].decode()

    def stored(self) -> dict[str, list[str]]:
        """All that lies in the tables: few items, so that it can be looked at around every step."""
        return {name: self._items(f"{self.table_prefix}{name}") for name in TABLES}

    def _items(self, table: str) -> list[str]:
        pages = self.client.get_paginator("scan").paginate(TableName=table)
        return sorted(json.dumps(item, sort_keys=True) for page in pages for item in page["Items"])


def _requests(ids: Mapping[str, str]) -> dict[Route, tuple[str, bytes]]:
    """Route -> URL and body, each in order."""
    day = format_utc(datetime.now(UTC) - timedelta(days=1))
    past = page_view("visitor", event_id="access-past", trace_id="trace_access_past", ts=day)
    campaign = {"campaign_id": "access-new", "name": "New", "default_url": SHOP}
    landed = {"campaign_id": "access", "url": f"{SHOP}?utm_source=mail", "trace_id": "trace_access_new"}
    steps = "?steps=m_page_view&steps=m_checkout_click"
    queries = {
        FEED: "?type=m_page_view",  # of all types it is many reads
        "/internal/trace": "?trace_id=trace_access",
        "/internal/registrations": "?registration_id=access-seeded",
        "/internal/funnels": steps,
        "/internal/funnels/after": f"{steps}&reached=1",
        "/internal/funnels/traces": f"{steps}&reached=1",
        "/internal/rollups/rebuild": f"?from={day[:10]}&to={day[:10]}",
        "/internal/tracking/replay": f"?from={day[:10]}&to={day[:10]}",
    }
    bodies: dict[Route, Any] = {
        ("POST", "/auth/session"): {"api_key": OPERATOR_KEY["viewer"]},
        ("POST", INGEST): page_view("visitor", event_id="access-new", trace_id="trace_access_new"),
        ("POST", "/internal/funnel-events/backfill"): past,
        ("POST", VISITS): landed | {"anonymous_id": "visitor"},
        ("POST", REGISTRATIONS): landed | {"registration_id": "access-registration"},
        ("POST", "/webhooks/stripe"): _checkout("evt_access"),
        ("POST", "/internal/campaigns"): campaign,
        ("PATCH", "/internal/campaigns/{campaign_id}"): {"name": "Renamed"},
        ("POST", "/internal/links"): {"campaign_id": "access", "destination_url": SHOP, "cid": "access-link"},
        ("PATCH", "/internal/links/{cid}"): {"active": False},
        ("POST", "/internal/subjects/lookup"): {"email": ERASED_ADDRESS},
        ("POST", "/internal/subjects/export"): {"email": ERASED_ADDRESS},
        ("POST", "/internal/subjects/erase"): {"email": ERASED_ADDRESS},
        ("POST", "/internal/tracking/replay"): {"cookie_trust_window_hours": 48},
        ("POST", "/internal/quarantine/{quarantine_id}/replay"): page_view("visitor", event_id="access-mended"),
    }
    requests = {}
    for route in EXPECTED:
        method, path = route
        changed = {"quarantine_id": ids["dropped" if method == "DELETE" else "replayed"]}
        changed |= {"cid": ids["patched"]} if method == "PATCH" else {}
        url = path.format_map({**ids, **changed}) + queries.get(path, "")
        requests[route] = (url, json.dumps(bodies[route]).encode() if route in bodies else b"")
    return requests


def _checkout(event_id: str) -> dict[str, Any]:
    paid = checkout_session(metadata={"trace_id": "trace_access_new", "plan_tier": "pro"}, client_reference_id=None)
    return {
        "id": event_id,
        "object": "event",
        "type": "checkout.session.completed",
        "created": int(datetime.now(UTC).timestamp()),
        "livemode": False,
        "data": {"object": paid},
    }


def refusal_complaints(answer: httpx.Response, status: int, sent: Mapping[str, str]) -> list[str]:
    """What is wrong with a refusal: its status, its shape, or what it tells."""
    if answer.status_code != status:
        return [f"{answer.status_code} instead of {status}: {answer.text[:200]}"]
    content = answer.json()
    told = answer.text + repr(answer.headers.multi_items())
    values = " ".join(SECRETS.values()).split() + [value for value in sent.values() if len(value) > 8]
    wrong = {
        "Code": content.pop("Code", None) != CODES[status],
        "Message": len(content.pop("Message", "")) < 20,
        "more than Code and Message": content != {},
        "WWW-Authenticate": answer.headers.get("www-authenticate") != ("Bearer" if status == 401 else None),
        "Cache-Control": answer.headers.get("cache-control") != "no-store",
        "Set-Cookie": "set-cookie" in answer.headers,
        "a secret, or what was sent": any(value in told for value in values),
    }
    return [name for name, is_wrong in wrong.items() if is_wrong]
