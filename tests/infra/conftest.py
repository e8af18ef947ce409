"""The local server with a small application behind it; the package that goes to AWS."""

import fcntl
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from infra.local.gateway import Gateway
from infra.package import Package, build_if_needed
from tests.infra.local_server import NEVER_SECONDS, RecordingServer, Rooms, make_app


@pytest.fixture
def rooms() -> Iterator[Rooms]:
    rooms = Rooms()
    yield rooms
    rooms.released.set()


@pytest.fixture
def local_server(rooms: Rooms) -> Iterator[RecordingServer]:
    server = RecordingServer()
    server.start(Gateway(make_app(rooms)).answer)
    yield server
    rooms.released.set()
    server.stop()


@pytest.fixture
def local_client(local_server: RecordingServer) -> Iterator[HTTPConnection]:
    connection = HTTPConnection("127.0.0.1", local_server.port, timeout=NEVER_SECONDS)
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def dev_package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return _shared_package("dev", tmp_path_factory)


@pytest.fixture(scope="session")
def local_package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """For this machine's processor, so that it can be run here. To be read; who deploys it takes a copy."""
    return _shared_package("local", tmp_path_factory)


def _shared_package(stage: str, tmp_path_factory: pytest.TempPathFactory) -> Package:
    shared = tmp_path_factory.getbasetemp().parent / f"{stage}-package"  # of all workers: it takes seconds to build
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return build_if_needed(stage, shared)
