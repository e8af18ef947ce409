"""The meta item and the quarantine on a real engine."""

from datetime import timedelta

import pytest

from chalicelib.domain.errors import Reason
from chalicelib.domain.quarantine import quarantine
from chalicelib.storage.meta_store import StoredShapesError
from chalicelib.usecases.list_quarantine import QuarantineList, list_quarantine
from tests.conftest import Tables
from tests.storage.parts import NOW, deadline, intake, meta_store, quarantine_store

REASONS = [Reason("email", "required for m_otp_send")]


def test_the_first_start_settles_timezone_and_shards(tables: Tables) -> None:
    meta = meta_store(tables)
    meta.agree(timezone="Asia/Seoul", shards=2, now=NOW, deadline=deadline())
    meta.agree(timezone="Asia/Seoul", shards=2, now=NOW, deadline=deadline())
    stored = meta.read(deadline())
    assert stored is not None
    assert (stored["reporting_timezone"]["S"], stored["feed_shards"]["N"]) == ("Asia/Seoul", "2")


def test_another_timezone_is_refused_with_what_to_do(tables: Tables) -> None:
    meta_store(tables).agree(timezone="Asia/Seoul", shards=1, now=NOW, deadline=deadline())
    with pytest.raises(StoredShapesError, match=r"REPORTING_TIMEZONE.*TABLE_PREFIX"):
        meta_store(tables).agree(timezone="UTC", shards=1, now=NOW, deadline=deadline())


def test_shards_may_be_raised_and_never_lowered(tables: Tables) -> None:
    meta = meta_store(tables)
    meta.agree(timezone="UTC", shards=2, now=NOW, deadline=deadline())
    meta.agree(timezone="UTC", shards=4, now=NOW, deadline=deadline())
    with pytest.raises(StoredShapesError, match="FEED_SHARDS"):
        meta.agree(timezone="UTC", shards=3, now=NOW, deadline=deadline())


def test_tables_of_a_newer_program_are_refused(tables: Tables) -> None:
    meta = meta_store(tables)
    meta.agree(timezone="UTC", shards=1, now=NOW, deadline=deadline())
    tables.client.update_item(
        TableName=meta.table,
        Key={"id": {"S": "stored_shapes"}},
        UpdateExpression="SET schema_version = :newer",
        ExpressionAttributeValues={":newer": {"N": "99"}},
    )
    with pytest.raises(StoredShapesError, match="upgrade"):
        meta.agree(timezone="UTC", shards=1, now=NOW, deadline=deadline())


def _list(tables: Tables, after_days: int = 0, limit: int = 50) -> QuarantineList:
    now = NOW + timedelta(days=after_days)
    return list_quarantine(quarantine_store(tables), limit=limit, start=None, now=now, deadline=deadline())


def test_the_same_content_is_one_item_that_counts_its_times(tables: Tables) -> None:
    store = quarantine_store(tables)
    for hours in range(3):
        at = NOW + timedelta(hours=hours)
        store.add(quarantine({"event_type": "m_otp_send"}, REASONS, intake(at)), deadline())
    (item,) = _list(tables).items
    assert (item.times, item.received_at, item.last_received_at) == (3, NOW, NOW + timedelta(hours=2))
    assert (item.event, list(item.reasons)) == ({"event_type": "m_otp_send"}, REASONS)


def test_the_quarantine_keeps_an_item_for_14_days_after_its_last_receipt(tables: Tables) -> None:
    store = quarantine_store(tables)
    store.add(quarantine({"a": 1}, REASONS, intake()), deadline())
    store.add(quarantine({"a": 1}, REASONS, intake(NOW + timedelta(days=10))), deadline())
    assert len(_list(tables, after_days=24).items) == 1
    assert len(_list(tables, after_days=25).items) == 0


def test_pages_of_the_quarantine_skip_and_repeat_nothing(tables: Tables) -> None:
    store = quarantine_store(tables)
    for number in range(23):
        at = NOW - timedelta(hours=7 * number)
        store.add(quarantine({"number": number}, REASONS, intake(at)), deadline())
    seen: list[int] = []
    start = None
    while True:
        page = list_quarantine(store, limit=4, start=start, now=NOW, deadline=deadline())
        assert len(page.items) <= 4
        seen += [item.event["number"] for item in page.items]
        start = page.goes_on_at
        if start is None:
            break
    assert seen == list(range(23))
