"""The service whose dashboard the tests open, and what they put into it."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from infra.dashboard_files import BUILT, PAGE
from tests.api_client import ApiClient
from tests.conftest import AWS_ENVIRONMENT
from tests.running_service import SECRETS, ServiceProcess, start_service

SETTINGS = {"EMAIL_POLICY": "masked", "REPORTING_TIMEZONE": "Asia/Seoul"}
BACKFILL, RUN = "/internal/funnel-events/backfill", "/internal/rollups/run"
EVENTS_A_REQUEST = 500


@contextmanager
def serving_dashboard(engine: str, folder: Path, **settings: str) -> Iterator[ServiceProcess]:
    """A service with tables of its own, EMAIL_POLICY masked and days of Seoul, unless the settings say otherwise.

    `engine`: the URL of a DynamoDB; `folder`: for what the service prints.
    """
    assert (BUILT / PAGE).is_file(), "the dashboard is not built: run `make setup`"
    environment = AWS_ENVIRONMENT | SECRETS | SETTINGS
    environment |= {"DYNAMODB_ENDPOINT_URL": engine, "TABLE_PREFIX": f"dashboard-{uuid.uuid4().hex[:12]}-"}
    process = start_service(folder, ["--in-memory", "--no-demo", "--port", "0"], environment | settings)
    try:
        process.wait_until_ready()
        yield process
    finally:
        process.stop()


@contextmanager
def serving_past(engine: str, folder: Path, events: Sequence[dict[str, Any]]) -> Iterator[ServiceProcess]:
    """As `serving_dashboard`, with these events of the past in it, counted."""
    with serving_dashboard(engine, folder) as service:
        with ApiClient.to(service.base_url, SECRETS) as api:
            store_past(api, *events)
        yield service


def store(api: ApiClient, *events: dict[str, Any]) -> list[str]:
    """Send events of this moment through ingest, all of which must be accepted; returns their ids, in order."""
    return _sent(api, "/internal/funnel-events/ingest", events)


def store_past(api: ApiClient, *events: dict[str, Any]) -> list[str]:
    """Send events of the past, each with its `ts`, through backfill, and have them counted; returns their ids."""
    stored = _sent(api, BACKFILL, events)
    roll_up(api)
    return stored


def roll_up(api: ApiClient) -> None:
    """Count all that has come up to now, and judge the alarms on it."""
    while True:
        answer = api.http.post(RUN, params={"lag_seconds": 0}, headers=api.bearer())
        assert answer.status_code == 200, answer.text
        if not answer.json()["more"]:
            return


def _sent(api: ApiClient, route: str, events: Sequence[dict[str, Any]]) -> list[str]:
    stored: list[str] = []
    for start in range(0, len(events), EVENTS_A_REQUEST):
        body = {"events": events[start : start + EVENTS_A_REQUEST]}
        answer = api.http.post(route, json=body, headers=api.bearer())
        assert answer.status_code == 200, answer.text
        results = answer.json()["results"]
        assert {result["status"] for result in results} == {"accepted"}, answer.text
        stored += [result["event_id"] for result in results]
    return stored
