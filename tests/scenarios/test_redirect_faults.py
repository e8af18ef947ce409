"""A store that hangs, fails, loses answers or goes away: whoever follows a short link is sent on all the same."""

import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from infra.local.engine import start_engine
from tests.api_client import ApiClient
from tests.conftest import Service, ServiceFactory
from tests.fault_proxy import BREAK, HANG, LOSE_ANSWER, RESET, THROTTLE, FaultProxy
from tests.http.tracking_parts import CHROME, SHOP, Campaign, make_campaign, make_link

PERSON = {"User-Agent": CHROME}
FALLBACK = "https://www.shop.example.com/"
HOSTS = {"LINK_ALLOWED_HOSTS": "shop.example.com www.shop.example.com"}
HELD_UP_SECONDS = 0.5  # at most, because recording fails
SLOWNESS_SECONDS = 1.0  # of a machine that runs other tests too
LOOKUP_SECONDS = 1.5


@pytest.fixture(scope="module")
def running(shared_proxy: FaultProxy, module_service: ServiceFactory) -> Service:
    """A service whose store is behind the proxy."""
    return module_service(DYNAMODB_ENDPOINT_URL=shared_proxy.url, **HOSTS)


@pytest.fixture(scope="module")
def another(shared_proxy: FaultProxy, module_service: ServiceFactory) -> Service:
    """A second one on the same tables, which has seen no link that a test makes."""
    return module_service(DYNAMODB_ENDPOINT_URL=shared_proxy.url, **HOSTS)


@pytest.fixture
def api(running: Service) -> Iterator[ApiClient]:
    with ApiClient.to(running.base_url, running.secrets) as client:
        yield client


@pytest.fixture
def spring(api: ApiClient) -> Campaign:
    """Of this test alone, with one link, which is in memory: one person has followed it."""
    made = make_campaign(api, f"spring-{uuid.uuid4().hex}")
    follow(api, made.cid)
    assert len(clicks(made)) == 1
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


def clicks(campaign: Campaign) -> list[dict[str, Any]]:
    return campaign.api.feed(type="m_link_click", campaign_id=campaign.campaign_id)


def heads(campaign: Campaign) -> int:
    (link,) = campaign.api.get("/internal/links", {"campaign_id": campaign.campaign_id}).json()["items"]
    return int(link["bot_clicks"]["head"])


def not_recorded(service: Service) -> int:
    return service.log.count("click not recorded")


@pytest.mark.parametrize(("operation", "method"), [("PutItem", "GET"), ("UpdateItem", "HEAD")])
def test_a_recording_that_hangs_holds_nobody_up_for_more_than_half_a_second(
    running: Service, api: ApiClient, proxy: FaultProxy, spring: Campaign, operation: str, method: str
) -> None:
    before = not_recorded(running)
    proxy.set({"operation": operation} | HANG)
    seconds = [follow(api, spring.cid, method) for _ in range(4)]
    print(f"held up for {sorted(round(one, 3) for one in seconds)} s")
    assert min(seconds) < HELD_UP_SECONDS
    assert max(seconds) < HELD_UP_SECONDS + SLOWNESS_SECONDS
    assert not_recorded(running) == before + 4
    proxy.clear()
    follow(api, spring.cid, method)
    assert (len(clicks(spring)), heads(spring)) == ((2, 0) if method == "GET" else (1, 1))


def test_many_at_once_are_not_held_up_for_longer_by_a_recording_that_hangs(
    api: ApiClient, proxy: FaultProxy, spring: Campaign
) -> None:
    proxy.set({"operation": "PutItem"} | HANG)
    with ThreadPoolExecutor(12) as pool:
        seconds = list(pool.map(lambda _: follow(api, spring.cid), range(24)))
    assert max(seconds) < HELD_UP_SECONDS + SLOWNESS_SECONDS


@pytest.mark.parametrize("fault", [THROTTLE, BREAK, RESET], ids=["throttled", "500", "reset"])
def test_a_recording_that_fails_holds_nobody_up(
    running: Service, api: ApiClient, proxy: FaultProxy, spring: Campaign, fault: dict[str, Any]
) -> None:
    before = not_recorded(running)
    proxy.set({"operation": "PutItem"} | fault, {"operation": "UpdateItem"} | fault)
    assert follow(api, spring.cid) < HELD_UP_SECONDS + SLOWNESS_SECONDS
    assert follow(api, spring.cid, "HEAD") < HELD_UP_SECONDS + SLOWNESS_SECONDS
    assert not_recorded(running) == before + 2
    proxy.clear()
    assert (len(clicks(spring)), heads(spring)) == (1, 0)


