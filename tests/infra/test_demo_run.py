"""The demonstration beside a service: what it sends, when it ends, and that it never doubles."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from infra.demo.background import Demonstration, demonstrating
from infra.demo.catalogue import CAMPAIGNS_PATH, LINKS_PATH
from infra.demo.history import Plan, history
from infra.demo.past import FIRST_REGISTRATIONS, ROLL_UP, Past
from infra.demo.people import CAMPAIGNS, CLICKS
from infra.demo.progress import FILE_NAME, DemoProgress, read_progress
from infra.demo.refusals import INGEST, KINDS
from infra.demo.registrations import REGISTRATIONS, VISITS
from infra.local.http_messages import HttpRequest, HttpResponse
from infra.transfer.api import Api, Bearer
from infra.transfer.export import FEED
from infra.transfer.sending import BACKFILL
from tests.infra.transfer_stub import KEY, StubService, error, reply, stub_service
from tests.polling import eventually
from tests.running_service import SECRETS

ZONE = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SMALL = Plan(days=3, weekday_visits=30, weekend_visits=6, bad_hour_logins=3)
SECRET = SECRETS["INGEST_SIGNING_SECRET"]
CATALOGUE, TRACKING = (CAMPAIGNS_PATH, LINKS_PATH), (VISITS, REGISTRATIONS)


class EnoughError(Exception):
    """What a test's `wait` raises."""


class Shop(StubService):
    """Answers all that a demonstration asks."""

    holds_events = False

    def take(self, request: HttpRequest) -> HttpResponse:
        if request.path == FEED:
            return reply(200, {"events": [{}] if self.holds_events else [], "next_cursor": None})
        if request.path == ROLL_UP:
            return reply(200, {"more": False})
        if request.path in CATALOGUE:
            return reply(201, {})
        if request.path in TRACKING:
            return reply(200, {"set_cookie": "header.claims.signature"})
        if request.path == INGEST and "authorization" in request.headers:
            events = json.loads(request.body).get("events", [{}])
            return reply(200, {"results": [{"index": index, "status": "accepted"} for index, _ in enumerate(events)]})
        return super().take(request)


@pytest.fixture
def shop() -> Iterator[Shop]:
    with stub_service(Shop()) as running:
        yield running


@pytest.fixture
def admin(shop: Shop) -> Iterator[Api]:
    with Api.to(shop.url, Bearer(KEY), wait=lambda _: None, tell=print) as api:
        yield api


def expected_ids() -> list[str]:
    return [event["event_id"] for day in history(NOW, ZONE, SMALL) for event in day.events]


def paths(shop: StubService) -> list[str]:
    """But for those of the catalogue, and of what is of this moment right after the newest day."""
    return [
        request.path
        for request in shop.requests
        if request.path not in CATALOGUE
        and not ("authorization" in request.headers and request.path in (*TRACKING, INGEST))
    ]


def demonstration(shop: Shop) -> Demonstration:
    return Demonstration(shop.url, ZONE, KEY, SECRET, None, SMALL)


def test_the_past_goes_through_backfill_newest_day_first_and_is_counted_after_the_first_day_and_at_the_end(
    shop: Shop, admin: Api, tmp_path: Path
) -> None:
    assert Past(admin, ZONE, tmp_path, SMALL).send_once(NOW)

    assert list(shop.stored) == expected_ids()
    asked = paths(shop)
    first_day_ends = asked.index(ROLL_UP)
    assert set(asked[1:first_day_ends]) == {BACKFILL}
    assert asked.count(ROLL_UP) == 2
    assert asked[-1] == ROLL_UP
    first_day = [event["ts"] for body in shop.bodies_of(BACKFILL)[: first_day_ends - 1] for event in body["events"]]
    assert min(first_day) >= "2026-11-19T15:00:00.000Z"
    assert {request.query for request in shop.requests if request.path == ROLL_UP} == {"lag_seconds=0"}


def test_its_campaigns_and_links_are_made_before_their_events_are_sent(shop: Shop, admin: Api) -> None:
    Past(admin, ZONE, None, SMALL).send_once(NOW)

    asked = [request.path for request in shop.requests]
    assert asked[1 : asked.index(BACKFILL)] == [CAMPAIGNS_PATH] * len(CAMPAIGNS) + [LINKS_PATH] * len(CLICKS)
    assert {body["campaign_id"] for body in shop.bodies_of(LINKS_PATH)} == set(CAMPAIGNS)


