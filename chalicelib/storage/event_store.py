"""The events table: written once an event, read by trace, by type and day, or by fingerprint."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from chalicelib.domain.admission import Admitted
from chalicelib.domain.content_hash import StoredContent, content_of, has_content
from chalicelib.domain.event import Event
from chalicelib.domain.reporting_day import day_of
from chalicelib.storage.codec import epoch_seconds, event_to_item, has_expired, item_to_content, item_to_event
from chalicelib.storage.dynamodb import ConditionFailedError, Deadline, Store
from chalicelib.storage.keys import shard_of, type_day

if TYPE_CHECKING:
    from chalicelib.storage.codec import Item

_NOT_THERE = "attribute_not_exists(trace_id) OR expires_at < :now"  # what has expired may be written again


class PutOutcome(StrEnum):
    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"  # a duplicate whose content differs from what is stored


@dataclass(frozen=True, slots=True)
class EventStore:
    store: Store
    table: str
    zone: ZoneInfo
    shards: int
    retention: timedelta

    def put_new(self, admitted: Admitted, deadline: Deadline) -> tuple[PutOutcome, StoredContent]:
        """One conditional write, and what is stored afterwards. Raises UnavailableError."""
        event, content, write_id = admitted.event, content_of(admitted), secrets.token_hex(6)
        day = day_of(event.ts, self.zone)
        item = event_to_item(
            event,
            type_day=type_day(event.event_type, day, shard_of(event.event_id, self.shards)),
            content_hash=content.content_hash,
            write_id=write_id,
            retention=self.retention,
        )
        try:
            self.store.call(
                self.store.client.put_item,
                deadline,
                TableName=self.table,
                Item=item,
                ConditionExpression=_NOT_THERE,
                ExpressionAttributeValues={":now": {"N": str(epoch_seconds(event.ts))}},
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ConditionFailedError as failure:
            stored_item = failure.item or self._read_stored(item, deadline)
            stored = item_to_content(stored_item)
            if stored_item["write_id"]["S"] == write_id:
                return PutOutcome.ACCEPTED, stored  # our own earlier attempt, whose answer was lost
            return PutOutcome.DUPLICATE if has_content(admitted, stored) else PutOutcome.CONFLICT, stored
        return PutOutcome.ACCEPTED, content

    def _read_stored(self, item: "Item", deadline: Deadline) -> "Item":
        """For engines that do not honour ReturnValuesOnConditionCheckFailure (dynalite 4.0.0)."""
        answer = self.store.call(
            self.store.client.get_item,
            deadline,
            TableName=self.table,
            Key={name: item[name] for name in ("trace_id", "event_id")},
            ConsistentRead=True,
        )
        stored: Item = answer.get("Item") or item  # gone in between: it expired, and it was a duplicate all the same
        return stored

    def holds(self, trace_key: str, event_id: str, content_hash: str, deadline: Deadline) -> bool:
        """Whether that very event is stored, expired or not. Raises UnavailableError."""
        answer = self.store.call(
            self.store.client.query,
            deadline,
            TableName=self.table,
            KeyConditionExpression="trace_id = :trace AND event_id = :event",
            FilterExpression="content_hash = :hash",
            ExpressionAttributeValues={
                ":trace": {"S": trace_key},
                ":event": {"S": event_id},
                ":hash": {"S": content_hash},
            },
            Select="COUNT",
            ConsistentRead=True,
        )
        found: int = answer["Count"]
        return found > 0

    def read_trace(self, trace_id: str, *, now: datetime, deadline: Deadline) -> Iterator[Event]:
        """Every event of the trace that has not expired, in the order of their ids."""
        arguments: dict[str, Any] = {
            "TableName": self.table,
            "KeyConditionExpression": "trace_id = :trace",
            "ExpressionAttributeValues": {":trace": {"S": trace_id}},
            "ConsistentRead": True,
        }
        while True:
            answer = self.store.call(self.store.client.query, deadline, **arguments)
            yield from (item_to_event(item) for item in answer["Items"] if not has_expired(item, now))
            if "LastEvaluatedKey" not in answer:
                return
            arguments["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
