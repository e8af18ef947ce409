"""The demonstration against a real service."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from infra.demo.background import Demonstration
from infra.demo.history import Plan, history
from infra.demo.past import FIRST_REGISTRATIONS, FIRST_UNTRACKED
from infra.demo.progress import FILE_NAME, read_progress
from tests.api_client import ApiClient
from tests.conftest import AWS_ENVIRONMENT, ServiceFactory
from tests.polling import eventually
from tests.running_service import SECRETS, start_service

ZONE = ZoneInfo("Asia/Seoul")
SMALL = Plan(days=3, weekday_visits=12, weekend_visits=12, bad_hour_logins=4)
SUMMARY = "/internal/funnel-events/summary"


class EnoughError(Exception):
    """What a test's `wait` raises."""


def enough_after(calls: int) -> Callable[[float], None]:
    left = [calls]

    def wait(_: float) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise EnoughError

    return wait


def test_a_demonstration_that_was_killed_and_resumed_is_stored_once_and_counted_as_the_feed_shows_it(
    service: ServiceFactory, tmp_path: Path
) -> None:
    running = service(REPORTING_TIMEZONE=str(ZONE))
    demonstration = Demonstration(
        running.base_url, ZONE, SECRETS["INTERNAL_API_KEY"], SECRETS["INGEST_SIGNING_SECRET"], tmp_path, SMALL
    )
    for calls in (1, 0):
        with pytest.raises(EnoughError):
            demonstration.run(enough_after(calls), lambda: datetime.now(UTC))
    assert not json.loads((tmp_path / FILE_NAME).read_text())["complete"]

    with pytest.raises(EnoughError):  # from the live trickle, which waits once its past is sent
        demonstration.run(enough_after(15 + FIRST_REGISTRATIONS), lambda: datetime.now(UTC))

    progress = read_progress(tmp_path)
    assert progress is not None
    assert progress.complete
    days = list(history(progress.up_to, ZONE, SMALL))
    sent = {event["event_id"]: event for day in days for event in day.events}
    with ApiClient.to(running.base_url, running.secrets) as client:
        stored = [event for event in client.feed(limit=200) if event["id"] in sent]
        assert len(stored) == len(sent)
        assert all(event["ts"] == sent[event["id"]]["ts"] for event in stored)
        in_feed = Counter(event["event_type"] for event in client.feed(limit=200))
        series = client.get(SUMMARY).json()["series"]["events"]
        assert {name: sum(counts) for name, counts in series.items() if sum(counts)} == in_feed
        _check_first_registrations(client, {event["id"] for event in client.feed(type="m_registration")} - set(sent))


def _check_first_registrations(client: ApiClient, ids: set[str]) -> None:
    """Each is there once, decided by the service as the story has it, with what it was decided from."""
    assert len(ids) == FIRST_REGISTRATIONS
    found = [client.get("/internal/registrations", {"registration_id": one}).json() for one in sorted(ids)]
    assert Counter(one["untracked_reason"] for one in found if not one["tracked"]) == Counter(FIRST_UNTRACKED)
    sources = {one["attribution"]["source"] for one in found if one["tracked"]}
    assert {"url"} <= sources <= {"url", "cookie", "link"}  # drawn by chance: a link is one in ten
    assert all(one["snapshot"]["user_agent"]["family"] not in ("Other", None) for one in found)
    items = client.get("/internal/quarantine").json()["items"]
    assert {item["event"]["event_type"] for item in items} == {
        *("m_checkout_done", "m_otp_send_result", "m_auth_login_start", "m_checkout_click"),
    }
    assert all(item["reasons"] for item in items)
    assert "@example" not in str(items)


def test_a_service_is_ready_before_its_demonstration_and_ends_in_the_midst_of_it(tmp_path: Path) -> None:
    process = start_service(tmp_path, ["--in-memory", "--port", "0"], AWS_ENVIRONMENT | SECRETS)
    process.wait_until_ready()
    with ApiClient.to(process.base_url, SECRETS) as client:
        events = eventually(lambda: client.get("/internal/funnel-events", {"limit": 200}).json()["events"], 30)
    assert process.stop() == 0
    assert {event["email"]["domain"] for event in events if event["email"]} <= {
        "example.com",
        "example.net",
        "example.org",
    }
    assert "Traceback" not in process.log


def test_a_store_of_somebodys_own_gets_no_demonstration(tmp_path: Path, engine: str, table_prefix: str) -> None:
    settings = {"DYNAMODB_ENDPOINT_URL": engine, "TABLE_PREFIX": table_prefix}
    process = start_service(tmp_path, ["--in-memory", "--port", "0"], AWS_ENVIRONMENT | SECRETS | settings)
    process.wait_until_ready()
    eventually(lambda: "demonstration: none, since DYNAMODB_ENDPOINT_URL" in process.log)
    process.stop()
