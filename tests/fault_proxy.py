"""A proxy in front of the engine that throttles, delays, errs, and loses answers in DynamoDB's own wire format."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3
import httpx

from tests.polling import eventually
from tests.running_service import WITHOUT_AUTHORITIES

THROTTLE = {"error": {"code": "ProvisionedThroughputExceededException"}}
BREAK = {"error": {"code": "InternalServerError", "status": 500}}
RESET = {"reset": True}
LOSE_ANSWER = {"response": {"abort_frac": 0.0}}  # the write took place; whoever asked does not learn of it
ANSWER_LATE = {"response": {"bandwidth_kbps": 0.0002}}  # likewise: the answer comes when nobody waits for it any more
HANG = {"timeout_ms": 60_000}


@dataclass(frozen=True)
class FaultProxy:
    url: str

    def set(self, *rules: dict[str, Any]) -> None:
        """In place of those before."""
        wanted = [{"service": "dynamodb"} | rule for rule in rules]
        answer = httpx.post(f"{self.url}/_microburst/rules", json=wanted, verify=WITHOUT_AUTHORITIES)
        answer.raise_for_status()

    def clear(self) -> None:
        self.set()

    def fired(self) -> int:
        return len(self._told("fired", limit=100_000))

    def fired_by_rule(self) -> list[int]:
        """How often each rule has, in the order in which they were set."""
        return [rule["fired_count"] for rule in self._told("rules")]

    def _told(self, what: str, **query: int) -> list[dict[str, Any]]:
        answer = httpx.get(f"{self.url}/_microburst/{what}", params=query, verify=WITHOUT_AUTHORITIES)
        told: list[dict[str, Any]] = answer.json()
        return told


@contextmanager
def fault_proxy(upstream: str) -> Iterator[FaultProxy]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "microburst", "--host", "127.0.0.1", "--port", str(port), "--upstream", upstream]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    proxy = FaultProxy(f"http://127.0.0.1:{port}")
    try:
        eventually(lambda: _answers(f"{proxy.url}/_microburst/health"))
        boto3.client("dynamodb", endpoint_url=proxy.url).list_tables()  # the first call reads its models for seconds
        yield proxy
    finally:
        process.kill()  # it would wait for what hangs
        process.wait(timeout=10)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, verify=WITHOUT_AUTHORITIES).status_code == 200
    except httpx.HTTPError:
        return False
