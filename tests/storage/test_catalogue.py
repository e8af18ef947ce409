"""Campaigns and links on a real engine: one of two wins, changes touch what they name, robots are counted."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.tracking.link import Campaign, Link
from chalicelib.domain.tracking.robots import RobotReason
from chalicelib.domain.tracking.utm import Utm
from chalicelib.storage.campaign_store import CampaignStore
from chalicelib.storage.dynamodb import Deadline, Store, make_client
from chalicelib.storage.link_store import LinkStore
from chalicelib.usecases.list_links import list_links
from tests.conftest import Tables
from tests.fault_proxy import LOSE_ANSWER, THROTTLE, FaultProxy
from tests.storage.parts import NOW, deadline

CAMPAIGN = Campaign("spring", "Spring", "https://shop.example/", active=True, created_at=NOW)
ALL_UTM = Utm("news", "mail", "spring", "봄 세일", "top")
NO_ROBOTS = dict.fromkeys((reason.value for reason in RobotReason), 0)


def campaign_store(tables: Tables) -> CampaignStore:
    return CampaignStore(Store(tables.client), f"{tables.prefix}campaigns")


def link_store(tables: Tables) -> LinkStore:
    return LinkStore(Store(tables.client), f"{tables.prefix}links")


def link(cid: str = "abc", utm: Utm = ALL_UTM, **changes: Any) -> Link:
    whole: dict[str, Any] = {
        "campaign_id": "spring",
        "destination_url": "https://shop.example/a",
        "active": True,
        "created_at": NOW,
    }
    return Link(cid=cid, utm=utm, bot_clicks=NO_ROBOTS, **(whole | changes))


def test_a_campaign_is_read_as_it_was_put(tables: Tables) -> None:
    store = campaign_store(tables)
    assert store.put_new(CAMPAIGN, deadline())
    assert store.read("spring", deadline()) == CAMPAIGN
    assert store.read("autumn", deadline()) is None
    assert store.read_all(deadline()) == [CAMPAIGN]


@pytest.mark.parametrize("utm", [ALL_UTM, Utm(), Utm(utm_term="t")])
def test_a_link_is_read_as_it_was_put(tables: Tables, utm: Utm) -> None:
    store = link_store(tables)
    assert store.put_new(link(utm=utm), deadline())
    assert store.read("abc", deadline()) == link(utm=utm)
    assert store.read("abd", deadline()) is None
    assert store.read_all(deadline()) == [link(utm=utm)]


def test_of_many_that_take_one_cid_at_once_one_wins_and_is_what_is_stored(tables: Tables) -> None:
    store = link_store(tables)
    rivals = [link(destination_url=f"https://shop.example/{number}") for number in range(16)]
    with ThreadPoolExecutor(16) as pool:
        won = list(pool.map(lambda rival: store.put_new(rival, deadline()), rivals))
    assert sum(won) == 1
    assert store.read("abc", deadline()) == rivals[won.index(True)]


def test_of_two_that_take_one_campaign_id_the_first_wins(tables: Tables) -> None:
    store = campaign_store(tables)
    other = Campaign("spring", "Another", "https://shop.example/b", active=True, created_at=NOW)
    assert [store.put_new(one, deadline()) for one in (CAMPAIGN, other)] == [True, False]
    assert store.read("spring", deadline()) == CAMPAIGN


def test_a_write_whose_answer_was_lost_is_ones_own_and_a_rivals_is_not(tables: Tables, proxy: FaultProxy) -> None:
    store = LinkStore(Store(make_client(proxy.url)), f"{tables.prefix}links")
    proxy.set({"operation": "PutItem", "times": 1} | LOSE_ANSWER)
    assert store.put_new(link(), deadline())
    proxy.set({"operation": "PutItem", "times": 1} | THROTTLE)  # so that the second attempt finds another's
    assert not store.put_new(link(), deadline())


def test_a_change_touches_what_it_names_and_gives_the_link_as_it_is_then(tables: Tables) -> None:
    store = link_store(tables)
    store.put_new(link(), deadline())
    changed = store.change("abc", {"active": False, "utm_source": None, "utm_term": "new"}, deadline())
    assert changed == link(utm=Utm(None, "mail", "spring", "new", "top"), active=False)
    assert store.read("abc", deadline()) == changed
    cleared = store.change("abc", dict.fromkeys(("utm_medium", "utm_campaign", "utm_term", "utm_content")), deadline())
    assert cleared == link(utm=Utm(), active=False)


def test_a_campaign_is_renamed_although_name_is_a_word_that_dynamodb_reserves(tables: Tables) -> None:
    store = campaign_store(tables)
    store.put_new(CAMPAIGN, deadline())
    changed = store.change("spring", {"name": "Summer", "active": False}, deadline())
    assert changed == Campaign("spring", "Summer", "https://shop.example/", active=False, created_at=NOW)


def test_what_is_not_there_is_not_changed_and_not_made(tables: Tables) -> None:
    assert link_store(tables).change("abc", {"active": False}, deadline()) is None
    assert campaign_store(tables).change("spring", {"active": False}, deadline()) is None
    link_store(tables).count_robot("abc", RobotReason.HEAD, deadline())
    assert link_store(tables).read_all(deadline()) == []


def test_robots_are_counted_by_reason_and_a_change_keeps_their_counts(tables: Tables) -> None:
    store = link_store(tables)
    store.put_new(link(), deadline())
    for reason in [*RobotReason, RobotReason.CRAWLER]:
        store.count_robot("abc", reason, deadline())
    changed = store.change("abc", {"active": False}, deadline())
    assert changed is not None
    assert changed.bot_clicks == dict.fromkeys(RobotReason, 1) | {RobotReason.CRAWLER: 2}


def test_a_catalogue_of_more_than_one_page_of_the_store_is_read_whole(tables: Tables) -> None:
    store = link_store(tables)
    long = "https://shop.example/" + "a" * 2000
    with ThreadPoolExecutor(8) as pool:  # 600 items of 2 KB: DynamoDB ends a page at 1 MB
        made = list(
            pool.map(lambda number: store.put_new(link(f"cid-{number}", destination_url=long), deadline()), range(600))
        )
    assert all(made)
    assert {found.cid for found in store.read_all(deadline())} == {f"cid-{number}" for number in range(600)}


def test_pages_of_links_skip_and_repeat_nothing_and_keep_to_their_campaign(tables: Tables) -> None:
    store = link_store(tables)
    for number in range(11):
        at, campaign_id = NOW + timedelta(seconds=number // 3), "spring" if number % 2 == 0 else "autumn"
        store.put_new(link(f"cid-{number:02}", created_at=at, campaign_id=campaign_id), deadline())
    found, start, pages = [], None, 0
    while pages == 0 or start is not None:
        page = list_links(store, campaign_id="spring", limit=2, start=start, deadline=deadline())
        found += [one.cid for one in page.items]
        start, pages = page.goes_on_after, pages + 1
    assert found == ["cid-00", "cid-02", "cid-04", "cid-06", "cid-08", "cid-10"]
    assert pages == 3
    everything = list_links(store, campaign_id=None, limit=11, start=None, deadline=deadline())
    assert ([one.cid for one in everything.items], everything.goes_on_after) == (
        [f"cid-{number:02}" for number in range(11)],
        None,
    )


def test_nothing_is_read_or_written_once_the_time_is_over(tables: Tables) -> None:
    over = Deadline.after(0)
    with pytest.raises(UnavailableError):
        link_store(tables).read("abc", over)
    with pytest.raises(UnavailableError):
        link_store(tables).put_new(link(), over)
    assert link_store(tables).read_all(deadline()) == []
