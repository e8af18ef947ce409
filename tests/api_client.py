"""What senders and readers do, for tests: sign, post, read page after page."""

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
from standardwebhooks import Webhook

from tests.running_service import WITHOUT_AUTHORITIES

INGEST = "/internal/funnel-events/ingest"
FEED = "/internal/funnel-events"


@dataclass(frozen=True)
class ApiClient:
    """`secrets`: as the service's environment has them."""

    http: httpx.Client
    secrets: Mapping[str, str]

    @classmethod
    @contextmanager
    def to(cls, base_url: str, secrets: Mapping[str, str]) -> "Iterator[ApiClient]":
        with httpx.Client(base_url=base_url, timeout=30, verify=WITHOUT_AUTHORITIES) as http:
            yield cls(http, secrets)

    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secrets['INTERNAL_API_KEY'].split()[0]}"}

    def signed(self, body: str, message_id: str) -> dict[str, str]:
        now = datetime.now(UTC)
        secret = self.secrets["INGEST_SIGNING_SECRET"].split()[0]
        return {
            "content-type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(secret).sign(message_id, now, body),
        }

    def send_signed(self, body: Any, message_id: str | None = None) -> httpx.Response:
        text = json.dumps(body)
        return self.http.post(INGEST, content=text, headers=self.signed(text, message_id or f"msg_{uuid.uuid4().hex}"))

    def send(self, body: Any, **headers: str) -> httpx.Response:
        return self.http.post(INGEST, json=body, headers=self.bearer() | headers)

    def get(self, path: str, parameters: Mapping[str, Any] | None = None, token: str | None = None) -> httpx.Response:
        headers = self.bearer() if token is None else {"Authorization": f"Bearer {token}"}
        return self.http.get(path, params=parameters or {}, headers=headers)

    def sign_in(self, role: str) -> str:
        """The token of a session of that role."""
        keys = dict(value.split(":", 1) for value in self.secrets["OPERATOR_KEYS"].split())
        answer = self.http.post("/auth/session", json={"api_key": keys[role]})
        assert answer.status_code == 200, answer.text
        token: str = answer.json()["token"]
        return token

    def pages(self, token: str | None = None, **parameters: Any) -> Iterator[list[dict[str, Any]]]:
        """The feed, page after page, to its end."""
        cursor: dict[str, str] = {}
        while True:
            answer = self.get(FEED, parameters | cursor, token)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            yield page["events"]
            if page["next_cursor"] is None:
                return
            cursor = {"cursor": page["next_cursor"]}

    def feed(self, **parameters: Any) -> list[dict[str, Any]]:
        return [event for page in self.pages(**parameters) for event in page]


def page_view(visitor: str, **more: Any) -> dict[str, Any]:
    return {"event_type": "m_page_view", "anonymous_id": visitor} | more


def statuses(answer: httpx.Response) -> list[str]:
    return [result["status"] for result in answer.json()["results"]]


def ids(events: Sequence[Mapping[str, Any]]) -> list[str]:
    return [event["id"] for event in events]
