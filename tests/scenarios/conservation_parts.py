"""What must agree once senders are done: their books, the feed, the summary, the buckets, and a scan of the events."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from chalicelib.domain.bucket import Bucket
from chalicelib.domain.reporting_day import day_of, day_start, shift_day
from chalicelib.storage.dynamodb import make_client
from chalicelib.usecases.roll_up import CLOSES_AFTER
from tests.api_client import ApiClient
from tests.conftest import Tables
from tests.polling import eventually
from tests.running_service import SECRETS
from tests.scenarios.senders import TYPES, Sender
from tests.storage.journeys_check import check_journeys
from tests.storage.roll_up_parts import Counting, counting, soon

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

ZONE = "Asia/Seoul"
CAMPAIGNS = ("campaign0", "campaign1")
_BY_CAMPAIGN = "m_page_view"  # of those that are sent, the one type that campaigns are counted of
_OUTCOME = {True: 0, False: 1, None: 2}
Tally = Counter[tuple[object, ...]]


@dataclass(frozen=True)
class Fact:
    """An event, as far as it is counted."""

    event_id: str
    event_type: str
    ts: datetime
    success: bool | None
    error_code: str | None
    source: str | None
    campaign_id: str | None

    @property
    def day(self) -> str:
        return self.ts.astimezone(ZoneInfo(ZONE)).date().isoformat()

    def counts(self) -> Iterable[tuple[object, ...]]:
        """Under what a bucket counts it: of its type, and of its campaign."""
        quarter = (self.ts - day_start(self.day, ZoneInfo(ZONE))) // timedelta(minutes=15)
        by_campaign = self.event_type == _BY_CAMPAIGN and self.campaign_id is not None
        for campaign_id in (None, self.campaign_id) if by_campaign else (None,):
            where = (self.event_type, campaign_id, self.day)
            yield *where, "quarter", quarter, _OUTCOME[self.success]
            yield *where, "error", self.error_code
            yield *where, "source", self.source


def check_over_http(url: str, senders: Sequence[Sender]) -> None:
    """Books = feed = summary: as the roll-ups left it, when all is rolled up, and counted again from nothing."""
    with ApiClient.to(url, SECRETS) as client:
        _post(client, "/internal/rollups/run", lag_seconds="20")
        today = day_of(datetime.now(UTC), ZoneInfo(ZONE))
        window = {"from": shift_day(today, -91), "to": today}
        facts = [
            Fact(
                one["id"],
                one["event_type"],
                datetime.fromisoformat(one["ts"]),
                *(one[name] for name in ("success", "error_code", "source", "campaign_id")),
            )
            for one in client.feed(**window, limit=200)
        ]
        _check_books(senders, facts)
        before = client.get("/internal/funnel-events/summary", window).json()
        assert before["live"], "the tail is too long: the roll-ups did not keep up"
        _check_series(before, facts, "as the roll-ups under load left it")
        _post(client, "/internal/rollups/run", lag_seconds="0")
        after = client.get("/internal/funnel-events/summary", window).json()
        assert after["pending_days"] == []
        _check_series(after, facts, "all rolled up")
        _check_names(after, facts)
        visits = client.get("/internal/campaigns/summary", window).json()["campaigns"]
        _same(
            Counter({(one["campaign_id"],): one["visits"] for one in visits}),
            Counter((fact.campaign_id,) for fact in facts if fact.event_type == _BY_CAMPAIGN),
            "visits by campaign",
        )
        for day in sorted({fact.day for fact in facts})[-2:]:
            _post(client, "/internal/rollups/rebuild", **{"from": day, "to": day})
        rebuilt = client.get("/internal/funnel-events/summary", window).json()
        _check_series(rebuilt, facts, "counted again from nothing")
        assert rebuilt["errors"] == after["errors"]


def check_tables(endpoint_url: str, senders: Sequence[Sender]) -> None:
    """Buckets = a scan of the events; and each day is closed with no drift."""
    client = make_client(endpoint_url)
    facts = _scan(client)
    _check_books(senders, facts)
    expected = Counter(count for fact in facts for count in fact.counts() if count[-1] is not None)
    last_day = max(fact.day for fact in facts)
    ends_at = day_start(shift_day(last_day, 1), ZoneInfo(ZONE))
    parts = counting(Tables(endpoint_url, "tracefunnel-", client), ZONE, ends_at + CLOSES_AFTER)
    _same(_buckets(parts, facts), expected, "buckets before the close")
    state = parts.roll_up.states.read(soon())
    assert state is not None
    report = parts.run()
    open_events = sum(fact.day > state.closed_to for fact in facts)
    assert open_events
    assert not report.more
    assert (report.drift_events, report.late_events, report.closed_events) == (0, 0, open_events)
    _same(_buckets(parts, facts), expected, "buckets after the close")
    check_journeys(client, parts.build_journeys.sessions.sessions, ZoneInfo(ZONE))


def _post(client: ApiClient, path: str, **parameters: str) -> None:
    """Until there is nothing more to do."""

    def ended() -> bool:
        answer = client.http.post(path, params=parameters, headers=client.bearer(), timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()["more"] is False

    eventually(ended, within_seconds=180)


def _scan(client: "DynamoDBClient") -> list[Fact]:
    pages = client.get_paginator("scan").paginate(TableName="tracefunnel-events", ConsistentRead=True)
    return [
        Fact(
            item["event_id"]["S"],
            item["event_type"]["S"],
            datetime.fromisoformat(item["ts"]["S"]),
            item["success"]["BOOL"] if "success" in item else None,
            *(item[name]["S"] if name in item else None for name in ("error_code", "source", "campaign_id")),
        )
        for page in pages
        for item in page["Items"]
    ]


def _check_books(senders: Sequence[Sender], facts: Sequence[Fact]) -> None:
    stored = Counter((fact.event_id,) for fact in facts)
    for number, sender in enumerate(senders):
        books, ids = sender.books, set(sender.ids)
        assert books.odd == [], f"sender {number} had answers that no event should get: {books.odd[:3]}"
        assert books.taken == ids, f"sender {number} was not answered for {sorted(ids - books.taken)[:5]}"
        assert set(books.accepted) <= ids, f"sender {number}: accepted under ids that it does not know"
        doubled = [event_id for event_id, times in books.accepted.items() if times > 1]
        assert doubled == [], f"sender {number}: accepted more than once: {doubled[:5]}"
    _same(stored, Counter((event_id,) for sender in senders for event_id in sender.ids), "events")


def _check_series(summary: Mapping[str, Any], facts: Sequence[Fact], when: str) -> None:
    """Of days that no backfill has changed since they were counted."""
    days, pending = summary["series"]["days"], set(summary["pending_days"])
    series = {
        (event_type, day): count
        for event_type, counts in summary["series"]["events"].items()
        for day, count in zip(days, counts, strict=True)
        if day not in pending
    }
    expected = Counter((fact.event_type, fact.day) for fact in facts if fact.day not in pending)
    _same(Counter(series), expected, f"the summary's series, {when}")


def _check_names(summary: Mapping[str, Any], facts: Sequence[Fact]) -> None:
    errors = {(row["event_type"], row["error_code"]): row["count"] for row in summary["errors"]}
    _same(Counter(errors), Counter((fact.event_type, fact.error_code) for fact in facts), "errors")
    sources = {(row["source"],): row["count"] for row in summary["sources"]}
    _same(Counter(sources), Counter((fact.source,) for fact in facts if fact.source), "sources")


def _buckets(parts: Counting, facts: Sequence[Fact]) -> Tally:
    found: Tally = Counter()
    first, last = min(fact.day for fact in facts), max(fact.day for fact in facts)
    of_all = [(event_type, None) for event_type in TYPES]
    for event_type, campaign_id in [*of_all, *((_BY_CAMPAIGN, one) for one in CAMPAIGNS)]:
        for stored in parts.buckets.read_days(event_type, first, last, soon(), campaign_id):
            found.update(_of_bucket((event_type, campaign_id, stored.key.day), stored.bucket))
    return found


def _of_bucket(where: tuple[object, ...], bucket: Bucket) -> Tally:
    quarters = {
        (*where, "quarter", quarter, outcome): count
        for quarter, outcomes in bucket.quarters.items()
        for outcome, count in enumerate(outcomes)
    }
    errors = {(*where, "error", name): count for name, count in bucket.error_codes.items()}
    return Counter(quarters | errors | {(*where, "source", name): count for name, count in bucket.sources.items()})


def _same(found: Counter[Any], expected: Counter[Any], what: str) -> None:
    """Tells the first few that differ, not all of them."""
    differing = [name for name in found.keys() | expected.keys() if found[name] != expected[name]]
    told = {name: f"{found[name]} instead of {expected[name]}" for name in sorted(differing, key=str)[:5]}
    assert not differing, f"{what}: {len(differing)} differ, such as {told}"
