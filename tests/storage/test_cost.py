"""What events cost in calls to the store: one write and no read to accept, few and bounded ones to count and sum up."""

from collections import Counter
from datetime import timedelta

import pytest

from chalicelib.storage.fan_out import FanOut
from chalicelib.usecases.ingest_events import IngestEvents, Status
from tests.api_client import page_view
from tests.conftest import Tables
from tests.storage.campaign_parts import any_event, counted_calls, registration
from tests.storage.parts import NOW, deadline, event_store, intake, quarantine_store
from tests.storage.roll_up_parts import counting


@pytest.mark.parametrize("size", [1, 25, 100])
def test_each_accepted_event_is_one_put_and_no_read(tables: Tables, size: int) -> None:
    ingest = IngestEvents(event_store(tables), quarantine_store(tables), FanOut(), lambda _: None)
    sent = [page_view("v", event_id=f"e{number}") for number in range(size)]
    with counted_calls(tables) as calls:
        report = ingest(sent, intake(), deadline())
    assert report.count(Status.ACCEPTED) == size
    assert calls == Counter(PutItem=size)


def test_a_twin_within_one_request_is_not_written_at_all(tables: Tables) -> None:
    ingest = IngestEvents(event_store(tables), quarantine_store(tables), FanOut(), lambda _: None)
    with counted_calls(tables) as calls:
        ingest([page_view("v", event_id="e1")] * 10, intake(), deadline())
    assert calls == Counter(PutItem=1)


def test_a_roll_up_writes_one_bucket_a_type_and_one_a_campaign_of_it_however_many_events_there_are(
    tables: Tables,
) -> None:
    parts = counting(tables, "Asia/Seoul", NOW)
    parts.run()  # which closes the days before
    for number in range(75):  # of 3 types and 3 campaigns
        parts.put(any_event(number, NOW - timedelta(seconds=number)))
    with counted_calls(tables) as calls:
        assert parts.run().events_counted == 75
    assert calls["PutItem"] == 3 * (1 + 3) + 1  # and how far it came
    assert calls["BatchGetItem"] <= 1 + 3 + 1
    with counted_calls(tables) as calls:
        parts.run()
    assert (calls["PutItem"], calls["BatchGetItem"]) == (1, 1)


@pytest.mark.parametrize("days", [1, 7, 31, 92])
def test_the_summary_of_one_campaign_costs_as_many_calls_whatever_the_range(tables: Tables, days: int) -> None:
    parts = counting(tables, "Asia/Seoul", NOW)
    for number in range(days):
        parts.put(registration(number, NOW - timedelta(days=number), "spring"))
        parts.dirty_days.mark([("m_registration", parts.day_before(number))], NOW, deadline())
    parts.run()
    with counted_calls(tables) as calls:
        found = parts.campaign("spring", parts.day_before(days - 1), parts.day_before(0))
    assert found.summary.figures.registrations == days
    # dirty days; 3 types, the campaign of each, and today's latest events of each; how far the roll-up came
    assert calls == Counter(Query=1 + 3 + 3 + 3, GetItem=1)


@pytest.mark.parametrize("campaigns", [1, 3, 120])
def test_the_summary_of_all_campaigns_reads_those_with_registrations_a_hundred_at_once(
    tables: Tables, campaigns: int
) -> None:
    parts = counting(tables, "Asia/Seoul", NOW)
    for number in range(campaigns):
        parts.put(registration(number, NOW - timedelta(seconds=number), f"c{number}"))
    parts.run()
    with counted_calls(tables) as calls:
        assert len(parts.campaigns(parts.day_before(6), parts.day_before(0)).campaigns) == campaigns
    assert calls == Counter(Query=1 + 3 + 3, GetItem=1, BatchGetItem=1 + campaigns // 100)
