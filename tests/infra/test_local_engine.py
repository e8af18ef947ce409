"""The engine of the local run: what it keeps, who may use its folder, how it ends."""

import os
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chalicelib.storage.dynamodb import make_client
from infra.local.data_folder import DataFolderError, locked_data_folder
from infra.local.engine import Engine, EngineError, start_engine
from infra.table_definitions import TableNotReadyError, create_tables, table_definitions
from tests.polling import eventually
from tests.running_service import PROJECT

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

META_KEY = {"id": {"S": "kept"}}


@pytest.fixture
def engines() -> Iterator[list[Engine]]:
    """Those that a test puts here are stopped after it."""
    running: list[Engine] = []
    yield running
    for engine in running:
        engine.stop()


@pytest.fixture
def bystander() -> Iterator[subprocess.Popen[bytes]]:
    """A process that has nothing to do with us, though its arguments name a store as an engine's do."""
    program = "import sys; sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", program, "--path", "/some/dynalite"], stdin=subprocess.PIPE
    ) as process:
        yield process
        process.kill()


def put_meta_item(endpoint_url: str) -> None:
    client = make_client(endpoint_url)
    create_tables(client, "t-")
    client.put_item(TableName="t-meta", Item=META_KEY)
    client.close()


def has_meta_item(endpoint_url: str) -> bool:
    client = make_client(endpoint_url)
    answer = client.get_item(TableName="t-meta", Key=META_KEY)
    client.close()
    return "Item" in answer


def test_items_outlive_a_stopped_engine(tmp_path: Path, engines: list[Engine]) -> None:
    first = start_engine(tmp_path)
    put_meta_item(first.endpoint_url)
    first.stop()

    engines.append(start_engine(tmp_path))

    assert has_meta_item(engines[0].endpoint_url)


def test_an_engine_left_behind_is_ended_and_its_items_are_kept(tmp_path: Path, engines: list[Engine]) -> None:
    left_behind = start_engine(tmp_path)
    put_meta_item(left_behind.endpoint_url)

    engines.append(start_engine(tmp_path))

    assert left_behind.process.wait(timeout=10) != 0
    assert has_meta_item(engines[0].endpoint_url)


def test_a_foreign_process_under_the_noted_number_is_left_alone(
    tmp_path: Path, engines: list[Engine], bystander: subprocess.Popen[bytes]
) -> None:
    (tmp_path / "engine.pid").write_text(str(bystander.pid))

    engines.append(start_engine(tmp_path))

    assert bystander.poll() is None


def test_an_engine_of_another_folder_under_the_noted_number_is_left_alone(
    tmp_path: Path, engines: list[Engine]
) -> None:
    ours, others = tmp_path / "ours", tmp_path / "others"
    ours.mkdir()
    others.mkdir()
    engines.append(start_engine(others))
    (ours / "engine.pid").write_text(str(engines[0].process.pid))

    engines.append(start_engine(ours))

    assert engines[0].process.poll() is None


@pytest.mark.parametrize("note", ["", "not a number", "-1", "0", "999999999"])
def test_an_unreadable_note_does_not_stop_the_start(tmp_path: Path, engines: list[Engine], note: str) -> None:
    (tmp_path / "engine.pid").write_text(note)

    engines.append(start_engine(tmp_path))

    assert engines[0].process.poll() is None


def test_the_note_names_the_engine_and_goes_with_it(tmp_path: Path) -> None:
    engine = start_engine(tmp_path)
    note = tmp_path / "engine.pid"
    assert int(note.read_text()) == engine.process.pid

    engine.stop()

    assert not note.exists()


def test_only_this_machine_reaches_the_engine(engine: str) -> None:
    port = int(engine.rsplit(":", 1)[1])

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port)).close()


def test_the_engine_does_not_hear_the_signals_of_our_terminal(tmp_path: Path, engines: list[Engine]) -> None:
    engines.append(start_engine(tmp_path))

    assert os.getsid(engines[0].process.pid) != os.getsid(0)


def test_the_engine_is_told_no_secret(tmp_path: Path, engines: list[Engine], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SESSION_SECRET", "a-secret-that-the-engine-must-not-see")

    engines.append(start_engine(tmp_path))

    assert "SESSION_SECRET" not in Path(f"/proc/{engines[0].process.pid}/environ").read_text()


def test_a_missing_installation_is_named_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="make setup"):
        start_engine(tmp_path, dynalite=tmp_path / "no" / "cli.js")


