"""The quarantine table: one item a content, newest receipt first."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from chalicelib.domain.compact_json import to_compact_json
from chalicelib.domain.errors import Reason
from chalicelib.domain.quarantine import QuarantinedEvent
from chalicelib.domain.reporting_day import day_of
from chalicelib.domain.timestamp import format_utc
from chalicelib.storage.batch_get import batch_get
from chalicelib.storage.codec import ITEM_VERSION, epoch_seconds, has_expired
from chalicelib.storage.dynamodb import Deadline, Store
from chalicelib.storage.keys import BY_DAY, ts_id

if TYPE_CHECKING:
    from chalicelib.storage.codec import Item

QUARANTINE_DAYS = 14


@dataclass(frozen=True, slots=True)
class QuarantinePage:
    """`next_key`: opaque, where the day goes on; None at its end."""

    items: Sequence[QuarantinedEvent]
    next_key: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class QuarantineStore:
    store: Store
    table: str
    zone: ZoneInfo

    def add(self, refused: QuarantinedEvent, deadline: Deadline) -> None:
        """Counts a content that is there already, and keeps it 14 days from now on. Raises UnavailableError."""
        assignments = {
            "v": {"N": ITEM_VERSION},
            "event": {"S": to_compact_json(refused.event)},
            "reasons": {"S": to_compact_json([{"field": one.field, "reason": one.reason} for one in refused.reasons])},
            "last_received_at": {"S": format_utc(refused.received_at)},
            "received_day": {"S": day_of(refused.received_at, self.zone)},
            "received_id": {"S": ts_id(refused.received_at, refused.id)},
            "expires_at": {"N": str(epoch_seconds(refused.received_at + timedelta(days=QUARANTINE_DAYS)))},
        }
        if refused.email_fingerprint is not None:
            assignments["email_fingerprint"] = {"S": refused.email_fingerprint}
        sets = [f"#{name} = :{name}" for name in assignments]
        sets.append("#received_at = if_not_exists(#received_at, :last_received_at)")
        self.store.call(
            self.store.client.update_item,
            deadline,
            TableName=self.table,
            Key={"id": {"S": refused.id}},
            UpdateExpression=f"SET {', '.join(sets)} ADD #times :one",
            ExpressionAttributeNames={f"#{name}": name for name in (*assignments, "received_at", "times")},
            ExpressionAttributeValues={f":{name}": value for name, value in assignments.items()} | {":one": {"N": "1"}},
        )

    def read(self, quarantine_id: str, *, now: datetime, deadline: Deadline) -> QuarantinedEvent | None:
        """Raises UnavailableError."""
        answer = self.store.call(
            self.store.client.get_item,
            deadline,
            TableName=self.table,
            Key={"id": {"S": quarantine_id}},
            ConsistentRead=True,
        )
        item: Item | None = answer.get("Item")
        return None if item is None or has_expired(item, now) else _decode(item)

    def read_many(
        self, quarantine_ids: Sequence[str], *, deadline: Deadline, now: datetime | None = None
    ) -> list[QuarantinedEvent]:
        """Those that are there, by their first receipt. Without `now`: expired too. Raises UnavailableError."""
        keys: list[Item] = [{"id": {"S": one}} for one in quarantine_ids]
        items = batch_get(self.store, self.table, keys, deadline, consistent=True)
        found = [_decode(item) for item in items if now is None or not has_expired(item, now)]
        return sorted(found, key=lambda one: (one.received_at, one.id))

    def delete(self, quarantine_id: str, deadline: Deadline, *, now: datetime | None = None) -> bool:
        """False where there was none, or with `now` none but an expired one. Raises UnavailableError."""
        answer = self.store.call(
            self.store.client.delete_item,
            deadline,
            TableName=self.table,
            Key={"id": {"S": quarantine_id}},
            ReturnValues="ALL_OLD",
        )
        item: Item | None = answer.get("Attributes")
        return item is not None and (now is None or not has_expired(item, now))

    def read_day(
        self, day: str, *, limit: int, start_key: dict[str, str] | None, now: datetime, deadline: Deadline
    ) -> QuarantinePage:
        arguments: dict[str, Any] = {
            "TableName": self.table,
            "IndexName": BY_DAY,
            "KeyConditionExpression": "received_day = :day",
            "ExpressionAttributeValues": {":day": {"S": day}},
            "ScanIndexForward": False,
            "Limit": limit,
        }
        if start_key is not None:
            arguments["ExclusiveStartKey"] = {name: {"S": value} for name, value in start_key.items()}
        answer = self.store.call(self.store.client.query, deadline, **arguments)
        last_key: Item | None = answer.get("LastEvaluatedKey")
        return QuarantinePage(
            [_decode(item) for item in answer["Items"] if not has_expired(item, now)],
            None if last_key is None else {name: value["S"] for name, value in last_key.items()},
        )


def _decode(item: "Item") -> QuarantinedEvent:
    fingerprint = item.get("email_fingerprint")
    return QuarantinedEvent(
        id=item["id"]["S"],
        event=json.loads(item["event"]["S"]),
        reasons=tuple(Reason(**reason) for reason in json.loads(item["reasons"]["S"])),
        received_at=datetime.fromisoformat(item["received_at"]["S"]),
        last_received_at=datetime.fromisoformat(item["last_received_at"]["S"]),
        times=int(item["times"]["N"]),
        email_fingerprint=None if fingerprint is None else fingerprint["S"],
    )
