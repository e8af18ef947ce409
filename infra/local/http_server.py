"""A threaded HTTP/1.1 server: kept-alive connections, and an end that lets requests finish."""

import logging
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from email import errors as header_defects
from email.message import Message
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import Any

from infra.local.http_messages import HttpRequest, HttpResponse, RefusedError
from infra.local.request_body import read_body

log = logging.getLogger(__name__)

REQUESTS_FINISH_WITHIN_SECONDS = 15.0
IDLE_CONNECTION_SECONDS = 75
LINGER_SECONDS = 2.0

# After one of these the parser takes the remaining header lines for a body.
_MALFORMED_HEADERS = (
    header_defects.FirstHeaderLineIsContinuationDefect,
    header_defects.InvalidHeaderDefect,
    header_defects.MisplacedEnvelopeHeaderDefect,
    header_defects.MissingHeaderBodySeparatorDefect,
)


class HttpServer(ThreadingMixIn, TCPServer):
    """Listens from the moment it is made; answers once `start` was called."""

    answer: Callable[[HttpRequest], HttpResponse]
    allow_reuse_address = True
    daemon_threads = True  # an idle kept-alive connection must not hold up the end
    block_on_close = False
    request_queue_size = 128

    def __init__(self, host: str, port: int) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.stopping = False
        self._requests_under_way = 0
        self._request_ended = threading.Condition()
        super().__init__((host, port), RequestHandler)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def start(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        """`answer` is called from many threads; a `RefusedError` that it raises becomes the answer."""
        self.answer = answer
        threading.Thread(target=self.serve_forever, args=(0.1,), name="http-server", daemon=True).start()

    def stop(self) -> None:
        """Take no new connections and return when the requests under way have ended, or 15 s have passed."""
        self.stopping = True
        self.shutdown()
        self.server_close()
        with self._request_ended:
            self._request_ended.wait_for(lambda: self._requests_under_way == 0, REQUESTS_FINISH_WITHIN_SECONDS)

    def request_begins(self) -> None:
        with self._request_ended:
            self._requests_under_way += 1

    def request_ends(self) -> None:
        with self._request_ended:
            self._requests_under_way -= 1
            self._request_ended.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - the signature of what it overrides
        log.exception("a connection ended with an error")


class RequestHandler(BaseHTTPRequestHandler):
    server: HttpServer
    protocol_version = "HTTP/1.1"
    default_request_version = "HTTP/1.0"  # so that even an unreadable request line is answered with a status line
    timeout = IDLE_CONNECTION_SECONDS
    disable_nagle_algorithm = True  # else a kept-alive client waits 40 ms for each answer
    wbufsize = -1  # head and body of an answer leave together

    def version_string(self) -> str:
        return "tracefunnel"

    def handle(self) -> None:
        with suppress(ConnectionError, TimeoutError):  # the client hung up
            super().handle()

    def finish(self) -> None:
        with suppress(ConnectionError, TimeoutError):
            super().finish()

    def handle_expect_100(self) -> bool:
        super().handle_expect_100()
        self.wfile.flush()
        return True

    def __getattr__(self, name: str) -> Callable[[], None]:
        """The base class looks for `do_<METHOD>`; all methods go one way, so that an unknown one is a 404 or 405."""
        if name.startswith("do_"):
            return self._handle_request
        raise AttributeError(name)

    def _handle_request(self) -> None:
        self.server.request_begins()
        try:
            try:
                request = self._read_request()
            except RefusedError as refusal:
                self._refuse_and_close(refusal)
            else:
                self._send(self._answer(request))
        finally:
            self.server.request_ends()

    def _read_request(self) -> HttpRequest:
        if any(isinstance(defect, _MALFORMED_HEADERS) for defect in self.headers.defects):
            raise RefusedError(HTTPStatus.BAD_REQUEST, "a header line is malformed")
        target = self.path if self.path.startswith("/") else "/" + self.path.partition("://")[2].partition("/")[2]
        path, _, query = target.partition("?")
        body = read_body(self.headers, self.rfile)
        return HttpRequest(self.command, path, query, _joined(self.headers), body, str(self.client_address[0]))

    def _answer(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.server.answer(request)
        except RefusedError as refusal:
            return refusal.response()
        except Exception:
            log.exception("a request could not be answered")
            return RefusedError(HTTPStatus.INTERNAL_SERVER_ERROR, "An internal server error occurred.").response()

    def _send(self, response: HttpResponse) -> None:
        if self.server.stopping or self.request_version == "HTTP/1.0":
            self.close_connection = True
        self.send_response(response.status)
        for name, value in response.headers:
            self.send_header(name, value)
        if response.status not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED):
            self.send_header("Content-Length", str(len(response.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)
        self.wfile.flush()

    def _refuse_and_close(self, refusal: RefusedError) -> None:
        """Where the next request begins is unknown, so the connection ends with the refusal."""
        self.close_connection = True
        self._send(refusal.response())
        # Closed with bytes unread, the connection would be reset and the client might never see the answer.
        self.connection.shutdown(socket.SHUT_WR)
        self.connection.settimeout(LINGER_SECONDS)
        deadline = time.monotonic() + LINGER_SECONDS
        while time.monotonic() < deadline and self.connection.recv(65_536):
            pass

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002 - the signature of what it overrides
        """The base class refuses what is no HTTP/1.1; its own words would echo the input."""
        self._refuse_and_close(RefusedError(HTTPStatus.BAD_REQUEST, "this is not a well-formed HTTP/1.1 request"))

    def log_message(self, format: str, *args: Any) -> None:
        """No access log: paths and queries may name people."""


def _joined(headers: Message) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in headers.items():
        key = name.lower()
        separator = "; " if key == "cookie" else ", "
        joined[key] = f"{joined[key]}{separator}{value}" if key in joined else value
    return joined
