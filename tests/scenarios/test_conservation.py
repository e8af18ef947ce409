"""Nothing lost, nothing twice: senders' books, table, feed and buckets agree to the event, whatever fails."""

import random
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest

from infra.local.engine import start_engine
from tests.api_client import ApiClient, ids
from tests.fault_proxy import BREAK, LOSE_ANSWER, RESET, THROTTLE, fault_proxy
from tests.polling import eventually
from tests.running_service import SECRETS
from tests.scenarios.senders import TYPES, Batches, Books, KillableService, batches_of, killable_service, send_all


def _kill_at(service: KillableService, books: Books, targets: list[int]) -> Callable[[], None]:
    def kill() -> None:
        for target in targets:
            eventually(lambda target=target: books.size >= target, within_seconds=300)  # type: ignore[misc]
            service.kill_and_start_again()

    return kill


def _check(url: str, of_senders: list[Batches], books: Books) -> None:
    """Feed = what was sent; each acknowledged as accepted at most once; summary = feed, before and after a roll-up."""
    sent = Counter(event["event_type"] for batches in of_senders for batch in batches for event in batch)
    expected = {event["event_id"] for batches in of_senders for batch in batches for event in batch}
    with ApiClient.to(url, SECRETS) as client:
        feed = client.feed(limit=200)
        assert len(feed) == len(expected)
        assert set(ids(feed)) == expected
        for _ in range(2):
            series = client.get("/internal/funnel-events/summary").json()["series"]["events"]
            assert {name: sum(series[name]) for name in TYPES} == sent
            answer = client.http.post("/internal/rollups/run?lag_seconds=0", headers=client.bearer())
            assert answer.json()["more"] is False
        days = sorted({event["ts"][:10] for event in feed})
        rebuilt = client.http.post(
            f"/internal/rollups/rebuild?from={days[0]}&to={days[-1]}", headers=client.bearer()
        ).json()
        assert (rebuilt["more"], rebuilt["drift_events"]) == (False, 0)
    assert set(books.accepted.values()) == {1}
    assert set(books.accepted) <= expected


def test_a_service_killed_under_load_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Three times SIGKILL, on the same data folder and port, while four senders go on."""
    books, of_senders = Books(), [batches_of(sender, 25, 20) for sender in range(4)]
    with killable_service(tmp_path) as service:
        send_all(service.url, of_senders, books, _kill_at(service, books, [100, 500, 1000]))
        _check(service.url, of_senders, books)


@pytest.mark.soak
def test_20_000_events_under_every_fault_at_once_with_roll_ups_and_five_kills(tmp_path: Path) -> None:
    """8 senders; the store throttles, fails, resets and loses answers; the table is scanned at the end."""
    books, of_senders = Books(), [batches_of(sender, 100, 25) for sender in range(8)]
    stop = threading.Event()
    engine_folder = tmp_path / "engine"
    engine_folder.mkdir()
    engine = start_engine(engine_folder)
    with (
        fault_proxy(engine.endpoint_url) as proxy,
        killable_service(tmp_path, DYNAMODB_ENDPOINT_URL=proxy.url) as service,
    ):
        proxy.set(
            {"operation": "PutItem"} | THROTTLE | {"probability": 0.05},
            {"operation": "PutItem"} | LOSE_ANSWER | {"probability": 0.03},
            BREAK | {"probability": 0.01},
            RESET | {"probability": 0.01},
            {"latency": {"min": 20, "max": 200}, "probability": 0.02},
        )

        def roll_up_meanwhile() -> None:
            lags = random.Random(1)
            while not stop.wait(0.2):
                try:
                    httpx.post(
                        f"{service.url}/internal/rollups/run?lag_seconds={lags.choice([12, 20, 60])}",
                        headers={"Authorization": f"Bearer {SECRETS['INTERNAL_API_KEY']}"},
                        timeout=30,
                    )
                except httpx.HTTPError:
                    continue

        roller = threading.Thread(target=roll_up_meanwhile)
        roller.start()
        kill = _kill_at(service, books, [2000, 5000, 9000, 13000, 17000])
        try:
            send_all(service.url, of_senders, books, kill)
        finally:
            stop.set()
            roller.join()
        proxy.clear()
        _check(service.url, of_senders, books)
        assert service.kills == 5
    stored = _scan(engine.endpoint_url)
    engine.stop()
    assert len(stored) == len(set(stored)) == 20_000


def _scan(endpoint_url: str) -> list[Any]:
    client = boto3.client("dynamodb", endpoint_url=endpoint_url)
    pages = client.get_paginator("scan").paginate(TableName="tracefunnel-events")
    return [(item["trace_id"]["S"], item["event_id"]["S"]) for page in pages for item in page["Items"]]
