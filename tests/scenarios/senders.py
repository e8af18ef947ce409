"""Senders that do as the contract tells them, each with books of its own, and a service that is killed under them."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

import httpx

from tests.api_client import INGEST, ApiClient
from tests.conftest import AWS_ENVIRONMENT
from tests.running_service import SECRETS, ServiceProcess, start_service

BACKFILL = "/internal/funnel-events/backfill"
TYPES = ("m_page_view", "m_auth_login_fail", "m_otp_send")
_CONNECTS_AGAIN_AFTER_SECONDS = 0.2
_SENDS_AGAIN_EVERY = 8


class Naming(Enum):
    """What makes it safe to send a request again."""

    WEBHOOK_ID = "signed, its events named after the webhook-id"
    IDEMPOTENCY_KEY = "its events named after the Idempotency-Key"
    EVENT_IDS = "its events name themselves"


@dataclass(frozen=True)
class Batch:
    """One request. `ids`: of its events, in their order, by the rules of the contract."""

    path: str
    name: str
    naming: Naming
    events: Sequence[dict[str, Any]]

    @property
    def ids(self) -> list[str]:
        return [event.get("event_id", f"{self.name}:{index}") for index, event in enumerate(self.events)]

    def send(self, client: ApiClient) -> httpx.Response:
        text = json.dumps({"events": self.events})
        headers = client.bearer() | {"content-type": "application/json"}
        if self.naming is Naming.WEBHOOK_ID:
            headers = client.signed(text, self.name)
        if self.naming is Naming.IDEMPOTENCY_KEY:
            headers["Idempotency-Key"] = self.name
        return client.http.post(self.path, content=text, headers=headers)


@dataclass
class Books:
    """`accepted`: how often each event was answered so; `taken`: events of requests that were answered 200.

    `odd`: answers that no event should get; `partial`: 503s that had stored some events of their request.
    """

    accepted: Counter[str] = field(default_factory=Counter)
    taken: set[str] = field(default_factory=set)
    odd: list[Any] = field(default_factory=list)
    partial: int = 0

    def enter(self, batch: Batch, answer: httpx.Response) -> None:
        results = answer.json().get("results", [])
        stored = [one for one in results if one["status"] in ("accepted", "duplicate")]
        self.accepted.update(one["event_id"] for one in results if one["status"] == "accepted")
        self.odd += [one for one in results if one["status"] == "rejected" or "conflict" in one]
        self.partial += answer.status_code == 503 and bool(stored)
        if answer.status_code == 200:
            self.taken.update(one["event_id"] for one in stored)
        elif answer.status_code != 503:
            self.odd.append((batch.name, answer.status_code, answer.text[:200]))


@dataclass
class Sender:
    batches: Sequence[Batch]
    books: Books = field(default_factory=Books)

    @property
    def ids(self) -> list[str]:
        return [event_id for batch in self.batches for event_id in batch.ids]

    @property
    def requests(self) -> Iterator[Batch]:
        """Some once more although they were taken, as of a sender that has lost its note of that."""
        for number, batch in enumerate(self.batches):
            yield from [batch, batch] if number % _SENDS_AGAIN_EVERY == 0 else [batch]

    def send_until_taken(self, url: str, gave_up: threading.Event, within_seconds: float) -> None:
        """Repeats each request until it is answered 200. `gave_up`: another sender had no success in time."""
        ends_at = time.monotonic() + within_seconds
        with ApiClient.to(url, SECRETS) as client:
            for batch in self.requests:
                last: httpx.Response | httpx.HTTPError | None = None
                while time.monotonic() < ends_at:
                    pause_seconds = _CONNECTS_AGAIN_AFTER_SECONDS
                    try:
                        last = answer = batch.send(client)
                        self.books.enter(batch, answer)
                        if answer.status_code == 200:
                            break
                        pause_seconds = float(answer.headers.get("retry-after", pause_seconds))
                    except httpx.HTTPError as error:
                        last = error
                    assert not gave_up.wait(pause_seconds), f"another sender gave up while {batch.name} was sent"
                else:
                    gave_up.set()
                    raise AssertionError(f"{batch.name} was not taken within {within_seconds} s: {last!r}")


def make_sender(number: int, batches: int, size: int, naming: Naming, *, past: Sequence[datetime] = ()) -> Sender:
    """Of several types, campaigns and sources; ids that no other sender has. `past`: for a backfill, in turn."""

    def event(batch: int, index: int) -> dict[str, Any]:
        found = {
            "event_type": TYPES[index % 3],
            "anonymous_id": f"s{number}",
            "trace_id": f"trace_{number}_{batch}_{index // 5}",
            "error_code": f"code{(index + number) % 4}",
            "source": ("zuplo", "cp", None)[(index // 3) % 3],
            "campaign_id": f"campaign{index % 2}",
            "success": (True, False, None)[(index // 2) % 3],
            "email": f"kim{number}@example.com" if index % 3 else None,
        }
        if naming is Naming.EVENT_IDS:
            found["event_id"] = f"s{number}-{batch}-{index}"
        if past:
            found["ts"] = past[(batch * 7 + index) % len(past)].isoformat()
        return {name: value for name, value in found.items() if value is not None or name == "success"}

    path = BACKFILL if past else INGEST
    return Sender(
        [
            Batch(path, f"msg_{number}_{batch}", naming, [event(batch, index) for index in range(size)])
            for batch in range(batches)
        ]
    )


def send_all(url: str, senders: Sequence[Sender], meanwhile: Any, *, within_seconds: float) -> None:
    """All at once; `meanwhile` is called once they have begun."""
    gave_up = threading.Event()
    with ThreadPoolExecutor(len(senders)) as threads:
        work = [threads.submit(sender.send_until_taken, url, gave_up, within_seconds) for sender in senders]
        try:
            meanwhile()
        except BaseException:
            gave_up.set()
            raise
        for one in work:
            one.result()


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
    try:
        yield service
    finally:
        assert service.process is not None
        service.process.stop()
