"""What a cold start costs: the packaged ZIP under Lambda's runtime client, from its start to its first answer.

With the compiled files that the ZIP has, and without them, as they would be compiled on each cold start: Lambda's
folder cannot be written to.
"""

import json
import shutil
import statistics
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.package import build
from tests.api_client import INGEST, ApiClient, page_view
from tests.infra.lambda_runtime_api import link_runtime, proxy_event, running_function
from tests.running_service import SECRETS

ROUNDS = 5


@dataclass(frozen=True)
class ColdStartFigure:
    """Medians of one run, in which each start with compiled files is followed by one without."""

    request: str
    compiled_ms: float
    not_compiled_ms: float

    def __str__(self) -> str:
        return (
            f"cold start, first {self.request}: {self.compiled_ms:.0f} ms with compiled files, "
            f"{self.not_compiled_ms:.0f} ms without"
        )


def measure_cold_start(settings: Mapping[str, str]) -> list[ColdStartFigure]:
    """`settings`: of a function whose keys are in the environment and whose tables are there."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        compiled, not_compiled, runtime = folder / "compiled", folder / "not_compiled", folder / "runtime"
        with zipfile.ZipFile(build("local", folder / "dist").zip_path) as zipped:
            zipped.extractall(compiled)
        shutil.copytree(compiled, not_compiled, ignore=shutil.ignore_patterns("__pycache__"))
        runtime.mkdir()
        link_runtime(runtime)

        def measure(request: str, event: Callable[[], Any], **more: str) -> ColdStartFigure:
            def start(task: Path) -> float:
                return _start(task, event(), runtime=runtime, logs=folder, settings={**settings, **more})

            return _measure(request, start, (compiled, not_compiled))

        return [
            measure("healthz", _healthz),
            measure("healthz, made ready for keys in Parameter Store", _healthz, SECRETS_PATH="/tracefunnel/benchmark"),
            measure("ingest", _ingest),
        ]


def _healthz() -> Any:
    return proxy_event("GET", "/healthz")


def _ingest() -> Any:
    text = json.dumps(page_view("cold"))
    with ApiClient.to("https://api.example.com", SECRETS) as api:  # it signs, and sends nothing
        return proxy_event(
            "POST", INGEST, headers=api.signed(text, f"msg_{time.time_ns()}").items(), body=text.encode()
        )


def _measure(request: str, start: Callable[[Path], float], tasks: tuple[Path, Path]) -> ColdStartFigure:
    for task in tasks:
        start(task)  # what the machine keeps in memory of the files is there for both
    times = [[start(task) for task in tasks] for _ in range(ROUNDS)]
    with_compiled, without = (round(statistics.median(column), 1) for column in zip(*times, strict=True))
    return ColdStartFigure(request, with_compiled, without)


def _start(task: Path, event: Any, *, runtime: Path, logs: Path, settings: Mapping[str, str]) -> float:
    started = time.perf_counter()
    with running_function(
        "app.app", task=task, runtime=runtime, environment=settings, logs=logs, first_event=event
    ) as (_, answer):
        assert answer is not None
        answered = answer.result(timeout=60)
        milliseconds = (time.perf_counter() - started) * 1000
    assert answered["statusCode"] == 200, answered
    return milliseconds
