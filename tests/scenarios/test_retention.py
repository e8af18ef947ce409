"""What has expired is shown by no route, though DynamoDB deletes it days later; each item expires when it should."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from chalicelib.domain.timestamp import format_utc
from infra.table_definitions import table_definitions
from tests.api_client import FEED, INGEST, ApiClient
from tests.conftest import ServiceFactory
from tests.http.tracking_parts import REGISTRATIONS, SHOP, make_campaign

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

EMAIL, TRACE = "park.retention@example.com", "trace_retention"
BUCKET_DAYS = 400
DAYS = {"events": 30, "registrations": 30, "quarantine": 14, "alarm_states": 90}
PAST = datetime.now(UTC) - timedelta(days=5)  # a closed day: of today, what no bucket has is counted as it is read


@dataclass(frozen=True)
class Retention:
    """What lay in the tables, and what each route showed of it: while it was there, and once it had expired."""

    items: dict[str, list[dict[str, Any]]]
    started_at: datetime
    before: dict[str, int]
    after: dict[str, int]


class Stored:
    """A service in which something of each kind is stored, and its tables."""

    def __init__(self, api: ApiClient, client: "DynamoDBClient", prefix: str) -> None:
        self.api, self.client = api, client
        self.definitions = {one.name.removeprefix(prefix): one for one in table_definitions(prefix)}

    def items(self, table: str) -> list[dict[str, Any]]:
        return list(self.client.scan(TableName=self.definitions[table].name)["Items"])

    def expire(self, expires_at: int) -> None:
        """As if everything that expires had done so then."""
        for table, definition in self.definitions.items():
            for item in self.items(table):
                if "expires_at" in item:
                    item["expires_at"] = {"N": str(expires_at)}
                    self.client.put_item(TableName=definition.name, Item=item)

    def post(self, path: str, body: Any = None, expected: int = 200) -> Any:
        answer = self.api.http.post(path, json=body, headers=self.api.bearer())
        assert answer.status_code == expected, answer.text
        return answer.json()

    def get(self, path: str) -> Any:
        answer = self.api.http.get(path, headers=self.api.bearer())
        assert answer.status_code == 200, answer.text
        return answer.json()

    def found(self, method: str, path: str) -> int:
        """1 if the route knows what it is asked for."""
        status = self.api.http.request(method, path, headers=self.api.bearer()).status_code
        assert status in {200, 404, 422}
        return int(status != 404)


@pytest.fixture(scope="module")
def retention(module_service: ServiceFactory, dynamodb: "DynamoDBClient") -> Retention:
    settings = {"RETENTION_DAYS": str(DAYS["events"]), "BUCKET_RETENTION_DAYS": str(BUCKET_DAYS)}
    started_at = datetime.now(UTC)
    service = module_service(LINK_ALLOWED_HOSTS="shop.example.com", **settings)
    with ApiClient.to(service.base_url, service.secrets) as api:
        stored = Stored(api, dynamodb, service.table_prefix)
        make_campaign(api, "retention", cid="retention-link")
        login = {"event_type": "m_auth_login_fail", "email": EMAIL, "error_code": "otp_expired", "trace_id": TRACE}
        registered = {"event_type": "m_registration", "campaign_id": "retention", "success": True}
        registered |= {"payload": {"registration_id": "r-past"}}
        past = {"events": [event | {"ts": format_utc(PAST)} for event in (login, registered)]}
        stored.post("/internal/funnel-events/backfill", past)
        stored.post(INGEST, login)
        stored.post(REGISTRATIONS, REGISTRATION)
        stored.post(INGEST, {"event_type": "m_auth_login_fail", "email": EMAIL}, 422)
        stored.post("/internal/rollups/run?lag_seconds=0")
        items = {table: stored.items(table) for table in stored.definitions}
        before = shown(stored)
        stored.expire(int(time.time()) - 1)
        return Retention(items, started_at, before, shown(stored))


REGISTRATION = {"registration_id": "r-1", "campaign_id": "retention", "trace_id": TRACE, "email": EMAIL}
REGISTRATION |= {"url": f"{SHOP}?cid=retention-link"}


def shown(stored: Stored) -> dict[str, int]:
    """How much of what was stored each route shows that reads, and each that works on what it reads."""
    alarms = [alarm["id"] for alarm in stored.get("/internal/alarms")["items"]]
    (quarantined,) = stored.items("quarantine")
    days = f"?from={PAST:%Y-%m-%d}&to={PAST:%Y-%m-%d}"
    summary = stored.get(f"{FEED}/summary{days}")
    copy = stored.post("/internal/subjects/export", {"email": EMAIL})
    replayed = stored.post("/internal/tracking/replay", {"cookie_trust_window_hours": 48})
    return {
        "feed": len(stored.get(FEED)["events"]),
        "feed of a trace": len(stored.get(f"{FEED}?trace_id={TRACE}")["events"]),
        "feed of an address": len(stored.get(f"{FEED}?q_email={EMAIL}")["events"]),
        "trace": stored.found("GET", f"/internal/trace/{TRACE}"),
        "trace by query": stored.found("GET", f"/internal/trace?trace_id={TRACE}"),
        "registration": stored.found("GET", "/internal/registrations?registration_id=r-1"),
        "replay under other settings": replayed["actual"]["tracked_count"],
        "quarantine": len(stored.get("/internal/quarantine")["items"]),
        # as it was: it is refused once more
        "replay from quarantine": stored.found("POST", f"/internal/quarantine/{quarantined['id']['S']}/replay"),
        "summary": sum(sum(counts) for counts in summary["series"]["events"].values()),
        "summary: errors": len(summary["errors"]),
        "summary: tracking": summary["tracking_metadata"]["tracked_count"],
        "campaign": stored.get(f"/internal/campaigns/retention/summary{days}")["registrations"],
        "campaigns": stored.get(f"/internal/campaigns/summary{days}")["registrations"],
        "histories of alarms": sum(len(stored.get(f"/internal/alarms/{alarm}/history")["items"]) for alarm in alarms),
        "copy: events": len(copy["events"]),
        "copy: quarantine": len(copy["quarantine"]),
        "copy: registrations": len(copy["registrations"]),
    }


COUNTS = {"summary", "summary: errors", "summary: tracking", "campaign", "campaigns"}


def test_each_item_of_a_table_that_expires_says_when_and_of_the_others_none_does(retention: Retention) -> None:
    for definition in table_definitions(""):
        items = retention.items[definition.name]
        # the state that an alarm is in stays; its changes go
        kept = [item for item in items if definition.name == "alarm_states" and "bad_in_a_row" in item]
        expiring = [item for item in items if "expires_at" in item]
        assert items, definition.name
        assert len(expiring) == (len(items) - len(kept) if definition.ttl_attribute else 0), definition.name
        assert definition.ttl_attribute in {None, "expires_at"}


@pytest.mark.parametrize(("table", "days"), DAYS.items())
def test_what_has_just_come_expires_after_the_days_of_its_table(retention: Retention, table: str, days: int) -> None:
    last = max(int(item["expires_at"]["N"]) for item in retention.items[table] if "expires_at" in item)
    kept_for = datetime.fromtimestamp(last, UTC) - retention.started_at
    assert timedelta(days=days) - timedelta(seconds=1) <= kept_for <= timedelta(days=days, minutes=10)


def test_a_past_event_expires_by_its_own_time_and_its_counts_by_its_day(retention: Retention) -> None:
    first = min(int(item["expires_at"]["N"]) for item in retention.items["events"])
    assert first == int((PAST + timedelta(days=DAYS["events"])).timestamp())
    for bucket in retention.items["buckets"]:
        midnight = datetime.fromisoformat(f"{bucket['day_shard']['S'][:10]}T00:00:00Z")
        assert int(bucket["expires_at"]["N"]) == int((midnight + timedelta(days=BUCKET_DAYS)).timestamp())


def test_before_it_expires_each_route_shows_what_is_stored(retention: Retention) -> None:
    assert [route for route, number in retention.before.items() if not number] == []
    assert set(retention.before) > COUNTS


def test_what_has_expired_is_shown_by_no_route(retention: Retention) -> None:
    assert {route for route, number in retention.after.items() if number and route not in COUNTS} == set()


def test_counts_that_have_expired_are_in_no_summary(retention: Retention) -> None:
    assert {route for route, number in retention.after.items() if number and route in COUNTS} == set()
