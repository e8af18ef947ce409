"""A store that throttles, breaks, loses answers or goes away: nothing half done, nothing twice, a 503 that heals."""

import json
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from infra.local.engine import start_engine
from tests.api_client import FEED, INGEST, ApiClient, ids, page_view, statuses
from tests.conftest import Service, ServiceFactory
from tests.fault_proxy import BREAK, HANG, LOSE_ANSWER, RESET, THROTTLE, FaultProxy

PUT = {"operation": "PutItem"}


@pytest.fixture(scope="module")
def running(shared_proxy: FaultProxy, module_service: ServiceFactory) -> Service:
    """A service whose store is behind the proxy; it has seen its tables already."""
    found = module_service(DYNAMODB_ENDPOINT_URL=shared_proxy.url)
    with ApiClient.to(found.base_url, found.secrets) as client:
        assert client.send(page_view("warm-up", event_id="warm-up")).status_code == 200
    return found


@pytest.fixture
def api(running: Service) -> Iterator[ApiClient]:
    with ApiClient.to(running.base_url, running.secrets) as client:
        yield client


@pytest.fixture
def own() -> str:
    """What the ids of this test's events begin with."""
    return f"{uuid.uuid4().hex}-"


def _stored(api: ApiClient, own: str) -> list[str]:
    """The test's own events, newest first."""
    return [event_id for event_id in ids(api.feed(type="m_page_view", limit=200)) if event_id.startswith(own)]


@pytest.mark.parametrize("fault", [THROTTLE, BREAK, RESET], ids=["throttled", "500", "reset"])
def test_a_write_that_fails_twice_is_accepted_at_the_third_attempt(
    api: ApiClient, proxy: FaultProxy, own: str, fault: dict[str, Any]
) -> None:
    proxy.set(PUT | fault | {"times": 2})
    answer = api.send(page_view("v", event_id=f"{own}e1"))
    assert (answer.status_code, statuses(answer)) == (200, ["accepted"])
    assert _stored(api, own) == [f"{own}e1"]


def test_a_write_whose_answer_was_lost_is_accepted_not_duplicate_and_stored_once(
    api: ApiClient, proxy: FaultProxy, own: str
) -> None:
    proxy.set(PUT | LOSE_ANSWER | {"times": 1})
    answer = api.send(page_view("v", event_id=f"{own}e1"))
    assert (answer.status_code, statuses(answer)) == (200, ["accepted"])
    assert proxy.fired() >= 1
    assert _stored(api, own) == [f"{own}e1"]


def test_a_store_that_throttles_for_good_is_a_503_and_the_same_request_completes_it_later(
    api: ApiClient, proxy: FaultProxy, own: str
) -> None:
    body = json.dumps({"events": [page_view(f"v{number}", event_id=f"{own}e{number}") for number in range(20)]})
    headers = api.signed(body, f"msg_{uuid.uuid4().hex}")
    proxy.set(PUT | THROTTLE | {"body": "ends_with(Item.event_id.S, '7')"})
    first = api.http.post(INGEST, content=body, headers=headers)
    assert first.status_code == 503
    assert int(first.headers["retry-after"]) >= 1
    assert first.json()["Code"] == "ServiceUnavailableError"
    assert Counter(statuses(first)) == Counter(accepted=18, unavailable=2)
    assert first.json()["results"][7] == {"index": 7, "event_id": f"{own}e7", "status": "unavailable"}
    assert len(_stored(api, own)) == 18
    proxy.clear()
    second = api.http.post(INGEST, content=body, headers=headers)
    assert (second.status_code, Counter(statuses(second))) == (200, Counter(accepted=2, duplicate=18))
    assert sorted(_stored(api, own)) == sorted(f"{own}e{number}" for number in range(20))


