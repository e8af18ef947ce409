"""Registrations in a real engine: the first one stays, and whatever is missing is written by a repeat."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.admission import Admitted
from chalicelib.domain.content_hash import StoredContent
from chalicelib.domain.erasure import erase_registration
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.event import Event
from chalicelib.domain.tracking.registration import IncomingRegistration, Registration
from chalicelib.storage.dynamodb import Deadline, Store
from chalicelib.storage.event_store import EventStore, PutOutcome
from chalicelib.storage.link_store import LinkStore
from chalicelib.storage.registration_store import RegistrationStore
from chalicelib.usecases.decide_attribution import DecideAttribution, TrackingKeys
from chalicelib.usecases.register import Register
from tests.conftest import Tables
from tests.storage.parts import NOW, deadline, event_store, intake

KEYS = TrackingKeys(("cookie-secret-of-the-tests-0123456789",), ("key-of-user-agents",))
TRACE = "trace_registered"


def _make(tables: Tables, retention_days: int = 180) -> Register:
    store = Store(tables.client)
    registrations = RegistrationStore(store, f"{tables.prefix}registrations", timedelta(days=retention_days))
    decide = DecideAttribution(LinkStore(store, f"{tables.prefix}links"), 24, ())
    return Register(decide, registrations, event_store(tables, retention_days=retention_days))


def _send(register: Register, at: datetime = NOW, trace_id: str | None = TRACE, **fields: Any) -> Registration:
    sent = {"registration_id": "reg-1", "campaign_id": "c", "email": "kim@example.com"} | fields
    incoming = IncomingRegistration.model_validate(sent)
    return register(incoming, intake(at), KEYS, deadline(), trace_id=trace_id)


def _events(register: Register, at: datetime = NOW) -> list[Event]:
    return list(register.events.read_trace(TRACE, now=at, deadline=deadline()))


class _EventsThatAreAway(EventStore):
    def put_new(self, admitted: Admitted, deadline: Deadline) -> tuple[PutOutcome, StoredContent]:
        raise UnavailableError("the store is away")


def test_a_repeat_writes_the_event_that_the_first_try_could_not(tables: Tables) -> None:
    register, away = _make(tables), _EventsThatAreAway(**_fields(event_store(tables)))
    with pytest.raises(UnavailableError):
        _send(replace(register, events=away), url="https://shop.example.com/?utm_source=ad")
    assert _events(register) == []
    later = NOW + timedelta(hours=1)
    again = _send(register, at=later, trace_id="trace_another", url="https://shop.example.com/")
    assert again.registered_at == NOW
    (event,) = _events(register)
    assert (event.event_id, event.ts, event.occurred_at) == ("reg-1", later, NOW)
    assert event.success is True
    assert event.email_domain == "example.com"
    assert event.payload is not None
    assert event.payload["utm_source"] == "ad"


def test_an_erased_registration_whose_event_was_never_written_is_counted_and_tells_of_nobody(tables: Tables) -> None:
    register, away = _make(tables), _EventsThatAreAway(**_fields(event_store(tables)))
    with pytest.raises(UnavailableError):
        _send(replace(register, events=away), url="https://shop.example.com/?utm_source=ad")
    kept = register.registrations.read("reg-1", now=NOW, deadline=deadline())
    assert kept is not None
    assert register.registrations.erase(erase_registration(kept), deadline())
    for _ in range(2):
        assert _send(register, url="https://shop.example.com/?utm_source=ad").erased
    (event,) = _events(register)
    assert (event.success, event.email_fingerprint, event.email_domain) == (True, None, None)


def test_what_is_read_back_is_what_was_decided(tables: Tables) -> None:
    register = _make(tables)
    sent: dict[str, Any] = {
        "url": "https://shop.example.com/?cid=unknown",
        "cookie": "forged",
        "cid": "x y",
        "user_agent": "Safari",
    }
    first = _send(register, **sent)
    stored = register.registrations.read("reg-1", now=NOW, deadline=deadline())
    assert stored is not None
    assert stored.snapshot == first.snapshot
    assert replace(stored, identity=first.identity) == first
    assert stored.identity.fingerprint == first.identity.fingerprint
    assert register.registrations.read_many(["reg-1", "reg-2"], deadline=deadline()) == {"reg-1": stored}


def test_many_at_once_of_one_id_get_one_answer_and_make_one_event(tables: Tables) -> None:
    register = _make(tables)
    sources = [f"source-{number}" for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda source: _send(register, url=f"https://shop.example.com/?utm_source={source}"), sources)
        )
    assert len({answer.snapshot.model_dump_json() for answer in answers}) == 1
    assert len(_events(register)) == 1


def test_a_registration_is_kept_as_long_as_its_event(tables: Tables) -> None:
    register = _make(tables, retention_days=1)
    _send(register)
    expired = NOW + timedelta(days=1, seconds=1)
    assert register.registrations.read("reg-1", now=expired, deadline=deadline()) is None
    anew = _send(register, at=expired, url="https://shop.example.com/?utm_source=ad")
    assert anew.registered_at == expired
    assert len(_events(register, at=expired)) == 1


def test_the_longest_that_may_be_sent_is_stored_and_counts_by_its_source(tables: Tables) -> None:
    utm = "&".join(f"utm_{name}={'한' * 5000}" for name in ("source", "medium", "campaign", "term", "content"))
    long: dict[str, Any] = {
        "url": f"https://shop.example.com/{'p' * 9000}?{utm}",
        "referrer": f"https://{'a.' * 90}example/{'r' * 9000}",
    }
    registration = _send(_make(tables), **long, user_agent="Mozilla/5.0 " * 900, registration_id="r" * 128)
    assert registration.snapshot.decision.attribution is not None
    (event,) = _events(_make(tables))
    assert event.payload is not None
    assert event.payload["registration_id"] == "r" * 128
    assert event.payload["utm_source"] == "한" * 200
    assert event.payload["channel"]


def _fields(store: EventStore) -> dict[str, Any]:
    return {name: getattr(store, name) for name in ("store", "table", "zone", "shards", "retention")}
