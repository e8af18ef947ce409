"""What following a short link costs beyond the store: the handler with the link in memory, against its one write."""

import json
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from infra.local.http_messages import HttpRequest, HttpResponse
from tests.http.tracking_parts import CHROME
from tests.running_service import SECRETS

REPETITIONS = 300
CAMPAIGN, CID = "benchmark", "benchmark"
QUERY = "utm_source=newsletter&utm_medium=mail&utm_content=top&ref=42"


@dataclass(frozen=True)
class RedirectFigure:
    """Medians of one run. `store_ms`: from the request of the put to its answer; the rest is the handler's own."""

    handler_ms: float
    store_ms: float
    beyond_store_ms: float

    @property
    def ratio(self) -> float:
        return self.handler_ms / self.store_ms

    def __str__(self) -> str:
        return (
            f"redirect, link in memory: handler p50 {self.handler_ms:.2f} ms, of which the put {self.store_ms:.2f} ms: "
            f"{self.beyond_store_ms:.2f} ms beyond the store, {self.ratio:.1f} times the put"
        )


def measure_redirect(answer: Callable[[HttpRequest], HttpResponse]) -> RedirectFigure:
    """`answer`: the application behind the gateway, in this process."""
    from chalicelib.routes.services import services  # it reads the environment, complete only now

    destination = f"{services.settings.public_base_url}/landing?lang=en"
    _send(answer, "/internal/campaigns", {"campaign_id": CAMPAIGN, "name": "B", "default_url": destination})
    _send(answer, "/internal/links", {"campaign_id": CAMPAIGN, "cid": CID, "utm_campaign": "spring"})
    _follow(answer)
    handler, store = [], []
    with _time_of_puts(services.links.follow.record_click.ingest_events.events.store.client) as puts:
        for _ in range(REPETITIONS):
            puts.clear()
            started = time.perf_counter()
            _follow(answer)
            handler.append((time.perf_counter() - started) * 1000)
            (put,) = puts
            store.append(put)
    beyond = [whole - put for whole, put in zip(handler, store, strict=True)]
    return RedirectFigure(*(round(statistics.median(times), 3) for times in (handler, store, beyond)))


def _send(answer: Callable[[HttpRequest], HttpResponse], path: str, body: dict[str, Any]) -> None:
    headers = {
        "authorization": f"Bearer {SECRETS['INTERNAL_API_KEY'].split()[0]}",
        "content-type": "application/json",
    }
    made = answer(HttpRequest("POST", path, "", headers, json.dumps(body).encode(), "127.0.0.1"))
    assert made.status == 201, made.body


def _follow(answer: Callable[[HttpRequest], HttpResponse]) -> None:
    headers = {"user-agent": CHROME, "accept": "text/html", "referer": "https://example.com/"}
    followed = answer(HttpRequest("GET", f"/r/{CID}", QUERY, headers, b"", "127.0.0.1"))
    assert followed.status == 302, followed.body


@contextmanager
def _time_of_puts(client: Any) -> Iterator[list[float]]:
    """Milliseconds of each."""
    times: list[float] = []
    began = 0.0

    def begin(**_: Any) -> None:
        nonlocal began
        began = time.perf_counter()

    def end(**_: Any) -> None:
        times.append((time.perf_counter() - began) * 1000)

    events = client.meta.events
    events.register("before-send.dynamodb.PutItem", begin)
    events.register("after-call.dynamodb.PutItem", end)
    yield times
    events.unregister("before-send.dynamodb.PutItem", begin)
    events.unregister("after-call.dynamodb.PutItem", end)
