"""Any interleaving of retries stores each event once and answers `accepted` once for it."""

import threading
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.storage.fan_out import FanOut
from chalicelib.usecases.ingest_events import IngestEvents
from tests.api_client import ApiClient, ids, page_view
from tests.conftest import AWS_ENVIRONMENT, Tables
from tests.polling import eventually
from tests.running_service import SECRETS, ServiceProcess, start_service
from tests.storage.parts import NOW, deadline, event_store, intake, quarantine_store

EVENTS = [page_view(f"v{number}", event_id=f"e{number % 6}", trace_id=f"trace_{number // 6}") for number in range(12)]
REQUESTS = st.lists(st.lists(st.integers(0, 11), min_size=1, max_size=12), min_size=1, max_size=8)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requests=REQUESTS, at_once=st.booleans())
def test_any_interleaving_of_retries_accepts_each_event_exactly_once(
    tables: Tables, requests: list[list[int]], at_once: bool
) -> None:
    ingest = IngestEvents(event_store(tables), quarantine_store(tables), FanOut(), lambda _: None)
    run = uuid.uuid4().hex

    def send(numbered: tuple[int, list[int]]) -> list[tuple[int, str]]:
        turn, wanted = numbered
        events = [EVENTS[number] | {"trace_id": f"{EVENTS[number]['trace_id']}{run}"} for number in wanted]
        report = ingest(events, intake(NOW + timedelta(seconds=turn)), deadline())
        assert not any(result.conflict for result in report.results)
        return [(number, result.status) for number, result in zip(wanted, report.results, strict=True)]

    with ThreadPoolExecutor(4 if at_once else 1) as senders:
        answers = [answer for answers in senders.map(send, enumerate(requests)) for answer in answers]
    sent = {number for wanted in requests for number in wanted}
    accepted = Counter(number for number, status in answers if status == "accepted")
    assert accepted == Counter(sent)
    assert {status for _, status in answers} <= {"accepted", "duplicate"}
    stored = [
        event
        for trace in (f"trace_0{run}", f"trace_1{run}")
        for event in ingest.events.read_trace(trace, now=NOW, deadline=deadline())
    ]
    assert len(stored) == len(sent)


def _start(folder: Path, port: str) -> ServiceProcess:
    arguments = ["--no-demo", "--port", port, "--data", str(folder / "data")]
    process = start_service(folder, arguments, AWS_ENVIRONMENT | SECRETS)
    process.wait_until_ready()
    return process


def _send_until_taken(url: str, batches: list[list[dict[str, Any]]], books: Counter[str], lock: threading.Lock) -> None:
    """As the contract tells a sender: the same request again until it is answered 200."""
    with ApiClient.to(url, SECRETS) as client:
        for batch in batches:
            name = f"msg_{uuid.uuid4().hex}"

            def taken(batch: list[dict[str, Any]] = batch, name: str = name) -> bool:
                try:
                    answer = client.send_signed({"events": batch}, name)
                except httpx.HTTPError:
                    return False
                with lock:
                    books.update(one["event_id"] for one in answer.json()["results"] if one["status"] == "accepted")
                return answer.status_code == 200

            eventually(taken, within_seconds=60)


def test_a_service_killed_under_load_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Three times SIGKILL, on the same data folder and port, while four senders go on."""
    books: Counter[str] = Counter()
    lock = threading.Lock()
    running = _start(tmp_path, "0")
    url, port = running.base_url, running.base_url.rpartition(":")[2]
    batches = [
        [
            [page_view(f"s{sender}", event_id=f"s{sender}-{batch}-{number}") for number in range(20)]
            for batch in range(25)
        ]
        for sender in range(4)
    ]
    with ThreadPoolExecutor(4) as senders:
        work = [senders.submit(_send_until_taken, url, mine, books, lock) for mine in batches]
        for target in (100, 500, 1000):
            eventually(lambda target=target: len(books) >= target, within_seconds=60)  # type: ignore[misc]
            running.process.kill()
            running.exit_code()
            running = _start(tmp_path, port)
        for one in work:
            one.result(timeout=120)
    with ApiClient.to(url, SECRETS) as client:
        stored = ids(client.feed(type="m_page_view", limit=200))
    running.stop()
    expected = {event["event_id"] for mine in batches for batch in mine for event in batch}
    assert len(stored) == len(set(stored)) == len(expected) == 2000
    assert set(stored) == expected
    assert set(books.values()) == {1}
