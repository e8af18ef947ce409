"""A store that hangs, fails, loses answers or goes away: whoever follows a short link is sent on all the same."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.api_client import ApiClient
from tests.conftest import Service, ServiceFactory
from tests.fault_proxy import BREAK, HANG, LOSE_ANSWER, RESET, THROTTLE, FaultProxy, fault_proxy
from tests.http.tracking_parts import CHROME, SHOP, make_campaign, make_link

PERSON = {"User-Agent": CHROME}
FALLBACK = "https://www.shop.example.com/"
HOSTS = {"LINK_ALLOWED_HOSTS": "shop.example.com www.shop.example.com"}
HELD_UP_SECONDS = 0.5  # at most, because recording fails
SLOWNESS_SECONDS = 1.0  # of a machine that runs other tests too
LOOKUP_SECONDS = 1.5


@pytest.fixture(scope="module")
def proxy(engine: str) -> Iterator[FaultProxy]:
    with fault_proxy(engine) as running:
        yield running


@pytest.fixture
def running(proxy: FaultProxy, service: ServiceFactory) -> Iterator[Service]:
    """A service whose store is behind the proxy."""
    proxy.clear()
    yield service(DYNAMODB_ENDPOINT_URL=proxy.url, **HOSTS)
    proxy.clear()


@pytest.fixture
def api(running: Service) -> Iterator[ApiClient]:
    with ApiClient.to(running.base_url, running.secrets) as client:
        yield client


@pytest.fixture
def cid(api: ApiClient) -> str:
    """Of a link in memory that one person has followed."""
    made = make_campaign(api, "spring").cid
    follow(api, made)
    assert len(clicks(api)) == 1
    return made


def follow(api: ApiClient, cid: str, method: str = "GET") -> float:
    """How long it took to be sent on, in seconds."""
    started = time.monotonic()
    answer = api.http.request(method, f"/r/{cid}", headers=PERSON)
    seconds = time.monotonic() - started
    assert answer.status_code == 302, answer.text
    assert answer.headers["location"] == f"{SHOP}?cid={cid}"
    assert ("set-cookie" in answer.headers) == (method == "GET")
    return seconds


def clicks(api: ApiClient) -> list[dict[str, Any]]:
    return api.feed(type="m_link_click")


def heads(api: ApiClient) -> int:
    (link,) = api.get("/internal/links").json()["items"]
    return int(link["bot_clicks"]["head"])


@pytest.mark.parametrize(("operation", "method"), [("PutItem", "GET"), ("UpdateItem", "HEAD")])
def test_a_recording_that_hangs_holds_nobody_up_for_more_than_half_a_second(
    running: Service, api: ApiClient, proxy: FaultProxy, cid: str, operation: str, method: str
) -> None:
    proxy.set({"operation": operation} | HANG)
    seconds = [follow(api, cid, method) for _ in range(4)]
    print(f"held up for {sorted(round(one, 3) for one in seconds)} s")
    assert min(seconds) < HELD_UP_SECONDS
    assert max(seconds) < HELD_UP_SECONDS + SLOWNESS_SECONDS
    assert running.log.count("click not recorded") == 4
    proxy.clear()
    follow(api, cid, method)
    assert (len(clicks(api)), heads(api)) == ((2, 0) if method == "GET" else (1, 1))


def test_many_at_once_are_not_held_up_for_longer_by_a_recording_that_hangs(
    api: ApiClient, proxy: FaultProxy, cid: str
) -> None:
    proxy.set({"operation": "PutItem"} | HANG)
    with ThreadPoolExecutor(12) as pool:
        seconds = list(pool.map(lambda _: follow(api, cid), range(24)))
    assert max(seconds) < HELD_UP_SECONDS + SLOWNESS_SECONDS


@pytest.mark.parametrize("fault", [THROTTLE, BREAK, RESET], ids=["throttled", "500", "reset"])
def test_a_recording_that_fails_holds_nobody_up(
    running: Service, api: ApiClient, proxy: FaultProxy, cid: str, fault: dict[str, Any]
) -> None:
    proxy.set({"operation": "PutItem"} | fault, {"operation": "UpdateItem"} | fault)
    assert follow(api, cid) < HELD_UP_SECONDS + SLOWNESS_SECONDS
    assert follow(api, cid, "HEAD") < HELD_UP_SECONDS + SLOWNESS_SECONDS
    assert running.log.count("click not recorded") == 2
    proxy.clear()
    assert (len(clicks(api)), heads(api)) == (1, 0)


@pytest.mark.parametrize("fault", [THROTTLE, RESET, LOSE_ANSWER], ids=["throttled", "reset", "answer lost"])
def test_a_recording_that_fails_once_is_recorded_once(
    api: ApiClient, proxy: FaultProxy, cid: str, fault: dict[str, Any]
) -> None:
    proxy.set({"operation": "PutItem", "times": 1} | fault)
    follow(api, cid)
    assert proxy.fired() >= 1
    assert len(clicks(api)) == 2


def test_what_is_only_counted_is_not_counted_twice_where_the_answer_was_lost(
    api: ApiClient, proxy: FaultProxy, cid: str
) -> None:
    proxy.set({"operation": "UpdateItem", "times": 1} | LOSE_ANSWER)
    follow(api, cid, "HEAD")
    assert heads(api) == 1


def test_a_look_at_the_stored_shapes_that_hangs_holds_nobody_up_either(api: ApiClient, proxy: FaultProxy) -> None:
    cid = make_campaign(api, "spring").cid  # in memory, though nobody has followed it: the first click looks
    proxy.set({"operation": "GetItem"} | HANG)
    assert follow(api, cid) < HELD_UP_SECONDS + SLOWNESS_SECONDS
    proxy.clear()
    follow(api, cid)
    assert len(clicks(api)) == 1


@pytest.mark.parametrize("fault", [HANG, RESET, THROTTLE], ids=["hanging", "reset", "throttled"])
def test_a_link_that_is_not_in_memory_is_a_503_while_the_store_is_away_and_leads_on_again_after_it(
    service: ServiceFactory, api: ApiClient, proxy: FaultProxy, cid: str, fault: dict[str, Any]
) -> None:
    another = service(DYNAMODB_ENDPOINT_URL=proxy.url, **HOSTS)
    proxy.set(fault)
    with ApiClient.to(another.base_url, another.secrets) as elsewhere:
        started = time.monotonic()
        answer = elsewhere.http.get(f"/r/{cid}", headers=PERSON)
        assert time.monotonic() - started < LOOKUP_SECONDS + SLOWNESS_SECONDS
        assert (answer.status_code, answer.json()["Code"]) == (503, "ServiceUnavailableError")
        assert int(answer.headers["retry-after"]) >= 1
        assert follow(api, cid) < HELD_UP_SECONDS + SLOWNESS_SECONDS  # where it is in memory
        assert elsewhere.http.get("/r/a", headers=PERSON).status_code == 404  # no cid: that costs no read
        proxy.clear()
        follow(elsewhere, cid)


def test_where_a_fallback_is_set_it_takes_whom_the_store_cannot_tell_about(
    service: ServiceFactory, proxy: FaultProxy, cid: str
) -> None:
    another = service(DYNAMODB_ENDPOINT_URL=proxy.url, LINK_FALLBACK_URL=FALLBACK, **HOSTS)
    proxy.set(THROTTLE)
    with httpx.Client(base_url=another.base_url, timeout=30) as http:
        answer = http.get(f"/r/{cid}?utm_source=x", headers=PERSON)
        assert (answer.status_code, answer.headers["location"]) == (302, FALLBACK)
        assert "set-cookie" not in answer.headers
        proxy.clear()
        assert http.get(f"/r/{cid}", headers=PERSON).headers["location"] == f"{SHOP}?cid={cid}"


def test_a_store_that_is_gone_altogether_stops_no_link_in_memory(service: ServiceFactory, engine: str) -> None:
    with fault_proxy(engine) as proxy:
        running = service(DYNAMODB_ENDPOINT_URL=proxy.url, **HOSTS)
        with ApiClient.to(running.base_url, running.secrets) as api:
            cid = make_campaign(api, "spring").cid
    with ApiClient.to(running.base_url, running.secrets) as api:
        assert follow(api, cid) < HELD_UP_SECONDS + SLOWNESS_SECONDS
        assert api.http.get("/r/another", headers=PERSON).status_code == 503


def test_a_change_is_seen_at_once_here_and_what_another_service_made_is_read(
    service: ServiceFactory, api: ApiClient, cid: str
) -> None:
    another = service(**HOSTS)
    with ApiClient.to(another.base_url, another.secrets) as elsewhere:
        follow(elsewhere, cid)
        made = make_link(elsewhere, "spring")
        follow(api, made)
        changed = {"destination_url": f"{SHOP}/b"}
        elsewhere.http.patch(f"/internal/links/{cid}", json=changed, headers=elsewhere.bearer())
        seen = elsewhere.http.get(f"/r/{cid}", headers=PERSON).headers["location"]
        assert seen == f"{SHOP}/b?cid={cid}"
        follow(api, cid)  # as it was: within 60 seconds
