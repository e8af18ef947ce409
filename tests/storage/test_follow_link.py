"""Making and following links where a part of it fails that only a test can make fail."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NoReturn

import pytest

from chalicelib.domain.errors import ConflictError, UnavailableError
from chalicelib.domain.tracking.allowed_hosts import AllowedHosts
from chalicelib.domain.tracking.cookie import read_cookie
from chalicelib.domain.tracking.incoming_link import IncomingCampaign, IncomingLink
from chalicelib.domain.tracking.link import CID_ALPHABET
from chalicelib.domain.tracking.robots import RobotReason
from chalicelib.storage.campaign_store import CampaignStore
from chalicelib.storage.dynamodb import IMPATIENT, Store
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.link_cache import LinkCache
from chalicelib.storage.link_store import LinkStore
from chalicelib.usecases.create_campaign import CreateCampaign
from chalicelib.usecases.create_link import ATTEMPTS, CreateLink, generate_cid
from chalicelib.usecases.follow_link import FollowLink
from chalicelib.usecases.ingest_events import IngestEvents
from chalicelib.usecases.record_click import RecordClick
from tests.conftest import Tables
from tests.storage.parts import NOW, deadline, event_store, intake, quarantine_store

HOSTS = AllowedHosts.parse("shop.example")
SECRET = "cookie-secret-of-the-tests-0123456789"
LINK = IncomingLink(campaign_id="spring", cid="spring-1")


def away(*_: Any) -> NoReturn:
    raise UnavailableError("The key is not to be had at the moment")


def broken(*_: Any) -> NoReturn:
    raise RuntimeError("a fault of ours")


class Parts:
    """Over a test's own tables, with one campaign."""

    def __init__(self, tables: Tables) -> None:
        store = Store(tables.client, IMPATIENT)
        self.tables = tables
        self.campaigns = CampaignStore(store, f"{tables.prefix}campaigns")
        self.links = LinkStore(store, f"{tables.prefix}links")
        self.cache = LinkCache(self.links)
        campaign = IncomingCampaign(campaign_id="spring", name="Spring", default_url="https://shop.example/")
        CreateCampaign(self.campaigns, HOSTS)(campaign, NOW, deadline())

    def create_link(self, new_cid: Callable[[], str] = generate_cid) -> CreateLink:
        return CreateLink(self.campaigns, self.links, self.cache, HOSTS, new_cid)

    def follow_link(
        self,
        *,
        cookie_secrets: Callable[[], Sequence[str]] = lambda: [SECRET],
        intake_of: Callable[..., Any] = intake,
    ) -> FollowLink:
        events = replace(event_store(self.tables), store=self.links.store)
        ingest = IngestEvents(events, quarantine_store(self.tables), FanOut(), require_store=lambda _: None)
        return FollowLink(self.cache, HOSTS, RecordClick(ingest, self.links, intake_of), cookie_secrets)


@pytest.fixture
def parts(tables: Tables) -> Parts:
    return Parts(tables)


def test_a_made_cid_that_is_taken_is_made_again(parts: Parts) -> None:
    made = iter(["taken-1", "taken-2", "free"])
    for cid in ("taken-1", "taken-2"):
        parts.create_link()(IncomingLink(campaign_id="spring", cid=cid), NOW, deadline())
    link = parts.create_link(lambda: next(made))(IncomingLink(campaign_id="spring"), NOW, deadline())
    assert link.cid == "free"
    assert parts.links.read("free", deadline()) is not None


def test_made_cids_that_are_always_taken_are_a_conflict_in_the_end(parts: Parts) -> None:
    parts.create_link()(LINK, NOW, deadline())
    made: list[str] = []
    create_link = parts.create_link(lambda: made.append("spring-1") or "spring-1")  # type: ignore[func-returns-value]
    with pytest.raises(ConflictError):
        create_link(IncomingLink(campaign_id="spring"), NOW, deadline())
    assert len(made) == ATTEMPTS


def test_made_cids_have_8_characters_of_their_alphabet_and_all_of_it_comes_up() -> None:
    made = [generate_cid() for _ in range(300)]
    assert {len(cid) for cid in made} == {8}
    assert set("".join(made)) == set(CID_ALPHABET)


def test_without_a_key_to_sign_with_the_visitor_is_sent_on_without_a_cookie(parts: Parts) -> None:
    parts.create_link()(LINK, NOW, deadline())
    followed = parts.follow_link(cookie_secrets=away)("spring-1", {}, robot=None, now=NOW)
    assert followed is not None
    assert (followed.location, followed.cookie, followed.recorded) == ("https://shop.example/?cid=spring-1", None, True)


@pytest.mark.parametrize("fault", [away, broken])
def test_where_the_click_cannot_be_recorded_the_visitor_is_sent_on_with_the_cookie(
    parts: Parts, fault: Callable[..., Any]
) -> None:
    parts.create_link()(LINK, NOW, deadline())
    followed = parts.follow_link(intake_of=fault)("spring-1", {}, robot=None, now=NOW)
    assert followed is not None
    assert followed.cookie is not None
    assert not followed.recorded
    claims = read_cookie(followed.cookie, [SECRET]).claims
    assert claims is not None
    assert (claims.cid, claims.campaign_id, claims.captured_at) == ("spring-1", "spring", NOW)


def test_a_robot_whose_count_cannot_be_kept_is_sent_on(parts: Parts) -> None:
    parts.create_link()(LINK, NOW, deadline())
    parts.tables.client.delete_table(TableName=parts.links.table)
    followed = parts.follow_link()("spring-1", {}, robot=RobotReason.CRAWLER, now=NOW)
    assert followed is not None
    assert not followed.recorded


def test_what_no_link_can_be_called_is_not_looked_up(parts: Parts) -> None:
    parts.tables.client.delete_table(TableName=parts.links.table)
    follow_link = parts.follow_link()
    assert [follow_link(cid, {}, robot=None, now=NOW) for cid in ("a", "x" * 65, "a.b", "")] == [None] * 4
    with pytest.raises(UnavailableError):
        follow_link("abc", {}, robot=None, now=NOW)
