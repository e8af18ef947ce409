"""As which event a quarantined one is being replayed: set down before that is written, so that it is only one."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain.timestamp import format_utc
from chalicelib.storage.dynamodb import ConditionFailedError, Deadline, Store

if TYPE_CHECKING:
    from chalicelib.storage.codec import Item

_FREE_OR_OURS = "attribute_exists(id) AND (attribute_not_exists(claimed_as) OR claimed_as = :ours)"
_HELD_BY_ANOTHER = "claimed_as = :theirs AND claimed_at = :since"


@dataclass(frozen=True, slots=True)
class Claim:
    """`trace_key`, `event_id`: the key of the event; neither holds a space. `content_hash`: tells it from another one
    that is stored under that key.
    """

    trace_key: str
    event_id: str
    content_hash: str
    at: datetime

    @property
    def text(self) -> str:
        return f"{self.trace_key} {self.event_id} {self.content_hash}"


@dataclass(frozen=True, slots=True)
class QuarantineClaims:
    """`table`: quarantine's. Every call raises UnavailableError."""

    store: Store
    table: str

    def take(self, quarantine_id: str, claim: Claim, deadline: Deadline, *, instead_of: Claim | None = None) -> bool:
        """False where the item is gone, or is claimed as another event than `instead_of`."""
        values: Item = {":ours": {"S": claim.text}, ":at": {"S": format_utc(claim.at)}}
        if instead_of is not None:
            values |= {":theirs": {"S": instead_of.text}, ":since": {"S": format_utc(instead_of.at)}}
        try:
            self.store.call(
                self.store.client.update_item,
                deadline,
                TableName=self.table,
                Key={"id": {"S": quarantine_id}},
                UpdateExpression="SET claimed_as = :ours, claimed_at = :at",
                ConditionExpression=_FREE_OR_OURS if instead_of is None else _HELD_BY_ANOTHER,
                ExpressionAttributeValues=values,
            )
        except ConditionFailedError:
            return False
        return True

    def release(self, quarantine_id: str, claim: Claim, deadline: Deadline) -> None:
        """Does nothing where the item is gone, or is claimed as another event by now."""
        with suppress(ConditionFailedError):
            self.store.call(
                self.store.client.update_item,
                deadline,
                TableName=self.table,
                Key={"id": {"S": quarantine_id}},
                UpdateExpression="REMOVE claimed_as, claimed_at",
                ConditionExpression="claimed_as = :ours",
                ExpressionAttributeValues={":ours": {"S": claim.text}},
            )

    def read(self, quarantine_id: str, deadline: Deadline) -> Claim | None:
        answer = self.store.call(
            self.store.client.get_item,
            deadline,
            TableName=self.table,
            Key={"id": {"S": quarantine_id}},
            ConsistentRead=True,
        )
        item: Item = answer.get("Item", {})
        if "claimed_as" not in item:
            return None
        trace_key, event_id, content_hash = item["claimed_as"]["S"].split(" ")
        return Claim(trace_key, event_id, content_hash, datetime.fromisoformat(item["claimed_at"]["S"]))
