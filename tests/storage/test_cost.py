"""What events cost in calls to the store: an accepted event is one write and no read."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from chalicelib.storage.fan_out import FanOut
from chalicelib.usecases.ingest_events import IngestEvents, Status
from tests.api_client import page_view
from tests.conftest import Tables
from tests.storage.parts import deadline, event_store, intake, quarantine_store


@contextmanager
def _counted(tables: Tables) -> "Iterator[Counter[str]]":
    calls: Counter[str] = Counter()

    def count(model: Any, **_: Any) -> None:
        calls[model.name] += 1

    events = tables.client.meta.events
    events.register("before-call.dynamodb", count)
    yield calls
    events.unregister("before-call.dynamodb", count)


@pytest.mark.parametrize("size", [1, 25, 100])
def test_each_accepted_event_is_one_put_and_no_read(tables: Tables, size: int) -> None:
    ingest = IngestEvents(event_store(tables), quarantine_store(tables), FanOut(), lambda _: None)
    sent = [page_view("v", event_id=f"e{number}") for number in range(size)]
    with _counted(tables) as calls:
        report = ingest(sent, intake(), deadline())
    assert report.count(Status.ACCEPTED) == size
    assert calls == Counter(PutItem=size)


def test_a_twin_within_one_request_is_not_written_at_all(tables: Tables) -> None:
    ingest = IngestEvents(event_store(tables), quarantine_store(tables), FanOut(), lambda _: None)
    with _counted(tables) as calls:
        ingest([page_view("v", event_id="e1")] * 10, intake(), deadline())
    assert calls == Counter(PutItem=1)
