"""Sends events to Tracefunnel and waits for its answer: for scripts and workers. What answers requests must not wait:
it uses `tracefunnel_background` beside this file.

Copy this file. Python 3.11 or newer, `httpx` and `standardwebhooks`. It never logs or quotes an event or the secret.
"""

import json
import random
import re
import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
from standardwebhooks import Webhook

Event = Mapping[str, Any]  # the fields of the API by their own names: event_type, trace_id, email, payload, ...

PATH = "/internal/funnel-events/ingest"
MOST_EVENTS = 500
FINAL = ("accepted", "duplicate", "rejected")  # beside `unavailable`, which is to be sent again
REQUEST_SECONDS = 15.0  # the service answers within 10
# Coarser than the service, which keeps some that hold an `@`: what is kept here it keeps too, and no address is sent.
TRACE_ID = re.compile(r"(?!.*(?:@|%(?:25)*40))trace_[!-~]{1,122}")


@dataclass(frozen=True)
class Result:
    """What became of one event. `status`: accepted, duplicate, or rejected (in quarantine, for these `reasons`)."""

    event_id: str
    status: str
    reasons: Sequence[Mapping[str, str]] = ()


class NotTakenError(Exception):
    """`status`: the last answer's, None without one. `events`: those not answered for, named and dated: sent again as
    they are, they count once. `results`: those of the others, in their order."""

    def __init__(self, text: str, status: int | None, events: Sequence[Event], results: Sequence[Result]) -> None:
        super().__init__(text)
        self.status, self.events, self.results = status, events, results


class RefusedError(NotTakenError):
    """The request as a whole is wrong, and would be again; the text says why, in the service's words."""


class UnavailableError(NotTakenError):
    """The service did not take them in time, or took them and could not say so."""


@dataclass(frozen=True)
class Attempt:
    """What came of one request. `results`: one for each event, None where it is to be sent again."""

    status: int | None
    results: Sequence[Result | None]
    retry_after_seconds: float = 0.0
    refusal: str | None = None
    is_the_services: bool = False  # a refusal with the service's `Code`, not one of a proxy before it


