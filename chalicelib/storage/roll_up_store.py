"""How far the roll-up has come: one item beside the stored shapes."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain.compact_json import to_compact_json
from chalicelib.domain.timestamp import format_utc
from chalicelib.storage.codec import ITEM_VERSION
from chalicelib.storage.dynamodb import Deadline, Store

if TYPE_CHECKING:
    from chalicelib.storage.codec import Item

_KEY: "Item" = {"id": {"S": "roll_up"}}


@dataclass(frozen=True, slots=True)
class Closing:
    """What counting a day from nothing found: how many counts differed, and of how many events."""

    day: str
    drift_events: int
    counted_events: int

    @property
    def drift_ratio(self) -> float:
        """0 to 1."""
        return min(1.0, self.drift_events / max(1, self.counted_events))


@dataclass(frozen=True, slots=True)
class RollUpState:
    """`closed_to`: the last day of which every count is final; `counted_to`: how far the last finished run counted.

    `closing`: of the day closed last, over all runs that it took, or of the worst of several that one run has closed.
    `first_day`: the first that had events.
    """

    closed_to: str
    counted_to: datetime | None
    closing: Closing | None = None
    first_day: str | None = None


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
        counted_to, closing, first_day = item.get("counted_to"), item.get("closing"), item.get("first_day")
        return RollUpState(
            closed_to=item["closed_to"]["S"],
            counted_to=None if counted_to is None else datetime.fromisoformat(counted_to["S"]),
            closing=None if closing is None else Closing(**json.loads(closing["S"])),
            first_day=None if first_day is None else first_day["S"],
        )

    def write(self, state: RollUpState, deadline: Deadline) -> None:
        item: Item = {**_KEY, "v": {"N": ITEM_VERSION}, "closed_to": {"S": state.closed_to}}
        if state.counted_to is not None:
            item["counted_to"] = {"S": format_utc(state.counted_to)}
        if state.closing is not None:
            item["closing"] = {"S": to_compact_json(asdict(state.closing))}
        if state.first_day is not None:
            item["first_day"] = {"S": state.first_day}
        self.store.call(self.store.client.put_item, deadline, TableName=self.table, Item=item)
