"""ministack in a process of its own, for the tests of a module."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.deployment import emulator


@contextmanager
def running_emulator(folder: Path) -> Iterator[int]:
    """Gives the port at which it answers. `folder`: for its log."""
    with socket.socket() as probe:
        probe.bind((emulator.HOST, 0))
        port: int = probe.getsockname()[1]
    process = emulator.start(port, folder / "ministack.log")
    try:
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)
