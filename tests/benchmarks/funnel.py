"""What one funnel over 100,000 journeys costs: seconds over the engine, and the processor and memory of its process.

The journeys are written straight into the table; the funnel is computed by a process of its own, so that nothing else
is in its figures. `rest_seconds` leaves out the engine and the reading of its answers, which are held in memory.
"""

import json
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from chalicelib.domain.event_dictionary import EVENT_TYPE_BY_NAME
from chalicelib.domain.funnel import Funnel
from chalicelib.domain.funnel_presets import PRESETS
from chalicelib.domain.journey import Context, Journey, LastEvent
from chalicelib.domain.reporting_day import TimeRange, parse_range, shift_day
from chalicelib.domain.timestamp import to_epoch_ms
from chalicelib.storage.dynamodb import Deadline, Store, make_client
from chalicelib.storage.fan_out import FanOut
from chalicelib.storage.journey_store import JourneyStore
from chalicelib.storage.roll_up_store import RollUpStore
from chalicelib.usecases.analyze_funnel import AnalyzeFunnel
from infra.table_definitions import create_tables

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

JOURNEYS, DAYS, EVENTS = 100_000, 14, 6
FIRST_DAY, NOW = "2026-11-01", datetime(2026, 11, 15, tzinfo=UTC)
PREFIX, ZONE = "funnel-benchmark-", ZoneInfo("UTC")
BATCH, WRITERS = 25, 8
STATUS_FILE = Path("/proc/self/status")
ENOUGH_SECONDS = 600
PROJECT = Path(__file__).resolve().parents[2]
STEPS = "".join(EVENT_TYPE_BY_NAME[name].code for name in PRESETS[0].steps)
OTHERS = "".join(code for code in "abcdefghijklmnopqr" if code not in STEPS)


@dataclass(frozen=True)
class FunnelFigure:
    """`seconds`, `processor_seconds`: of the whole funnel over the engine. `rest_seconds`: with the answers in memory.

    `peak_mb`: of the process at its largest, of which it had `idle_mb` before the funnel.
    """

    journeys: int
    first_step: int
    seconds: float
    processor_seconds: float
    rest_seconds: float
    idle_mb: float
    peak_mb: float

    def __str__(self) -> str:
        return (
            f"funnel of {len(STEPS)} steps over {self.journeys} journeys: {self.seconds:.2f} s over the engine, "
            f"{self.processor_seconds:.2f} s of our processor; {self.rest_seconds:.2f} s with its answers in memory; "
            f"at most {self.peak_mb:.0f} MB, {self.idle_mb:.0f} MB before it"
        )


def measure_funnel(endpoint_url: str) -> FunnelFigure | None:
    """None where there is no Linux."""
    if not STATUS_FILE.exists():
        return None
    client = make_client(endpoint_url)
    create_tables(client, PREFIX)
    _write(client)
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.funnel", endpoint_url],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
    )
    return FunnelFigure(**json.loads(done.stdout))


def _write(client: "DynamoDBClient") -> None:
    chance = random.Random(5)
    items = (_item(_journey(number, chance)) for number in range(JOURNEYS))
    with ThreadPoolExecutor(WRITERS) as pool:
        while batches := [batch for _ in range(WRITERS * 4) if (batch := [*islice(items, BATCH)])]:
            for answer in pool.map(lambda batch: _write_batch(client, batch), batches):
                assert not answer["UnprocessedItems"]


def _write_batch(client: "DynamoDBClient", batch: Sequence[Any]) -> Any:
    return client.batch_write_item(RequestItems={f"{PREFIX}journeys": [{"PutRequest": {"Item": one}} for one in batch]})


