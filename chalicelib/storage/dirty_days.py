"""Which types and days a backfill has changed: marked before it writes, so that no count can be forgotten.

They are items of the buckets table in a partition of their own, so that a run finds them by one query.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.timestamp import format_utc
from chalicelib.storage.codec import ITEM_VERSION
from chalicelib.storage.dynamodb import ConditionFailedError, Deadline, Store

_PARTITION = "dirty"


@dataclass(frozen=True, slots=True)
class DirtyDay:
    """`version`: raised by every backfill; `raised_at`: by the last one."""

    event_type: str
    day: str
    version: int
    raised_at: datetime

    @property
    def token(self) -> str:
        """Of this very mark: a recount that was begun for an earlier one may have missed what raised it."""
        return f"{self.version}@{format_utc(self.raised_at)}"


@dataclass(frozen=True, slots=True)
class DirtyDays:
    store: Store
    table: str

    def mark(self, types_and_days: Iterable[tuple[str, str]], now: datetime, deadline: Deadline) -> None:
        for event_type, day in sorted(set(types_and_days)):
            self.store.call(
                self.store.client.update_item,
                deadline,
                TableName=self.table,
                Key={"event_type": {"S": _PARTITION}, "day_shard": {"S": f"{day}#{event_type}"}},
                UpdateExpression="SET v = :v, raised_at = :now ADD version :one",
                ExpressionAttributeValues={
                    ":v": {"N": ITEM_VERSION},
                    ":now": {"S": format_utc(now)},
                    ":one": {"N": "1"},
                },
            )

    def read(self, deadline: Deadline, first_day: str = "0", last_day: str = "~") -> list[DirtyDay]:
        """Oldest day first; without days: all."""
        arguments = {
            "TableName": self.table,
            "KeyConditionExpression": "event_type = :dirty AND day_shard BETWEEN :first AND :last",
            "ExpressionAttributeValues": {
                ":dirty": {"S": _PARTITION},
                ":first": {"S": first_day},
                ":last": {"S": f"{last_day}#~"},
            },
            "ConsistentRead": True,
        }
        found: list[DirtyDay] = []
        while True:
            answer = self.store.call(self.store.client.query, deadline, **arguments)
            for item in answer["Items"]:
                day, _, event_type = item["day_shard"]["S"].partition("#")
                raised_at = datetime.fromisoformat(item["raised_at"]["S"])
                found.append(DirtyDay(event_type, day, int(item["version"]["N"]), raised_at))
            if "LastEvaluatedKey" not in answer:
                return found
            arguments["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def clear(self, dirty: DirtyDay, deadline: Deadline) -> None:
        """Unless a backfill has raised it since it was read."""
        try:
            self.store.call(
                self.store.client.delete_item,
                deadline,
                TableName=self.table,
                Key={"event_type": {"S": _PARTITION}, "day_shard": {"S": f"{dirty.day}#{dirty.event_type}"}},
                ConditionExpression="version = :version AND raised_at = :raised_at",
                ExpressionAttributeValues={
                    ":version": {"N": str(dirty.version)},
                    ":raised_at": {"S": format_utc(dirty.raised_at)},
                },
            )
        except ConditionFailedError:
            return
