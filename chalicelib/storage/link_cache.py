"""Links as this process remembers them: a redirect costs no read, and outlives a store that is away."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.tracking.link import Link
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.link_store import LinkStore

FRESH_SECONDS = 60.0
RETRY_SECONDS = 5.0  # a store that was away is asked again after that, not by each redirect
REFRESH_SECONDS = 0.5  # nobody waits longer for what is remembered, only a little old
CAPACITY = 10_000


@dataclass(frozen=True, slots=True)
class _Entry:
    """`link`: None of a cid that no link has."""

    link: Link | None
    fresh_until: float


class LinkCache:
    """A change is seen after 60 s at most; one that this process made, at once. What was asked for last is kept."""

    def __init__(
        self, links: LinkStore, *, capacity: int = CAPACITY, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._links = links
        self._capacity = capacity
        self._monotonic = monotonic
        self._lock = threading.Lock()
        # Apart, so that whoever tries cids cannot drive the links out.
        self._known: OrderedDict[str, _Entry] = OrderedDict()
        self._unknown: OrderedDict[str, _Entry] = OrderedDict()
        self._changes = 0

    def find(self, cid: str, deadline: Deadline) -> Link | None:
        """Raises UnavailableError where the store is away and the link is not remembered."""
        asked_at = self._monotonic()
        with self._lock:
            entry, changes = self._recall(cid), self._changes
        if entry is not None and asked_at < entry.fresh_until:
            return entry.link
        fresh_until = asked_at + FRESH_SECONDS
        if entry is None or entry.link is None:
            found = self._links.read(cid, deadline)
        else:
            try:
                found = self._links.read(cid, deadline.at_most(REFRESH_SECONDS))
            except UnavailableError:
                found, fresh_until = entry.link, self._monotonic() + RETRY_SECONDS
        with self._lock:
            if self._changes == changes:  # else it may have been read before what was written meanwhile
                self._keep(cid, _Entry(found, fresh_until))
        return found

    def remember(self, link: Link) -> None:
        """As this process has just written it."""
        with self._lock:
            self._changes += 1
            self._keep(link.cid, _Entry(link, self._monotonic() + FRESH_SECONDS))

    def _recall(self, cid: str) -> _Entry | None:
        for entries in (self._known, self._unknown):
            if cid in entries:
                entries.move_to_end(cid)
                return entries[cid]
        return None

    def _keep(self, cid: str, entry: _Entry) -> None:
        entries, others = (self._unknown, self._known) if entry.link is None else (self._known, self._unknown)
        others.pop(cid, None)
        entries[cid] = entry
        entries.move_to_end(cid)
        if len(entries) > self._capacity:
            entries.popitem(last=False)
