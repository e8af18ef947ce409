"""A server in a process of its own, for a benchmark: the program, or one that does the bare minimum on the same server.

`python -m tests.benchmarks.measured_server program|bare` serves until its input ends, and prints its port first.
"""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from tests.benchmarks.processor_time import ProcessorTime

PROGRAM, BARE = "program", "bare"
OUR_CLIENT = "BARE_WITH_OUR_CLIENT"  # set: the bare handler's client is made as the program's is; else as boto3 comes


@dataclass(frozen=True)
class MeasuredServer:
    base_url: str
    processor: ProcessorTime


@contextmanager
def measured_server(which: str, environment: Mapping[str, str]) -> Iterator[MeasuredServer]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.measured_server", which],
        env={**environment, "PATH": "/usr/bin:/bin"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    assert process.stdin
    try:
        port = process.stdout.readline().strip()
        assert port, f"the server {which} did not start"
        yield MeasuredServer(f"http://127.0.0.1:{port}", ProcessorTime(process.pid))
    finally:
        process.stdin.close()
        process.wait(timeout=20)


def main(which: str) -> None:
    from infra.local.gateway import Gateway
    from infra.local.http_server import HttpServer

    if which == PROGRAM:
        from app import app
    else:
        from tests.benchmarks.bare_app import app
    server = HttpServer("127.0.0.1", 0)
    server.start(Gateway(app).answer)
    print(server.port, flush=True)
    sys.stdout = sys.stderr  # where the program logs
    sys.stdin.read()
    server.stop()


if __name__ == "__main__":
    main(sys.argv[1])
