"""The stores over a test's own tables, and events to put into them."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.domain.admission import Admitted, Intake, admit
from chalicelib.domain.pii import EmailPolicy
from chalicelib.storage.dynamodb import Deadline, Store
from chalicelib.storage.event_store import EventStore
from chalicelib.storage.meta_store import MetaStore
from chalicelib.storage.quarantine_store import QuarantineStore
from tests.conftest import Tables

NOW = datetime(2026, 11, 22, 9, 15, 2, 120_000, tzinfo=UTC)
PEPPER = "pepper-of-the-tests-0123456789abcdef"
SEOUL = ZoneInfo("Asia/Seoul")


def event_store(tables: Tables, *, shards: int = 1, retention_days: int = 180) -> EventStore:
    return EventStore(Store(tables.client), f"{tables.prefix}events", SEOUL, shards, timedelta(days=retention_days))


def quarantine_store(tables: Tables) -> QuarantineStore:
    return QuarantineStore(Store(tables.client), f"{tables.prefix}quarantine", SEOUL)


def meta_store(tables: Tables) -> MetaStore:
    return MetaStore(Store(tables.client), f"{tables.prefix}meta")


def deadline() -> Deadline:
    return Deadline.after(10)


def intake(at: datetime = NOW, *peppers: str) -> Intake:
    return Intake(at, peppers or (PEPPER,), EmailPolicy.DOMAIN)


def admitted(at: datetime = NOW, *peppers: str, **fields: Any) -> Admitted:
    found = admit(
        {"event_type": "m_page_view", "anonymous_id": "visitor"} | fields,
        intake(at, *peppers),
        default_event_id=uuid.uuid4().hex,
    )
    assert isinstance(found, Admitted), found
    return found
