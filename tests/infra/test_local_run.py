"""`tracefunnel serve` as a process: start, refusals, signals, and what outlives it."""

import os
import re
import signal
import socket
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from chalicelib.settings import SECRET_NAMES
from chalicelib.storage.dynamodb import make_client
from tests.conftest import ServiceFactory
from tests.polling import eventually
from tests.running_service import SECRETS, ServiceProcess, start_service

META_KEY = {"id": {"S": "kept"}}
META_TABLE = "tracefunnel-meta"

Launch = Callable[..., ServiceProcess]


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def launch(tmp_path: Path, data_folder: Path) -> Iterator[Launch]:
    """Start a service on the test's data folder, without waiting; all are ended after the test, their engines too."""
    started: list[ServiceProcess] = []

    def start(*arguments: str, **environment: str) -> ServiceProcess:
        if "--in-memory" not in arguments:
            arguments = ("--data", str(data_folder), *arguments)
        port = () if "PORT" in environment or "--port" in arguments else ("--port", "0")
        service = start_service(tmp_path, ["--no-demo", *arguments, *port], environment)
        started.append(service)
        return service

    yield start
    for service in started:
        if service.process.poll() is None:
            service.stop()
    note = data_folder / "engine.pid"
    if note.exists():
        os.kill(int(note.read_text()), signal.SIGKILL)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])


def ready(service: ServiceProcess) -> ServiceProcess:
    service.wait_until_ready()
    return service


def engine_pid(data_folder: Path) -> int:
    return int((data_folder / "engine.pid").read_text())


