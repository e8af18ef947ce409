"""Erasing and handing over in parts: out of time, with a store that fails, in slices; all of it in the end."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from chalicelib.domain.errors import Reason, UnavailableError
from chalicelib.domain.identity import identity_of
from chalicelib.domain.pii import EmailPolicy
from chalicelib.domain.quarantine import quarantine
from chalicelib.domain.tracking.evidence import Evidence
from chalicelib.domain.tracking.landing import read_landing, read_referrer
from chalicelib.domain.tracking.registration import Registration
from chalicelib.domain.tracking.snapshot import Snapshot, take_snapshot
from chalicelib.routes.subject_services import SubjectServices, make_subject_services
from chalicelib.storage.dynamodb import Store, make_client
from chalicelib.storage.event_store import EventStore
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.journey_store import JourneyStore
from chalicelib.storage.quarantine_store import QuarantineStore
from chalicelib.storage.registration_store import RegistrationStore
from chalicelib.storage.session_store import SessionStore
from chalicelib.usecases.build_journeys import BuildJourneys
from chalicelib.usecases.count_sessions import CountSessions
from chalicelib.usecases.erase_subject import ErasureReceipt
from chalicelib.usecases.export_subject import BEGINNING, ExportPosition, SubjectExport
from tests.conftest import Tables
from tests.fault_proxy import BREAK, THROTTLE, FaultProxy
from tests.storage.parts import NOW, PEPPER, SEOUL, admitted, deadline, intake

ADDRESS = "kim@example.com"
MINE = identity_of(ADDRESS, [PEPPER], EmailPolicy.MASKED).fingerprints


class Subject:
    """The parts over the tables, and what is put into them past the routes."""

    def __init__(self, prefix: str, endpoint_url: str) -> None:
        store = Store(make_client(endpoint_url))
        self.events = EventStore(store, f"{prefix}events", SEOUL, 1, timedelta(days=180))
        self.quarantine = QuarantineStore(store, f"{prefix}quarantine", SEOUL)
        journeys = JourneyStore(store, f"{prefix}journeys", SEOUL, 1, timedelta(days=180))
        sessions = SessionStore(store, f"{prefix}buckets", SEOUL, timedelta(days=1095))
        count = CountSessions(journeys, sessions, lambda: NOW)
        self.journeys = BuildJourneys(self.events, journeys, count, FanOut(), lambda: NOW)
        self.registrations = RegistrationStore(store, f"{prefix}registrations", timedelta(days=180))

    @property
    def services(self) -> SubjectServices:
        return make_subject_services(self.events, self.quarantine, self.registrations, self.journeys, FanOut())

    def lives(self, *, traces: int, events: int, refused: int) -> None:
        for trace in range(traces):
            for number in range(events):
                name = f"{trace}-{number}"
                one = admitted(event_id=name, trace_id=f"trace_{trace}", email=ADDRESS, user_id=f"u-{name}")
                self.events.put_new(one, deadline())
        for number in range(refused):
            event = {"event_type": "m_auth_login_fail", "email": ADDRESS, "user_id": f"u-{number}"}
            self.quarantine.add(quarantine(event, [Reason("error_code", "required")], intake()), deadline())

    def registers(self, name: str) -> None:
        """Its event was never written: the sender has given up after a 503."""
        kept = Registration(name, "c", None, identity_of(ADDRESS, [PEPPER], EmailPolicy.DOMAIN), NOW, _snapshot())
        assert self.registrations.put_new(kept, deadline())

    def copy(self, limit: int) -> Iterator[SubjectExport]:
        start: ExportPosition | None = BEGINNING
        while start is not None:
            one = self.services.export(MINE, start=start, now=NOW, limit=limit)
            yield one
            start = one.goes_on_at


def _snapshot() -> Snapshot:
    seen = Evidence(campaign_id="c", captured_at=NOW)
    came_from = read_referrer("https://news.example.org/kim")
    return take_snapshot(
        seen, trust_window_hours=24, landing=read_landing(None), referrer=came_from, user_agent=None, own_hosts=()
    )


@pytest.fixture
def subject(tables: Tables) -> Subject:
    return Subject(tables.prefix, tables.endpoint_url)


def test_a_registration_that_no_event_names_is_handed_over_and_erased(subject: Subject) -> None:
    subject.registers("reg-1")
    (copy,) = subject.copy(limit=200)
    assert [one.registration_id for one in copy.registrations] == ["reg-1"]
    assert subject.services.erase(MINE, for_seconds=20) == ErasureReceipt(registrations=1)
    left = subject.registrations.read("reg-1", now=NOW, deadline=deadline())
    assert left is not None
    assert (left.identity.fingerprint, left.snapshot.referrer) == (None, None)


def test_slices_of_any_size_hand_over_everything_once(subject: Subject) -> None:
    subject.lives(traces=3, events=4, refused=5)
    subject.registers("reg-1")
    for limit in (1, 3, 5, 200):
        slices = [*subject.copy(limit)]
        assert all(len(one.events) + len(one.quarantine) + len(one.registrations) <= limit for one in slices)
        assert sorted(event.event_id for one in slices for event in one.events) == sorted(
            f"{trace}-{number}" for trace in range(3) for number in range(4)
        )
        refused = [item.id for one in slices for item in one.quarantine]
        assert (len(refused), len(set(refused))) == (5, 5)
        assert [item.registration_id for one in slices for item in one.registrations] == ["reg-1"]


def test_what_has_expired_is_not_handed_over_and_is_erased_all_the_same(subject: Subject) -> None:
    subject.lives(traces=1, events=1, refused=1)
    subject.registers("reg-1")
    later = subject.services.export(MINE, now=NOW + timedelta(days=400))
    assert (later.events, later.quarantine, later.registrations) == ([], [], [])
    assert subject.services.erase(MINE, for_seconds=20) == ErasureReceipt(events=1, quarantine=1, registrations=1)


def test_an_erasure_that_runs_out_of_time_says_so_and_the_next_ones_do_the_rest(subject: Subject) -> None:
    subject.lives(traces=4, events=5, refused=3)
    clock = count()  # a second goes by at each look

    def a_little() -> ErasureReceipt:
        erase = subject.services.erase
        return replace(erase, monotonic=lambda: next(clock))(MINE, for_seconds=6)

    receipts = [a_little()]
    while receipts[-1].more:
        receipts.append(a_little())
        assert len(receipts) < 30
    assert len(receipts) > 2
    assert [sum(one.events for one in receipts), sum(one.quarantine for one in receipts)] == [20, 3]
    assert subject.services.erase(MINE, for_seconds=20) == ErasureReceipt()


@pytest.mark.parametrize("operation", ["UpdateItem", "Query"])
def test_a_store_that_fails_within_an_erasure_loses_nothing_of_the_receipt(
    tables: Tables, subject: Subject, proxy: FaultProxy, operation: str
) -> None:
    subject.lives(traces=5, events=2, refused=2)
    behind = Subject(tables.prefix, proxy.url)
    proxy.set({"operation": operation} | BREAK | {"probability": 0.6})
    receipts: list[ErasureReceipt] = []
    failures = 0
    while failures < 60 and not (receipts and not receipts[-1].more):
        try:
            receipts.append(behind.services.erase(MINE, for_seconds=20))
        except UnavailableError:
            failures += 1
    proxy.clear()
    assert [sum(one.events for one in receipts), sum(one.quarantine for one in receipts)] == [10, 2]
    assert subject.services.erase(MINE, for_seconds=20) == ErasureReceipt()


def test_an_erasure_that_could_do_nothing_at_all_fails(tables: Tables, subject: Subject, proxy: FaultProxy) -> None:
    subject.lives(traces=1, events=2, refused=0)
    proxy.set({"operation": "UpdateItem"} | THROTTLE)
    with pytest.raises(UnavailableError):
        Subject(tables.prefix, proxy.url).services.erase(MINE, for_seconds=20)
