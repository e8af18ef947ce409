"""What the local run deletes in place of DynamoDB's own TTL."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from chalicelib.storage.dynamodb import make_client
from infra.local.ttl_sweep import sweep_expired
from infra.table_definitions import table_definitions
from tests.conftest import Tables

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
NOW_SECONDS = int(NOW.timestamp())


def put_event(tables: Tables, event_id: str, expires_at: dict[str, str] | None) -> None:
    item: dict[str, Any] = {"trace_id": {"S": "trace_a"}, "event_id": {"S": event_id}}
    tables.client.put_item(
        TableName=f"{tables.prefix}events", Item=item | ({"expires_at": expires_at} if expires_at else {})
    )


def stored_ids(tables: Tables) -> set[str]:
    items = tables.client.scan(TableName=f"{tables.prefix}events")["Items"]
    return {item["event_id"]["S"] for item in items}


def sweep(tables: Tables, client: "DynamoDBClient") -> int:
    return sweep_expired(client, table_definitions(tables.prefix), NOW)


def test_only_items_whose_time_is_past_are_deleted(tables: Tables) -> None:
    put_event(tables, "past", {"N": str(NOW_SECONDS - 1)})
    put_event(tables, "due now", {"N": str(NOW_SECONDS)})
    put_event(tables, "future", {"N": str(NOW_SECONDS + 1)})
    put_event(tables, "no time", None)
    put_event(tables, "time as text", {"S": "0"})

    assert sweep(tables, tables.client) == 1

    assert stored_ids(tables) == {"due now", "future", "no time", "time as text"}


def test_an_item_renewed_while_the_sweep_runs_is_kept(tables: Tables) -> None:
    put_event(tables, "renewed", {"N": str(NOW_SECONDS - 1)})
    sweeping = make_client(tables.endpoint_url)
    sweeping.meta.events.register(
        "before-call.dynamodb.DeleteItem", lambda **_: put_event(tables, "renewed", {"N": str(NOW_SECONDS + 60)})
    )

    assert sweep(tables, sweeping) == 0

    sweeping.close()
    assert stored_ids(tables) == {"renewed"}


def test_every_page_of_a_table_is_swept(tables: Tables) -> None:
    large = {"S": "x" * 300_000}  # four such items are more than the 1 MB of one page
    for number in range(8):
        tables.client.put_item(
            TableName=f"{tables.prefix}events",
            Item={
                "trace_id": {"S": "trace_a"},
                "event_id": {"S": str(number)},
                "expires_at": {"N": "1"},
                "payload": large,
            },
        )

    assert sweep(tables, tables.client) == 8

    assert stored_ids(tables) == set()