def runs(pid: int) -> bool:
    """Whether it runs; a zombie, which nobody reaps where process 1 does not, has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    except (FileNotFoundError, ProcessLookupError):
        return False


def engine_endpoint(data_folder: Path) -> str:
    found = re.search(r"http://\S+", (data_folder / "engine.log").read_text())
    assert found
    return found[0]


def kept_secrets(data_folder: Path) -> dict[str, str]:
    """As a shell reads them."""
    command = 'set -a; . "$0"; env'
    environment = subprocess.run(
        ["/bin/sh", "-c", command, str(data_folder / "secrets.env")], env={}, capture_output=True, text=True, check=True
    )
    pairs = (line.partition("=") for line in environment.stdout.splitlines())
    return {name: value for name, _, value in pairs if name in SECRET_NAMES}


def test_it_prints_the_dashboards_address_a_key_and_the_secrets_file_and_logs_elsewhere(
    launch: Launch, data_folder: Path
) -> None:
    service = ready(launch())

    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/cp/auth-commerce-funnel/", service.lines[0])
    assert f"admin:{service.lines[1]}" in kept_secrets(data_folder)["OPERATOR_KEYS"].split()
    assert service.lines[2:] == [str(data_folder / "secrets.env")]
    assert service.lines[1] not in service.log


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_and_leaves_no_process(launch: Launch, data_folder: Path, how: signal.Signals) -> None:
    service = ready(launch())
    pid = engine_pid(data_folder)
    assert runs(pid)

    assert service.stop(how) == 0

    assert not runs(pid)
    assert "Traceback" not in service.log


def test_what_was_stored_outlives_a_killed_service_and_its_engine_is_not_left_behind(
    launch: Launch, data_folder: Path
) -> None:
    killed = ready(launch())
    client = make_client(engine_endpoint(data_folder))
    client.put_item(TableName=META_TABLE, Item=META_KEY)
    client.close()
    pid = engine_pid(data_folder)
    killed.stop(signal.SIGKILL)
    assert runs(pid)

    ready(launch())

    assert not runs(pid)
    client = make_client(engine_endpoint(data_folder))
    assert "Item" in client.get_item(TableName=META_TABLE, Key=META_KEY)
    client.close()


def test_a_second_service_on_the_same_folder_is_refused_and_the_first_goes_on(launch: Launch) -> None:
    first = ready(launch())
    second = launch()

    assert second.exit_code() == 1

    assert "in use by another service" in second.log
    assert "Traceback" not in second.log
    assert httpx.get(f"{first.base_url}/healthz").status_code == 200


def test_secrets_are_made_once_and_readable_by_their_owner_alone(launch: Launch, data_folder: Path) -> None:
    ready(launch()).stop()
    first = kept_secrets(data_folder)

    service = ready(launch())

    assert set(first) == set(SECRET_NAMES)
    assert kept_secrets(data_folder) == first
    assert stat.S_IMODE((data_folder / "secrets.env").stat().st_mode) == 0o600
    assert f"admin:{service.lines[1]}" in first["OPERATOR_KEYS"].split()


def test_secrets_of_the_environment_beat_those_in_the_folder_and_are_not_kept(
    launch: Launch, data_folder: Path
) -> None:
    ready(launch()).stop()
    before = kept_secrets(data_folder)

    service = ready(launch(**SECRETS))

    assert service.lines[1] == "admin-key-for-tests-0123456789abcdef"
    assert kept_secrets(data_folder) == before


def test_a_short_secret_of_the_environment_ends_it_with_a_message_that_names_it(launch: Launch) -> None:
    service = launch(INTERNAL_API_KEY="too-short-a-key")

    assert service.exit_code() == 2

    assert "INTERNAL_API_KEY" in service.log
    assert "too-short-a-key" not in service.log
    assert "Traceback" not in service.log
    assert service.lines == []


def test_a_setting_out_of_range_ends_it_before_an_engine_starts(launch: Launch, data_folder: Path) -> None:
    service = launch(RETENTION_DAYS="0")

    assert service.exit_code() == 2

    assert "RETENTION_DAYS" in service.log
    assert not (data_folder / "engine.log").exists()


def test_a_taken_port_that_was_asked_for_is_refused_by_its_number(launch: Launch, taken_port: int) -> None:
    service = launch("--port", str(taken_port))

    assert service.exit_code() == 1

    assert f"port {taken_port} is taken" in service.log


def test_a_taken_port_that_was_not_asked_for_is_passed_over(launch: Launch, taken_port: int) -> None:
    service = ready(launch(PORT=str(taken_port)))

    assert taken_port < int(service.base_url.rsplit(":", 1)[1]) < taken_port + 100


@pytest.mark.parametrize("arguments", [["--port", "65536"], ["--port", "8e3"], ["--port", "-1"]])
def test_a_port_that_is_none_is_refused(launch: Launch, arguments: list[str]) -> None:
    assert launch(*arguments).exit_code() == 2


def test_in_memory_nothing_is_kept(launch: Launch, data_folder: Path) -> None:
    service = ready(launch("--in-memory"))

    assert len(service.lines) == 2
    assert service.stop() == 0
    assert not data_folder.exists()


def test_a_given_endpoint_is_used_and_gets_the_tables(service: ServiceFactory, engine: str) -> None:
    running = service()

    client = make_client(engine)
    assert client.describe_table(TableName=f"{running.table_prefix}events")["Table"]["TableStatus"] == "ACTIVE"
    client.close()


def test_an_endpoint_that_does_not_answer_is_named(launch: Launch) -> None:
    with socket.socket() as bound_only:
        bound_only.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{bound_only.getsockname()[1]}"
        service = launch("--in-memory", DYNAMODB_ENDPOINT_URL=endpoint)

        assert service.exit_code() == 1

    assert endpoint in service.log
    assert "Traceback" not in service.log


def test_requests_of_a_proxied_machine_still_reach_the_engine(launch: Launch) -> None:
    ready(launch("--in-memory", HTTP_PROXY="http://127.0.0.1:9", http_proxy="http://127.0.0.1:9"))


def test_requests_under_way_keep_the_process_until_they_are_answered(launch: Launch) -> None:
    service = ready(launch("--in-memory"))
    host, port = service.base_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(b"POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 100")
        service.process.send_signal(signal.SIGTERM)
        eventually(lambda: not accepts_connections(host, int(port)))
        connection.sendall(b"12345")
        answer = connection.recv(1000)

    assert answer.startswith(b"HTTP/1.1 405")
    assert b"Connection: close" in answer
    assert service.exit_code() == 0


def accepts_connections(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True
