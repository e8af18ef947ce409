"""How many journeys began on each day, and which days a run may leave miscounted: items of the buckets table.

A run notes the days that it may change before it replaces a journey, and strikes them out once their counts are
written: what a run that died has noted is counted again from the journeys themselves.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from chalicelib.domain.reporting_day import day_start
from chalicelib.domain.timestamp import format_utc
from chalicelib.storage.batch_get import batch_get
from chalicelib.storage.codec import ITEM_VERSION, epoch_seconds
from chalicelib.storage.dynamodb import ConditionFailedError, Deadline, Store
from chalicelib.storage.unchanged import unchanged_since

if TYPE_CHECKING:
    from chalicelib.storage.codec import Item

_COUNTS, _NOTES = "sessions", "sessions#noted"


@dataclass(frozen=True, slots=True)
class SessionCount:
    """`revision`: raised by each write; 0 of one that is not stored yet, which nobody has written."""

    count: int = 0
    revision: int = 0
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """`token`: of the run that made it."""

    token: str
    days: frozenset[str]
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class SessionStore:
    """Every call raises UnavailableError."""

    store: Store
    table: str
    zone: ZoneInfo
    retention: timedelta

    def read(self, days: Collection[str], deadline: Deadline) -> dict[str, SessionCount]:
        """One for each day."""
        keys = [_key(_COUNTS, day) for day in days]
        found = {
            item["day_shard"]["S"]: SessionCount(
                int(item["journeys"]["N"]),
                int(item["revision"]["N"]),
                datetime.fromisoformat(item["written_at"]["S"]),
            )
            for item in batch_get(self.store, self.table, keys, deadline, consistent=True)
        }
        return {day: found.get(day, SessionCount()) for day in days}

    def read_days(self, first_day: str, last_day: str, deadline: Deadline) -> dict[str, int]:
        """Days on which none began may be missing."""
        items = self._query(_COUNTS, first_day, last_day, deadline)
        return {item["day_shard"]["S"]: int(item["journeys"]["N"]) for item in items}

    def write(self, day: str, count: int, read: SessionCount, now: datetime, deadline: Deadline) -> bool:
        """False where it was written since it was `read`, or where nobody knows whether this very call has done so."""
        item: Item = {
            **_key(_COUNTS, day),
            "v": {"N": ITEM_VERSION},
            "journeys": {"N": str(count)},
            "revision": {"N": str(read.revision + 1)},
            "written_at": {"S": format_utc(now)},
            "expires_at": {"N": str(epoch_seconds(day_start(day, self.zone) + self.retention))},
        }
        unchanged = unchanged_since(read.revision, "event_type")
        try:
            self.store.call(self.store.client.put_item, deadline, TableName=self.table, Item=item, **unchanged)
        except ConditionFailedError:
            return False
        return True

    def note(self, note: Note, deadline: Deadline) -> None:
        """In place of what the same run noted before; none of no days is kept."""
        key = _key(_NOTES, note.token)
        if not note.days:
            self.store.call(self.store.client.delete_item, deadline, TableName=self.table, Key=key)
            return
        item: Item = {
            **key,
            "v": {"N": ITEM_VERSION},
            "days": {"SS": sorted(note.days)},
            "noted_at": {"S": format_utc(note.noted_at)},
        }
        self.store.call(self.store.client.put_item, deadline, TableName=self.table, Item=item)

    def notes(self, deadline: Deadline) -> list[Note]:
        return [
            Note(item["day_shard"]["S"], frozenset(item["days"]["SS"]), datetime.fromisoformat(item["noted_at"]["S"]))
            for item in self._query(_NOTES, "0", "~", deadline)
        ]

    def _query(self, partition: str, first: str, last: str, deadline: Deadline) -> list["Item"]:
        arguments: dict[str, Any] = {
            "TableName": self.table,
            "KeyConditionExpression": "event_type = :partition AND day_shard BETWEEN :first AND :last",
            "ExpressionAttributeValues": {
                ":partition": {"S": partition},
                ":first": {"S": first},
                ":last": {"S": last},
            },
            "ConsistentRead": True,
        }
        found: list[Item] = []
        while True:
            answer = self.store.call(self.store.client.query, deadline, **arguments)
            found += answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return found
            arguments["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _key(partition: str, sort_key: str) -> "Item":
    return {"event_type": {"S": partition}, "day_shard": {"S": sort_key}}
