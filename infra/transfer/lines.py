"""A file or standard input, plain or gzip, as numbered lines: never more of it in memory than one of them."""

import gzip
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from infra.transfer.errors import TransferError

STANDARD_INPUT = "-"
CHUNK_BYTES = 64 * 1024
MAX_LINE_BYTES = 4 * 1024 * 1024  # about so much is kept of a longer line; no request could carry it either
_GZIP_MAGIC = b"\x1f\x8b"
_UNREADABLE = (OSError, EOFError, zlib.error)  # gzip raises each of them, by where the damage lies


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    content: bytes


class SourceBrokenError(Exception):
    """Nothing more can be read; `line` is the first that is lost, readable though its beginning may be."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


@dataclass(frozen=True)
class Source:
    """`position`: bytes taken from the file itself, compressed where it is; `size_bytes`: None where it is unknown."""

    stream: BufferedReader | gzip.GzipFile
    position: Callable[[], int]
    size_bytes: int | None

    def lines(self) -> Iterator[Line]:
        """Without their line ends. Raises SourceBrokenError."""
        number, pending = 1, b""
        while chunk := self._chunk(number):
            *ended, rest = chunk.split(b"\n")
            for content in ended:
                yield Line(number, (pending + content).removesuffix(b"\r"))
                number, pending = number + 1, b""
            if len(pending) < MAX_LINE_BYTES:
                pending += rest
        if pending:
            yield Line(number, pending)

    def _chunk(self, number: int) -> bytes:
        try:
            # read1: what a damaged stream still gave is not lost with the error that follows it.
            return self.stream.read1(CHUNK_BYTES)
        except _UNREADABLE as error:
            raise SourceBrokenError(number, f"the file breaks off here ({error})") from error


@contextmanager
def opened(name: str) -> Iterator[Source]:
    """`name`: a path, or `-` for standard input. Raises TransferError."""
    with ExitStack() as opened_files:
        if name == STANDARD_INPUT:
            file, size_bytes = _buffered_standard_input(), None
        else:
            try:
                file = opened_files.enter_context(Path(name).open("rb"))
                size_bytes = Path(name).stat().st_size or None
            except OSError as error:
                raise TransferError(f"{name} cannot be read: {error.strerror}") from error
        compressed = file.peek(2).startswith(_GZIP_MAGIC)
        stream = opened_files.enter_context(gzip.GzipFile(fileobj=file)) if compressed else file
        yield Source(stream, file.tell if file.seekable() else lambda: 0, size_bytes)


def _buffered_standard_input() -> BufferedReader:
    stdin = sys.stdin.buffer
    assert isinstance(stdin, BufferedReader)  # noqa: S101 - so the interpreter makes it
    return stdin