def test_a_sender_that_repeats_until_200_has_each_event_accepted_once_under_every_fault_at_once(
    api: ApiClient, proxy: FaultProxy, own: str
) -> None:
    proxy.set(
        PUT | THROTTLE | {"probability": 0.15},
        PUT | BREAK | {"probability": 0.05},
        PUT | RESET | {"probability": 0.05},
        PUT | LOSE_ANSWER | {"probability": 0.1},
    )
    books: Counter[str] = Counter()
    for batch in range(8):
        body = {"events": [page_view("v", event_id=f"{own}b{batch}-{number}") for number in range(25)]}
        for _ in range(50):
            answer = api.send(body)
            results = answer.json()["results"]
            assert sum(answer.json()[name] for name in ("accepted", "duplicate", "rejected", "unavailable")) == 25
            books.update(result["event_id"] for result in results if result["status"] == "accepted")
            if answer.status_code == 200:
                break
        assert answer.status_code == 200
    proxy.clear()
    # an event is accepted at most once; a write that took place while its request gave up is a duplicate later on
    assert set(books.values()) == {1}
    stored = _stored(api, own)
    assert len(stored) == len(set(stored)) == 200
    assert set(books) <= set(stored)


def test_a_store_that_hangs_costs_a_sender_ten_seconds_at_most(api: ApiClient, proxy: FaultProxy, own: str) -> None:
    proxy.set(PUT | HANG)
    started = time.monotonic()
    answer = api.send({"events": [page_view("v", event_id=f"{own}e{number}") for number in range(40)]})
    assert time.monotonic() - started < 12  # the deadline of 10 s, and this machine's own slowness
    assert (answer.status_code, set(statuses(answer))) == (503, {"unavailable"})
    proxy.clear()
    assert statuses(api.send(page_view("v", event_id=f"{own}e1"))) == ["accepted"]
    assert _stored(api, own) == [f"{own}e1"]


def test_a_refused_event_that_cannot_be_quarantined_stays_with_its_sender(api: ApiClient, proxy: FaultProxy) -> None:
    proxy.set({"operation": "UpdateItem"} | THROTTLE)
    answer = api.send({"event_type": "m_otp_send"})
    assert (answer.status_code, statuses(answer)) == (503, ["unavailable"])
    proxy.clear()
    assert statuses(api.send({"event_type": "m_otp_send"})) == ["rejected"]


@pytest.mark.parametrize("path", [FEED, "/internal/trace/trace_x", "/internal/quarantine"])
def test_reading_from_a_store_that_is_away_is_a_503_with_retry_after(
    api: ApiClient, proxy: FaultProxy, path: str
) -> None:
    proxy.set({"operation": "Query"} | THROTTLE)
    answer = api.get(path)
    assert (answer.status_code, answer.json()["Code"]) == (503, "ServiceUnavailableError")
    assert int(answer.headers["retry-after"]) >= 1
    proxy.clear()
    assert api.get(path).status_code in (200, 404)


def test_a_service_whose_store_is_away_says_so_and_stays_alive(service: ServiceFactory) -> None:
    own_engine = start_engine(None)
    try:
        running = service(DYNAMODB_ENDPOINT_URL=own_engine.endpoint_url)
    finally:
        own_engine.stop()
    with ApiClient.to(running.base_url, running.secrets) as api:
        assert api.http.get("/healthz").status_code == 200
        assert api.get("/internal/health").json()["store_reachable"] is False
        answer = api.send(page_view("v"))
        assert (answer.status_code, answer.headers["retry-after"].isdigit()) == (503, True)


def test_a_client_that_hangs_up_early_loses_and_doubles_nothing(api: ApiClient, proxy: FaultProxy, own: str) -> None:
    body = {"events": [page_view("v", event_id=f"{own}e{number}") for number in range(20)]}
    proxy.set(PUT | {"latency": 300})
    with pytest.raises(httpx.ReadTimeout):
        api.http.post(INGEST, json=body, headers=api.bearer(), timeout=0.1)
    proxy.clear()
    answer = api.send(body)
    assert answer.status_code == 200
    assert set(statuses(answer)) <= {"accepted", "duplicate"}
    assert len(_stored(api, own)) == 20
