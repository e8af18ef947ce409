"""The alarm_states table: one item an alarm, and its changes of state for 90 days (design sections 5 and 7)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.domain.alarm_state import AlarmState, Cause, State
from chalicelib.domain.compact_json import to_compact_json
from chalicelib.domain.timestamp import format_utc
from chalicelib.storage.batch_get import batch_get
from chalicelib.storage.codec import ITEM_VERSION, epoch_seconds, has_expired
from chalicelib.storage.dynamodb import ConditionFailedError, Deadline, Store

if TYPE_CHECKING:
    from chalicelib.storage.codec import Item

HISTORY = timedelta(days=90)
_NOW = "now"  # the sort key of the state; those of changes are times, which sort before it
_LAST_TIME = "9999"


@dataclass(frozen=True, slots=True)
class StoredAlarm:
    """`revision`: 0 where nothing is stored yet, and `state` is None."""

    alarm_id: str
    state: AlarmState | None
    revision: int


@dataclass(frozen=True, slots=True)
class AlarmChange:
    at: datetime
    state: State
    value: float | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class AlarmStore:
    store: Store
    table: str

    def read(self, alarm_ids: Sequence[str], deadline: Deadline) -> list[StoredAlarm]:
        """One for each id, in their order. Raises UnavailableError."""
        keys: list[Item] = [{"alarm_id": {"S": one}, "at": {"S": _NOW}} for one in alarm_ids]
        found: dict[str, StoredAlarm] = {}
        for item in batch_get(self.store, self.table, keys, deadline, consistent=True):
            name = item["alarm_id"]["S"]
            found[name] = StoredAlarm(name, _decode(item), int(item["revision"]["N"]))
        return [found.get(one, StoredAlarm(one, None, 0)) for one in alarm_ids]

    def write(self, stored: StoredAlarm, state: AlarmState, deadline: Deadline) -> bool:
        """In place of what was read; False where another run has judged it since. Raises UnavailableError."""
        item = _encode(stored.alarm_id, state, stored.revision + 1)
        unchanged: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(alarm_id)"}
        if stored.revision:
            unchanged = {
                "ConditionExpression": "revision = :read",
                "ExpressionAttributeValues": {":read": {"N": str(stored.revision)}},
            }
        try:
            self.store.call(self.store.client.put_item, deadline, TableName=self.table, Item=item, **unchanged)
        except ConditionFailedError as failure:
            # after a lost answer of our own attempt the condition fails too: then what is stored is what we wrote
            return failure.attempt > 1 and self.read([stored.alarm_id], deadline)[0].state == state
        return True

    def add_change(self, alarm_id: str, change: AlarmChange, deadline: Deadline) -> None:
        item: Item = {
            "v": {"N": ITEM_VERSION},
            "alarm_id": {"S": alarm_id},
            "at": {"S": format_utc(change.at)},
            "state": {"S": change.state},
            "expires_at": {"N": str(epoch_seconds(change.at + HISTORY))},
        }
        if change.value is not None:
            item["value"] = {"N": repr(change.value)}
        if change.reason is not None:
            item["reason"] = {"S": change.reason}
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
        return [_decode_change(item) for item in answer["Items"] if not has_expired(item, now)]


def _encode(alarm_id: str, state: AlarmState, revision: int) -> "Item":
    item: Item = {
        "v": {"N": ITEM_VERSION},
        "alarm_id": {"S": alarm_id},
        "at": {"S": _NOW},
        "revision": {"N": str(revision)},
        "state": {"S": state.state},
        "since": {"S": format_utc(state.since)},
        "told_at": {"S": format_utc(state.told_at)},
        "threshold": {"N": repr(state.threshold)},
        "bad_in_a_row": {"N": str(state.bad_in_a_row)},
        "good_in_a_row": {"N": str(state.good_in_a_row)},
        "noted": {"BOOL": state.noted},
    }
    if state.value is not None:
        item["value"] = {"N": repr(state.value)}
    if state.cause is not None:
        cause = {"start": format_utc(state.cause.start), "end": format_utc(state.cause.end)}
        texts = {"reason": state.cause.reason, "campaign_id": state.cause.campaign_id}
        cause |= {name: text for name, text in texts.items() if text is not None}
        item["cause"] = {"S": to_compact_json(cause)}
    return item


def _decode(item: "Item") -> AlarmState:
    return AlarmState(
        state=State(item["state"]["S"]),
        since=datetime.fromisoformat(item["since"]["S"]),
        told_at=datetime.fromisoformat(item["told_at"]["S"]),
        value=float(item["value"]["N"]) if "value" in item else None,
        threshold=float(item["threshold"]["N"]),
        cause=_decode_cause(json.loads(item["cause"]["S"])) if "cause" in item else None,
        bad_in_a_row=int(item["bad_in_a_row"]["N"]),
        good_in_a_row=int(item["good_in_a_row"]["N"]),
        noted=item["noted"]["BOOL"],
    )


def _decode_cause(cause: dict[str, str]) -> Cause:
    return Cause(
        reason=cause.get("reason"),
        campaign_id=cause.get("campaign_id"),
        start=datetime.fromisoformat(cause["start"]),
        end=datetime.fromisoformat(cause["end"]),
    )


def _decode_change(item: "Item") -> AlarmChange:
    return AlarmChange(
        at=datetime.fromisoformat(item["at"]["S"]),
        state=State(item["state"]["S"]),
        value=float(item["value"]["N"]) if "value" in item else None,
        reason=item["reason"]["S"] if "reason" in item else None,
    )
