"""The service over HTTP, as its contract tells senders: what was not taken is sent again, the same, until it is."""

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

import httpx

from infra.transfer.errors import TransferError

TIMEOUT_SECONDS = 35.0  # a roll-up works for up to 20 s
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 15.0
ANSWERED = {200, 422}  # 422: every event was refused, each for reasons of its own
TOO_MANY_REQUESTS = 429
MAX_PATIENCE_SECONDS = 300.0

Wait = Callable[[float], object]
Tell = Callable[[str], None]


class Bearer(httpx.Auth):
    def __init__(self, key: str) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Iterator[httpx.Request]:  # type: ignore[override]
        request.headers["Authorization"] = f"Bearer {self._key}"
        yield request


@dataclass(frozen=True)
class Api:
    """`wait` and `tell`: how pauses are made and told."""

    http: httpx.Client
    wait: Wait
    tell: Tell

    @classmethod
    @contextmanager
    def to(cls, url: str, auth: httpx.Auth, *, tell: Tell, wait: Wait = time.sleep) -> "Iterator[Api]":
        """Raises TransferError where the URL is none."""
        base = _base_url(url)
        # A proxy that the environment names for the world cannot reach this machine's loopback.
        client = httpx.Client(base_url=base, auth=auth, timeout=TIMEOUT_SECONDS, trust_env=not _is_loopback(base.host))
        with client as http:
            yield cls(http, wait, tell)

    def post(self, path: str, body: bytes, on_partial: Callable[[Any], None] | None = None, **more: Any) -> Any:
        headers = {"content-type": "application/json", **more.pop("headers", {})}
        return self._until_taken("POST", path, on_partial, content=body, headers=headers, **more)

    def get(self, path: str, parameters: Mapping[str, str]) -> Any:
        return self._until_taken("GET", path, None, params=parameters)

    def _until_taken(self, method: str, path: str, on_partial: Callable[[Any], None] | None, **request: Any) -> Any:
        """The JSON of the answer; `on_partial` gets that of each answer that says: send it again.

        Raises TransferError for an answer that another try would not change.
        """
        for attempt in range(1_000_000_000):
            asked_pause = 0.0
            try:
                answer = self.http.request(method, path, **request)
            except httpx.TransportError as error:
                trouble = f"no answer from {self._service()} ({error or type(error).__name__})"
            else:
                if answer.status_code in ANSWERED:
                    return _json_of(answer)
                if answer.status_code < 500 and answer.status_code != TOO_MANY_REQUESTS:
                    raise TransferError(f"{self._service()} answered {answer.status_code}: {_message_of(answer)}")
                trouble = f"{self._service()} answered {answer.status_code}: {_message_of(answer)}"
                asked_pause = _retry_after(answer)
                if on_partial is not None:
                    on_partial(_json_or_none(answer))
            if attempt & (attempt + 1) == 0:  # the first time, the second, the fourth, ...
                self.tell(f"{trouble}; trying again")
            backoff = min(FIRST_PAUSE_SECONDS * 2 ** min(attempt, 10), LONGEST_PAUSE_SECONDS)
            self.wait(max(asked_pause, backoff * random.uniform(0.5, 1)))  # noqa: S311 - jitter
        raise AssertionError

    def _service(self) -> str:
        return f"{self.http.base_url.scheme}://{self.http.base_url.netloc.decode()}"


def _base_url(url: str) -> httpx.URL:
    try:
        base = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise TransferError(f"--url is no URL: {error}") from error
    if base.scheme not in {"http", "https"} or not base.host:
        raise TransferError("--url must be the http(s) address of the service, such as http://127.0.0.1:8000")
    return base


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _retry_after(answer: httpx.Response) -> float:
    text = answer.headers.get("retry-after", "")
    return min(float(text), MAX_PATIENCE_SECONDS) if text.isascii() and text.isdigit() else 0.0


def _json_or_none(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None


def _json_of(answer: httpx.Response) -> Any:
    value = _json_or_none(answer)
    if not isinstance(value, dict):
        raise TransferError("the answer is no JSON: does --url lead to Tracefunnel?")
    return value


def _message_of(answer: httpx.Response) -> str:
    """The service's own words, details included; of any other server none."""
    value = _json_or_none(answer)
    if not isinstance(value, dict) or not isinstance(value.get("Message"), str):
        return "no message of Tracefunnel's"
    details = value.get("Details") or []
    return " ".join([value["Message"], *(json.dumps(detail, ensure_ascii=False) for detail in details[:5])])
