"""Runs a job again and again beside the service."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

log = logging.getLogger(__name__)

JOB_ENDS_WITHIN_SECONDS = 15.0


@contextmanager
def running_every(seconds: float, name: str, job: Callable[[], object]) -> Iterator[None]:
    """Run the job at once and then every `seconds`, never two at a time; a failure is logged and the next run comes.

    At the end of the context a run under way may finish, within 15 s.
    """
    stopping = threading.Event()

    def loop() -> None:
        while not stopping.is_set():
            try:
                job()
            except Exception:
                log.exception("%s failed; it runs again in %d s", name, seconds)
            stopping.wait(seconds)

    thread = threading.Thread(target=loop, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(JOB_ENDS_WITHIN_SECONDS)
