"""Nothing lost, nothing twice: senders' books, table, feed, summary and buckets agree to the event, whatever fails."""

import random
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from infra.local.engine import start_engine
from tests.fault_proxy import ANSWER_LATE, BREAK, HANG, LOSE_ANSWER, RESET, THROTTLE, fault_proxy
from tests.polling import eventually
from tests.running_service import SECRETS, WITHOUT_AUTHORITIES
from tests.scenarios.conservation_parts import ZONE, check_over_http, check_tables
from tests.scenarios.senders import KillableService, Naming, Sender, killable_service, make_sender, send_all

PUT = {"operation": "PutItem"}


def _senders(numbers: range, batches: int, size: int) -> list[Sender]:
    """Each third names its events in another way."""
    return [make_sender(number, batches, size, list(Naming)[number % 3]) for number in numbers]


def _backfillers(numbers: range, batches: int, size: int) -> list[Sender]:
    """Each into days of its own, days of all, and today."""
    began_at = datetime.now(UTC)
    return [
        make_sender(number, batches, size, list(Naming)[number % 2 + 1], past=[began_at - ago for ago in agos])
        for number in numbers
        for agos in [[timedelta(days=days, minutes=7 * days) for days in (1, 2, 30, number % 60 + 3)]]
    ] + [make_sender(numbers.stop, max(1, batches // 4), size, Naming.EVENT_IDS, past=[began_at - timedelta(hours=1)])]


def _kill_at(service: KillableService, senders: Sequence[Sender], kills: int, within_seconds: float) -> None:
    """Evenly over what is to be sent."""
    total = sum(len(sender.ids) for sender in senders)
    for number in range(1, kills + 1):
        target = total * number // (kills + 1)

        def reached(target: int = target) -> bool:
            return sum(len(sender.books.taken) for sender in senders) >= target

        eventually(reached, within_seconds=within_seconds)
        service.kill_and_start_again()


@contextmanager
def _rolling_up(url: Callable[[], str], lags: Sequence[int], every_seconds: float) -> Iterator[list[int]]:
    """Runs of the roll-up, one after the other: how many events each has counted."""
    stop, chance, counted = threading.Event(), random.Random(1), list[int]()

    def roll_up() -> None:
        while not stop.wait(every_seconds):
            try:
                answer = httpx.post(
                    f"{url()}/internal/rollups/run?lag_seconds={chance.choice(lags)}",
                    headers={"Authorization": f"Bearer {SECRETS['INTERNAL_API_KEY']}"},
                    timeout=60,
                    verify=WITHOUT_AUTHORITIES,
                )
            except httpx.HTTPError:
                continue
            if answer.status_code == 200:
                counted.append(answer.json()["events_counted"])

    thread = threading.Thread(target=roll_up)
    thread.start()
    try:
        yield counted
    finally:
        stop.set()
        thread.join()


@contextmanager
def _engine(folder: Path) -> Iterator[str]:
    """Its endpoint URL; what the folder holds is kept."""
    folder.mkdir(exist_ok=True)
    engine = start_engine(folder)
    try:
        yield engine.endpoint_url
    finally:
        engine.stop()


def test_a_service_killed_under_load_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Three times SIGKILL, on the same data folder and port, while senders go on, backfill and roll up."""
    senders = [*_senders(range(4), 16, 25), *_backfillers(range(4, 5), 8, 40)]
    with killable_service(tmp_path, REPORTING_TIMEZONE=ZONE) as service:
        with _rolling_up(lambda: service.url, [20, 60], 1) as runs:
            send_all(service.url, senders, lambda: _kill_at(service, senders, 3, 120), within_seconds=180)
        assert runs
        check_over_http(service.url, senders)
    with _engine(tmp_path / "data") as endpoint_url:
        check_tables(endpoint_url, senders)


@pytest.mark.soak
def test_100_000_events_under_every_fault_at_once_with_roll_ups_backfills_and_20_kills(tmp_path: Path) -> None:
    """16 senders, and 4 that backfill; the store throttles, fails, hangs, resets, loses answers and is late."""
    senders = [*_senders(range(16), 49, 125), *_backfillers(range(16, 19), 13, 50)]
    assert sum(len(sender.ids) for sender in senders) >= 100_000  # 98,000 of now, and 2,100 of the past
    with _engine(tmp_path / "engine") as endpoint_url:
        with (
            fault_proxy(endpoint_url) as proxy,
            killable_service(tmp_path, DYNAMODB_ENDPOINT_URL=proxy.url, REPORTING_TIMEZONE=ZONE) as service,
        ):
            proxy.set(
                PUT | THROTTLE | {"probability": 0.05},
                PUT | LOSE_ANSWER | {"probability": 0.03},
                PUT | HANG | {"probability": 0.0005},
                PUT | ANSWER_LATE | {"probability": 0.0005},
                BREAK | {"probability": 0.01},
                RESET | {"probability": 0.01},
                {"latency": {"min": 20, "max": 200}, "probability": 0.02},
            )
            with _rolling_up(lambda: service.url, [20, 30, 60], 2) as runs:
                send_all(service.url, senders, lambda: _kill_at(service, senders, 20, 1200), within_seconds=2400)
            assert all(proxy.fired_by_rule()), f"a fault never came: {proxy.fired_by_rule()}"
            assert service.kills == 20
            assert sum(runs) > 0, "no roll-up has counted anything under load"
            assert sum(sender.books.partial for sender in senders) > 20, "hardly a batch was stored in part"
            proxy.clear()
            check_over_http(service.url, senders)
        check_tables(endpoint_url, senders)
