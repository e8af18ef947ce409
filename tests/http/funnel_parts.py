"""Traces of the past for tests of funnels, and how a funnel is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from tests.api_client import ApiClient

FUNNELS, TRACES, AFTER = "/internal/funnels", "/internal/funnels/traces", "/internal/funnels/after"
BACKFILL, RUN = "/internal/funnel-events/backfill", "/internal/rollups/run"
SUMMARY, EVENT_TYPES = "/internal/funnel-events/summary", "/internal/event-types"
VIEW, START, FAIL, LOGIN = "m_page_view", "m_auth_login_start", "m_auth_login_fail", "m_auth_login_success"
SIGN_IN = [VIEW, START, LOGIN]
MUST_CARRY: Mapping[str, dict[str, Any]] = {
    VIEW: {},
    START: {"user_id": "u"},
    FAIL: {"email": "kim@example.com", "error_code": "otp_expired"},
    LOGIN: {"email": "kim@example.com"},
}
TODAY = datetime.now(UTC).date()  # each story has days of its own, counted from it; those of today are other tests'


def day(days_ago: int) -> str:
    return (TODAY - timedelta(days=days_ago)).isoformat()


def noon(days_ago: int) -> datetime:
    return datetime.combine(TODAY - timedelta(days=days_ago), time(12), UTC)


def at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"


@dataclass
class Stories:
    """Traces of the past. `as_of`: of the roll-up that has counted them."""

    events: list[dict[str, Any]] = field(default_factory=list)
    as_of: str = ""

    def trace(
        self, name: str, begin: datetime, steps: Sequence[tuple[str, float] | tuple[str, float, dict[str, Any]]]
    ) -> None:
        """`steps`: type, seconds after the beginning, other fields."""
        for step in steps:
            event_type, seconds, *more = step
            ts = (begin + timedelta(seconds=seconds)).isoformat()
            number = f"e{len(self.events):05}"
            event = {"event_id": number, "event_type": event_type, "trace_id": f"trace_{name}", "ts": ts}
            self.events.append(event | MUST_CARRY[event_type] | (more[0] if more else {}))

    def tell(self, api: ApiClient) -> None:
        for start in range(0, len(self.events), 500):
            batch = self.events[start : start + 500]
            answer = api.http.post(BACKFILL, json={"events": batch}, headers=api.bearer())
            assert answer.status_code == 200, answer.text
            assert answer.json()["accepted"] == len(batch)
        more = True
        while more:
            run = api.http.post(RUN, params={"lag_seconds": 0}, headers=api.bearer()).json()
            self.as_of, more = run["counted_to"], run["more"]


def of_days(first: int, last: int | None = None, steps: Sequence[str] = SIGN_IN) -> dict[str, Any]:
    return {"from": day(first), "to": day(first if last is None else last), "steps": [*steps]}
