"""Waits for the signal that ends the service."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_ENDING = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def ending_on_signals() -> Iterator[Callable[[], object]]:
    """Yields what waits until SIGINT or SIGTERM has come since the context began. For the main thread alone.

    A pipe and no `threading.Event`: the interpreter runs handlers in the main thread between two steps of its own, and
    a signal that another thread receives, or that comes just before the main thread sleeps on a lock, does not wake it.
    """
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    before = {number: signal.signal(number, lambda *_: None) for number in _ENDING}
    wakeup_before = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    try:
        yield lambda: os.read(reader, 1)
    finally:
        signal.set_wakeup_fd(wakeup_before)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(reader)
        os.close(writer)
