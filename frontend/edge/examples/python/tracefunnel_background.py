"""Sends events to Tracefunnel in the background: for what answers requests (Django, FastAPI), which must not wait.

Copy it beside `tracefunnel_sender`. Events wait in memory: call `close` before the process ends, or they are lost.
"""

import contextlib
import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from itertools import islice

from .tracefunnel_sender import MOST_EVENTS, Attempt, Event, Result, TracefunnelSender, new_message_id

IN_THE_EVENTS = (400, 413, 415)  # one event of the batch is at fault, and the others are not to suffer for it
SAME_KIND_SECONDS = 60.0
UNFORESEEN_SECONDS = 5.0


def log_problem(problem: str, count: int) -> None:
    logging.getLogger("tracefunnel").warning("%s (events: %d)", problem, count)


class BackgroundSender:
    """One thread that sends batches, again until each event is answered for. It starts with the first event, so that
    this may be made before a server forks.

    `counts`: accepted, duplicate, rejected, dropped. `on_problem` is told what was dropped, rejected or delayed, each
    kind at most once a minute, with the number of events since it was last told.
    """

    def __init__(
        self,
        sender: TracefunnelSender,
        *,
        batch_events: int = 100,
        batch_seconds: float = 1.0,
        queue_events: int = 10_000,
        on_problem: Callable[[str, int], None] = log_problem,
    ) -> None:
        self.counts: Counter[str] = Counter()
        self._sender, self._on_problem = sender, on_problem
        self._batch_events, self._batch_seconds = min(batch_events, MOST_EVENTS), batch_seconds
        self._queue_events = queue_events
        self._waiting: deque[Event] = deque()  # those being sent stay in front until they are answered for
        self._changed = threading.Condition()
        self._thread = threading.Thread()
        self._closed = self._given_up = False
        self._told_at: dict[str, float] = {}
        self._untold: Counter[str] = Counter()

    def track(self, event: Event) -> None:
        """Takes an event to be sent. Returns at once, and never raises; a full queue keeps what it has."""
        try:
            problem = self._take(self._sender.prepare(event))
        except Exception as error:
            problem = type(error).__name__
        if problem:
            self._drop(problem)

    def close(self, timeout_seconds: float = 10.0) -> Sequence[Event]:
        """Takes no more, sends what waits for at most so long, and gives what is left, which counts as dropped."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join(timeout_seconds)
        with self._changed:
            self._given_up = True
            self._changed.notify_all()
            left = list(self._waiting)
            self._waiting.clear()
        if left:
            self._drop("closed", len(left))
        return left

    def _take(self, event: Event) -> str | None:
        with self._changed:
            if self._closed:
                return "closed"
            if len(self._waiting) >= self._queue_events:
                return "queue full"
            if not self._thread.is_alive():  # not begun, or left behind by a fork
                self._thread = threading.Thread(target=self._run, name="tracefunnel", daemon=True)
                self._thread.start()
            self._waiting.append(event)
            self._changed.notify()
            return None

    def _run(self) -> None:
        failures = 0
        while batch := self._next_batch():
            try:
                failures = self._send(batch, failures)
            except Exception as error:  # nothing may end this thread: what still waits is sent again
                self._tell(f"delayed: {type(error).__name__}", len(batch))
                self._pause(UNFORESEEN_SECONDS)

    def _send(self, batch: list[Event], failures: int) -> int:
        """The failures in a row, with this one."""
        back, failed = self._deliver(batch)
        with self._changed:
            if self._given_up:
                return failures
            for _ in batch:
                self._waiting.popleft()
            self._waiting.extend(back)  # at the end, so that a batch that always fails holds up no other
        if not failed:
            return 0
        self._tell(f"delayed: {failed.refusal or failed.status or 'no answer'}", len(back))
        self._pause(self._sender.backoff_seconds(failures + 1, failed))
        return failures + 1

    def _next_batch(self) -> list[Event]:
        """Empty when there is nothing more to do."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closed)
            full = self._batch_events
            self._changed.wait_for(lambda: len(self._waiting) >= full or self._closed, self._batch_seconds)
            return list(islice(self._waiting, full))

    def _pause(self, seconds: float) -> None:
        """Less where `close` begins meanwhile, since its time is short, or is over."""
        with self._changed:
            was_closed = self._closed
            self._changed.wait_for(lambda: self._given_up or self._closed != was_closed, seconds)

    def _deliver(self, batch: list[Event]) -> tuple[list[Event], Attempt | None]:
        """What is to be sent again, and the attempt that failed."""
        try:
            attempt = self._sender.attempt(batch, new_message_id())
        except Exception as error:  # a client that was closed, say
            attempt = Attempt(None, [None] * len(batch), refusal=type(error).__name__)
        in_the_events = attempt.status in IN_THE_EVENTS and attempt.is_the_services
        if in_the_events and len(batch) == 1:
            self._drop(f"refused: {attempt.refusal}")
            return [], None
        if len(batch) > 1 and (in_the_events or attempt.status == 413):  # a proxy's 413 too: less may pass it
            middle = len(batch) // 2
            first, first_failed = self._deliver(batch[:middle])
            rest, rest_failed = self._deliver(batch[middle:])
            return first + rest, rest_failed or first_failed
        back = []
        for event, result in zip(batch, attempt.results, strict=True):
            if result is None:
                back.append(event)
            else:
                self._enter(result)
        return back, attempt if back else None

    def _enter(self, result: Result) -> None:
        self.counts[result.status] += 1
        if result.status == "rejected":
            self._tell("rejected: " + "; ".join(f"{one['field']} {one['reason']}".strip() for one in result.reasons), 1)

    def _drop(self, why: str, count: int = 1) -> None:
        with self._changed:
            self.counts["dropped"] += count
        self._tell(f"dropped, {why}", count)

    def _tell(self, problem: str, count: int) -> None:
        kind, now = problem.partition(":")[0], time.monotonic()
        with self._changed:
            self._untold[kind] += count
            if now - self._told_at.get(kind, -SAME_KIND_SECONDS) < SAME_KIND_SECONDS:
                return
            self._told_at[kind] = now
            count = self._untold.pop(kind)
        with contextlib.suppress(Exception):  # what the host does with it is the host's
            self._on_problem(problem, count)
