"""The failing network of these tests fails as it says."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from tests.edge.tcp_proxy import TcpProxy, tcp_proxy


class CountingServer(ThreadingHTTPServer):
    taken = 0
    daemon_threads = True


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: CountingServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.taken += 1
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def server() -> Iterator[CountingServer]:
    with CountingServer(("127.0.0.1", 0), _Handler) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def proxy(server: CountingServer) -> Iterator[TcpProxy]:
    with tcp_proxy(server.server_port) as running:
        yield running


@pytest.fixture
def http(proxy: TcpProxy) -> Iterator[httpx.Client]:
    """It keeps its connection, as senders do."""
    with httpx.Client(base_url=proxy.url, timeout=10) as client:
        yield client


def test_it_passes_all_on(http: httpx.Client, proxy: TcpProxy, server: CountingServer) -> None:
    body = b"x" * 1_000_000
    assert [http.post("/", content=body).content for _ in range(2)] == [body, body]
    assert (proxy.connections, server.taken) == (1, 2)


def test_it_refuses_until_it_passes_on_again(http: httpx.Client, proxy: TcpProxy, server: CountingServer) -> None:
    assert http.post("/", content=b"1").content == b"1"
    for _ in range(2):
        proxy.refuse()
        with pytest.raises(httpx.TransportError):
            http.post("/", content=b"2")
        with pytest.raises(httpx.ConnectError):
            http.post("/", content=b"2")
        assert server.taken == 1
    proxy.pass_on()
    assert http.post("/", content=b"3").content == b"3"


def test_it_resets_before_the_service_takes_anything(
    http: httpx.Client, proxy: TcpProxy, server: CountingServer
) -> None:
    assert http.post("/", content=b"1").content == b"1"
    proxy.reset(times=2)
    for _ in range(2):
        with pytest.raises(httpx.TransportError):  # of several kinds: headers and body are written apart
            http.post("/", content=b"2")
    assert (proxy.resets, server.taken) == (2, 1)
    assert http.post("/", content=b"3").content == b"3"


def test_it_loses_answers_after_the_service_took_the_request(
    http: httpx.Client, proxy: TcpProxy, server: CountingServer
) -> None:
    proxy.lose_answers(times=2)
    for _ in range(2):
        with pytest.raises(httpx.ReadError):
            http.post("/", content=b"1")
    assert (proxy.lost_answers, server.taken) == (2, 2)
    assert http.post("/", content=b"2").content == b"2"


def test_it_hangs_until_the_sender_gives_up(http: httpx.Client, proxy: TcpProxy, server: CountingServer) -> None:
    proxy.hang()
    with pytest.raises(httpx.ReadTimeout):
        http.post("/", content=b"1", timeout=0.1)
    assert (proxy.hung, server.taken) == (1, 0)
    proxy.pass_on()
    assert http.post("/", content=b"2").content == b"2"


def test_a_service_that_is_away_looks_like_a_reset() -> None:
    with tcp_proxy(upstream_port=1) as proxy, pytest.raises(httpx.TransportError):
        httpx.post(proxy.url, content=b"1")
