"""Items written straight into a table, in batches; what each holds is the product's own."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from chalicelib.domain.admission import Admitted
from chalicelib.domain.event import Event
from chalicelib.storage.dynamodb import Deadline, Patience, Store, make_client
from chalicelib.storage.event_store import EventStore

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

RETENTION, ENOUGH_SECONDS = timedelta(days=180), 600
_BATCH, _WRITERS = 25, 8
_WAITING = Patience(connect_seconds=5, read_seconds=60, pauses_seconds=())  # for an engine under more than it bears


@dataclass(frozen=True)
class Collecting:
    """A client that keeps what it is to write."""

    items: list[Any]

    def put_item(self, **arguments: Any) -> Any:
        self.items.append(arguments["Item"])
        return {}


def writing_client(endpoint_url: str) -> "DynamoDBClient":
    return make_client(endpoint_url, _WAITING)


def event_item(event: Event) -> Any:
    client: Any = Collecting([])
    store = EventStore(Store(client), "", ZoneInfo("UTC"), 1, RETENTION)
    store.put_new(Admitted(event, (), None), Deadline.after(ENOUGH_SECONDS))
    return client.items[0]


def write_items(client: "DynamoDBClient", table: str, items: Iterable[Any]) -> None:
    _write(client, table, ({"PutRequest": {"Item": one}} for one in items))


def remove_events(client: "DynamoDBClient", table: str, items: Iterable[Any]) -> None:
    keys = ({name: one[name] for name in ("trace_id", "event_id")} for one in items)
    _write(client, table, ({"DeleteRequest": {"Key": one}} for one in keys))


def _write(client: "DynamoDBClient", table: str, requests: Iterable[Any]) -> None:
    waiting = iter(requests)
    with ThreadPoolExecutor(_WRITERS) as pool:
        while batches := [batch for _ in range(_WRITERS * 4) if (batch := [*islice(waiting, _BATCH)])]:
            for answer in pool.map(lambda batch: _write_batch(client, table, batch), batches):
                assert not answer["UnprocessedItems"]


def _write_batch(client: "DynamoDBClient", table: str, batch: Sequence[Any]) -> Any:
    return client.batch_write_item(RequestItems={table: batch})
