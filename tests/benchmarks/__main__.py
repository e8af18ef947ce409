"""What a request costs on this machine: calls to the store, and milliseconds. Run by `make bench`.

Times are medians of one run over HTTP on loopback, against dynalite: compare them with each other, not across runs.
"""

import json
import os
import statistics
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from infra.local.engine import start_engine
from infra.table_definitions import create_tables
from tests.api_client import FEED, ApiClient, page_view
from tests.benchmarks.cold_start import measure_cold_start
from tests.benchmarks.funnel import measure_funnel
from tests.benchmarks.redirect import RedirectFigure, measure_redirect
from tests.benchmarks.scrolling import measure_scrolling
from tests.conftest import AWS_ENVIRONMENT
from tests.running_service import SECRETS, start_service

REPETITIONS = 40
RESULT_FILE = Path("dist/benchmark.json")


@dataclass(frozen=True)
class Figure:
    """`store_calls`: of the program to DynamoDB for one such request."""

    request: str
    events: int
    store_calls: dict[str, int]
    median_ms: float


def _login(trace_id: str, number: int) -> dict[str, Any]:
    return {
        "event_type": "m_auth_login_fail",
        "event_id": f"{trace_id}-{number}",
        "trace_id": trace_id,
        "email": f"kim{number}@example.com",
        "error_code": "otp_expired",
        "error_message": "the code has expired",
        "source": "zuplo",
        "payload": {"attempt": number, "plan": "pro"},
    }


def _batch(size: int) -> dict[str, Any]:
    trace_id = f"trace_{uuid.uuid4().hex}"
    return {"events": [_login(trace_id, number) for number in range(size)]}


def _requests(known: str) -> dict[str, tuple[int, Callable[[ApiClient], Any]]]:
    """What is measured: name -> (events in it, how it is sent)."""
    return {
        "healthz": (0, lambda api: api.http.get("/healthz")),
        "ingest, 1 event, no e-mail": (1, lambda api: api.send_signed(page_view("v"))),
        "ingest, 1 event with e-mail": (1, lambda api: api.send_signed(_login(f"trace_{uuid.uuid4().hex}", 0))),
        "ingest, batch of 25": (25, lambda api: api.send_signed(_batch(25))),
        "ingest, batch of 100": (100, lambda api: api.send_signed(_batch(100))),
        "ingest, a duplicate": (1, lambda api: api.send(_login(known, 0))),
        "feed, 50 of one type today": (50, lambda api: api.get(FEED, {"type": "m_auth_login_fail"})),
        "feed, 50 of all types": (50, lambda api: api.get(FEED)),
        "feed, by address": (50, lambda api: api.get(FEED, {"q_email": "kim1@example.com"})),
        "timeline of 25 events": (25, lambda api: api.get(f"/internal/trace/{known}")),
    }


@contextmanager
def _counted_calls() -> "Iterator[Counter[str]]":
    """The store calls of this process, by operation; the services of `chalicelib.routes` live in it."""
    from chalicelib.routes.services import services  # it reads the environment, complete only now

    calls: Counter[str] = Counter()

    def count(model: Any, **_: Any) -> None:
        calls[model.name] += 1

    events = services.events.store.client.meta.events
    events.register("before-call.dynamodb", count)
    yield calls
    events.unregister("before-call.dynamodb", count)


def _measure() -> tuple[list[Figure], RedirectFigure]:
    from app import app
    from infra.local.gateway import Gateway
    from infra.local.http_server import HttpServer

    gateway, server = Gateway(app), HttpServer("127.0.0.1", 0)
    server.start(gateway.answer)
    known, figures = f"trace_{uuid.uuid4().hex}", []
    with ApiClient.to(f"http://127.0.0.1:{server.port}", SECRETS) as api, _counted_calls() as calls:
        api.send({"events": [_login(known, number) for number in range(25)]})
        for _ in range(20):
            api.send(_batch(50))
        for name, (events, send) in _requests(known).items():
            send(api)
            calls.clear()
            send(api)
            counted = dict(calls)
            times = []
            for _ in range(REPETITIONS):
                started = time.perf_counter()
                assert send(api).status_code == 200
                times.append((time.perf_counter() - started) * 1000)
            figures.append(Figure(name, events, counted, round(statistics.median(times), 2)))
    server.stop()
    return figures, measure_redirect(gateway.answer)


def _start_up_seconds() -> float:
    """Of the whole service with an engine of its own, until it answers."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        process = start_service(
            Path(folder), ["--data", f"{folder}/data", "--port", "0", "--no-demo"], AWS_ENVIRONMENT | SECRETS
        )
        process.wait_until_ready()
        seconds = time.perf_counter() - started
        process.stop()
    return round(seconds, 2)


def main() -> None:
    engine = start_engine(None)
    os.environ.update(AWS_ENVIRONMENT | SECRETS | {"DYNAMODB_ENDPOINT_URL": engine.endpoint_url})
    from chalicelib.storage.dynamodb import make_client

    create_tables(make_client(engine.endpoint_url), "tracefunnel-")
    with redirect_stdout(sys.stderr):  # where the service logs
        figures, redirect = _measure()
    cold_starts = measure_cold_start(AWS_ENVIRONMENT | SECRETS | {"DYNAMODB_ENDPOINT_URL": engine.endpoint_url})
    funnel = measure_funnel(engine.endpoint_url)
    engine.stop()
    start_up, scrolling = _start_up_seconds(), measure_scrolling()
    print(f"{'request':32} {'events':>6} {'median ms':>10}   calls to the store")
    for figure in figures:
        calls = ", ".join(f"{count} {name}" for name, count in figure.store_calls.items()) or "none"
        print(f"{figure.request:32} {figure.events:>6} {figure.median_ms:>10.2f}   {calls}")
    print(redirect)
    for cold_start in cold_starts:
        print(cold_start)
    print(funnel or "funnel: not measured, this is no Linux")
    print(scrolling or "scrolling: not measured, there is no chromium on this machine")
    print(f"start of the whole service, until it answers: {start_up} s")
    results = {
        "requests": [asdict(one) for one in figures],
        "redirect": asdict(redirect),
        "cold_starts": [asdict(one) for one in cold_starts],
        "funnel": asdict(funnel) if funnel else None,
        "scrolling": asdict(scrolling) if scrolling else None,
        "start_up_seconds": start_up,
    }
    RESULT_FILE.parent.mkdir(exist_ok=True)
    RESULT_FILE.write_text(json.dumps(results))


if __name__ == "__main__":
    main()
