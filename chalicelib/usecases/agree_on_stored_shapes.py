"""Whether this program's settings agree with what is stored, looked at once a process (design section 2)."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.errors import UnavailableError
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.meta_store import MetaStore, StoredShapesError

RETRY_AFTER_SECONDS = 60


@dataclass
class AgreeOnStoredShapes:
    meta: MetaStore
    timezone: str
    shards: int
    clock: Callable[[], datetime]
    _agreed: bool = field(default=False, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def __call__(self, deadline: Deadline) -> None:
        """Raises StoredShapesError, which ends a program that starts; UnavailableError."""
        if self._agreed:
            return
        if not self._lock.acquire(timeout=max(0.0, deadline.seconds_left)):
            raise UnavailableError("The store did not answer in time: send the same request again")
        try:
            if not self._agreed:
                self.meta.agree(timezone=self.timezone, shards=self.shards, now=self.clock(), deadline=deadline)
                self._agreed = True
        finally:
            self._lock.release()

    def or_unavailable(self, deadline: Deadline) -> None:
        """Raises UnavailableError: a running program that must not touch the tables says so to each request."""
        try:
            self(deadline)
        except StoredShapesError as error:
            raise UnavailableError(str(error), RETRY_AFTER_SECONDS) from error
