"""What tests of the Python sender share: a clock that only sleeping moves, and a service that answers as it is told."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from frontend.edge.examples.python.tracefunnel_sender import TracefunnelSender
from tests.running_service import SECRETS

SECRET = SECRETS["INGEST_SIGNING_SECRET"]
ADDRESS = "kim.secret@example.com"

Answer = httpx.Response | type[httpx.TransportError]


@dataclass
class FakeTime:
    """Starts at the present, since signatures are checked against it."""

    start: datetime = field(default_factory=lambda: datetime.now(UTC))
    passed_seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.passed_seconds)

    def monotonic(self) -> float:
        return self.passed_seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.passed_seconds += seconds


@dataclass
class FakeService:
    """`answers`: one for each request in turn, the last for all that follow."""

    answers: Sequence[Answer | Callable[[httpx.Request], httpx.Response]]
    requests: list[httpx.Request] = field(default_factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        answer = self.answers[min(len(self.requests), len(self.answers) - 1)]
        self.requests.append(request)
        if isinstance(answer, type):
            raise answer(f"failed with {ADDRESS}", request=request)
        return answer if isinstance(answer, httpx.Response) else answer(request)

    @property
    def event_ids(self) -> list[list[str]]:
        """Of each request."""
        return [[event["event_id"] for event in events_of(request)] for request in self.requests]


def sender_to(
    handler: Callable[[httpx.Request], httpx.Response],
    time: FakeTime | None = None,
    random: Callable[[], float] = lambda: 0.5,
) -> TracefunnelSender:
    time = time or FakeTime()
    return TracefunnelSender(
        "https://go.example.com/",
        SECRET,
        httpx.Client(transport=httpx.MockTransport(handler)),
        now=time.now,
        monotonic=time.monotonic,
        random=random,
        sleep=time.sleep,
    )


def events_of(request: httpx.Request) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = json.loads(request.content)["events"]
    return events


def answered(*statuses: str, status: int = 200, **headers: str) -> httpx.Response:
    """As the ingest route answers, a status for each event."""
    results = [
        {"index": index, "event_id": "e", "status": one}
        | ({"reasons": [{"field": "email", "reason": "required"}]} if one == "rejected" else {})
        for index, one in enumerate(statuses)
    ]
    return httpx.Response(status, json={"results": results, "Code": "x", "Message": "y"}, headers=headers)


def accept_all(request: httpx.Request) -> httpx.Response:
    return answered(*["accepted"] * len(events_of(request)))


def login(trace: int | str = 0, **more: Any) -> dict[str, Any]:
    return {"event_type": "m_auth_login_success", "trace_id": f"trace_{trace}", "email": ADDRESS} | more
