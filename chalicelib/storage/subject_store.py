"""What is stored under one fingerprint: found by the index that each table has; events are read and rewritten here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.domain.compact_json import to_compact_json
from chalicelib.domain.event import Event
from chalicelib.storage.codec import has_expired, item_to_event
from chalicelib.storage.dynamodb import ConditionFailedError, Deadline, Store
from chalicelib.storage.keys import BY_EMAIL, event_trace_key

if TYPE_CHECKING:
    from chalicelib.storage.codec import Item

PAGE = 100
NewDeadline = Callable[[], Deadline]


@dataclass(frozen=True, slots=True)
class SubjectStore:
    """The tables' names. Keys come page by page, each read under a deadline of its own.

    Every call, and the next page of each, raises UnavailableError.
    """

    store: Store
    events_table: str
    quarantine_table: str
    registrations_table: str

    def trace_keys(self, fingerprint: str, new_deadline: NewDeadline) -> Iterator[list[str]]:
        """The partition of each event under it, the oldest event first."""
        return self._pages(self.events_table, "trace_id", fingerprint, new_deadline)

    def quarantine_ids(self, fingerprint: str, new_deadline: NewDeadline) -> Iterator[list[str]]:
        """By their last receipt."""
        return self._pages(self.quarantine_table, "id", fingerprint, new_deadline)

    def registration_ids(self, fingerprint: str, new_deadline: NewDeadline) -> Iterator[list[str]]:
        return self._pages(self.registrations_table, "registration_id", fingerprint, new_deadline)

    def read_trace(
        self, trace_key: str, *, after: str | None, deadline: Deadline, now: datetime | None = None
    ) -> tuple[list[Event], str | None]:
        """Events of a partition by their ids, and the id to go on after, None at the end. Without `now`: expired too"""
        arguments: dict[str, Any] = {
            "TableName": self.events_table,
            "KeyConditionExpression": "trace_id = :trace",
            "ExpressionAttributeValues": {":trace": {"S": trace_key}},
            "ConsistentRead": True,
            "Limit": PAGE,
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

    def _pages(self, table: str, key: str, fingerprint: str, new_deadline: NewDeadline) -> Iterator[list[str]]:
        arguments: dict[str, Any] = {
            "TableName": table,
            "IndexName": BY_EMAIL,
            "KeyConditionExpression": "email_fingerprint = :fingerprint",
            "ExpressionAttributeValues": {":fingerprint": {"S": fingerprint}},
            "Limit": PAGE,
        }
        while True:
            answer = self.store.call(self.store.client.query, new_deadline(), **arguments)
            yield [item[key]["S"] for item in answer["Items"]]
            if "LastEvaluatedKey" not in answer:
                return
            arguments["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
