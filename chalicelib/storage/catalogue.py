"""A small table keyed by one id and written by hand: campaigns, links. Only such are scanned (design section 8)."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chalicelib.storage.codec import ITEM_VERSION
from chalicelib.storage.dynamodb import ConditionFailedError, Deadline, Store

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    from chalicelib.storage.codec import Item


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`key`: the attribute that is the id. Reads are consistent: who has just written something finds it."""

    store: Store
    table: str
    key: str

    def put_new(self, item: "Item", deadline: Deadline) -> bool:
        """False where the id is taken. Raises UnavailableError."""
        written: Item = {**item, "v": {"N": ITEM_VERSION}, "write_id": {"S": secrets.token_hex(6)}}
        try:
            self.store.call(
                self.store.client.put_item,
                deadline,
                TableName=self.table,
                Item=written,
                ConditionExpression="attribute_not_exists(#key)",
                ExpressionAttributeNames={"#key": self.key},
            )
        except ConditionFailedError as failure:
            return failure.attempt > 1 and self._holds(written, deadline)
        return True

    def read(self, key: str, deadline: Deadline) -> "Item | None":
        """Raises UnavailableError."""
        answer = self.store.call(
            self.store.client.get_item,
            deadline,
            TableName=self.table,
            Key={self.key: {"S": key}},
            ConsistentRead=True,
        )
        item: Item | None = answer.get("Item")
        return item

    def change(
        self, key: str, attributes: "Mapping[str, AttributeValueTypeDef | None]", deadline: Deadline
    ) -> "Item | None":
        """The item as it is then; None where there is none of that id. An attribute that is None is taken away.

        Raises UnavailableError.
        """
        values = {f":{name}": value for name, value in attributes.items() if value is not None}
        clauses = {
            "SET": [f"#{name} = :{name}" for name, value in attributes.items() if value is not None],
            "REMOVE": [f"#{name}" for name, value in attributes.items() if value is None],
        }
        arguments: dict[str, Any] = {"ExpressionAttributeValues": values} if values else {}
        try:
            answer = self.store.call(
                self.store.client.update_item,
                deadline,
                TableName=self.table,
                Key={self.key: {"S": key}},
                UpdateExpression=" ".join(f"{verb} {', '.join(parts)}" for verb, parts in clauses.items() if parts),
                ConditionExpression="attribute_exists(#key)",
                ExpressionAttributeNames={"#key": self.key} | {f"#{name}": name for name in attributes},
                ReturnValues="ALL_NEW",
                **arguments,
            )
        except ConditionFailedError:
            return None
        item: Item = answer["Attributes"]
        return item

    def read_all(self, deadline: Deadline) -> "Iterator[Item]":
        """In no order. Raises UnavailableError."""
        arguments: dict[str, Any] = {"TableName": self.table, "ConsistentRead": True}
        while True:
            answer = self.store.call(self.store.client.scan, deadline, **arguments)
            yield from answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return
            arguments["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def _holds(self, written: "Item", deadline: Deadline) -> bool:
        """Whether an earlier attempt of ours, whose answer was lost, took place."""
        stored = self.read(written[self.key]["S"], deadline)
        return stored is not None and stored["write_id"] == written["write_id"]
