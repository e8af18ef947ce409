"""A service that takes events as the contract says, after whatever answers a test puts before that."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from infra.local.http_messages import HttpRequest, HttpResponse
from infra.local.http_server import HttpServer

KEY = "internal-key-for-tests-0123456789abcdef"
Stub = TypeVar("Stub", bound="StubService")
Answer = Callable[[HttpRequest], HttpResponse]


def reply(status: int, body: Any, **headers: str) -> HttpResponse:
    named = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return HttpResponse(status, [("Content-Type", "application/json"), *named], json.dumps(body).encode())


def error(status: int, message: str, **headers: str) -> HttpResponse:
    return reply(status, {"Code": "SomeError", "Message": message}, **headers)


class StubService(HttpServer):
    """`script`: what the next requests are answered. `cut`: how many connections end before anything is answered."""

    def __init__(self) -> None:
        self.script: list[HttpResponse | Answer] = []
        self.requests: list[HttpRequest] = []
        self.stored: dict[str, dict[str, Any]] = {}
        self.cut = 0
        super().__init__("127.0.0.1", 0)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def bodies_of(self, path: str) -> list[Any]:
        return [json.loads(request.body) for request in self.requests if request.path == path]

    def process_request(self, request: Any, client_address: Any) -> None:
        if self.cut:
            self.cut -= 1
            self.shutdown_request(request)
        else:
            super().process_request(request, client_address)

    def answer_request(self, request: HttpRequest) -> HttpResponse:
        self.requests.append(request)
        if self.script:
            scripted = self.script.pop(0)
            return scripted(request) if callable(scripted) else scripted
        return self.take(request)

    def take(self, request: HttpRequest) -> HttpResponse:
        body = json.loads(request.body)
        results = [self._store(index, event) for index, event in enumerate(body.get("events", [body]))]
        rejected = sum(result["status"] == "rejected" for result in results)
        return reply(422 if rejected == len(results) else 200, {"results": results})

    def _store(self, index: int, event: dict[str, Any]) -> dict[str, Any]:
        if event["event_type"] == "refuse_me":
            return {"index": index, "status": "rejected", "reasons": [{"field": "event_type", "reason": "is no type"}]}
        known = self.stored.setdefault(event["event_id"], event)
        if known is event:
            return {"index": index, "event_id": event["event_id"], "status": "accepted"}
        conflict = {} if known == event else {"conflict": True}
        return {"index": index, "event_id": event["event_id"], "status": "duplicate", **conflict}


@contextmanager
def stub_service(stub: Stub) -> Iterator[Stub]:
    """While it answers."""
    stub.start(stub.answer_request)
    yield stub
    stub.stop()
