"""Runs the same call over many inputs at once, and is done only when all of them are."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TypeVar

from chalicelib.storage.dynamodb import MAX_CONNECTIONS

_In = TypeVar("_In")
_Out = TypeVar("_Out")


class FanOut:
    """One pool of threads a process, as wide as the pool of kept-alive connections."""

    def __init__(self, width: int = MAX_CONNECTIONS) -> None:
        self._pool = ThreadPoolExecutor(width, thread_name_prefix="store")

    def map(self, call: Callable[[_In], _Out], inputs: Iterable[_In]) -> list[_Out]:
        """Results in the order of the inputs. An error is raised only after every call has ended."""
        waiting = list(inputs)
        if len(waiting) == 1:
            return [call(waiting[0])]
        futures = [self._pool.submit(call, one) for one in waiting]
        wait(futures)
        return [future.result() for future in futures]
