"""How fast `tracefunnel backfill` imports a file: its own code, in batches over HTTP, into the program."""

import json
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chalicelib.domain.event import Event
from chalicelib.domain.timestamp import format_utc
from infra.transfer.api import Api, Bearer
from infra.transfer.backfill import BackfillOptions, backfill
from infra.transfer.console import tell
from infra.transfer.report import Tally
from tests.benchmarks.engine import benchmark_store
from tests.benchmarks.figure import Figure, hand_over
from tests.benchmarks.measured_server import PROGRAM, measured_server
from tests.benchmarks.stored_history import History
from tests.running_service import SECRETS

EVENTS, GOAL = 20_000, 500
_IDENTIFIERS = {"user_id": "user-1", "tenant_id": "tenant-1", "job_id": "job-1", "error_code": "otp_expired"}
_PAYLOAD = ("cid", "registration_id", "plan_tier", "slug", "failure_stage", "stripe_session_id", "stripe_event_id")


def measure() -> Iterator[Figure]:
    with (
        tempfile.TemporaryDirectory() as folder,
        benchmark_store() as environment,
        measured_server(PROGRAM, environment) as program,
        Api.to(program.base_url, Bearer(SECRETS["INTERNAL_API_KEY"]), tell=tell) as api,
    ):
        file, tally = Path(folder) / "events.jsonl", Tally()
        _write(file)
        used, started = program.processor.seconds, time.perf_counter()
        backfill(BackfillOptions(str(file)), api, tally)
        seconds, processor_seconds = time.perf_counter() - started, program.processor.seconds - used
    assert (tally.read, tally.accepted) == (EVENTS, EVENTS), tally.summary()
    processor_ms = processor_seconds / EVENTS * 1_000_000
    yield Figure(
        f"backfill of {EVENTS:,} events over thirty days",
        round(EVENTS / seconds),
        "1/s",
        at_least=GOAL,
        made_of=f"{processor_ms:.0f} ms of the program's processor for 1,000 events",
    )


def _write(file: Path) -> None:
    """In the order of time, as a log has them."""
    events = sorted(map(_fields, History(datetime.now(UTC)).events(EVENTS)), key=lambda one: one["ts"])
    file.write_text("".join(f"{json.dumps(one)}\n" for one in events[:EVENTS]))


def _fields(event: Event) -> dict[str, Any]:
    """With what any type must carry."""
    return {
        **_IDENTIFIERS,
        "event_type": event.event_type,
        "event_id": event.event_id,
        "trace_id": event.trace_id,
        "ts": format_utc(event.ts),
        "campaign_id": event.campaign_id or "none",
        "email": f"kim-{event.event_id[-8:]}@example.com",
        "success": event.success is not False,
        "error_message": event.error_message,
        "source": event.source,
        "payload": dict.fromkeys(_PAYLOAD, "some-1") | {"attempt": 1},
    }


if __name__ == "__main__":
    hand_over(measure)
