"""How often each name came: the first names keep theirs, later ones count under `other` (design section 5, buckets).

So a sender that makes one up for each event cannot grow a bucket without end: an item of DynamoDB has at most 400 KB.
"""

from collections import Counter
from collections.abc import Mapping

from chalicelib.domain.payload import size_bytes

MAX_NAMES = 200
MAX_NAMES_BYTES = 65_536
OTHER = "other"


class NameCounts:
    """Grows out of `counts`, which stay as they are; at most `at_most` names, and MAX_NAMES_BYTES of them as JSON."""

    def __init__(self, counts: Mapping[str, int], at_most: int = MAX_NAMES) -> None:
        self._counts = Counter(counts)
        self._names = at_most - len(self._counts) + (OTHER in self._counts)
        self._bytes: int | None = None

    def add(self, name: str | None) -> str | None:
        """The name that this one was counted under; None is not counted."""
        if name is None:
            return None
        kept = name if name in self._counts or self._finds_room(name) else OTHER
        self._counts[kept] += 1
        return kept

    def counts(self) -> dict[str, int]:
        return dict(self._counts)

    def _finds_room(self, name: str) -> bool:
        if self._names <= 0 or name == OTHER:
            return False
        if self._bytes is None:
            self._bytes = MAX_NAMES_BYTES - sum(size_bytes(one) for one in self._counts if one != OTHER)
        if size_bytes(name) > self._bytes:
            return False
        self._names -= 1
        self._bytes -= size_bytes(name)
        return True
