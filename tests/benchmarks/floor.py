"""How much dearer an accepted event is than the bare minimum: the processor time of the application's process.

Against a bare handler on the same server that makes the same calls to the store (`bare_app.py`), once by boto3 as it
comes and once by a client with the program's own settings, which make each call cheaper.
"""

import uuid
from collections.abc import Iterator
from typing import Any

from tests.api_client import INGEST, ApiClient
from tests.benchmarks.engine import benchmark_store
from tests.benchmarks.figure import Figure, hand_over
from tests.benchmarks.interleaved import in_turns
from tests.benchmarks.measured_server import BARE, OUR_CLIENT, PROGRAM, MeasuredServer, measured_server
from tests.benchmarks.sent_events import login_failure
from tests.running_service import SECRETS

EVENTS = 1000
BATCHES = (1, 25, 100)
GOAL = 1.3


def measure() -> Iterator[Figure]:
    with benchmark_store() as environment, measured_server(PROGRAM, environment) as program:
        _send(program, 1, 1)  # whose item the bare handler stores again and again
        for client, more in (("boto3 as it comes", {}), ("a client like ours", {OUR_CLIENT: "yes"})):
            with measured_server(BARE, {**environment, **more}) as bare:
                for batch in BATCHES:
                    yield _compared(program, bare, batch, client)


def _compared(program: MeasuredServer, bare: MeasuredServer, batch: int, client: str) -> Figure:
    found = in_turns(lambda: _send(program, batch, EVENTS), lambda: _send(bare, batch, EVENTS))
    sent = "one by one" if batch == 1 else f"in batches of {batch}"
    return Figure(
        f"processor time of 1,000 events {sent}, over a bare handler's with {client}",
        round(found.ratio, 2),
        "x",
        at_most=GOAL,
        made_of=f"{found.ours * 1000:.0f} ms to {found.others * 1000:.0f} ms",
    )


def _send(server: MeasuredServer, batch: int, count: int) -> float:
    """Seconds of the processor."""
    bodies: list[Any] = []
    for _ in range(count // batch):
        trace_id = f"trace_{uuid.uuid4().hex}"
        events = [login_failure(trace_id, number) for number in range(batch)]
        bodies.append(events[0] if batch == 1 else {"events": events})
    with ApiClient.to(server.base_url, SECRETS) as api:
        before = server.processor.seconds
        for body in bodies:
            answer = api.send_signed(body)
            assert answer.status_code == 200, f"{INGEST}: {answer.text}"
        return server.processor.seconds - before


if __name__ == "__main__":
    hand_over(measure)
