"""What one funnel over 100,000 journeys costs: seconds over the engine, and the processor and memory of its process.

The journeys are written straight into the table; the funnel is computed by a process of its own, so that nothing else
is in its figures. `rest_seconds` leaves out the engine and the reading of its answers, which are held in memory.
"""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
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
from tests.benchmarks.direct_writes import ENOUGH_SECONDS, Collecting, write_items
from tests.benchmarks.engine import benchmark_store
from tests.benchmarks.figure import Figure, hand_over
from tests.benchmarks.process_memory import STATUS_FILE, peak_mb
from tests.running_service import PROJECT

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

JOURNEYS, DAYS, EVENTS = 100_000, 14, 6
FIRST_DAY, NOW = "2026-11-01", datetime(2026, 11, 15, tzinfo=UTC)
PREFIX, ZONE = "tracefunnel-", ZoneInfo("UTC")
STEPS = "".join(EVENT_TYPE_BY_NAME[name].code for name in PRESETS[0].steps)
OTHERS = "".join(code for code in "abcdefghijklmnopqr" if code not in STEPS)


def measure() -> Iterator[Figure]:
    """Nothing where there is no Linux."""
    if not STATUS_FILE.exists():
        return
    with benchmark_store() as environment:
        endpoint_url = environment["DYNAMODB_ENDPOINT_URL"]
        client = make_client(endpoint_url)
        chance = random.Random(5)
        write_items(client, f"{PREFIX}journeys", (_item(_journey(number, chance)) for number in range(JOURNEYS)))
        arguments = [sys.executable, "-m", "tests.benchmarks.funnel", endpoint_url]
        done = subprocess.run(arguments, cwd=PROJECT, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    name = f"funnel of {len(STEPS)} steps over {JOURNEYS:,} journeys"
    used = f"{found['processor_seconds']} s of the processor; {found['rest_seconds']} s with its answers in memory"
    yield Figure(name, found["seconds"], "s", at_most=3, made_of=used)
    yield Figure(f"{name}: memory", found["peak_mb"], "MB", at_most=256, made_of=f"{found['idle_mb']} MB before it")


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
    client: Any = Collecting([])
    _journey_store(client).write(journey, read=None, last_received_at=NOW, deadline=_deadline())
    return client.items[0]


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


def compute(endpoint_url: str) -> None:
    """In this process; prints what it cost."""
    client = make_client(endpoint_url)
    client.describe_table(TableName=f"{PREFIX}journeys")
    idle_mb = peak_mb()
    started, used = time.perf_counter(), time.process_time()
    first_step = _first_step(client)
    seconds, processor_seconds = time.perf_counter() - started, time.process_time() - used
    most_mb = peak_mb()
    remembered: Any = _Remembered(client)
    assert _first_step(remembered) == first_step
    used = time.process_time()
    _first_step(remembered)
    cost = {
        "seconds": round(seconds, 2),
        "processor_seconds": round(processor_seconds, 2),
        "rest_seconds": round(time.process_time() - used, 2),
        "idle_mb": idle_mb,
        "peak_mb": most_mb,
    }
    print(json.dumps(cost))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        compute(sys.argv[1])
    else:
        hand_over(measure)
