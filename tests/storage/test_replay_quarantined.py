"""One quarantined event becomes one stored event, whoever mends it to what, at the same moment or later."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.errors import ConflictError, Reason
from chalicelib.domain.quarantine import QuarantinedEvent, quarantine
from chalicelib.storage.dirty_days import DirtyDays
from chalicelib.storage.dynamodb import Deadline, Store
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.quarantine_claims import Claim, QuarantineClaims
from chalicelib.usecases.backfill_events import BackfillEvents
from chalicelib.usecases.ingest_events import IngestEvents, IngestReport, Status
from chalicelib.usecases.replay_quarantined import ReplayQuarantined
from tests.conftest import Tables
from tests.storage.parts import NOW, SEOUL, deadline, event_store, intake, quarantine_store

LATER = NOW + timedelta(hours=1)


@dataclass(frozen=True)
class Replays:
    replay: ReplayQuarantined

    def waits(self, **fields: Any) -> QuarantinedEvent:
        event = {"event_type": "m_otp_send"} | fields
        item = quarantine(event, [Reason("email", "required")], intake(NOW))
        self.replay.quarantine.add(item, deadline())
        return item

    def mend(self, item: QuarantinedEvent, *, at: datetime = LATER, **fields: Any) -> IngestReport:
        mended = {"event_type": "m_otp_send", "email": "kim@example.com"} | fields
        return self.replay(item.id, mended, intake(at), deadline())

    def stored(self, trace_id: str) -> int:
        return len([*self.replay.events.read_trace(trace_id, now=LATER, deadline=deadline())])

    def forget(self, trace_id: str) -> None:
        store = self.replay.events
        (event,) = store.read_trace(trace_id, now=LATER, deadline=deadline())
        store.store.client.delete_item(
            TableName=store.table, Key={"trace_id": {"S": trace_id}, "event_id": {"S": event.event_id}}
        )

    def content_hash(self, trace_id: str) -> str:
        store = self.replay.events
        answer = store.store.client.query(
            TableName=store.table,
            KeyConditionExpression="trace_id = :trace",
            ExpressionAttributeValues={":trace": {"S": trace_id}},
        )
        return answer["Items"][0]["content_hash"]["S"]

    def is_waiting(self, item: QuarantinedEvent) -> bool:
        return self.replay.quarantine.read(item.id, now=LATER, deadline=deadline()) is not None


@pytest.fixture
def replays(tables: Tables) -> Replays:
    store, events, waiting = Store(tables.client), event_store(tables), quarantine_store(tables)
    ingest = IngestEvents(events, waiting, FanOut(), lambda _: None)
    dirty = DirtyDays(store, f"{tables.prefix}buckets")
    backfill = BackfillEvents(ingest, dirty, SEOUL, 180, lambda: LATER, FanOut())
    return Replays(ReplayQuarantined(waiting, QuarantineClaims(store, waiting.table), events, backfill))


def _claimed(
    replays: Replays, item: QuarantinedEvent, trace_id: str, at: datetime, content_hash: str = "of-something"
) -> None:
    """As it is while another replay is under way, or after one that died."""
    name = f"quarantine_{item.id}_{int(item.received_at.timestamp() * 1000)}:0"
    assert replays.replay.claims.take(item.id, Claim(trace_id, name, content_hash, at), deadline())


def test_while_it_is_replayed_as_another_event_it_is_not_replayed(replays: Replays) -> None:
    item = replays.waits()
    _claimed(replays, item, "trace_a", LATER)
    with pytest.raises(ConflictError, match="look again in a minute"):
        replays.mend(item, trace_id="trace_b")
    assert replays.is_waiting(item)
    assert replays.stored("trace_b") == 0


def test_the_same_replay_again_goes_on_where_the_first_died(replays: Replays) -> None:
    item = replays.waits()
    replays.mend(item, trace_id="trace_a")
    content_hash = replays.content_hash("trace_a")
    replays.forget("trace_a")
    replays.replay.quarantine.add(item, deadline())
    _claimed(replays, item, "trace_a", LATER, content_hash)
    assert replays.mend(item, trace_id="trace_a").count(Status.ACCEPTED) == 1
    assert not replays.is_waiting(item)


def test_a_replay_that_died_before_it_stored_anything_hinders_none_after_a_minute(replays: Replays) -> None:
    item = replays.waits()
    _claimed(replays, item, "trace_a", LATER)
    with pytest.raises(ConflictError):
        replays.mend(item, trace_id="trace_b", at=LATER + timedelta(minutes=1))
    report = replays.mend(item, trace_id="trace_b", at=LATER + timedelta(minutes=1, milliseconds=1))
    assert report.count(Status.ACCEPTED) == 1
    assert (replays.stored("trace_a"), replays.stored("trace_b")) == (0, 1)


def test_what_a_replay_stored_that_died_before_it_removed_the_item_is_not_stored_as_another_event(
    replays: Replays,
) -> None:
    item = replays.waits()
    assert replays.mend(item, trace_id="trace_a").count(Status.ACCEPTED) == 1
    replays.replay.quarantine.add(item, deadline())
    _claimed(replays, item, "trace_a", LATER, replays.content_hash("trace_a"))
    with pytest.raises(ConflictError, match="drop it"):
        replays.mend(item, trace_id="trace_b", at=LATER + timedelta(days=1))
    assert (replays.stored("trace_a"), replays.stored("trace_b")) == (1, 0)
    with pytest.raises(ConflictError, match="drop it"):
        replays.mend(item, trace_id="trace_a", error_message="another")  # of the same key
    assert replays.mend(item, trace_id="trace_a").count(Status.DUPLICATE) == 1
    assert not replays.is_waiting(item)


def test_a_replay_that_died_when_it_had_met_anothers_event_hinders_none_after_a_minute(replays: Replays) -> None:
    replays.mend(replays.waits(user_id="ann"), trace_id="trace_a", event_id="taken", email="ann@example.com")
    item = replays.waits()
    claim = Claim("trace_a", "taken", "of-its-own", LATER)
    assert replays.replay.claims.take(item.id, claim, deadline())
    report = replays.mend(item, trace_id="trace_b", at=LATER + timedelta(minutes=2))
    assert report.count(Status.ACCEPTED) == 1


def test_a_claim_that_was_released_meanwhile_is_taken(replays: Replays, monkeypatch: pytest.MonkeyPatch) -> None:
    item = replays.waits()
    _claimed(replays, item, "trace_a", LATER)
    read = QuarantineClaims.read

    def as_it_is_after_a_release(self: QuarantineClaims, quarantine_id: str, until: Deadline) -> Claim | None:
        theirs = read(self, quarantine_id, until)
        if theirs is not None:
            self.release(quarantine_id, theirs, until)
        return None

    monkeypatch.setattr(QuarantineClaims, "read", as_it_is_after_a_release)
    assert replays.mend(item, trace_id="trace_b").count(Status.ACCEPTED) == 1


def test_an_item_whose_event_had_anothers_id_may_be_mended_again(replays: Replays) -> None:
    replays.mend(replays.waits(), trace_id="trace_a", event_id="taken", email="ann@example.com")
    item = replays.waits()
    assert replays.mend(item, trace_id="trace_a", event_id="taken").results[0].conflict
    assert replays.mend(item, trace_id="trace_a", event_id="free").count(Status.ACCEPTED) == 1
    assert not replays.is_waiting(item)


def test_an_item_that_went_while_it_was_read_is_not_brought_back(replays: Replays) -> None:
    item = replays.waits()
    replays.replay.quarantine.delete(item.id, deadline())
    assert not replays.replay.claims.take(item.id, Claim("trace_a", "e", "h", LATER), deadline())
    assert not replays.is_waiting(item)


def test_only_one_of_two_takes_over_a_claim_that_has_lapsed(replays: Replays) -> None:
    item = replays.waits()
    _claimed(replays, item, "trace_a", NOW)
    lapsed = replays.replay.claims.read(item.id, deadline())
    taken = [
        replays.replay.claims.take(item.id, Claim(trace, "e", "h", LATER), deadline(), instead_of=lapsed)
        for trace in ("trace_b", "trace_c")
    ]
    assert taken == [True, False]


@pytest.mark.parametrize("ts", [None, ""])
def test_an_empty_ts_counts_as_none(replays: Replays, ts: str | None) -> None:
    item = replays.waits()
    assert replays.mend(item, ts=ts, trace_id="trace_a").count(Status.ACCEPTED) == 1
    (event,) = replays.replay.events.read_trace("trace_a", now=LATER, deadline=deadline())
    assert event.ts == NOW


def test_a_ts_of_its_own_is_kept(replays: Replays) -> None:
    item = replays.waits()
    replays.mend(item, ts=(NOW - timedelta(days=3)).isoformat(), trace_id="trace_a")
    (event,) = replays.replay.events.read_trace("trace_a", now=LATER, deadline=deadline())
    assert event.ts == NOW - timedelta(days=3)


@pytest.mark.parametrize("value", ["kim@example.com", "of kim@example.com", "4111 1111 1111 1111", "10.0.0.1"])
@pytest.mark.parametrize("name", ["user_id", "event_id", "tenant_id"])
def test_an_identifier_that_was_scrubbed_is_refused_until_it_is_mended(replays: Replays, name: str, value: str) -> None:
    """What is left of two people's would be the same."""
    item = replays.waits(**{name: value, "trace_id": "trace_a"}, email="kim@example.com")
    report = replays.replay(item.id, None, intake(LATER), deadline())
    assert [reason.field for reason in report.results[0].reasons] == [name]
    assert replays.is_waiting(item)
    assert replays.mend(item, trace_id="trace_a").count(Status.ACCEPTED) == 1
