"""Waiting in tests: for a condition, never for a time."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


def eventually(condition: Callable[[], Found], within_seconds: float = 15.0) -> Found:
    """The first truthy answer of the condition; fails the test when none comes in time."""
    deadline = time.monotonic() + within_seconds
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < deadline, f"still {found!r} after {within_seconds} s"
        time.sleep(0.01)
