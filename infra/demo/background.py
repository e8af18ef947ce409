"""The demonstration beside a running service: its past first, then people who come now, until the service ends."""

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from infra.demo.history import Plan

log = logging.getLogger(__name__)

ENDS_WITHIN_SECONDS = 15.0


@dataclass(frozen=True)
class Demonstration:
    """`url`: of the service, on this machine. `folder`: None where nothing is kept.

    `even_into_a_used_store`: else a store that holds events of somebody's own is left alone.
    """

    url: str
    zone: ZoneInfo
    admin_key: str
    signing_secret: str
    folder: Path | None
    plan: Plan
    even_into_a_used_store: bool = False

    def run(self, wait: Callable[[float], object], clock: Callable[[], datetime]) -> None:
        """Until `wait` raises. Raises TransferError."""
        # Imported here, in the background: the service must not be ready any later.
        from infra.demo.past import Past
        from infra.demo.trickle import Signed, trickle
        from infra.transfer.api import Api, Bearer

        with Api.to(self.url, Bearer(self.admin_key), tell=_tell, wait=wait) as api:
            past = Past(api, self.zone, self.folder, self.plan)
            if not past.send_once(clock(), even_into_a_used_store=self.even_into_a_used_store):
                _tell("demonstration: none, since the store holds events already (--demo sends it all the same)")
                return
        _tell("demonstration: complete; from now on somebody comes every few seconds")
        with Api.to(self.url, Signed(self.signing_secret, clock), tell=_tell, wait=wait) as api:
            trickle(api, Random(), clock)  # noqa: S311 - nothing to guess


class _EndedError(Exception):
    """The service ends, and the demonstration with it."""


@contextmanager
def demonstrating(demonstration: Demonstration) -> Iterator[None]:
    """Run it beside whatever the context does; a failure is logged and ends the demonstration alone."""
    from infra.transfer.errors import TransferError

    ended = threading.Event()

    def wait(seconds: float) -> None:
        if ended.wait(seconds):
            raise _EndedError

    def run() -> None:
        try:
            demonstration.run(wait, lambda: datetime.now(UTC))
        except _EndedError:
            pass
        except TransferError as error:
            _tell(f"demonstration: ended, {error}")
        except Exception:
            log.exception("the demonstration ended with an error")

    thread = threading.Thread(target=run, name="demonstration", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(ENDS_WITHIN_SECONDS)


def _tell(text: str) -> None:
    print(f"tracefunnel: {text}", file=sys.stderr, flush=True)