def _journey(number: int, chance: random.Random) -> Journey:
    """Through the steps, as far as it goes, with other events between them."""
    began_at = NOW - timedelta(days=DAYS) + timedelta(seconds=number * DAYS * 86_400 / JOURNEYS)
    reached = STEPS[: chance.randrange(len(STEPS) + 1)]
    others = chance.choices(OTHERS, k=max(1, chance.randrange(2 * EVENTS - 1) - len(reached)))
    codes = [*others]
    for place, step in zip(sorted(chance.choices(range(len(others) + 1), k=len(reached))), reached, strict=True):
        codes.insert(place, step)
    offsets = [0, *sorted(chance.randrange(2 * 86_400_000) for _ in codes[1:])]
    first_at_ms, errors = to_epoch_ms(began_at), {len(codes) - 1: "otp_expired"} if number % 4 == 0 else {}
    return Journey(
        trace_id=f"trace_{number:032x}",
        first_at_ms=first_at_ms,
        codes="".join(codes),
        offsets_ms=offsets,
        outcomes="".join(chance.choices("01-", k=len(codes))),
        digests=f"{number:06}" * len(codes),
        errors=errors,
        contexts=[(0, Context("edge", None, "newsletter", None)), (1, Context("zuplo", None, "newsletter", "a.com"))],
        last=LastEvent(codes[-1], first_at_ms + offsets[-1], errors.get(len(codes) - 1)),
        truncated=False,
    )


def _item(journey: Journey) -> Any:
    """As the product writes it."""
    client: Any = _Collecting([])
    _journey_store(client).write(journey, read=None, last_received_at=NOW, deadline=_deadline())
    return client.items[0]


@dataclass(frozen=True)
class _Collecting:
    """A client that keeps what it is to write."""

    items: list[Any]

    def put_item(self, **arguments: Any) -> Any:
        self.items.append(arguments["Item"])
        return {}


def _journey_store(client: "DynamoDBClient") -> JourneyStore:
    return JourneyStore(Store(client), f"{PREFIX}journeys", ZONE, 1, timedelta(days=180))


def _deadline() -> Deadline:
    return Deadline.after(ENOUGH_SECONDS)


def _window() -> TimeRange:
    return parse_range(FIRST_DAY, shift_day(FIRST_DAY, DAYS - 1), now=NOW, zone=ZONE, instants_allowed=False)


def _first_step(client: "DynamoDBClient") -> int:
    store = Store(client)
    analyze = AnalyzeFunnel(_journey_store(client), RollUpStore(store, f"{PREFIX}meta"), FanOut())
    funnel = Funnel(STEPS, window_ms=86_400_000)
    found = analyze(_window(), funnel, breakdown=None, compare=False, now=NOW, deadline=_deadline())
    return found.report.whole.entered


def _peak_mb() -> float:
    """From Linux's own account: what `getrusage` says is no less than what the process had that started this one."""
    (line,) = (line for line in STATUS_FILE.read_text().splitlines() if line.startswith("VmHWM:"))
    return round(int(line.split()[1]) / 1024, 1)


class _Remembered:
    """A client that answers as it was answered before, from memory."""

    def __init__(self, client: "DynamoDBClient") -> None:
        self._client, self._answers = client, dict[str, Any]()

    def get_item(self, **_: Any) -> Any:
        return {}

    def query(self, **arguments: Any) -> Any:
        asked = json.dumps(arguments, sort_keys=True)
        if asked not in self._answers:
            self._answers[asked] = self._client.query(**arguments)
        return self._answers[asked]


def main(endpoint_url: str) -> None:
    """Computes the funnel in this process, and prints what it cost."""
    client = make_client(endpoint_url)
    client.describe_table(TableName=f"{PREFIX}journeys")
    idle_mb = _peak_mb()
    started, used = time.perf_counter(), time.process_time()
    first_step = _first_step(client)
    seconds, processor_seconds = time.perf_counter() - started, time.process_time() - used
    peak_mb = _peak_mb()
    remembered: Any = _Remembered(client)
    assert _first_step(remembered) == first_step
    used = time.process_time()
    _first_step(remembered)
    figure = {
        "journeys": JOURNEYS,
        "first_step": first_step,
        "seconds": round(seconds, 2),
        "processor_seconds": round(processor_seconds, 2),
        "rest_seconds": round(time.process_time() - used, 2),
        "idle_mb": idle_mb,
        "peak_mb": peak_mb,
    }
    print(json.dumps(figure))


if __name__ == "__main__":
    main(sys.argv[1])
