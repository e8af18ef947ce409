"""Connections of the local server: kept alive, given up by the client, and finished before it ends."""

import logging
import socket
import threading
from http.client import HTTPConnection

import pytest

from infra.local.http_messages import HttpRequest, HttpResponse
from infra.local.http_server import HttpServer
from tests.infra.local_server import NEVER_SECONDS, RecordingServer, Rooms, ask, refusal_of, send_raw
from tests.polling import eventually


def test_requests_of_one_connection_do_not_wait_for_a_full_packet(
    local_server: RecordingServer, local_client: HTTPConnection
) -> None:
    ask(local_client, "GET", "/echo")
    ask(local_client, "GET", "/echo")

    assert len(local_server.connections) == 1
    assert local_server.connections[0].getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0


def test_an_old_client_is_answered_and_let_go(local_server: RecordingServer) -> None:
    assert b"Connection: close" in send_raw(local_server, b"GET /echo HTTP/1.0\r\n\r\n")


def test_a_client_that_hangs_up_disturbs_nobody(
    local_server: RecordingServer, local_client: HTTPConnection, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for message in (
            b"",
            b"GET",
            b"POST /echo HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc",
            b"GET /echo HTTP/1.1\r\n\r\n",
        ):
            with socket.create_connection(("127.0.0.1", local_server.port)) as connection:
                linger_none = b"\x01\0\0\0\0\0\0\0"  # close by a reset, as a killed client's machine does
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_none)
                connection.sendall(message)

        assert ask(local_client, "GET", "/echo")[0].status == 200
        local_server.stop()

    assert caplog.records == []


def test_a_failure_beside_the_application_shows_no_detail() -> None:
    def broken(request: HttpRequest) -> HttpResponse:
        raise RuntimeError("secret detail")

    server = HttpServer("127.0.0.1", 0)
    server.start(broken)
    answer = send_raw(server, b"GET /echo HTTP/1.1\r\nConnection: close\r\n\r\n")
    server.stop()

    assert refusal_of(answer)[0] == 500
    assert b"secret detail" not in answer


def test_the_end_waits_for_a_request_under_way(
    local_server: RecordingServer, local_client: HTTPConnection, rooms: Rooms
) -> None:
    local_client.request("GET", "/held")
    assert rooms.entered.wait(NEVER_SECONDS)
    end = threading.Thread(target=local_server.stop)
    end.start()
    # The listener closes before the end waits: a refused connection shows that it does.
    eventually(lambda: local_server.socket.fileno() == -1)
    assert end.is_alive()

    rooms.released.set()
    response = local_client.getresponse()

    assert (response.status, response.read()) == (200, b'{"held":true}')
    assert response.headers["Connection"] == "close"
    end.join(NEVER_SECONDS)
    assert not end.is_alive()


def test_the_end_does_not_wait_for_an_idle_connection(
    local_server: RecordingServer, local_client: HTTPConnection
) -> None:
    ask(local_client, "GET", "/echo")

    end = threading.Thread(target=local_server.stop)
    end.start()
    end.join(NEVER_SECONDS / 2)

    assert not end.is_alive()
