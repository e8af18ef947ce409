"""Campaigns on a real engine: the numbers agree to the event, whatever is interrupted and whatever runs beside it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.bucket import MAX_CAMPAIGNS
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.name_counts import OTHER
from chalicelib.usecases.count_events import STEP_WRITES
from chalicelib.usecases.summarize_campaigns import MAX_ROWS
from tests.conftest import Tables
from tests.storage.campaign_parts import (
    CAMPAIGNS,
    Book,
    any_event,
    at_call,
    click,
    counted_calls,
    registration,
    visit,
)
from tests.storage.parts import intake
from tests.storage.roll_up_parts import Counting, counting, soon

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # in Seoul
WRITES = ("PutItem", "DeleteItem")
DAY = "2026-11-22"


class Killed(BaseException):
    """What ends a process is caught by nothing."""


def _die() -> None:
    raise Killed


def _book(tables: Tables) -> Book:
    return Book(counting(tables, "Asia/Seoul", NOON))


def _until_done(parts: Counting) -> None:
    while parts.run().more:
        pass


def test_the_numbers_are_the_same_before_between_and_after_roll_ups(tables: Tables) -> None:
    book = _book(tables)
    for number in range(60):
        book.put(any_event(number, NOON - timedelta(seconds=2 * number)))
    book.put(visit(1000, NOON, None))
    book.put(click(1001, NOON, None))
    book.check(DAY, DAY)
    book.parts.run(lag=timedelta(seconds=60))
    book.check(DAY, DAY)
    book.put(registration(1002, NOON, "of the latest events alone"))
    book.check(DAY, DAY)
    book.parts.run()
    book.check(DAY, DAY)
    calm = book.parts.campaigns(DAY, DAY)
    main = book.parts.summary(DAY, DAY).summary
    assert calm.summary.figures.tracking == main.tracking
    assert {line.kpi.id: line.now.value for line in main.kpis}["registrations"] == calm.summary.figures.registrations


def test_a_run_that_dies_before_any_of_its_writes_counts_nothing_twice_and_nothing_never(tables: Tables) -> None:
    book, written, calls = _book(tables), 0, [""]
    book.parts.run()  # which closes the days before
    while len(calls) >= written:
        _put_some(book, written)
        with at_call(tables, written, _die, WRITES) as calls, suppress(Killed):
            book.parts.run()
        book.check(DAY, DAY)
        written += 1
    assert (
        written == 3 * (len(CAMPAIGNS) + 1) + 1 + 1
    )  # each type and campaign, how far the run came; and a run that lives


@pytest.mark.parametrize("beside", ["another run", "a reader"])
def test_another_run_or_a_reader_at_any_moment_of_a_run_finds_and_leaves_the_right_counts(
    tables: Tables, beside: str
) -> None:
    book, number, calls = _book(tables), 0, [""]
    other: Callable[[], object] = book.parts.run if beside == "another run" else lambda: book.check(DAY, DAY)
    while len(calls) >= number:
        _put_some(book, number)
        with at_call(tables, number, other, (*WRITES, "BatchGetItem")) as calls:
            book.parts.run()
        book.check(DAY, DAY)
        number += 1
    assert number > 13


def test_a_roll_up_at_any_moment_of_reading_leaves_the_right_numbers(tables: Tables) -> None:
    book, number, calls = _book(tables), 0, [""]
    while len(calls) >= number:
        _put_some(book, number)
        with at_call(tables, number, book.parts.run) as calls:
            book.check(DAY, DAY)
        number += 1
    assert number > 20


def _put_some(book: Book, batch: int) -> None:
    """Of every kind and campaign, later than those of the batch before."""
    for number in range(batch * 15, batch * 15 + 15):
        book.put(any_event(number, NOON - timedelta(seconds=2000 - number)))


def test_runs_at_once_count_each_event_once(tables: Tables) -> None:
    book = _book(tables)
    for batch in range(4):
        _put_some(book, batch)
    with ThreadPoolExecutor(4) as runners:
        list(runners.map(lambda _: book.parts.run(), range(4)))
    _until_done(book.parts)
    book.check(DAY, DAY)
    assert book.parts.run().events_counted == 0


@pytest.mark.parametrize("shards", [1, 3])
def test_shards_of_a_day_are_summed_and_closing_it_finds_no_drift(tables: Tables, shards: int) -> None:
    parts = counting(tables, "Asia/Seoul", NOON, shards=shards)
    book = Book(parts)
    _put_some(book, 0)
    parts.run()
    _put_some(book, 1)
    book.check(DAY, DAY)
    parts.now = NOON + timedelta(hours=12, minutes=16)
    report = parts.run()
    assert (report.more, report.drift_events, report.late_events, report.closed_events) == (False, 0, 0, 30)
    book.check(DAY, DAY)
    items = tables.client.scan(TableName=f"{tables.prefix}buckets")["Items"]
    assert not [item for item in items if "recount" in item["day_shard"]["S"]]


def test_events_that_come_late_are_in_their_campaigns_when_the_day_is_closed(tables: Tables) -> None:
    book = _book(tables)
    parts = book.parts
    book.put(registration(0, NOON, "spring"))
    parts.run()
    parts.put(late := registration(1, NOON - timedelta(minutes=5), "late"))
    parts.run()
    book.check(DAY, DAY)
    parts.now = NOON + timedelta(hours=12, minutes=16)
    report = parts.run()
    assert (report.late_events, report.drift_events) == (1, 1)
    book.events.append(late)
    book.check(DAY, DAY)


def test_a_backfilled_day_is_pending_until_it_was_counted_again_by_campaign_too(tables: Tables) -> None:
    book = _book(tables)
    past = NOON - timedelta(days=3)
    fields = {"event_type": "m_registration", "campaign_id": "autumn", "payload": {"registration_id": "r"}}
    events = [fields | {"event_id": f"p{number}", "ts": past.isoformat(), "success": True} for number in range(3)]
    book.put(registration(0, NOON, "spring"))
    book.parts.backfill(events, intake(NOON), soon())
    before = book.parts.campaigns("2026-11-18", DAY)
    assert (before.pending_days, [row.campaign_id for row in before.campaigns]) == (["2026-11-19"], ["spring"])
    book.parts.dirty_days.mark([("m_otp_send", "2026-11-18")], NOON - timedelta(minutes=5), soon())
    assert book.parts.campaign("spring", "2026-11-18", DAY).pending_days == ["2026-11-19"]  # no OTP is of a campaign
    book.parts.run()
    after = book.parts.campaigns("2026-11-18", DAY)
    assert (after.pending_days, [row.campaign_id for row in after.campaigns]) == ([], ["autumn", "spring"])
    assert after.summary.tracked == [0, 3, 0, 0, 1]
    assert book.parts.campaign("autumn", "2026-11-18", DAY).summary.tracked == [0, 3, 0, 0, 0]


def test_too_long_a_tail_is_answered_as_of_the_last_roll_up(tables: Tables) -> None:
    parts = counting(tables, "Asia/Seoul", NOON, max_tail_events=10)
    for number in range(10):
        parts.put(registration(number, NOON - timedelta(seconds=number), "spring"))
    assert parts.campaign("spring").live
    parts.run()
    parts.now, rolled_up_at = NOON + timedelta(minutes=1), parts.now
    for number in range(11):
        parts.put(registration(100 + number, parts.now - timedelta(seconds=number), "spring"))
    for late in (parts.campaign("spring"), parts.campaigns()):
        assert (late.live, late.as_of, late.summary.figures.registrations) == (False, rolled_up_at, 10)
    parts.run()
    assert (parts.campaign("spring").live, parts.campaign("spring").summary.figures.registrations) == (True, 21)


def test_a_campaign_is_found_where_it_is_known_or_events_ever_named_it(tables: Tables) -> None:
    parts = counting(tables, "Asia/Seoul", NOON, known_campaigns=["known"])
    parts.put(registration(0, NOON, "spring"))
    assert parts.campaign("known", DAY, DAY).summary.figures.registrations == 0
    assert parts.campaign("spring", DAY, DAY).summary.figures.registrations == 1
    parts.run()
    assert parts.campaign("spring", "2026-11-01", "2026-11-02").summary.figures.registrations == 0
    for nobodys in ("nobody", "Spring", "spring ", "sprin"):
        with pytest.raises(NotFoundError):
            parts.campaign(nobodys, DAY, DAY)


def test_an_event_that_makes_up_its_campaign_costs_no_more_than_the_limit_allows(tables: Tables) -> None:
    """Twice as many as get a bucket, all of one minute: they are counted in time, and the rest under `other`."""
    parts, book = counting(tables, "Asia/Seoul", NOON), MAX_CAMPAIGNS * 2
    parts.run()  # which closes the days before
    with ThreadPoolExecutor(8) as senders:
        made_up = [registration(n, NOON - timedelta(milliseconds=book - n), f"c{n:05}") for n in range(book)]
        list(senders.map(parts.put, made_up))
    before = parts.campaigns(DAY, DAY)
    with counted_calls(tables) as calls:
        report = parts.run()
    assert (report.more, report.events_counted) == (False, book)
    assert calls["PutItem"] <= MAX_CAMPAIGNS + 1 + 2 * book / STEP_WRITES + 1
    after = parts.campaigns(DAY, DAY)
    assert after == before
    assert (len(after.campaigns), after.summary.figures.registrations) == (MAX_ROWS, book)
    assert (after.campaigns[0].campaign_id, after.campaigns[0].figures.registrations) == (OTHER, MAX_CAMPAIGNS)
    assert parts.campaign("c00999", DAY, DAY).summary.figures.registrations == 1
    with pytest.raises(NotFoundError):
        parts.campaign("c01000", DAY, DAY)
    assert parts.run().events_counted == 0


def test_of_more_campaigns_than_there_are_rows_none_is_shown_with_a_part_of_its_numbers(tables: Tables) -> None:
    parts = counting(tables, "Asia/Seoul", NOON)
    for number in range(MAX_ROWS + 5):
        parts.put(registration(number, NOON - timedelta(milliseconds=900 - number), f"c{number:03}"))
    parts.run()
    last = f"c{MAX_ROWS + 4:03}"
    parts.put(registration(999, NOON, last))
    parts.put(registration(1000, NOON, "new"))
    rows = [row.campaign_id for row in parts.campaigns(DAY, DAY).campaigns]
    assert (len(rows), last in rows) == (MAX_ROWS, False)
    assert parts.campaign(last, DAY, DAY).summary.figures.registrations == 2
    parts.run()
    first, *_ = parts.campaigns(DAY, DAY).campaigns
    assert (first.campaign_id, first.figures.registrations) == (last, 2)
