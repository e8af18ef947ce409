"""Reads the body of an HTTP/1.1 request, with a length or chunked, up to the limit of API Gateway."""

import re
from email.message import Message
from http import HTTPStatus
from io import BufferedIOBase

from infra.local.http_messages import RefusedError

MAX_BODY_BYTES = 10_000_000  # API Gateway's own limit is 10 MB
_MAX_LINE_BYTES = 8_192
_MAX_TRAILER_LINES = 100


def read_body(headers: Message, stream: BufferedIOBase) -> bytes:
    """Raises RefusedError, after which the stream stands inside the body; ConnectionError where it ends early."""
    lengths = set(headers.get_all("Content-Length", []))
    encodings = [value.strip().lower() for value in headers.get_all("Transfer-Encoding", [])]
    if encodings:
        # A request with both is how one request is smuggled inside another.
        if lengths or encodings != ["chunked"]:
            raise RefusedError(HTTPStatus.BAD_REQUEST, "send a Content-Length or Transfer-Encoding: chunked")
        return _read_chunks(stream)
    if not lengths:
        return b""
    if len(lengths) > 1 or not re.fullmatch(r"[0-9]+", text := lengths.pop()):
        raise RefusedError(HTTPStatus.BAD_REQUEST, "Content-Length is not one decimal number")
    return _read_exactly(stream, _within_limit(text, base=10, already_bytes=0))


def _read_chunks(stream: BufferedIOBase) -> bytes:
    body = bytearray()
    while True:
        size_text = _read_line(stream).split(b";")[0].strip().decode("latin-1")
        if not re.fullmatch(r"[0-9a-fA-F]+", size_text):
            raise _malformed_chunk()
        size_bytes = _within_limit(size_text, base=16, already_bytes=len(body))
        if size_bytes == 0:
            break
        body += _read_exactly(stream, size_bytes)
        if _read_line(stream) != b"":
            raise _malformed_chunk()
    for _ in range(_MAX_TRAILER_LINES):
        if _read_line(stream) == b"":
            return bytes(body)
    raise _malformed_chunk()


def _within_limit(number: str, base: int, already_bytes: int) -> int:
    # Python refuses to read a number of thousands of digits; such a one is over the limit anyhow.
    size_bytes = int(number.lstrip("0")[:12] or "0", base)
    if already_bytes + size_bytes > MAX_BODY_BYTES:
        raise RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the body may have {MAX_BODY_BYTES:,} bytes at most")
    return size_bytes


def _read_exactly(stream: BufferedIOBase, size_bytes: int) -> bytes:
    content = stream.read(size_bytes)
    if len(content) < size_bytes:
        raise ConnectionError("the client hung up within the body")
    return content


def _read_line(stream: BufferedIOBase) -> bytes:
    line = stream.readline(_MAX_LINE_BYTES)
    if not line:
        raise ConnectionError("the client hung up within the body")
    if not line.endswith(b"\n"):
        raise _malformed_chunk()
    return line.rstrip(b"\r\n")


def _malformed_chunk() -> RefusedError:
    return RefusedError(HTTPStatus.BAD_REQUEST, "the chunked body is malformed")
