"""After the past: people who come now, one every few seconds, through the routes that senders sign for."""

import heapq
import itertools
import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

import httpx
from standardwebhooks import Webhook

from chalicelib.domain.event_dictionary import REGISTRATION
from chalicelib.domain.timestamp import format_utc
from infra.demo.refusals import INGEST, send_refused
from infra.demo.registrations import register
from infra.demo.story import visit
from infra.demo.trace import DemoEvent
from infra.transfer.api import Api

REFUSED_RATIO = 0.02  # of visits: one in about two minutes
BETWEEN_VISITS_SECONDS = (2.0, 3.0)
HASTE = 10  # a visit of ten minutes takes one: whoever looks wants to see where it ends


class Signed(httpx.Auth):
    """Signs each try anew, since a signature grows old; the `webhook-id` of the request stays."""

    requires_request_body = True

    def __init__(self, secret: str, clock: Callable[[], datetime]) -> None:
        self._webhook, self._clock = Webhook(secret), clock

    def auth_flow(self, request: httpx.Request) -> Iterator[httpx.Request]:  # type: ignore[override]
        now = self._clock()
        request.headers["webhook-timestamp"] = str(int(now.timestamp()))
        body = request.content.decode("utf-8")
        request.headers["webhook-signature"] = self._webhook.sign(request.headers["webhook-id"], now, body)
        yield request


def trickle(api: Api, rng: Random, clock: Callable[[], datetime]) -> None:
    """Until the `wait` of `api` raises; it signs as a sender does."""
    number = itertools.count()
    next_visit = clock()
    due: list[tuple[datetime, int, DemoEvent]] = []  # the number only keeps events of one moment apart
    while True:
        if next_visit <= clock():
            for event in visit(rng, next_visit):
                due_at = next_visit + (event.happened_at - next_visit) / HASTE
                heapq.heappush(due, (due_at, next(number), event))
            if rng.random() < REFUSED_RATIO:
                send_refused(api, rng)
            next_visit = clock() + timedelta(seconds=rng.uniform(*BETWEEN_VISITS_SECONDS))
        first = min(next_visit, due[0][0]) if due else next_visit
        api.wait(max(0.0, (first - clock()).total_seconds()))
        while due and due[0][0] <= clock():
            happened_at, _, event = heapq.heappop(due)
            _send(api, event.fields, happened_at)


def _send(api: Api, event: dict[str, Any], happened_at: datetime) -> None:
    if event["event_type"] == REGISTRATION:  # decided by the service, which makes the event of it
        register(api, event)
        return
    body = json.dumps(event | {"occurred_at": format_utc(happened_at)}, ensure_ascii=False).encode("utf-8")
    api.post(INGEST, body, headers={"webhook-id": f"demo-{event['event_id']}"})
