"""The edge client where it runs: in a Node process and in the real Workers runtime, driven from here."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from infra.local.engine import NODE
from tests.running_service import PROJECT, SECRETS, WITHOUT_AUTHORITIES

SCRIPTS = PROJECT / "frontend" / "edge" / "tests" / "real"
Stats = dict[str, int]


@dataclass(frozen=True)
class NodeSender:
    process: subprocess.Popen[str]

    def tell(self, **command: Any) -> Stats:
        """`track=[first, last]`, `flush=milliseconds`, `close=milliseconds`."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        stats: Stats = json.loads(self.process.stdout.readline())
        return stats

    def track(self, first: int, last: int) -> Stats:
        return self.tell(track=[first, last])

    def stats(self) -> Stats:
        return self.tell()


@dataclass(frozen=True)
class WorkersSender:
    url: str

    def track(self, first: int, last: int) -> Stats:
        """One request to the Worker; its answer does not wait for the events."""
        wanted = {"first": first, "last": last}
        answer = httpx.get(f"{self.url}/track", params=wanted, verify=WITHOUT_AUTHORITIES)
        stats: Stats = answer.raise_for_status().json()
        return stats

    def stats(self) -> Stats:
        return self.track(0, 0)


@contextmanager
def node_sender(url: str, **options: Any) -> Iterator[NodeSender]:
    """`options`: those of the client."""
    with _running("node_sender.mjs", url, options) as process:
        yield NodeSender(process)


@contextmanager
def workers_sender(url: str, **options: Any) -> Iterator[WorkersSender]:
    """`options`: those of the client."""
    with _running("workers_sender.mjs", url, options) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address, "the Workers runtime did not start"
        yield WorkersSender(address)


@contextmanager
def _running(script: str, url: str, options: dict[str, Any]) -> Iterator[subprocess.Popen[str]]:
    settings = json.dumps({"url": url, "secret": SECRETS["INGEST_SIGNING_SECRET"]} | options)
    process = subprocess.Popen(
        [str(NODE), str(SCRIPTS / script), settings], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdin is not None
        yield process
        process.stdin.close()
        assert process.wait(timeout=30) == 0
