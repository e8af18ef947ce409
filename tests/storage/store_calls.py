"""What is asked of the store, call by call, and what it answers."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient


@dataclass(frozen=True)
class StoreCall:
    """`table`: without the prefix of the test. `items`: that it returned. `capacity`: as the engine reported it."""

    operation: str
    table: str
    index: str | None
    items: int
    capacity: Mapping[str, Any]


@contextmanager
def recorded_calls(client: "DynamoDBClient", prefix: str) -> Iterator[list[StoreCall]]:
    """In the order of their answers. Each call is made to report what it consumes, by index."""
    calls: list[StoreCall] = []

    def ask(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        params["ReturnConsumedCapacity"] = "INDEXES"
        context["asked"] = params

    def note(model: Any, parsed: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        asked = context["asked"]
        tables = [asked["TableName"]] if "TableName" in asked else [*asked["RequestItems"]]
        returned = sum(len(items) for items in parsed.get("Responses", {}).values())
        items = parsed.get("Count", returned or int("Item" in parsed))
        capacity = parsed.get("ConsumedCapacity", {})
        (table,) = tables
        calls.append(StoreCall(model.name, table.removeprefix(prefix), asked.get("IndexName"), items, capacity))

    events = client.meta.events
    events.register("provide-client-params.dynamodb", ask)
    events.register("after-call.dynamodb", note)
    try:
        yield calls
    finally:
        events.unregister("provide-client-params.dynamodb", ask)
        events.unregister("after-call.dynamodb", note)
