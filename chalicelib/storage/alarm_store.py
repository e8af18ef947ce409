"""The alarm_states table: one item an alarm, and its changes of state for 90 days (design sections 5 and 7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain.alarm_state import AlarmState
from chalicelib.domain.timestamp import format_utc
from chalicelib.storage.alarm_item import (
    NOW,
    AlarmChange,
    change_to_item,
    item_to_change,
    item_to_state,
    state_to_item,
)
from chalicelib.storage.batch_get import batch_get
from chalicelib.storage.codec import has_expired
from chalicelib.storage.dynamodb import ConditionFailedError, Deadline, Store
from chalicelib.storage.unchanged import unchanged_since

if TYPE_CHECKING:
    from chalicelib.storage.codec import Item

_LAST_TIME = "9999"


@dataclass(frozen=True, slots=True)
class StoredAlarm:
    """`revision`: 0 where nothing is stored yet, and `state` is None."""

    alarm_id: str
    state: AlarmState | None
    revision: int


@dataclass(frozen=True, slots=True)
class AlarmStore:
    store: Store
    table: str

    def read(self, alarm_ids: Sequence[str], deadline: Deadline) -> list[StoredAlarm]:
        """One for each id, in their order. Raises UnavailableError."""
        keys: list[Item] = [{"alarm_id": {"S": one}, "at": {"S": NOW}} for one in alarm_ids]
        found: dict[str, StoredAlarm] = {}
        for item in batch_get(self.store, self.table, keys, deadline, consistent=True):
            name = item["alarm_id"]["S"]
            found[name] = StoredAlarm(name, item_to_state(item), int(item["revision"]["N"]))
        return [found.get(one, StoredAlarm(one, None, 0)) for one in alarm_ids]

    def write(self, stored: StoredAlarm, state: AlarmState, deadline: Deadline) -> bool:
        """In place of what was read; False where another run has judged it since. Raises UnavailableError."""
        item = state_to_item(stored.alarm_id, state, stored.revision + 1)
        unchanged = unchanged_since(stored.revision, "alarm_id")
        try:
            self.store.call(self.store.client.put_item, deadline, TableName=self.table, Item=item, **unchanged)
        except ConditionFailedError as failure:
            # after a lost answer of our own attempt the condition fails too: then what is stored is what we wrote
            return failure.attempt > 1 and self.read([stored.alarm_id], deadline)[0].state == state
        return True

    def add_change(self, alarm_id: str, change: AlarmChange, deadline: Deadline) -> None:
        item = change_to_item(alarm_id, change)
        self.store.call(self.store.client.put_item, deadline, TableName=self.table, Item=item)

    def read_changes(
        self, alarm_id: str, *, before: datetime | None, limit: int, now: datetime, deadline: Deadline
    ) -> list[AlarmChange]:
        """The newest first; `before`: excluded. Raises UnavailableError."""
        answer = self.store.call(
            self.store.client.query,
            deadline,
            TableName=self.table,
            KeyConditionExpression="alarm_id = :alarm AND #at < :before",
            ExpressionAttributeNames={"#at": "at"},
            ExpressionAttributeValues={
                ":alarm": {"S": alarm_id},
                ":before": {"S": _LAST_TIME if before is None else format_utc(before)},
            },
            ScanIndexForward=False,
            Limit=limit,
        )
        return [item_to_change(item) for item in answer["Items"] if not has_expired(item, now)]
