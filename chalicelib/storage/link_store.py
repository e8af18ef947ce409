"""The links table: where each short link leads, and how often something other than a person followed it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from chalicelib.domain.timestamp import format_utc
from chalicelib.domain.tracking.link import Link
from chalicelib.domain.tracking.robots import RobotReason
from chalicelib.domain.tracking.utm import UTM_NAMES, Utm
from chalicelib.storage.catalogue import Catalogue
from chalicelib.storage.codec import to_attribute
from chalicelib.storage.dynamodb import ConditionFailedError, Deadline, Store

if TYPE_CHECKING:
    from chalicelib.storage.codec import Item


@dataclass(frozen=True, slots=True)
class LinkStore:
    store: Store
    table: str

    @property
    def _catalogue(self) -> Catalogue:
        return Catalogue(self.store, self.table, "cid")

    def put_new(self, link: Link, deadline: Deadline) -> bool:
        """False where the cid is taken. Raises UnavailableError."""
        item: Item = {
            "cid": {"S": link.cid},
            "campaign_id": {"S": link.campaign_id},
            "destination_url": {"S": link.destination_url},
            "active": {"BOOL": link.active},
            "created_at": {"S": format_utc(link.created_at)},
        }
        item |= {name: {"S": value} for name, value in link.utm.present().items()}
        return self._catalogue.put_new(item, deadline)

    def read(self, cid: str, deadline: Deadline) -> Link | None:
        """As it is now. Raises UnavailableError."""
        item = self._catalogue.read(cid, deadline)
        return None if item is None else _decode(item)

    def change(self, cid: str, changes: Mapping[str, str | bool | None], deadline: Deadline) -> Link | None:
        """`changes`: of `destination_url`, `active` and the UTM fields, which None takes away.

        None where there is no such link. Raises UnavailableError.
        """
        attributes = {name: None if value is None else to_attribute(value) for name, value in changes.items()}
        item = self._catalogue.change(cid, attributes, deadline)
        return None if item is None else _decode(item)

    def read_all(self, deadline: Deadline) -> list[Link]:
        """In no order. Raises UnavailableError."""
        return [_decode(item) for item in self._catalogue.read_all(deadline)]

    def count_robot(self, cid: str, reason: RobotReason, deadline: Deadline) -> None:
        """An addition: what is tried twice may be counted twice. Raises UnavailableError."""
        with suppress(ConditionFailedError):  # gone since it was looked up
            self.store.call(
                self.store.client.update_item,
                deadline,
                TableName=self.table,
                Key={"cid": {"S": cid}},
                UpdateExpression="ADD #counter :one",
                ConditionExpression="attribute_exists(cid)",
                ExpressionAttributeNames={"#counter": _counter(reason)},
                ExpressionAttributeValues={":one": {"N": "1"}},
            )


def _counter(reason: RobotReason) -> str:
    return f"bot_{reason.value}"


def _decode(item: "Item") -> Link:
    utm = {name: item[name]["S"] for name in UTM_NAMES if name in item}
    counters = {reason: item.get(_counter(reason)) for reason in RobotReason}
    return Link(
        cid=item["cid"]["S"],
        campaign_id=item["campaign_id"]["S"],
        destination_url=item["destination_url"]["S"],
        utm=Utm(**utm),
        active=item["active"]["BOOL"],
        created_at=datetime.fromisoformat(item["created_at"]["S"]),
        bot_clicks={reason: 0 if counter is None else int(counter["N"]) for reason, counter in counters.items()},
    )
