"""A roll-up that builds a journey while its person is erased, or the other way round: the domain is in no journey."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain import journey
from chalicelib.domain.identity import identity_of
from chalicelib.domain.pii import EmailPolicy
from chalicelib.routes.subject_services import make_subject_services
from chalicelib.storage.dynamodb import Store
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.quarantine_store import QuarantineStore
from chalicelib.storage.registration_store import RegistrationStore
from chalicelib.usecases.count_sessions import SETTLES_AFTER
from tests.conftest import Tables
from tests.storage.campaign_parts import at_call
from tests.storage.journeys_check import check_journeys
from tests.storage.parts import PEPPER, SEOUL, admitted
from tests.storage.roll_up_parts import Counting, counting

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # in Seoul
ADDRESS = "kim@example.com"
MINE = identity_of(ADDRESS, [PEPPER], EmailPolicy.MASKED).fingerprints
CALLS = 40  # more than either makes


def _erase(parts: Counting, tables: Tables) -> None:
    store = Store(tables.client)
    quarantine = QuarantineStore(store, f"{tables.prefix}quarantine", SEOUL)
    registrations = RegistrationStore(store, f"{tables.prefix}registrations", timedelta(days=180))
    made = make_subject_services(parts.events, quarantine, registrations, parts.build_journeys, FanOut())
    while made.erase(MINE, for_seconds=600).more:
        pass


def _lives(parts: Counting, name: str) -> None:
    """One who came twice, the second time without the address."""
    for number, more in enumerate([{"email": ADDRESS}, {}]):
        at = parts.now - timedelta(seconds=20 - number)
        told: dict[str, Any] = {"event_id": f"{name}-{number}", "trace_id": f"trace_{name}", "user_id": f"u-{name}"}
        parts.put(admitted(at, **told | more))


def _bodies(tables: Tables) -> str:
    return "".join(one["body"]["S"] for one in tables.client.scan(TableName=f"{tables.prefix}journeys")["Items"])


@pytest.mark.parametrize("first", ["erasure", "roll-up"])
def test_whichever_comes_in_between_at_whatever_call_no_journey_keeps_the_domain(tables: Tables, first: str) -> None:
    parts = counting(tables, "Asia/Seoul", NOON, used_since=NOON - timedelta(days=2))
    other = counting(tables, "Asia/Seoul", NOON, used_since=NOON - timedelta(days=2))
    reached = 0
    for call in range(CALLS):
        _lives(parts, f"{call}")
        other.now = parts.now
        erase, run = (lambda: _erase(parts, tables)), other.run
        outer, inner = (erase, run) if first == "erasure" else (run, erase)
        with at_call(tables, call, inner) as calls:
            outer()
        done = len(calls) > call
        reached += done
        if not done:
            inner()
        assert "example.com" not in _bodies(tables), f"when the other came before call {call}"
        parts.now += timedelta(minutes=1)
    assert 10 < reached < CALLS
    parts.now += SETTLES_AFTER + timedelta(minutes=1)
    parts.run()
    check_journeys(tables.client, parts.build_journeys.sessions.sessions, SEOUL)


def test_a_roll_up_that_read_the_events_before_they_were_erased_and_writes_after_it_is_refused(
    tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a trace that is longer than what is kept, so that the journey which the erasure leaves is the one it found."""
    monkeypatch.setattr(journey, "MAX_EVENTS_KEPT", 1)
    parts = counting(tables, "Asia/Seoul", NOON, used_since=NOON - timedelta(days=2))
    _lives(parts, "long")
    journey_clean, events_read, erased = threading.Event(), threading.Event(), threading.Event()
    written: list[str] = []

    def wait(params: dict[str, Any], model: Any, **_: Any) -> None:
        if model.name == "UpdateItem" and written:
            journey_clean.set()
            assert events_read.wait(30)
        elif model.name == "PutItem" and params["TableName"] == f"{tables.prefix}journeys":
            written.append(threading.current_thread().name)
            if len(written) == 2:  # the first was the erasure's, this is the roll-up's
                events_read.set()
                assert erased.wait(30)

    def erase() -> None:
        _erase(parts, tables)
        erased.set()

    eraser = threading.Thread(target=erase)
    tables.client.meta.events.register("provide-client-params.dynamodb", wait)
    try:
        eraser.start()
        assert journey_clean.wait(30)
        parts.run()
        eraser.join()
    finally:
        tables.client.meta.events.unregister("provide-client-params.dynamodb", wait)
    assert len(written) > 2
    assert "example.com" not in _bodies(tables)
