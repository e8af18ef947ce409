"""Rows of CSV or JSON Lines: columns by name, or what is wrong with the row; one at a time."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from chalicelib.domain.errors import TracefunnelError
from chalicelib.routes.json_body import parse_json
from infra.transfer.errors import TransferError
from infra.transfer.lines import Line, SourceBrokenError

_BOM = b"\xef\xbb\xbf"
_AS_JSON = {"content-type": "application/json"}
_JSON_SUFFIXES = {".jsonl", ".ndjson", ".json"}


@dataclass(frozen=True, slots=True)
class Row:
    """`columns`: of CSV always text."""

    line: int
    columns: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """`ends_the_file`: nothing after it can be read."""

    line: int
    reason: str
    ends_the_file: bool = False


Rows = Iterator[Row | BrokenRow]


def read_rows(lines: Iterator[Line], name: str) -> tuple[Sequence[str] | None, Rows]:
    """The columns that all rows have, where the file says so (CSV does), and the rows.

    The file's name tells its kind, else its first line does. Raises TransferError.
    """
    try:
        first = next((line for line in lines if line.content.strip()), None)
    except SourceBrokenError as broken:
        return None, iter([BrokenRow(broken.line, broken.reason, ends_the_file=True)])
    if first is None:
        return None, iter(())
    first = Line(first.number, first.content.removeprefix(_BOM))
    if _is_json(first, name):
        return None, _until_it_breaks(_json_rows(chain([first], lines)))
    header = _header(first)
    return header, _until_it_breaks(_csv_rows(header, lines))


def _is_json(first: Line, name: str) -> bool:
    suffix = Path(name.removesuffix(".gz")).suffix.lower()
    if suffix == ".csv":
        return False
    if first.content.lstrip().startswith(b"["):
        raise TransferError("this is a JSON array; JSON Lines are wanted: one object a line (jq -c '.[]' makes them)")
    return suffix in _JSON_SUFFIXES or first.content.lstrip().startswith(b"{")


def _until_it_breaks(rows: Rows) -> Rows:
    try:
        yield from rows
    except SourceBrokenError as broken:
        yield BrokenRow(broken.line, broken.reason, ends_the_file=True)


def parse_object(content: bytes) -> dict[str, Any] | None:
    """A JSON object, held to the rules of a request's body; None for anything else."""
    try:
        value = parse_json(_AS_JSON, content)
    except TracefunnelError:
        return None
    return value if isinstance(value, dict) else None


def _json_rows(lines: Iterator[Line]) -> Rows:
    for line in lines:
        if not line.content.strip():
            continue
        columns = parse_object(line.content)
        if columns is None:
            yield BrokenRow(line.number, "is no JSON object in UTF-8 of at most 1 MiB")
        else:
            yield Row(line.number, columns)


def _header(first: Line) -> Sequence[str]:
    """Raises TransferError."""
    try:
        header = next(csv.reader([first.content.decode("utf-8")], strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise TransferError(f"line {first.number} is no line of CSV column names in UTF-8: {error}") from error
    names = [name.strip() for name in header]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated or "" in names:
        raise TransferError(
            f"line {first.number}: each column needs a name of its own: {', '.join(repeated) or 'none'}"
        )
    return names


def _csv_rows(header: Sequence[str], lines: Iterator[Line]) -> Rows:
    numbered = _Numbered(lines)
    reader = csv.reader(numbered, strict=True)
    while True:
        numbered.begin_row()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield BrokenRow(numbered.first_line, f"is no row of CSV{numbered.extent()}: {error}")
            continue
        if not cells:
            continue  # an empty line
        if len(cells) != len(header):
            reason = f"has {len(cells)} columns{numbered.extent()}, the first line names {len(header)}"
            yield BrokenRow(numbered.first_line, reason)
        elif not all(cell.isascii() or _is_text(cell) for cell in cells):
            yield BrokenRow(numbered.first_line, "is not UTF-8")
        else:
            yield Row(numbered.first_line, dict(zip(header, cells, strict=True)))


class _Numbered:
    """Feeds the CSV reader and remembers which lines the present row stands on: a quoted cell may hold line ends."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self.first_line = self._last_line = 0
        self._row_begins = True

    def begin_row(self) -> None:
        self._row_begins = True

    def __iter__(self) -> "_Numbered":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        if self._row_begins:
            self.first_line, self._row_begins = line.number, False
        self._last_line = line.number
        return line.content.decode("utf-8", "surrogateescape") + "\n"

    def extent(self) -> str:
        return f" (lines {self.first_line} to {self._last_line})" if self._last_line > self.first_line else ""


def _is_text(cell: str) -> bool:
    """Whether nothing in it stands for a byte that was no UTF-8."""
    try:
        cell.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
