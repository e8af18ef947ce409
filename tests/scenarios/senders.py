"""Senders that do as the contract tells them, each with books of its own, and a service that is killed under them."""

import threading
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.api_client import ApiClient, page_view
from tests.conftest import AWS_ENVIRONMENT
from tests.polling import eventually
from tests.running_service import SECRETS, ServiceProcess, start_service

TYPES = ("m_page_view", "m_auth_login_fail", "m_otp_send")
Batches = Sequence[Sequence[dict[str, Any]]]


@dataclass
class Books:
    """How often each event was answered `accepted`, over all senders."""

    accepted: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def enter(self, results: Sequence[dict[str, Any]]) -> None:
        with self._lock:
            self.accepted.update(one["event_id"] for one in results if one["status"] == "accepted")

    @property
    def size(self) -> int:
        return len(self.accepted)


@dataclass
class KillableService:
    """On one data folder and one port, however often it is killed and started again."""

    folder: Path
    settings: dict[str, str]
    process: ServiceProcess | None = None
    port: str = "0"
    kills: int = 0

    def start(self) -> None:
        arguments = ["--no-demo", "--port", self.port, "--data", str(self.folder / "data")]
        self.process = start_service(self.folder, arguments, AWS_ENVIRONMENT | SECRETS | self.settings)
        self.process.wait_until_ready()
        self.port = self.process.base_url.rpartition(":")[2]

    def kill_and_start_again(self) -> None:
        assert self.process is not None
        self.process.process.kill()
        self.process.exit_code()
        self.kills += 1
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def killable_service(folder: Path, **settings: str) -> Iterator[KillableService]:
    service = KillableService(folder, settings)
    service.start()
    yield service
    assert service.process is not None
    service.process.stop()


def batches_of(sender: int, batches: int, size: int) -> Batches:
    """Of several types; ids that no other sender has."""
    return [
        [
            page_view(
                f"s{sender}",
                event_type=TYPES[number % 3],
                event_id=f"s{sender}-{batch}-{number}",
                trace_id=f"trace_{sender}_{batch}",
                error_code=f"code{number % 4}",
                email=f"kim{sender}@example.com",
            )
            for number in range(size)
        ]
        for batch in range(batches)
    ]


def send_all(url: str, of_senders: Sequence[Batches], books: Books, meanwhile: Any) -> None:
    """Each sender repeats a request until it is answered 200; `meanwhile` is called once they all have begun."""
    with ThreadPoolExecutor(len(of_senders)) as senders:
        work = [senders.submit(_send_until_taken, url, mine, books) for mine in of_senders]
        meanwhile()
        for one in work:
            one.result(timeout=600)


def _send_until_taken(url: str, batches: Batches, books: Books) -> None:
    with ApiClient.to(url, SECRETS) as client:
        for batch in batches:
            name = f"msg_{uuid.uuid4().hex}"

            def taken(batch: Sequence[dict[str, Any]] = batch, name: str = name) -> bool:
                try:
                    answer = client.send_signed({"events": batch}, name)
                except httpx.HTTPError:
                    return False
                books.enter(answer.json()["results"])
                return answer.status_code == 200

            eventually(taken, within_seconds=120)
