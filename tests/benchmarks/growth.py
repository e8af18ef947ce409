"""How much longer answers take once there are more events: ten times as many, twenty times.

`python -m tests.benchmarks.growth FEW MANY AT_MOST FOLDER` compares other numbers of events, kept in the folder.

Two services side by side, each over a store of its own, are asked in turns. The events are written straight into the
tables and rolled up by the service itself. A funnel is asked about two days that hold the same in both (its time goes
by the journeys of its range, on purpose), a summary about all thirty days.
"""

import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chalicelib.domain.event_dictionary import EVENT_TYPES
from chalicelib.domain.funnel_presets import PRESETS
from chalicelib.domain.reporting_day import days_between
from chalicelib.storage.dirty_days import DirtyDays
from chalicelib.storage.dynamodb import Deadline, Store
from tests.api_client import FEED, ApiClient
from tests.benchmarks.direct_writes import ENOUGH_SECONDS, event_item, remove_events, write_items, writing_client
from tests.benchmarks.engine import benchmark_store
from tests.benchmarks.figure import Figure, hand_over
from tests.benchmarks.interleaved import in_turns
from tests.benchmarks.measured_server import PROGRAM, measured_server
from tests.benchmarks.stored_history import LONG_TRACE, LONG_TRACE_EVENTS, History, recent_events
from tests.running_service import SECRETS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

FEW, MANY, GOAL = 10_000, (100_000, 200_000), 1.15
TAIL_A_SECOND, TAIL = 100, timedelta(seconds=60)
REQUESTS, REQUESTS_WITH_TAIL = 7, 3  # a turn; thousands of events take a while
SUMMARY, FEED_PAGE = "summary of 30 days", "feed page of 50 of all types"
TIMELINE, FUNNEL = f"timeline of {LONG_TRACE_EVENTS} events", "funnel over two quiet days"
TABLE, BUCKETS = "tracefunnel-events", "tracefunnel-buckets"


@dataclass
class Side:
    """A service, and the store behind it. `events`: how many it holds."""

    client: "DynamoDBClient"
    api: ApiClient
    history: History
    events: int = 0

    def grow_to(self, events: int) -> None:
        """The days are marked as a backfill marks them; then the service counts them."""
        days = days_between(self.history.first_day, self.history.today)
        dirty_days, deadline = DirtyDays(Store(self.client), BUCKETS), Deadline.after(ENOUGH_SECONDS)
        dirty_days.mark(((one.name, day) for one in EVENT_TYPES for day in days), datetime.now(UTC), deadline)
        write_items(self.client, TABLE, self._new_items(events))
        more = True
        while more:
            url = "/internal/rollups/run?lag_seconds=0"
            answer = self.api.http.post(url, headers=self.api.bearer(), timeout=ENOUGH_SECONDS)
            assert answer.status_code == 200, answer.text
            more = answer.json()["more"]

    def _new_items(self, events: int) -> Iterator[Any]:
        """One after the other: a million of them at once are gigabytes."""
        for event in self.history.events(events, begin=self.events):
            self.events += 1
            yield event_item(event)

    @contextmanager
    def live_tail(self) -> Iterator[None]:
        """Events of the last minute, not yet rolled up; gone afterwards."""
        events = recent_events("tail", round(TAIL_A_SECOND * TAIL.total_seconds()), datetime.now(UTC), TAIL)
        items = [*map(event_item, events)]
        write_items(self.client, TABLE, items)
        yield
        remove_events(self.client, TABLE, items)

    def ask(self, question: str) -> Any:
        first_day, today = self.history.first_day, self.history.today
        quiet_from, quiet_to = self.history.quiet_days
        questions: dict[str, tuple[str, dict[str, Any]]] = {
            SUMMARY: (f"{FEED}/summary", {"from": first_day, "to": today}),
            FEED_PAGE: (FEED, {"limit": 50}),
            TIMELINE: (f"/internal/trace/{LONG_TRACE}", {}),
            FUNNEL: ("/internal/funnels", {"steps": PRESETS[0].steps, "from": quiet_from, "to": quiet_to}),
        }
        answer = self.api.get(*questions[question])
        assert answer.status_code == 200, answer.text
        return answer.json()

    def median_ms(self, question: str, requests: int) -> float:
        times = []
        for _ in range(requests):
            started = time.perf_counter()
            self.ask(question)
            times.append((time.perf_counter() - started) * 1000)
        return statistics.median(times)


def measure() -> Iterator[Figure]:
    yield from measure_growth(FEW, MANY, GOAL)


def measure_growth(few: int, many: Sequence[int], at_most: float, folder: Path | None = None) -> Iterator[Figure]:
    """At each of `many` events, ascending, against `few`. The stores are in memory, or in the `folder`."""
    history = History(datetime.now(UTC))
    with _side(history, folder and folder / "few") as smaller, _side(history, folder and folder / "many") as larger:
        smaller.grow_to(few)
        for size in many:
            larger.grow_to(size)
            _check(smaller, larger)
            compare = partial(_compared, smaller, larger, f"at {size:,} events, over {few:,}", at_most)
            for question in (SUMMARY, FEED_PAGE, TIMELINE, FUNNEL):
                yield compare(question, question, REQUESTS)
            with smaller.live_tail(), larger.live_tail():
                yield compare(f"{SUMMARY} with a live tail of {TAIL_A_SECOND} events/s", SUMMARY, REQUESTS_WITH_TAIL)


@contextmanager
def _side(history: History, folder: Path | None) -> Iterator[Side]:
    if folder is not None:
        folder.mkdir()
    with (
        benchmark_store(folder) as environment,
        measured_server(PROGRAM, environment) as server,
        ApiClient.to(server.base_url, SECRETS) as api,
    ):
        yield Side(writing_client(environment["DYNAMODB_ENDPOINT_URL"]), api, history)


def _check(smaller: Side, larger: Side) -> None:
    """All is counted, and the quiet days are the same."""
    for side in (smaller, larger):
        summary = side.ask(SUMMARY)
        counted = sum(sum(days) for days in summary["series"]["events"].values())
        assert (summary["live"], summary["pending_days"], counted) == (True, [], side.events), counted
    assert smaller.ask(FUNNEL)["steps"] == larger.ask(FUNNEL)["steps"]


def _compared(
    smaller: Side, larger: Side, sizes: str, at_most: float, name: str, question: str, requests: int
) -> Figure:
    found = in_turns(lambda: larger.median_ms(question, requests), lambda: smaller.median_ms(question, requests))
    made_of = f"{found.ours:.1f} ms to {found.others:.1f} ms"
    return Figure(f"{name}: {sizes}", round(found.ratio, 2), "x", at_most=at_most, made_of=made_of)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        few, many, at_most, folder = sys.argv[1:]
        hand_over(lambda: measure_growth(int(few), [int(many)], float(at_most), Path(folder)))
    else:
        hand_over(measure)
