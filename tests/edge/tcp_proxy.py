"""A network that fails: a proxy before one local port that refuses, resets, hangs, or loses answers on demand.

It knows no HTTP, so a sender sees what it would see of a real network. A fault is in force when its method returns, on
connections that are kept alive too. Reset, loss and hang take a number of times, after which all is passed on again.
"""

import asyncio
import socket
import struct
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from enum import Enum, auto
from typing import Any

HOST = "127.0.0.1"
CHUNK_BYTES = 65_536
RST_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER of no time


class _Fault(Enum):
    NONE = auto()
    REFUSE = auto()
    RESET = auto()
    LOSE_ANSWERS = auto()
    HANG = auto()


class TcpProxy:
    """What it did so far stands in `connections` (taken), `resets`, `lost_answers` and `hung`, each of connections."""

    def __init__(self, upstream_port: int) -> None:
        self.upstream_port = upstream_port
        self.connections = 0
        self.resets = 0
        self.lost_answers = 0
        self.hung = 0
        self._fault = _Fault.NONE
        self._times: int | None = None
        self._clients: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        # Holds the port while nobody listens on it, so that no other process is given it meanwhile.
        self._holder = _bound_socket(0)
        self.port: int = self._holder.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def pass_on(self) -> None:
        """Everything, both ways."""
        self._set(_Fault.NONE, None)

    def refuse(self) -> None:
        """Nobody listens; connections that are open are reset."""
        self._set(_Fault.REFUSE, None)

    def reset(self, times: int | None = None) -> None:
        """A connection is taken, and reset when the request comes: nothing of it reaches the service."""
        self._set(_Fault.RESET, times)

    def lose_answers(self, times: int | None = None) -> None:
        """A request reaches the service; when it answers, the connection to the sender is reset instead."""
        self._set(_Fault.LOSE_ANSWERS, times)

    def hang(self, times: int | None = None) -> None:
        """A request is swallowed: nothing reaches the service, and nothing is answered until the sender gives up."""
        self._set(_Fault.HANG, times)

    def _set(self, fault: _Fault, times: int | None) -> None:
        self._run(self._take_up(fault, times))

    async def _take_up(self, fault: _Fault, times: int | None) -> None:
        self._fault, self._times = fault, times
        if fault is _Fault.REFUSE:
            self._stop_listening()
            self._cut_all()
        elif self._server is None:
            self._server = await asyncio.start_server(self._carry, sock=_bound_socket(self.port))

    def _now(self, fault: _Fault) -> bool:
        """Whether this fault is in force; one of its times is then used up."""
        if self._fault is not fault:
            return False
        if self._times is not None:
            self._times -= 1
            if self._times == 0:
                self._fault = _Fault.NONE
        return True

    async def _carry(self, from_client: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._clients.add(client)
        service: asyncio.StreamWriter | None = None
        try:
            from_service, service = await asyncio.open_connection(HOST, self.upstream_port)
            there = asyncio.create_task(self._requests(from_client, client, service))
            back = asyncio.create_task(self._answers(from_service, client))
            await asyncio.wait([there, back], return_when=asyncio.FIRST_COMPLETED)
            there.cancel()
            back.cancel()
            await asyncio.gather(there, back, return_exceptions=True)
        except OSError:
            _cut(client)  # the service is away
        finally:
            self._clients.discard(client)
            client.close()
            if service is not None:
                service.close()

    async def _requests(
        self, from_client: asyncio.StreamReader, client: asyncio.StreamWriter, service: asyncio.StreamWriter
    ) -> None:
        while chunk := await from_client.read(CHUNK_BYTES):
            if self._now(_Fault.RESET):
                self.resets += 1
                _cut(client)
                return
            if self._now(_Fault.HANG):
                self.hung += 1
                while await from_client.read(CHUNK_BYTES):
                    pass
                return
            service.write(chunk)
            await service.drain()

    async def _answers(self, from_service: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        while chunk := await from_service.read(CHUNK_BYTES):
            if self._now(_Fault.LOSE_ANSWERS):
                self.lost_answers += 1
                _cut(client)
                return
            client.write(chunk)
            await client.drain()

    def _stop_listening(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def _cut_all(self) -> None:
        for client in self._clients:
            _cut(client)

    async def _stop(self) -> None:
        self._stop_listening()
        self._cut_all()
        while self._clients:
            await asyncio.sleep(0)
        await asyncio.sleep(0)  # what was closed just now is let go of in the loop's next turn

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)


@contextmanager
def tcp_proxy(upstream_port: int) -> Iterator[TcpProxy]:
    """Listens on `.port`, passing everything on. The service need not be there yet, nor stay."""
    proxy = TcpProxy(upstream_port)
    thread = threading.Thread(target=_run_forever(proxy), name="tcp-proxy")
    thread.start()
    try:
        proxy.pass_on()
        yield proxy
    finally:
        proxy._run(proxy._stop())
        proxy._loop.call_soon_threadsafe(proxy._loop.stop)
        thread.join()
        proxy._loop.close()
        proxy._holder.close()


def _run_forever(proxy: TcpProxy) -> Callable[[], None]:
    return proxy._loop.run_forever


def _bound_socket(port: int) -> socket.socket:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    bound.bind((HOST, port))
    return bound


def _cut(writer: asyncio.StreamWriter) -> None:
    """The other end sees a reset, not an end."""
    connection = writer.get_extra_info("socket")
    if connection is not None and connection.fileno() >= 0:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RST_ON_CLOSE)
    writer.transport.abort()
