"""Which rebuilds are under way: items of the buckets table in a partition of their own, for a few minutes each."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.domain.timestamp import format_utc
from chalicelib.storage.codec import ITEM_VERSION, epoch_seconds
from chalicelib.storage.dynamodb import Deadline, Store

_PARTITION = "rebuild"


@dataclass(frozen=True, slots=True)
class RebuildStore:
    store: Store
    table: str
    taken_up_within: timedelta

    def begun_at(self, first_day: str, last_day: str, now: datetime, deadline: Deadline) -> datetime | None:
        """When a rebuild of these days was begun that is still to be taken up; None where there is none."""
        answer = self.store.call(
            self.store.client.get_item,
            deadline,
            TableName=self.table,
            Key=_key(first_day, last_day),
            ConsistentRead=True,
        )
        if "Item" not in answer:
            return None
        called_at, begun_at = (datetime.fromisoformat(answer["Item"][name]["S"]) for name in ("called_at", "begun_at"))
        return begun_at if now - called_at <= self.taken_up_within else None

    def keep(self, first_day: str, last_day: str, begun_at: datetime, now: datetime, deadline: Deadline) -> None:
        """At its beginning, and whenever it is taken up."""
        item = _key(first_day, last_day) | {
            "v": {"N": ITEM_VERSION},
            "begun_at": {"S": format_utc(begun_at)},
            "called_at": {"S": format_utc(now)},
            "expires_at": {"N": str(epoch_seconds(now + self.taken_up_within))},
        }
        self.store.call(self.store.client.put_item, deadline, TableName=self.table, Item=item)

    def end(self, first_day: str, last_day: str, deadline: Deadline) -> None:
        self.store.call(self.store.client.delete_item, deadline, TableName=self.table, Key=_key(first_day, last_day))


def _key(first_day: str, last_day: str) -> dict[str, dict[str, str]]:
    return {"event_type": {"S": _PARTITION}, "day_shard": {"S": f"{first_day}#{last_day}"}}
