"""Items that are neither walked through nor copied are those that botocore would have made."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from chalicelib.storage.dynamodb import make_client
from tests.conftest import Tables
from tests.storage.parts import NOW, admitted, deadline, event_store
from tests.storage.roll_up_parts import counting

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient


@pytest.fixture
def plain(tables: Tables) -> dict[str, "DynamoDBClient"]:
    """Our own client and one as boto3 makes it, over some of everything."""
    parts = counting(tables, "Asia/Seoul", NOW)
    for number in range(40):
        parts.put(admitted(NOW, event_id=f"e{number}", trace_id=f"trace_{number % 3}", error_code="x" * (number % 4)))
    parts.run()
    return {
        "ours": make_client(tables.endpoint_url),
        "theirs": boto3.client("dynamodb", endpoint_url=tables.endpoint_url),
    }


def test_what_is_read_is_what_botocore_would_read(plain: dict[str, "DynamoDBClient"], tables: Tables) -> None:
    for table in ("events", "buckets", "journeys", "meta"):
        found = {who: client.scan(TableName=f"{tables.prefix}{table}") for who, client in plain.items()}
        assert found["ours"]["Items"] == found["theirs"]["Items"] != []
        assert found["ours"]["Count"] == found["theirs"]["Count"]
    keys: Any = {f"{tables.prefix}meta": {"Keys": [{"id": {"S": "roll_up"}}]}}
    batches = [client.batch_get_item(RequestItems=keys)["Responses"] for client in plain.values()]
    assert batches[0] == batches[1] != {}


def test_what_is_sent_is_what_botocore_would_send(plain: dict[str, "DynamoDBClient"], tables: Tables) -> None:
    (item, *_) = plain["theirs"].scan(TableName=f"{tables.prefix}events")["Items"]
    sent = []
    for client in plain.values():
        with _bodies(client) as bodies:
            client.put_item(
                TableName=f"{tables.prefix}events",
                Item=item,
                ConditionExpression="expires_at > :then",
                ExpressionAttributeValues={":then": {"N": "0"}},
            )
            client.query(
                TableName=f"{tables.prefix}events",
                KeyConditionExpression="trace_id = :trace",
                ExpressionAttributeValues={":trace": item["trace_id"]},
                ExclusiveStartKey={"trace_id": item["trace_id"], "event_id": item["event_id"]},
            )
        sent.append(bodies)
    assert sent[0] == sent[1]
    assert len(sent[0]) == 2


@contextmanager
def _bodies(client: "DynamoDBClient") -> Iterator[list[bytes]]:
    bodies: list[bytes] = []

    def note(params: dict[str, Any], **_: Any) -> None:
        bodies.append(params["body"])

    client.meta.events.register("before-call.dynamodb", note)
    try:
        yield bodies
    finally:
        client.meta.events.unregister("before-call.dynamodb", note)


def test_no_item_holds_what_would_have_to_be_decoded(tables: Tables) -> None:
    """Binary values: what a client of ours reads of them is still in base64."""
    store = event_store(tables)
    store.put_new(admitted(email="kim@example.com", payload={"plan": "pro"}), deadline())
    (item,) = tables.client.scan(TableName=store.table)["Items"]
    assert {kind for value in item.values() for kind in value} <= {"S", "N", "BOOL", "SS", "M", "L", "NULL"}
