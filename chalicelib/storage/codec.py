"""Item <-> model. Every item carries `v`, the version of its shape; older ones stay readable."""

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from chalicelib.domain.compact_json import to_compact_json
from chalicelib.domain.content_hash import StoredContent
from chalicelib.domain.event import Event
from chalicelib.domain.timestamp import format_utc
from chalicelib.storage.keys import event_trace_key, trace_of_key, ts_id

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    Item = dict[str, AttributeValueTypeDef]

ITEM_VERSION = "1"
_TEXT_COLUMNS = (
    "event_type",
    "anonymous_id",
    "user_id",
    "tenant_id",
    "job_id",
    "campaign_id",
    "email_fingerprint",
    "email_domain",
    "email_masked",
    "error_code",
    "error_message",
    "source",
)


def event_to_item(event: Event, *, type_day: str, content_hash: str, write_id: str, retention: timedelta) -> "Item":
    """`write_id`: tells the write that stored it from any other of the same event."""
    item: Item = {
        "v": {"N": ITEM_VERSION},
        "trace_id": {"S": event_trace_key(event)},
        "event_id": {"S": event.event_id},
        "type_day": {"S": type_day},
        "ts_id": {"S": ts_id(event.ts, event.event_id)},
        "ts": {"S": format_utc(event.ts)},
        "content_hash": {"S": content_hash},
        "write_id": {"S": write_id},
        "expires_at": {"N": str(epoch_seconds(event.ts + retention))},
    }
    for name in _TEXT_COLUMNS:
        value = getattr(event, name)
        if value is not None:
            item[name] = {"S": value}
    if event.occurred_at is not None:
        item["occurred_at"] = {"S": format_utc(event.occurred_at)}
    if event.success is not None:
        item["success"] = {"BOOL": event.success}
    if event.payload is not None:
        item["payload"] = {"S": to_compact_json(event.payload)}
    return item


def item_to_event(item: "Item") -> Event:
    occurred_at, success, payload = item.get("occurred_at"), item.get("success"), item.get("payload")
    texts = {name: item[name]["S"] if name in item else None for name in _TEXT_COLUMNS}
    return Event(
        event_id=item["event_id"]["S"],
        trace_id=trace_of_key(item["trace_id"]["S"]),
        ts=datetime.fromisoformat(item["ts"]["S"]),
        occurred_at=None if occurred_at is None else datetime.fromisoformat(occurred_at["S"]),
        success=None if success is None else success["BOOL"],
        payload=None if payload is None else json.loads(payload["S"]),
        **texts,  # type: ignore[arg-type] # event_type is in every item
    )


def item_to_content(item: "Item") -> StoredContent:
    return StoredContent(item["content_hash"]["S"], datetime.fromisoformat(item["ts"]["S"]))


def to_attribute(value: str | bool) -> "AttributeValueTypeDef":
    return {"BOOL": value} if isinstance(value, bool) else {"S": value}


def has_expired(item: "Item", now: datetime) -> bool:
    """DynamoDB deletes what has expired within days, not at once: readers leave it out themselves."""
    expires_at = item.get("expires_at")
    return expires_at is not None and int(expires_at["N"]) < epoch_seconds(now)


def epoch_seconds(moment: datetime) -> int:
    return int(moment.timestamp())
