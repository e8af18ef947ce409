"""The `meta` item: what the stored keys were built with (design section 2, Stored shapes)."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.timestamp import format_utc
from chalicelib.storage.codec import ITEM_VERSION
from chalicelib.storage.dynamodb import ConditionFailedError, Deadline, Store

if TYPE_CHECKING:
    from chalicelib.storage.codec import Item

SCHEMA_VERSION = 1
_KEY: "Item" = {"id": {"S": "stored_shapes"}}


class StoredShapesError(Exception):
    """The settings disagree with what is stored; the message says what to do."""


@dataclass(frozen=True, slots=True)
class MetaStore:
    store: Store
    table: str

    def agree(self, *, timezone: str, shards: int, now: datetime, deadline: Deadline) -> None:
        """Settles it at the first start, raises the shards; raises StoredShapesError on disagreement."""
        stored = self.read(deadline) or self._settle(timezone, shards, now, deadline)
        version, stored_timezone = int(stored["schema_version"]["N"]), stored["reporting_timezone"]["S"]
        if version > SCHEMA_VERSION:
            raise StoredShapesError(
                f"The tables hold items of schema version {version}, and this program reads up to {SCHEMA_VERSION}: "
                "upgrade it"
            )
        if stored_timezone != timezone:
            raise StoredShapesError(
                f"REPORTING_TIMEZONE is {timezone}, but the tables hold days of {stored_timezone}: set it back, or "
                "export the events, choose a new TABLE_PREFIX and backfill"
            )
        stored_shards = int(stored["feed_shards"]["N"])
        if stored_shards > shards:
            raise StoredShapesError(
                f"FEED_SHARDS is {shards}, but events are stored in {stored_shards}: it may only be raised"
            )
        if stored_shards < shards:
            self._raise_shards(shards, deadline)

    def read(self, deadline: Deadline) -> "Item | None":
        answer = self.store.call(
            self.store.client.get_item, deadline, TableName=self.table, Key=_KEY, ConsistentRead=True
        )
        stored: Item | None = answer.get("Item")
        return stored

    def settled_at(self, deadline: Deadline) -> datetime:
        """When the tables were first used: no event was received before. Raises UnavailableError."""
        stored = self.read(deadline)
        if stored is None:
            raise UnavailableError("Nothing is settled yet: no request has reached the tables")
        return datetime.fromisoformat(stored["settled_at"]["S"])

    def _settle(self, timezone: str, shards: int, now: datetime, deadline: Deadline) -> "Item":
        item: Item = {
            **_KEY,
            "v": {"N": ITEM_VERSION},
            "schema_version": {"N": str(SCHEMA_VERSION)},
            "reporting_timezone": {"S": timezone},
            "feed_shards": {"N": str(shards)},
            "settled_at": {"S": format_utc(now)},
        }
        try:
            self.store.call(
                self.store.client.put_item,
                deadline,
                TableName=self.table,
                Item=item,
                ConditionExpression="attribute_not_exists(id)",
            )
        except ConditionFailedError:  # another instance settled it at the same moment
            return self.read(deadline) or item
        return item

    def _raise_shards(self, shards: int, deadline: Deadline) -> None:
        try:
            self.store.call(
                self.store.client.update_item,
                deadline,
                TableName=self.table,
                Key=_KEY,
                UpdateExpression="SET feed_shards = :shards",
                ConditionExpression="feed_shards < :shards",
                ExpressionAttributeValues={":shards": {"N": str(shards)}},
            )
        except ConditionFailedError:  # another instance raised it, maybe further
            return
