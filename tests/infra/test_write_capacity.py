"""What an accepted event consumes, as the emulator of AWS reports it, by table and index."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import boto3
import pytest

from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.keys import BY_EMAIL, BY_TYPE_DAY
from chalicelib.usecases.ingest_events import IngestEvents, Status
from infra.deployment import emulator
from infra.table_definitions import create_tables
from tests.conftest import AWS_ENVIRONMENT, Tables
from tests.infra.running_emulator import running_emulator
from tests.storage.parts import deadline, event_store, intake, quarantine_store
from tests.storage.store_calls import StoreCall, recorded_calls

PREFIX = "capacity-"
TABLE = "the table"


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tables]:
    with running_emulator(tmp_path_factory.mktemp("emulator")) as port:
        url = emulator.url(port)
        client = boto3.client(
            "dynamodb",
            endpoint_url=url,
            region_name=AWS_ENVIRONMENT["AWS_DEFAULT_REGION"],
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        create_tables(client, PREFIX)
        yield Tables(url, PREFIX, client)


def _consumed(calls: Sequence[StoreCall]) -> Counter[str]:
    """Units of capacity, by the table itself and each index."""
    units: Counter[str] = Counter()
    for call in calls:
        assert call.capacity, f"{call.operation} reports nothing"
        units[TABLE] += call.capacity.get("Table", {}).get("CapacityUnits", 0)
        for index, consumed in call.capacity.get("GlobalSecondaryIndexes", {}).items():
            units[index] += consumed["CapacityUnits"]
    return units


def _take(aws: Tables, events: list[dict[str, Any]], status: Status) -> list[StoreCall]:
    ingest = IngestEvents(event_store(aws), quarantine_store(aws), FanOut(), lambda _: None)
    with recorded_calls(aws.client, aws.prefix) as calls:
        report = ingest(events, intake(), deadline())
    assert report.count(status) == len(events)
    return calls


@pytest.mark.parametrize(
    ("name", "more", "units"),
    [
        ("no-address", {}, {TABLE: 1, BY_TYPE_DAY: 1}),
        ("address", {"email": "kim@example.com"}, {TABLE: 1, BY_TYPE_DAY: 1, BY_EMAIL: 1}),
    ],
)
def test_an_accepted_event_is_one_write_to_the_table_and_to_each_index_that_it_is_in_and_no_read(
    aws: Tables, name: str, more: dict[str, Any], units: dict[str, int]
) -> None:
    events: list[dict[str, Any]] = [
        {"event_type": "m_page_view", "anonymous_id": "v", "event_id": f"{name}-{number}"} | more
        for number in range(10)
    ]
    calls = _take(aws, events, Status.ACCEPTED)
    assert {call.operation for call in calls} == {"PutItem"}
    assert _consumed(calls) == Counter({where: 10 * one for where, one in units.items()})
    again = _take(aws, events, Status.DUPLICATE)
    # a put that its condition refuses reports nothing; it consumes one unit of the table, and no read tells the content
    assert [(call.operation, dict(call.capacity)) for call in again] == [("PutItem", {})] * 10
