"""A small Chalice application behind the local server, and a plain client for it."""

import json
import socket
import threading
from http.client import HTTPConnection, HTTPResponse
from typing import Any

from chalice.app import Chalice, Request, Response

from infra.local.http_server import HttpServer

NEVER_SECONDS = 20


class RecordingServer(HttpServer):
    """Keeps its side of the connections, for what only the server's socket can show."""

    def __init__(self) -> None:
        self.connections: list[socket.socket] = []
        super().__init__("127.0.0.1", 0)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections.append(request)
        super().process_request(request, client_address)


class Rooms:
    """Lets a test hold a request inside the application."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.released = threading.Event()
        self.both = threading.Barrier(2)


def make_app(rooms: Rooms) -> Chalice:
    app = Chalice(app_name="test")

    def request() -> Request:
        assert app.current_request is not None
        return app.current_request

    def event() -> dict[str, Any]:
        return dict(request().to_original_event())

    @app.route("/echo", methods=["GET"])
    def get_echo() -> dict[str, Any]:
        return event()

    @app.route("/echo", methods=["POST"], content_types=["application/json", "text/plain"])
    def post_echo() -> dict[str, Any]:
        return event() | {"size": len(request().raw_body)}

    @app.route("/links/{cid}")
    def link(cid: str) -> dict[str, Any]:
        return {"cid": cid, "event": event()}

    @app.route("/links/summary")
    def link_summary() -> dict[str, Any]:
        return {"summary": True}

    @app.route("/time")
    def remaining_time() -> dict[str, Any]:
        return {"remaining_ms": app.lambda_context.get_remaining_time_in_millis()}

    @app.route("/cookies")
    def cookies() -> Response:
        return Response(body="", status_code=204, headers={"Set-Cookie": ["a=1", "b=2"]})

    @app.route("/failing")
    def failing() -> None:
        raise RuntimeError("secret detail")

    @app.route("/held")
    def held() -> dict[str, Any]:
        rooms.entered.set()
        rooms.released.wait(NEVER_SECONDS)
        return {"held": True}

    @app.route("/together/{name}")
    def together(name: str) -> dict[str, Any]:
        rooms.both.wait(NEVER_SECONDS)
        return {"name": name, "seen": (request().uri_params or {})["name"]}

    return app


def ask(client: HTTPConnection, method: str, path: str, **more: Any) -> tuple[HTTPResponse, Any]:
    client.request(method, path, **more)
    response = client.getresponse()
    body = response.read()
    return response, json.loads(body) if body else None


def send_raw(server: HttpServer, message: bytes) -> bytes:
    """Everything that the server answers until it closes the connection."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=NEVER_SECONDS) as connection:
        connection.sendall(message)
        received = b""
        while part := connection.recv(65_536):
            received += part
    return received


def refusal_of(answer: bytes) -> tuple[int, dict[str, Any]]:
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)
