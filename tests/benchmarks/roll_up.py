"""What the roll-up bears in one process: events that wait, counted with their journeys; and the memory that it takes.

The events are written straight into the table; they are rolled up by a process of its own, so that nothing else is in
its figures.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta

from tests.benchmarks.direct_writes import ENOUGH_SECONDS, event_item, write_items, writing_client
from tests.benchmarks.engine import benchmark_store
from tests.benchmarks.figure import Figure, hand_over
from tests.benchmarks.process_memory import STATUS_FILE, peak_mb
from tests.benchmarks.stored_history import recent_events
from tests.running_service import PROJECT

A_SECOND, LASTING = 500, timedelta(seconds=60)
EVENTS = round(A_SECOND * LASTING.total_seconds())
IN_ITS_PROCESS = "in-its-process"


def measure() -> Iterator[Figure]:
    """Nothing where there is no Linux."""
    if not STATUS_FILE.exists():
        return
    with benchmark_store() as environment:
        from chalicelib.routes.services import services  # it reads the environment, complete only now

        services.agree_on_stored_shapes.or_unavailable(services.new_deadline())
        waiting = recent_events("waiting", EVENTS, services.clock(), LASTING)
        client = writing_client(environment["DYNAMODB_ENDPOINT_URL"])
        write_items(client, services.events.table, map(event_item, waiting))
        arguments = [sys.executable, "-m", "tests.benchmarks.roll_up", IN_ITS_PROCESS]
        done = subprocess.run(arguments, cwd=PROJECT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    found = json.loads(done.stdout)
    assert found["events"] == EVENTS, f"{found} of {EVENTS}"
    name = f"roll-up of {EVENTS:,} events that wait"
    made_of = f"{found['seconds']} s, {found['processor_seconds']} s of the processor; {found['journeys']:,} journeys"
    yield Figure(name, round(EVENTS / found["seconds"]), "1/s", at_least=A_SECOND, made_of=made_of)
    yield Figure(f"{name}: memory", found["peak_mb"], "MB", at_most=512, made_of=f"{found['idle_mb']} MB before it")


def roll_up() -> None:
    """In this process; prints what it cost."""
    from chalicelib.routes.count_services import count_services
    from chalicelib.routes.services import services

    services.meta.read(services.new_deadline())
    idle_mb, started, used = peak_mb(), time.perf_counter(), time.process_time()
    report = count_services.roll_up(now=services.clock(), for_seconds=ENOUGH_SECONDS, lag=timedelta(0))
    cost = {
        "events": report.events_counted,
        "journeys": report.journeys_updated,
        "seconds": round(time.perf_counter() - started, 2),
        "processor_seconds": round(time.process_time() - used, 2),
        "idle_mb": idle_mb,
        "peak_mb": peak_mb(),
    }
    print(json.dumps(cost))


if __name__ == "__main__":
    if sys.argv[1:] == [IN_ITS_PROCESS]:
        roll_up()
    else:
        hand_over(measure)