def test_a_service_that_takes_no_link_to_itself_is_shown_without(
    shop: Shop, admin: Api, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.script = [reply(200, {"events": [], "next_cursor": None}), error(400, "not an allowed host")]
    Past(admin, ZONE, None, SMALL).send_once(NOW)

    assert "LINK_ALLOWED_HOSTS" in capsys.readouterr().out
    assert list(shop.stored) == expected_ids()


def test_right_after_the_newest_day_come_registrations_of_now_with_evidence_and_events_that_are_refused(
    shop: Shop, admin: Api
) -> None:
    Past(admin, ZONE, None, SMALL).send_once(NOW)

    asked = [request.path for request in shop.requests]
    first, last = asked.index(INGEST), len(asked) - asked[::-1].index(INGEST)
    assert set(asked[first:last]) == {VISITS, REGISTRATIONS, INGEST}
    assert ROLL_UP in asked[:first]
    assert BACKFILL in asked[last:]
    bodies = shop.bodies_of(REGISTRATIONS)
    ids = {body["registration_id"] for body in bodies}
    assert len(ids) == len(bodies) == FIRST_REGISTRATIONS
    assert ids.isdisjoint(expected_ids())
    assert {body["campaign_id"] for body in bodies} == set(CAMPAIGNS)
    assert sum("?cid=" not in body["url"] and not body.get("cookie") and not body.get("cid") for body in bodies) == 2
    arrivals, *refused = shop.bodies_of(INGEST)
    traces = {body["trace_id"] for body in bodies}
    assert len(refused) == KINDS
    assert Counter(event["event_type"] for event in arrivals["events"]) == {"m_link_click": 40, "m_page_view": 40}
    assert {event["trace_id"] for event in arrivals["events"]} == traces
    shop.requests.clear()
    Past(admin, ZONE, None, SMALL).send_once(NOW)  # as one that was killed does
    assert shop.bodies_of(REGISTRATIONS) == bodies


def test_a_complete_past_is_never_sent_again(shop: Shop, admin: Api, tmp_path: Path) -> None:
    Past(admin, ZONE, tmp_path, SMALL).send_once(NOW)
    shop.requests.clear()

    assert Past(admin, ZONE, tmp_path, SMALL).send_once(NOW + timedelta(days=2))

    assert shop.requests == []


def test_a_past_that_was_killed_is_taken_up_from_the_same_moment_and_doubles_nothing(
    shop: Shop, tmp_path: Path
) -> None:
    def killed_in_the_second_batch(_: float) -> None:
        if paths(shop).count(BACKFILL) == 2:
            raise EnoughError

    with (
        Api.to(shop.url, Bearer(KEY), wait=killed_in_the_second_batch, tell=print) as api,
        pytest.raises(EnoughError),
    ):
        Past(api, ZONE, tmp_path, SMALL).send_once(NOW)
    assert 0 < len(shop.stored) < len(expected_ids())
    assert read_progress(tmp_path) == DemoProgress(NOW)
    shop.holds_events = True

    with Api.to(shop.url, Bearer(KEY), wait=lambda _: None, tell=print) as api:
        assert Past(api, ZONE, tmp_path, SMALL).send_once(NOW + timedelta(hours=30))

    assert list(shop.stored) == expected_ids()
    assert read_progress(tmp_path) == DemoProgress(NOW, complete=True)


def test_a_store_that_holds_somebodys_events_is_left_alone_unless_it_is_asked_for(
    shop: Shop, admin: Api, tmp_path: Path
) -> None:
    shop.holds_events = True
    past = Past(admin, ZONE, tmp_path, SMALL)

    assert not past.send_once(NOW)
    assert shop.stored == {}
    assert not (tmp_path / FILE_NAME).exists()

    assert past.send_once(NOW, even_into_a_used_store=True)
    assert list(shop.stored) == expected_ids()


def test_a_roll_up_that_has_more_to_do_is_called_again(shop: Shop, admin: Api) -> None:
    Past(admin, ZONE, None, Plan(days=1, weekday_visits=0)).send_once(NOW)
    assert paths(shop) == [FEED, ROLL_UP]
    shop.requests.clear()

    made = [reply(201, {})] * (len(CAMPAIGNS) + len(CLICKS))
    shop.script = [reply(200, {"events": [], "next_cursor": None}), *made, reply(200, {"more": True})]
    Past(admin, ZONE, None, Plan(days=1, weekday_visits=0)).send_once(NOW)
    assert paths(shop) == [FEED, ROLL_UP, ROLL_UP]


def test_it_ends_with_its_service_in_the_middle_of_whatever_it_does(shop: Shop) -> None:
    with demonstrating(demonstration(shop)):
        eventually(lambda: shop.stored)
    with demonstrating(demonstration(shop)):
        eventually(lambda: INGEST in paths(shop))

    assert "demonstration" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.parametrize("trouble", [error(403, "not yours"), reply(200, {"no": "events"})])
def test_trouble_ends_the_demonstration_alone(
    shop: Shop, trouble: HttpResponse, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    shop.script = [trouble]
    with demonstrating(demonstration(shop)):
        eventually(lambda: "demonstration" not in {thread.name for thread in threading.enumerate()})

    assert "ended" in capsys.readouterr().err + caplog.text
    assert paths(shop) == [FEED]
