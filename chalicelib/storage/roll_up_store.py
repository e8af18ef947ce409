"""How far the roll-up has come: one item beside the stored shapes."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain.timestamp import format_utc
from chalicelib.storage.codec import ITEM_VERSION
from chalicelib.storage.dynamodb import Deadline, Store

if TYPE_CHECKING:
    from chalicelib.storage.codec import Item

_KEY: "Item" = {"id": {"S": "roll_up"}}


@dataclass(frozen=True, slots=True)
class RollUpState:
    """`closed_to`: the last day of which every count is final; `counted_to`: how far the last finished run counted."""

    closed_to: str
    counted_to: datetime | None


@dataclass(frozen=True, slots=True)
class RollUpStore:
    store: Store
    table: str

    def read(self, deadline: Deadline) -> RollUpState | None:
        """None before the first run."""
        answer = self.store.call(
            self.store.client.get_item, deadline, TableName=self.table, Key=_KEY, ConsistentRead=True
        )
        item: Item | None = answer.get("Item")
        if item is None:
            return None
        counted_to = item.get("counted_to")
        return RollUpState(
            item["closed_to"]["S"], None if counted_to is None else datetime.fromisoformat(counted_to["S"])
        )

    def write(self, state: RollUpState, deadline: Deadline) -> None:
        item: Item = {**_KEY, "v": {"N": ITEM_VERSION}, "closed_to": {"S": state.closed_to}}
        if state.counted_to is not None:
            item["counted_to"] = {"S": format_utc(state.counted_to)}
        self.store.call(self.store.client.put_item, deadline, TableName=self.table, Item=item)
