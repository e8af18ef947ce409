"""Journeys, and how many began each day, against a scan of the events."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from chalicelib.domain.event import Event
from chalicelib.domain.journey import make_journey
from chalicelib.domain.reporting_day import day_of
from chalicelib.storage.codec import item_to_event
from chalicelib.storage.journey_codec import decode_journey
from chalicelib.storage.session_store import SessionStore
from tests.storage.roll_up_parts import soon

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient


def check_journeys(client: "DynamoDBClient", sessions: SessionStore, zone: ZoneInfo) -> None:
    prefix = sessions.table.removesuffix("buckets")
    traces: dict[str, list[Event]] = {}
    for item in _scan(client, f"{prefix}events"):
        event = item_to_event(item)
        if event.trace_id is not None:
            traces.setdefault(event.trace_id, []).append(event)
    expected = {trace: make_journey(trace, events) for trace, events in traces.items()}
    stored = {item["trace_id"]["S"]: decode_journey(item["body"]["S"]) for item in _scan(client, f"{prefix}journeys")}
    assert stored.keys() == expected.keys()
    differing = [trace for trace, journey in stored.items() if journey != expected[trace]]
    assert not differing, f"{len(differing)} journeys are not what their events say, such as {differing[:3]}"
    begun = Counter(day_of(journey.first_at, zone) for journey in stored.values())
    counted = sessions.read_days("0001-01-01", "9999-12-31", soon())
    assert Counter({day: count for day, count in counted.items() if count}) == begun
    assert sessions.notes(soon()) == []


def _scan(client: "DynamoDBClient", table: str) -> Iterator[Any]:
    for page in client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        yield from page["Items"]
