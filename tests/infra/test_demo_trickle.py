"""The demonstration's live part: somebody comes every few seconds, through the signed ingest route."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.signatures import verify_webhook
from infra.demo.refusals import INGEST
from infra.demo.registrations import REGISTRATIONS, VISITS
from infra.demo.trickle import Signed, trickle
from infra.local.http_messages import HttpRequest, HttpResponse
from infra.transfer.api import Api
from tests.infra.transfer_stub import StubService, error, reply, stub_service
from tests.running_service import SECRETS

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SECRET = SECRETS["INGEST_SIGNING_SECRET"]


class EnoughError(Exception):
    """What a test's `wait` raises."""


class Gate(StubService):
    """Answers what people who come now ask of it."""

    def take(self, request: HttpRequest) -> HttpResponse:
        if request.path == VISITS:
            return reply(200, {"set_cookie": "header.claims.signature"})
        if request.path == REGISTRATIONS or "event_id" not in json.loads(request.body):
            return reply(200, {})
        return super().take(request)


@pytest.fixture
def stub() -> Iterator[StubService]:
    with stub_service(Gate()) as running:
        yield running


def test_after_the_past_somebody_comes_every_few_seconds_and_is_signed_for(stub: StubService) -> None:
    clock = [NOW]
    end = NOW + timedelta(minutes=2)

    def wait(seconds: float) -> None:
        clock[0] += timedelta(seconds=seconds)
        if clock[0] > end:
            raise EnoughError

    auth = Signed(SECRET, lambda: clock[0])
    with Api.to(stub.url, auth, wait=wait, tell=print) as api, pytest.raises(EnoughError):
        trickle(api, random.Random(7), lambda: clock[0])

    assert {request.path for request in stub.requests} == {INGEST, REGISTRATIONS, VISITS}
    traces: dict[str, list[datetime]] = {}
    for request in stub.requests:
        event = json.loads(request.body)
        if request.path != INGEST or "event_id" not in event:
            continue
        happened_at = datetime.fromisoformat(event["occurred_at"])
        assert "ts" not in event
        assert verify_webhook(request.headers, request.body, [SECRET], happened_at) == f"demo-{event['event_id']}"
        traces.setdefault(event["trace_id"], []).append(happened_at)
    assert all(times == sorted(times) for times in traces.values())
    assert 35 < len(traces) < 65
    assert max(len(times) for times in traces.values()) > 8


def test_registrations_are_left_to_the_service_to_decide_and_some_events_are_wrong(stub: StubService) -> None:
    clock = [NOW]

    def wait(seconds: float) -> None:
        clock[0] += timedelta(seconds=seconds)
        if clock[0] > NOW + timedelta(minutes=10):
            raise EnoughError

    with Api.to(stub.url, Signed(SECRET, lambda: clock[0]), wait=wait, tell=print) as api, pytest.raises(EnoughError):
        trickle(api, random.Random(7), lambda: clock[0])

    events = stub.bodies_of(INGEST)
    assert "m_registration" not in {event["event_type"] for event in events}
    assert 1 <= sum("event_id" not in event for event in events) < 20
    registrations = stub.bodies_of(REGISTRATIONS)
    assert len({body["registration_id"] for body in registrations}) == len(registrations) > 20
    for body in registrations:
        assert {"registration_id", "campaign_id", "trace_id", "email", "user_agent"} <= body.keys()
    assert sum("?cid=" in body["url"] for body in registrations) > len(registrations) / 2
    assert any(body.get("cookie") for body in registrations)
    names = [request.headers["webhook-id"] for request in stub.requests]
    assert len(set(names)) == len(names)


def test_a_live_event_that_was_not_taken_is_signed_anew_under_the_same_name(stub: StubService) -> None:
    clock = [NOW]

    def wait(seconds: float) -> None:
        clock[0] += timedelta(seconds=max(seconds, 1))
        if len(stub.requests) > 2:
            raise EnoughError

    stub.script = [error(503, "away", Retry_After="400")]
    with Api.to(stub.url, Signed(SECRET, lambda: clock[0]), wait=wait, tell=print) as api, pytest.raises(EnoughError):
        trickle(api, random.Random(7), lambda: clock[0])

    first, second = stub.requests[:2]
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) >= 300
