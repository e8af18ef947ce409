"""A program whose settings disagree with what is stored refuses to start, or to touch the tables, with what to do."""

from pathlib import Path

import pytest

from chalicelib.domain.errors import UnavailableError
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.fan_out import FanOut
from chalicelib.usecases.agree_on_stored_shapes import AgreeOnStoredShapes
from chalicelib.usecases.ingest_events import IngestEvents, Status
from tests.api_client import page_view
from tests.conftest import AWS_ENVIRONMENT, ServiceFactory, Tables
from tests.running_service import SECRETS, start_service
from tests.storage.parts import NOW, deadline, event_store, intake, meta_store, quarantine_store


@pytest.mark.parametrize(
    ("setting", "value"), [("REPORTING_TIMEZONE", "Asia/Seoul"), ("FEED_SHARDS", "1")], ids=["timezone", "shards"]
)
def test_a_start_with_settings_that_disagree_is_refused_with_what_to_do(
    service: ServiceFactory, engine: str, table_prefix: str, tmp_path: Path, setting: str, value: str
) -> None:
    service(REPORTING_TIMEZONE="UTC", FEED_SHARDS="2").stop()
    settings = {"REPORTING_TIMEZONE": "UTC", "FEED_SHARDS": "2"} | {setting: value}
    shared = {"DYNAMODB_ENDPOINT_URL": engine, "TABLE_PREFIX": table_prefix}
    folder = tmp_path / "second"
    folder.mkdir()
    refused = start_service(folder, ["--in-memory", "--port", "0"], AWS_ENVIRONMENT | SECRETS | shared | settings)
    assert refused.exit_code() == 1
    assert setting in refused.log
    assert "Traceback" not in refused.log


def test_a_program_that_disagrees_leaves_every_event_with_its_sender(tables: Tables) -> None:
    meta_store(tables).agree(timezone="UTC", shards=1, now=NOW, deadline=deadline())
    agree = AgreeOnStoredShapes(meta_store(tables), "Asia/Seoul", 1, lambda: NOW)
    ingest = IngestEvents(event_store(tables), quarantine_store(tables), FanOut(), agree.or_unavailable)
    report = ingest([page_view("v", event_id="e1"), {"event_type": "m_otp_send"}], intake(), deadline())
    assert [(result.status, result.event_id) for result in report.results] == [
        (Status.UNAVAILABLE, "e1"),
        (Status.UNAVAILABLE, None),
    ]
    assert tables.client.scan(TableName=f"{tables.prefix}events")["Count"] == 0
    assert tables.client.scan(TableName=f"{tables.prefix}quarantine")["Count"] == 0


def test_a_store_that_was_away_at_the_first_request_is_asked_again_at_the_next(tables: Tables) -> None:
    agree = AgreeOnStoredShapes(meta_store(tables), "UTC", 1, lambda: NOW)
    with pytest.raises(UnavailableError):
        agree.or_unavailable(Deadline.after(0))
    agree.or_unavailable(deadline())