@pytest.mark.parametrize("fault", [THROTTLE, RESET, LOSE_ANSWER], ids=["throttled", "reset", "answer lost"])
def test_a_recording_that_fails_once_is_recorded_once(
    api: ApiClient, proxy: FaultProxy, spring: Campaign, fault: dict[str, Any]
) -> None:
    proxy.set({"operation": "PutItem", "times": 1} | fault)
    follow(api, spring.cid)
    assert proxy.fired() >= 1
    assert len(clicks(spring)) == 2


def test_what_is_only_counted_is_not_counted_twice_where_the_answer_was_lost(
    api: ApiClient, proxy: FaultProxy, spring: Campaign
) -> None:
    proxy.set({"operation": "UpdateItem", "times": 1} | LOSE_ANSWER)
    follow(api, spring.cid, "HEAD")
    assert heads(spring) == 1


def test_a_look_at_the_stored_shapes_that_hangs_holds_nobody_up_either(
    service: ServiceFactory, proxy: FaultProxy
) -> None:
    fresh = service(DYNAMODB_ENDPOINT_URL=proxy.url, **HOSTS)
    with ApiClient.to(fresh.base_url, fresh.secrets) as api:
        spring = make_campaign(api, "spring")  # in memory, though nobody has followed it: the first click looks
        proxy.set({"operation": "GetItem"} | HANG)
        assert follow(api, spring.cid) < HELD_UP_SECONDS + SLOWNESS_SECONDS
        proxy.clear()
        follow(api, spring.cid)
        assert len(clicks(spring)) == 1


@pytest.mark.parametrize("fault", [HANG, RESET, THROTTLE], ids=["hanging", "reset", "throttled"])
def test_a_link_that_is_not_in_memory_is_a_503_while_the_store_is_away_and_leads_on_again_after_it(
    another: Service, api: ApiClient, proxy: FaultProxy, spring: Campaign, fault: dict[str, Any]
) -> None:
    cid = spring.cid
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
    module_service: ServiceFactory, proxy: FaultProxy, spring: Campaign
) -> None:
    falls_back = module_service(DYNAMODB_ENDPOINT_URL=proxy.url, LINK_FALLBACK_URL=FALLBACK, **HOSTS)
    proxy.set(THROTTLE)
    with httpx.Client(base_url=falls_back.base_url, timeout=30) as http:
        answer = http.get(f"/r/{spring.cid}?utm_source=x", headers=PERSON)
        assert (answer.status_code, answer.headers["location"]) == (302, FALLBACK)
        assert "set-cookie" not in answer.headers
        proxy.clear()
        assert http.get(f"/r/{spring.cid}", headers=PERSON).headers["location"] == f"{SHOP}?cid={spring.cid}"


def test_a_store_that_is_gone_altogether_stops_no_link_in_memory(service: ServiceFactory) -> None:
    own_engine = start_engine(None)
    try:
        running = service(DYNAMODB_ENDPOINT_URL=own_engine.endpoint_url, **HOSTS)
        with ApiClient.to(running.base_url, running.secrets) as api:
            cid = make_campaign(api, "spring").cid
    finally:
        own_engine.stop()
    with ApiClient.to(running.base_url, running.secrets) as api:
        assert follow(api, cid) < HELD_UP_SECONDS + SLOWNESS_SECONDS
        assert api.http.get("/r/another", headers=PERSON).status_code == 503


def test_a_change_is_seen_at_once_here_and_what_another_service_made_is_read(
    another: Service, api: ApiClient, spring: Campaign
) -> None:
    cid = spring.cid
    with ApiClient.to(another.base_url, another.secrets) as elsewhere:
        follow(elsewhere, cid)
        made = make_link(elsewhere, spring.campaign_id)
        follow(api, made)
        changed = {"destination_url": f"{SHOP}/b"}
        elsewhere.http.patch(f"/internal/links/{cid}", json=changed, headers=elsewhere.bearer())
        seen = elsewhere.http.get(f"/r/{cid}", headers=PERSON).headers["location"]
        assert seen == f"{SHOP}/b?cid={cid}"
        follow(api, cid)  # as it was: within 60 seconds
