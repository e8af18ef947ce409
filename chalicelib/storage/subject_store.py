"""All that is stored under one fingerprint: found by the indexes, read trace by trace, rewritten or deleted."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.domain.compact_json import to_compact_json
from chalicelib.domain.event import Event
from chalicelib.domain.quarantine import QuarantinedEvent
from chalicelib.storage.codec import has_expired, item_to_event
from chalicelib.storage.dynamodb import ConditionFailedError, Deadline, Store
from chalicelib.storage.keys import BY_EMAIL, event_trace_key
from chalicelib.storage.quarantine_store import QuarantineStore

if TYPE_CHECKING:
    from chalicelib.storage.codec import Item

Key = dict[str, str]


@dataclass(frozen=True, slots=True)
class SubjectStore:
    """`events_table`: its name. Every call raises UnavailableError."""

    store: Store
    events_table: str
    quarantine: QuarantineStore

    def trace_keys(
        self, fingerprint: str, *, limit: int, start: Key | None, deadline: Deadline
    ) -> tuple[list[str], Key | None]:
        """The partition of each event under a fingerprint, the oldest event first; then where to go on."""
        items, next_start = self._query_index(self.events_table, fingerprint, limit, start, deadline)
        return [item["trace_id"]["S"] for item in items], next_start

    def read_trace(
        self, trace_key: str, *, limit: int, after: str | None, deadline: Deadline, now: datetime | None = None
    ) -> tuple[list[Event], str | None]:
        """Events of a partition by their ids, and the id to go on after, None at the end. Without `now`: expired too"""
        arguments: dict[str, Any] = {
            "TableName": self.events_table,
            "KeyConditionExpression": "trace_id = :trace",
            "ExpressionAttributeValues": {":trace": {"S": trace_key}},
            "ConsistentRead": True,
            "Limit": limit,
        }
        if after is not None:
            arguments["ExclusiveStartKey"] = {"trace_id": {"S": trace_key}, "event_id": {"S": after}}
        answer = self.store.call(self.store.client.query, deadline, **arguments)
        last: Item | None = answer.get("LastEvaluatedKey")
        shown = [item for item in answer["Items"] if now is None or not has_expired(item, now)]
        return [item_to_event(item) for item in shown], None if last is None else last["event_id"]["S"]

    def rewrite(self, before: Event, after: Event, deadline: Deadline) -> bool:
        """Takes away what `after` has no more; False where nothing is to change, or the event is gone."""
        columns = [field.name for field in fields(Event)]
        gone = [name for name in columns if getattr(before, name) is not None and getattr(after, name) is None]
        payload = after.payload if after.payload != before.payload else None
        if not gone and payload is None:
            return False
        changes = f"REMOVE {', '.join(f'#{name}' for name in gone)}" if gone else ""
        names, values = {f"#{name}": name for name in gone}, {}
        if payload is not None:
            changes += " SET #payload = :payload"
            names["#payload"] = "payload"
            values = {"ExpressionAttributeValues": {":payload": {"S": to_compact_json(payload)}}}
        try:
            self.store.call(
                self.store.client.update_item,
                deadline,
                TableName=self.events_table,
                Key={"trace_id": {"S": event_trace_key(before)}, "event_id": {"S": before.event_id}},
                UpdateExpression=changes,
                ConditionExpression="attribute_exists(trace_id)",
                ExpressionAttributeNames=names,
                **values,
            )
        except ConditionFailedError:
            return False
        return True

    def quarantined(
        self, fingerprint: str, *, limit: int, start: Key | None, deadline: Deadline, now: datetime | None = None
    ) -> tuple[list[QuarantinedEvent], Key | None]:
        """In the order of their first receipt. Then where to go on. Without `now`: expired too."""
        items, next_start = self._query_index(self.quarantine.table, fingerprint, limit, start, deadline)
        found = self.quarantine.read_many([item["id"]["S"] for item in items], deadline=deadline, now=now)
        return found, next_start

    def _query_index(
        self, table: str, fingerprint: str, limit: int, start: Key | None, deadline: Deadline
    ) -> tuple["Sequence[Item]", Key | None]:
        arguments: dict[str, Any] = {
            "TableName": table,
            "IndexName": BY_EMAIL,
            "KeyConditionExpression": "email_fingerprint = :fingerprint",
            "ExpressionAttributeValues": {":fingerprint": {"S": fingerprint}},
            "Limit": limit,
        }
        if start is not None:
            arguments["ExclusiveStartKey"] = {name: {"S": value} for name, value in start.items()}
        answer = self.store.call(self.store.client.query, deadline, **arguments)
        last: Item | None = answer.get("LastEvaluatedKey")
        return answer["Items"], None if last is None else {name: value["S"] for name, value in last.items()}
