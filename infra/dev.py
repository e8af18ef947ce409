"""The service and Vite's own server for the page, both of which take up what is changed while they run: `make dev`.

Run as `python -m infra.dev [arguments of tracefunnel serve]`. People open Vite's address, which hands on to the service
what is not the page's; the service believes itself at that address, so that links and sessions are right.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from watchfiles import PythonFilter, watch

from infra.local.engine import NODE

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "frontend" / "dashboard"
VITE = PAGE / "node_modules" / "vite" / "bin" / "vite.js"
WATCHED = (PROJECT / "app.py", PROJECT / "chalicelib", PROJECT / "infra")
SOURCES = PythonFilter(extra_extensions=(".yaml", ".cjs"))
HOST = "127.0.0.1"
DEFAULT_PORT, PORTS_TRIED = 8000, 100
LOOKS_AFTER_THEM_EVERY_MS = 500
ENDS_WITHIN_SECONDS = 20.0
_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Program:
    """A child in a session of its own: a terminal's Ctrl-C reaches us alone, and we end it."""

    def __init__(self, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        self._command, self._folder, self._environment = command, folder, environment
        self._process: subprocess.Popen[bytes] | None = None
        self._was_started = False

    def start(self) -> None:
        """What it prints to stdout, such as the key, is shown the first time alone."""
        self._process = subprocess.Popen(
            self._command,
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if self._was_started else None,
            start_new_session=True,
        )
        self._was_started = True

    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def end(self) -> None:
        """Return once it has ended, by itself or not."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(ENDS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)  # the engine that it started with it
            self._process.wait()


def run(service: Program, page: Program, watched: Sequence[Path], ending: threading.Event) -> int:
    """Until `ending` is set, 0; 1 once the page's server has ended by itself. A service that does is waited for: the
    next change may mend it."""
    try:
        page.start()
        service.start()
        for changes in watch(
            *watched,
            watch_filter=SOURCES,
            stop_event=ending,
            rust_timeout=LOOKS_AFTER_THEM_EVERY_MS,
            yield_on_timeout=True,
        ):
            if not page.runs():
                print("dev: the page's server has ended", file=sys.stderr)
                return 1
            if changes:
                names = sorted({Path(path).name for _, path in changes})
                print(f"dev: {', '.join(names)} changed, the service starts anew", file=sys.stderr)
                service.end()
                service.start()
        return 0
    finally:
        service.end()
        page.end()


def _free_ports(first: int) -> Iterator[int]:
    for port in range(first, min(first + PORTS_TRIED, 65536)):
        try:
            socket.create_server((HOST, port)).close()
        except OSError:
            continue
        yield port


def main(arguments: list[str]) -> int:
    if not VITE.is_file():
        print("dev: the page's packages are not installed: run `make setup`", file=sys.stderr)
        return 1
    ports = _free_ports(int(os.environ.get("PORT") or DEFAULT_PORT))
    page_port, service_port = next(ports), next(ports)
    environment = {"EMAIL_POLICY": "masked"} | os.environ | {"PUBLIC_BASE_URL": f"http://{HOST}:{page_port}"}
    serve = [sys.executable, "-m", "infra.command_line", "serve", "--host", HOST, "--port", str(service_port)]
    vite = [str(NODE), str(VITE), "--port", str(page_port), "--strictPort", "--clearScreen", "false"]
    ending = threading.Event()
    for number in _ENDING:
        signal.signal(number, lambda *_: ending.set())
    return run(
        Program([*serve, *arguments], PROJECT, environment),
        Program(vite, PAGE, os.environ | {"TRACEFUNNEL_SERVICE": f"http://{HOST}:{service_port}"}),
        WATCHED,
        ending,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