def test_an_engine_that_fails_at_its_start_is_reported_with_its_own_words(tmp_path: Path) -> None:
    broken = tmp_path / "cli.js"
    broken.write_text("throw new Error('the store is damaged')")

    with pytest.raises(EngineError, match="the store is damaged"):
        start_engine(tmp_path, dynalite=broken)


def test_a_store_that_cannot_be_opened_is_reported_though_its_engine_listens(
    tmp_path: Path, engines: list[Engine]
) -> None:
    engines.append(start_engine(tmp_path))
    (tmp_path / "engine.pid").unlink()

    with pytest.raises(EngineError, match="is another one running"):
        start_engine(tmp_path)

    assert engines[0].process.poll() is None


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    with (
        locked_data_folder(tmp_path / "data"),
        pytest.raises(DataFolderError, match="in use by another service"),
        locked_data_folder(tmp_path / "data"),
    ):
        pass


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(DataFolderError, match="cannot be used"), locked_data_folder(tmp_path / "file" / "data"):
        pass


def test_a_folder_is_free_again_though_its_engine_still_runs(tmp_path: Path, engines: list[Engine]) -> None:
    with locked_data_folder(tmp_path):
        engines.append(start_engine(tmp_path))

    with locked_data_folder(tmp_path):
        assert engines[0].process.poll() is None


def test_tables_are_made_once_though_several_start_at_once(dynamodb: "DynamoDBClient", table_prefix: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        starters = [pool.submit(create_tables, dynamodb, table_prefix) for _ in range(4)]
    for starter in starters:
        starter.result()

    expected = {definition.name for definition in table_definitions(table_prefix)}
    pages = dynamodb.get_paginator("list_tables").paginate()
    assert expected <= {name for page in pages for name in page["TableNames"]}


def test_a_table_of_an_older_version_without_an_index_is_refused_with_what_to_do(
    dynamodb: "DynamoDBClient", table_prefix: str
) -> None:
    registrations = next(one for one in table_definitions(table_prefix) if one.name.endswith("registrations"))
    older = {**registrations.create_arguments}
    del older["GlobalSecondaryIndexes"]
    older["AttributeDefinitions"] = [{"AttributeName": "registration_id", "AttributeType": "S"}]
    dynamodb.create_table(**older)  # type: ignore[arg-type]
    with pytest.raises(TableNotReadyError, match=r"lacks the index by_email.*tracefunnel export"):
        create_tables(dynamodb, table_prefix)


def test_definitions_follow_the_template() -> None:
    definitions = {definition.name: definition for definition in table_definitions("p-")}

    assert definitions["p-events"].key_attributes == ("trace_id", "event_id")
    assert definitions["p-events"].ttl_attribute == "expires_at"
    assert definitions["p-meta"].ttl_attribute is None


def test_a_killed_engine_leaves_nothing_that_hinders_the_next(tmp_path: Path, engines: list[Engine]) -> None:
    killed = start_engine(tmp_path)
    put_meta_item(killed.endpoint_url)
    killed.process.kill()
    eventually(lambda: killed.process.poll() is not None)

    engines.append(start_engine(tmp_path))

    assert has_meta_item(engines[0].endpoint_url)


def test_an_engine_in_memory_ends_with_whoever_started_it_however_that_ends() -> None:
    script = "from infra.local.engine import start_engine; print(start_engine(None).process.pid, flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=PROJECT, text=True
    ) as starter:
        assert starter.stdout is not None
        command_line = Path(f"/proc/{int(starter.stdout.readline())}/cmdline")
        assert b"dynalite" in command_line.read_bytes()
        starter.kill()
    eventually(lambda: not command_line.exists() or not command_line.read_bytes())


def test_an_engine_outlives_a_client_that_hangs_up_within_a_request() -> None:
    running = start_engine(None)
    port = int(running.endpoint_url.rpartition(":")[2])
    try:
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 1000\r\n\r\n{")
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset, as of a kill
        assert make_client(running.endpoint_url).list_tables()["TableNames"] == []
        assert running.process.poll() is None
    finally:
        running.stop()
