"""Where a request ends, on the local server: bodies with a length, in chunks, too large, or malformed."""

import json
import socket
from http.client import HTTPConnection

import pytest

from infra.local.request_body import MAX_BODY_BYTES
from tests.infra.local_server import NEVER_SECONDS, RecordingServer, ask, refusal_of, send_raw


def test_a_chunked_body_is_put_together(local_client: HTTPConnection) -> None:
    chunks = iter([b'{"a":', b" 1", b"}"])
    headers = {"Content-Type": "application/json"}
    event = ask(local_client, "POST", "/echo", body=chunks, headers=headers, encode_chunked=True)[1]

    assert event["body"] == '{"a": 1}'
    assert ask(local_client, "GET", "/echo")[0].status == 200


def test_chunk_extensions_and_trailers_are_passed_over(local_server: RecordingServer) -> None:
    head = b"POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
    answer = send_raw(local_server, head + b"3;a=b\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n")

    assert json.loads(answer.partition(b"\r\n\r\n")[2])["body"] == "abc"


@pytest.mark.parametrize(
    "chunks", [b"x\r\nabc\r\n", b"-3\r\nabc\r\n", b"\r\nabc", b"3\r\nabcd\r\n0\r\n\r\n", b"0x3\r\nabc\r\n"]
)
def test_malformed_chunks_are_refused(local_server: RecordingServer, chunks: bytes) -> None:
    status, body = refusal_of(
        send_raw(local_server, b"POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
    )

    assert (status, body["Code"]) == (400, "BadRequestError")


@pytest.mark.parametrize(
    "framing",
    [
        b"Content-Length: abc",
        b"Content-Length: -1",
        b"Content-Length: +3",
        b"Content-Length: 1_0",
        b"Content-Length: 3, 3",
        b"Content-Length: \xb2",
        b"Content-Length:",
        b"Content-Length: 3\r\nContent-Length: 4",
        b"Content-Length: 3\r\nTransfer-Encoding: chunked",
        b"Transfer-Encoding: gzip, chunked",
        b"Content-Length : 3",
        b": 3",
        b"no colon",
    ],
)
def test_a_request_whose_end_is_unclear_is_refused(local_server: RecordingServer, framing: bytes) -> None:
    status, body = refusal_of(send_raw(local_server, b"POST /echo HTTP/1.1\r\n" + framing + b"\r\n\r\nabc"))

    assert (status, body["Code"]) == (400, "BadRequestError")


@pytest.mark.parametrize("length", [str(MAX_BODY_BYTES + 1), "9" * 30, "9" * 5000], ids=["one over", "vast", "long"])
def test_a_body_over_the_limit_is_refused_before_it_is_sent(local_server: RecordingServer, length: str) -> None:
    answer = send_raw(local_server, f"POST /echo HTTP/1.1\r\nContent-Length: {length}\r\n\r\n".encode())

    status, body = refusal_of(answer)
    assert (status, body["Code"]) == (413, "RequestTooLargeError")
    assert b"Connection: close" in answer


def test_a_client_that_sends_all_of_too_large_a_body_still_hears_why(local_server: RecordingServer) -> None:
    body = b"x" * (MAX_BODY_BYTES + 1)
    head = f"POST /echo HTTP/1.1\r\nContent-Length: {len(body)}\r\n\r\n".encode()

    assert refusal_of(send_raw(local_server, head + body))[0] == 413


def test_chunks_over_the_limit_are_refused(local_server: RecordingServer) -> None:
    head = b"POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"%x\r\n" % 4_000_000 + b"x" * 4_000_000 + b"\r\n"

    assert refusal_of(send_raw(local_server, head + chunk * 3))[0] == 413


def test_a_body_at_the_limit_is_taken(local_client: HTTPConnection) -> None:
    body = b"x" * MAX_BODY_BYTES

    assert (
        ask(local_client, "POST", "/echo", body=body, headers={"Content-Type": "text/plain"})[1]["size"]
        == MAX_BODY_BYTES
    )


def test_a_client_that_asks_first_is_told_to_go_on(local_server: RecordingServer) -> None:
    head = b"POST /echo HTTP/1.1\r\nContent-Length: 2\r\nContent-Type: text/plain\r\nConnection: close\r\n"
    with socket.create_connection(("127.0.0.1", local_server.port), timeout=NEVER_SECONDS) as connection:
        connection.sendall(head + b"Expect: 100-continue\r\n\r\n")
        assert connection.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"ab")
        assert connection.recv(1000).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "message",
    [b"GARBAGE\r\n\r\n", b"GET /echo HTTP/9.x\r\n\r\n", b"GET  HTTP/2.0 secret\r\n\r\n", b"GET /" + b"a" * 70_000],
    ids=["one word", "version", "four words", "long"],
)
def test_what_is_no_http_is_refused_without_an_echo(local_server: RecordingServer, message: bytes) -> None:
    answer = send_raw(local_server, message)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert refusal_of(answer)[1]["Code"] == "BadRequestError"
    assert message.split()[-1] not in answer