@dataclass(frozen=True)
class TracefunnelSender:
    """Threads may share it. `secret`: INGEST_SIGNING_SECRET; of several, separated by spaces, the first signs."""

    url: str
    secret: str = field(repr=False)
    http: httpx.Client = field(default_factory=httpx.Client, repr=False)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic
    random: Callable[[], float] = random.random
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        try:
            url = httpx.URL(self.url)
        except httpx.InvalidURL:
            url = httpx.URL()
        if url.scheme not in ("http", "https") or not url.host or (url.port or 0) > 65535:
            raise ValueError("the url must be http(s)://host")
        self._webhook()

    def send(self, events: Iterable[Event], *, within_seconds: float = 20.0) -> list[Result]:
        """What became of each of 1 to 500 events, in their order; repeated until then. Raises RefusedError at once,
        UnavailableError when the time is over, and TypeError or ValueError before anything is sent."""
        batch = [self.prepare(event) for event in events]
        if not 1 <= len(batch) <= MOST_EVENTS:
            raise ValueError(f"send 1 to {MOST_EVENTS} events at a time")
        message_id, deadline, failures = new_message_id(), self.monotonic() + within_seconds, 0
        results: list[Result | None] = [None] * len(batch)
        while True:
            left = [index for index, result in enumerate(results) if result is None]
            left_seconds = max(0.1, deadline - self.monotonic())
            attempt = self.attempt([batch[index] for index in left], message_id, left_seconds)
            for index, result in zip(left, attempt.results, strict=True):
                results[index] = result
            known = [result for result in results if result is not None]
            if len(known) == len(batch):
                return known
            events_left = [event for event, result in zip(batch, results, strict=True) if result is None]
            if attempt.refusal is not None:
                raise RefusedError(attempt.refusal, attempt.status, events_left, known)
            failures += 1
            wait = self.backoff_seconds(failures, attempt)
            if self.monotonic() + wait >= deadline:
                text = f"{len(events_left)} of {len(batch)} events not taken: {attempt.status or 'no answer'}"
                raise UnavailableError(text, attempt.status, events_left, known)
            self.sleep(wait)

    def prepare(self, event: Event) -> Event:
        """A copy as JSON has it, with an id and a time, without what is no trace id. Raises TypeError or ValueError."""
        own = {"event_id": str(uuid.uuid4()), "occurred_at": self.now().isoformat(timespec="milliseconds")}
        given = {name: value for name, value in event.items() if value is not None or name not in own}
        copy: dict[str, Any] = json.loads(json.dumps(own | given, allow_nan=False))
        trace_id = copy.pop("trace_id", None)
        trimmed = trace_id.strip(" \t\r\n") if isinstance(trace_id, str) else ""
        return copy | {"trace_id": trimmed} if TRACE_ID.fullmatch(trimmed) else copy

    def attempt(self, prepared: Sequence[Event], message_id: str, timeout_seconds: float = REQUEST_SECONDS) -> Attempt:
        """Signs and sends once."""
        # standardwebhooks 1.1.0 signs the hour that the time shows, whatever its offset: it must be in UTC.
        body, at = json.dumps({"events": prepared}), self.now().astimezone(UTC)
        headers = {
            "content-type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": self._webhook().sign(message_id, at, body),
        }
        # httpx 0.28.1 gives each step (connect, write, each read) this time, not the whole.
        timeout = min(REQUEST_SECONDS, timeout_seconds)
        url = self.url.rstrip("/") + PATH
        try:
            answer = self.http.post(url, content=body, headers=headers, timeout=timeout, follow_redirects=False)
        except httpx.RequestError:
            return Attempt(None, [None] * len(prepared))
        return _read(answer, prepared, self.now())

    def backoff_seconds(self, failures: int, attempt: Attempt) -> float:
        """What the service asked for, and full jitter. `failures`: in a row, from 1 on."""
        return attempt.retry_after_seconds + self.random() * min(60.0, 0.5 * 2.0 ** min(failures - 1, 10))

    def _webhook(self) -> Webhook:
        # standardwebhooks 1.1.0 takes a secret without the prefix too, which the service does not.
        first = next(iter(self.secret.split()), "")
        if not first.startswith("whsec_"):
            raise ValueError("the secret must be whsec_<base64>")
        return Webhook(first)


def new_message_id() -> str:
    return f"msg_{uuid.uuid4()}"


def _read(answer: httpx.Response, prepared: Sequence[Event], now: datetime) -> Attempt:
    status, unknown = answer.status_code, [None] * len(prepared)
    try:
        content = answer.json()
    except ValueError:  # of somebody between us and the service
        content = None
    if not isinstance(content, dict):
        content = {}
    retry_after_seconds = _retry_after_seconds(answer.headers.get("retry-after", ""), now)
    if status in (200, 422, 503):
        return Attempt(status, _results(content.get("results"), prepared) or unknown, retry_after_seconds)
    is_the_services = isinstance(content.get("Code"), str)
    if status == 429 or status >= 500 or (status in (400, 415) and not is_the_services):
        return Attempt(status, unknown, retry_after_seconds)
    refusal = f"{status}: {content.get('Message', 'no answer of Tracefunnel')}"
    return Attempt(status, unknown, 0.0, refusal, is_the_services)


def _results(given: object, prepared: Sequence[Event]) -> list[Result | None] | None:
    if not isinstance(given, list) or len(given) != len(prepared) or not all(isinstance(one, dict) for one in given):
        return None
    return [
        Result(event["event_id"], one["status"], _reasons(one.get("reasons"))) if one.get("status") in FINAL else None
        for event, one in zip(prepared, given, strict=True)
    ]


def _reasons(given: object) -> Sequence[Mapping[str, str]]:
    """Each with the texts `field` and `reason`, whatever was given."""
    dicts = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else ()
    texts = [{name: text for name, text in one.items() if isinstance(text, str)} for one in dicts]
    return [{"field": "", "reason": ""} | one for one in texts] or ()


def _retry_after_seconds(header: str, now: datetime) -> float:
    try:
        seconds = float(header) if header.isdecimal() else (parsedate_to_datetime(header) - now).total_seconds()
    except (ValueError, TypeError):
        return 0.0
    return min(300.0, max(0.0, seconds))
