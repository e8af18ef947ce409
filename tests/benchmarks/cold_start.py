"""What a cold start costs: the packaged ZIP under Lambda's runtime client, from its start to its first answer.

Against the same libraries alone, started in turns with it (`cold_bundles.py`).
"""

import json
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from tests.api_client import INGEST, ApiClient, page_view
from tests.benchmarks.cold_bundles import ColdBundles, make_bundles
from tests.benchmarks.engine import benchmark_store
from tests.benchmarks.figure import Figure, hand_over
from tests.benchmarks.interleaved import in_turns
from tests.infra.lambda_runtime_api import proxy_event, running_function
from tests.running_service import SECRETS

GOAL = 1.25
REPETITIONS = 7


def measure() -> Iterator[Figure]:
    with benchmark_store() as environment, tempfile.TemporaryDirectory() as name:
        bundles = make_bundles(Path(name))
        start = partial(_start, bundles, Path(name), environment)
        parameter_store = {**environment, "SECRETS_PATH": "/tracefunnel/benchmark"}
        start_with_parameters = partial(_start, bundles, Path(name), parameter_store)

        def least() -> float:
            return start(bundles.least, _healthz)

        def compared(what: str, ours: Callable[[], float]) -> Figure:
            return _compared(f"cold start, {what}, over its libraries alone", ours, least)

        yield compared("first answer", lambda: start(bundles.program, _healthz))
        yield compared(
            "first answer, keys in Parameter Store", lambda: start_with_parameters(bundles.program, _healthz)
        )
        yield compared("first event stored", lambda: start(bundles.program, _ingest))
        not_compiled = compared("first answer, not compiled", lambda: start(bundles.not_compiled, _healthz))
        yield replace(not_compiled, at_most=None)  # shown for what the compiled files are worth


def _compared(name: str, ours: Callable[[], float], others: Callable[[], float]) -> Figure:
    found = in_turns(ours, others, REPETITIONS)
    made_of = f"{found.ours * 1000:.0f} ms to {found.others * 1000:.0f} ms"
    return Figure(name, round(found.ratio, 2), "x", at_most=GOAL, made_of=made_of)


def _healthz() -> Any:
    return proxy_event("GET", "/healthz")


def _ingest() -> Any:
    text = json.dumps(page_view("cold"))
    with ApiClient.to("https://api.example.com", SECRETS) as api:  # it signs, and sends nothing
        return proxy_event(
            "POST", INGEST, headers=api.signed(text, f"msg_{time.time_ns()}").items(), body=text.encode()
        )


def _start(
    bundles: ColdBundles, logs: Path, settings: Mapping[str, str], task: Path, make_event: Callable[[], Any]
) -> float:
    """Seconds."""
    event, started = make_event(), time.perf_counter()
    with running_function(
        "app.app", task=task, runtime=bundles.runtime, environment=settings, logs=logs, first_event=event
    ) as (_, answer):
        assert answer is not None
        answered = answer.result(timeout=60)
        seconds = time.perf_counter() - started
    assert answered["statusCode"] == 200, answered
    return seconds


if __name__ == "__main__":
    hand_over(measure)
