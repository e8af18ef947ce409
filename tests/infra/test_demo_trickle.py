"""The demonstration's live part: somebody comes every few seconds, through the signed ingest route."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.signatures import verify_webhook
from infra.demo.trickle import INGEST, Signed, trickle
from infra.transfer.api import Api
from tests.infra.transfer_stub import StubService, error, stub_service
from tests.running_service import SECRETS

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SECRET = SECRETS["INGEST_SIGNING_SECRET"]


class EnoughError(Exception):
    """What a test's `wait` raises."""


@pytest.fixture
def stub() -> Iterator[StubService]:
    with stub_service(StubService()) as running:
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

    assert {request.path for request in stub.requests} == {INGEST}
    traces: dict[str, list[datetime]] = {}
    for request in stub.requests:
        event = json.loads(request.body)
        happened_at = datetime.fromisoformat(event["occurred_at"])
        assert "ts" not in event
        assert verify_webhook(request.headers, request.body, [SECRET], happened_at) == f"demo-{event['event_id']}"
        traces.setdefault(event["trace_id"], []).append(happened_at)
    assert all(times == sorted(times) for times in traces.values())
    assert 35 < len(traces) < 65
    assert max(len(times) for times in traces.values()) > 8


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
