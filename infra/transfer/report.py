"""What became of an import: counts, and each refused row by its line."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TextIO

from infra.transfer.errors import TransferError
from infra.transfer.sending import Sent

MAX_ROWS_TOLD = 20
ANOTHER_IS_STORED = {"field": "event_id", "reason": "another event is stored under this id; the first is kept"}


@dataclass
class Tally:
    """read = accepted + duplicate + refused + skipped; conflicts are duplicates whose content differs."""

    read: int = 0
    accepted: int = 0
    duplicate: int = 0
    refused: int = 0
    conflicts: int = 0
    skipped: int = 0
    broke_off: bool = False

    def summary(self) -> str:
        counts = {field.name: getattr(self, field.name) for field in fields(self) if field.type is int}
        if not self.skipped:
            del counts["skipped"]
        return ", ".join(f"{name} {count}" for name, count in counts.items())

    @property
    def is_clean(self) -> bool:
        return not self.refused and not self.broke_off


@dataclass
class Report:
    """The first 20 rows are told; all go to `rejects`."""

    tally: Tally
    rejects: TextIO | None
    tell: Callable[[str], None]
    told: int = 0

    def read(self) -> None:
        self.tally.read += 1

    def skipped(self) -> None:
        self.tally.skipped += 1

    def refused(self, line: int, reasons: Sequence[dict[str, str]]) -> None:
        self.tally.refused += 1
        self._write(line, reasons)

    def broke_off(self, line: int, reason: str) -> None:
        self.tally.broke_off = True
        self.tell(f"line {line}: {reason}; what stood before it was taken")

    def sent(self, one: Sent) -> None:
        if one.status == "rejected":
            self.refused(one.line, one.reasons)
            return
        if one.status == "accepted":
            self.tally.accepted += 1
        else:
            self.tally.duplicate += 1
        if one.conflict:
            self.tally.conflicts += 1
            self._write(one.line, [ANOTHER_IS_STORED])

    def _write(self, line: int, reasons: Sequence[dict[str, str]]) -> None:
        if self.rejects is not None:
            print(json.dumps({"line": line, "reasons": list(reasons)}, ensure_ascii=False), file=self.rejects)
        self.told += 1
        if self.told <= MAX_ROWS_TOLD:
            self.tell(f"line {line}: " + "; ".join(f"{one['field']}: {one['reason']}" for one in reasons))
        elif self.told == MAX_ROWS_TOLD + 1:
            self.tell(f"more rows are not told one by one{'' if self.rejects else ': --rejects FILE keeps them all'}")


@contextmanager
def opened_rejects(file: Path | None) -> Iterator[TextIO | None]:
    """Raises TransferError."""
    try:
        opened = file.open("w", encoding="utf-8") if file else nullcontext()
    except OSError as error:
        raise TransferError(f"{file} cannot be written: {error.strerror}") from error
    with opened as rejects:
        yield rejects
