"""Ids for rows that have none: the same rows get the same ids in every import, whatever the batches."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

HASH_CHARACTERS = 32


class RowIds:
    """Use `counting`. Rows of equal content are told apart by how many came before."""

    def __init__(self, seen: sqlite3.Connection) -> None:
        self._seen = seen
        seen.execute("CREATE TABLE seen (content BLOB PRIMARY KEY, times INTEGER NOT NULL) WITHOUT ROWID")

    @classmethod
    @contextmanager
    def counting(cls) -> "Iterator[RowIds]":
        """Kept in a temporary file that SQLite deletes: a large import must not fill the memory."""
        with closing(sqlite3.connect("")) as seen:
            seen.isolation_level = None
            seen.execute("PRAGMA journal_mode = OFF")
            seen.execute("BEGIN")
            yield cls(seen)

    def next_for(self, columns: Mapping[str, Any]) -> str:
        """Of the row as it was read: a changed mapping changes no id."""
        text = json.dumps(columns, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
        known = self._seen.execute("SELECT times FROM seen WHERE content = ?", (digest[:16],)).fetchone()
        times = 1 if known is None else known[0] + 1
        self._seen.execute("INSERT OR REPLACE INTO seen VALUES (?, ?)", (digest[:16], times))
        return f"row-{digest.hex()[:HASH_CHARACTERS]}-{times}"
