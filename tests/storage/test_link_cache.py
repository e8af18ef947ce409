"""Links in memory: how long, what is forgotten at once, and what outlives a store that is away."""

from collections import Counter
from typing import Any

import pytest

from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.tracking.link import Link
from chalicelib.domain.tracking.utm import Utm
from chalicelib.storage.dynamodb import IMPATIENT, Deadline, Store, make_client
from chalicelib.storage.link_cache import FRESH_SECONDS, RETRY_SECONDS, LinkCache
from chalicelib.storage.link_store import LinkStore
from tests.conftest import Tables
from tests.fault_proxy import THROTTLE, FaultProxy
from tests.storage.parts import NOW, deadline


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def links(tables: Tables, proxy: FaultProxy) -> LinkStore:
    return LinkStore(Store(make_client(proxy.url, IMPATIENT), IMPATIENT), f"{tables.prefix}links")


@pytest.fixture
def reads(links: LinkStore) -> "Counter[str]":
    """The calls to the store."""
    calls: Counter[str] = Counter()

    def count(model: Any, **_: Any) -> None:
        calls[model.name] += 1

    links.store.client.meta.events.register("before-call.dynamodb", count)
    return calls


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cache(links: LinkStore, clock: Clock) -> LinkCache:
    return LinkCache(links, monotonic=clock)


def link(cid: str = "abc", destination_url: str = "https://shop.example/") -> Link:
    return Link(cid, "spring", destination_url, Utm(), active=True, created_at=NOW)


def destination(cache: LinkCache, cid: str = "abc") -> str | None:
    found = cache.find(cid, deadline())
    return None if found is None else found.destination_url


def changed_elsewhere(links: LinkStore) -> str:
    links.change("abc", {"destination_url": "https://shop.example/new"}, deadline())
    return "https://shop.example/new"


def test_a_link_is_read_once_in_60_seconds_and_a_change_elsewhere_is_seen_after_them(
    links: LinkStore, cache: LinkCache, clock: Clock, reads: "Counter[str]"
) -> None:
    links.put_new(link(), deadline())
    assert destination(cache) == "https://shop.example/"
    new = changed_elsewhere(links)
    clock.now += FRESH_SECONDS - 0.001
    assert destination(cache) == "https://shop.example/"
    assert reads["GetItem"] == 1
    clock.now += 0.001
    assert destination(cache) == new
    assert reads["GetItem"] == 2


def test_a_cid_that_no_link_has_is_remembered_for_60_seconds_too(
    links: LinkStore, cache: LinkCache, clock: Clock, reads: "Counter[str]"
) -> None:
    assert [destination(cache) for _ in range(3)] == [None, None, None]
    assert reads["GetItem"] == 1
    links.put_new(link(), deadline())
    clock.now += FRESH_SECONDS - 0.001
    assert destination(cache) is None
    clock.now += 0.001
    assert destination(cache) == "https://shop.example/"


def test_what_this_process_has_written_is_seen_at_once(cache: LinkCache, reads: "Counter[str]") -> None:
    assert destination(cache) is None
    cache.remember(link())
    assert destination(cache) == "https://shop.example/"
    cache.remember(link(destination_url="https://shop.example/new"))
    assert destination(cache) == "https://shop.example/new"
    assert reads["GetItem"] == 1


def test_what_was_read_before_a_change_of_this_process_does_not_hide_it(
    links: LinkStore, cache: LinkCache, proxy: FaultProxy
) -> None:
    links.put_new(link(), deadline())
    changed = link(destination_url="https://shop.example/new")
    # the change comes while the read is under way
    links.store.client.meta.events.register("after-call.dynamodb.GetItem", lambda **_: cache.remember(changed))
    assert destination(cache) == "https://shop.example/"
    assert destination(cache) == "https://shop.example/new"


def test_an_old_link_outlives_a_store_that_is_away_which_is_asked_again_after_5_seconds(
    links: LinkStore, cache: LinkCache, clock: Clock, proxy: FaultProxy, reads: "Counter[str]"
) -> None:
    links.put_new(link(), deadline())
    assert destination(cache) == "https://shop.example/"
    new = changed_elsewhere(links)
    proxy.set({"operation": "GetItem"} | THROTTLE)
    clock.now += 3600
    assert [destination(cache) for _ in range(3)] == ["https://shop.example/"] * 3
    tried = reads["GetItem"] - 1
    assert 1 <= tried <= 3
    clock.now += RETRY_SECONDS
    proxy.clear()
    assert destination(cache) == new


def test_what_is_not_in_memory_is_not_to_be_had_from_a_store_that_is_away(
    links: LinkStore, cache: LinkCache, clock: Clock, proxy: FaultProxy
) -> None:
    assert destination(cache, "unknown") is None
    proxy.set({"operation": "GetItem"} | THROTTLE)
    assert destination(cache, "unknown") is None  # still remembered
    clock.now += FRESH_SECONDS
    for cid in ("unknown", "another"):
        with pytest.raises(UnavailableError):
            cache.find(cid, Deadline.after(1.5))
    proxy.clear()
    assert destination(cache, "another") is None


def test_whoever_tries_cids_cannot_drive_the_links_out(links: LinkStore, clock: Clock, reads: "Counter[str]") -> None:
    cache = LinkCache(links, capacity=3, monotonic=clock)
    for cid in ("abc", "abd", "abe"):
        cache.remember(link(cid))
    for number in range(10):
        assert destination(cache, f"guess-{number}") is None
    assert reads["GetItem"] == 10
    assert [destination(cache, f"guess-{number}") for number in (7, 8, 9)] == [None] * 3  # the last ones are remembered
    assert {destination(cache, cid) for cid in ("abc", "abd", "abe")} == {"https://shop.example/"}
    assert reads["GetItem"] == 10


def test_of_more_links_than_there_is_room_for_those_asked_for_last_are_kept(
    links: LinkStore, clock: Clock, reads: "Counter[str]"
) -> None:
    cache = LinkCache(links, capacity=2, monotonic=clock)
    cache.remember(link("abc"))
    cache.remember(link("abd"))
    assert destination(cache, "abc") == "https://shop.example/"
    cache.remember(link("abe"))
    assert destination(cache, "abc") == "https://shop.example/"
    assert reads["GetItem"] == 0
    assert destination(cache, "abd") is None  # pushed out, and never stored
    assert reads["GetItem"] == 1
