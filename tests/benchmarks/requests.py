"""What each request asks of the store, and how long it takes over HTTP on loopback against dynalite."""

import statistics
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from tests.api_client import FEED, ApiClient, page_view
from tests.benchmarks.engine import benchmark_store
from tests.benchmarks.figure import Figure, hand_over
from tests.benchmarks.sent_events import login_failure
from tests.running_service import SECRETS

REPETITIONS = 40


def _batch(size: int) -> dict[str, Any]:
    trace_id = f"trace_{uuid.uuid4().hex}"
    return {"events": [login_failure(trace_id, number) for number in range(size)]}


def _requests(known: str) -> dict[str, Callable[[ApiClient], Any]]:
    """What is measured: name -> how it is sent."""
    return {
        "healthz": lambda api: api.http.get("/healthz"),
        "ingest, 1 event, no e-mail": lambda api: api.send_signed(page_view("v")),
        "ingest, 1 event with e-mail": lambda api: api.send_signed(login_failure(f"trace_{uuid.uuid4().hex}", 0)),
        "ingest, batch of 25": lambda api: api.send_signed(_batch(25)),
        "ingest, batch of 100": lambda api: api.send_signed(_batch(100)),
        "ingest, a duplicate": lambda api: api.send(login_failure(known, 0)),
        "feed, 50 of one type today": lambda api: api.get(FEED, {"type": "m_auth_login_fail"}),
        "feed, 50 of all types": lambda api: api.get(FEED),
        "feed, by address": lambda api: api.get(FEED, {"q_email": "kim1@example.com"}),
        "timeline of 25 events": lambda api: api.get(f"/internal/trace/{known}"),
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


def measure() -> Iterator[Figure]:
    with benchmark_store():
        from app import app
        from infra.local.gateway import Gateway
        from infra.local.http_server import HttpServer

        server = HttpServer("127.0.0.1", 0)
        server.start(Gateway(app).answer)
        with ApiClient.to(f"http://127.0.0.1:{server.port}", SECRETS) as api, _counted_calls() as calls:
            known = f"trace_{uuid.uuid4().hex}"
            api.send({"events": [login_failure(known, number) for number in range(25)]})
            for _ in range(20):
                api.send(_batch(50))
            for name, send in _requests(known).items():
                yield _measured(name, partial(send, api), calls)
        server.stop()


def _measured(name: str, send: Callable[[], Any], calls: "Counter[str]") -> Figure:
    send()
    calls.clear()
    send()
    asked = ", ".join(f"{count} {call}" for call, count in calls.items()) or "nothing"
    times = []
    for _ in range(REPETITIONS):
        started = time.perf_counter()
        assert send().status_code == 200
        times.append((time.perf_counter() - started) * 1000)
    return Figure(name, round(statistics.median(times), 2), "ms", made_of=f"asks the store for {asked}")


if __name__ == "__main__":
    hand_over(measure)
