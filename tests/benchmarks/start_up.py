"""The whole service with a store of its own: how long from its start until it answers."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.figure import Figure, hand_over
from tests.conftest import AWS_ENVIRONMENT
from tests.running_service import SECRETS, start_service


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        arguments = ["--data", f"{folder}/data", "--port", "0", "--no-demo"]
        process = start_service(Path(folder), arguments, AWS_ENVIRONMENT | SECRETS)
        process.wait_until_ready()
        seconds = time.perf_counter() - started
        process.stop()
    yield Figure("start of the whole service, until it answers", round(seconds, 2), "s")


if __name__ == "__main__":
    hand_over(measure)
