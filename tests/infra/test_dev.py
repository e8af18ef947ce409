"""`make dev`: what is changed is taken up, and one Ctrl-C ends all of it."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from chalicelib.domain.dashboard_urls import DASHBOARD_PATH
from infra.dev import Program, run
from tests.conftest import AWS_ENVIRONMENT
from tests.polling import eventually
from tests.running_service import PROJECT, SECRETS

# Each start adds its process id to a file; then it waits to be ended.
NOTES_ITS_START = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(600)"
ENDS_AT_ONCE = "import os, sys; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); sys.exit(3)"


def program(script: str, notes: Path) -> Program:
    return Program([sys.executable, "-c", script, str(notes)], notes.parent, os.environ)


def started(notes: Path) -> list[int]:
    return [int(line) for line in notes.read_text().splitlines()] if notes.exists() else []


def lives(pid: int) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    return False


class Running:
    def __init__(self, folder: Path, service: str, page: str = NOTES_ITS_START) -> None:
        self.service, self.page, self.source = folder / "service", folder / "page", folder / "watched" / "module.py"
        self.source.parent.mkdir()
        self.ending = threading.Event()
        self._pool = ThreadPoolExecutor(1)
        programs = program(service, self.service), program(page, self.page)
        self.result: Future[int] = self._pool.submit(run, *programs, [self.source.parent], self.ending)
        eventually(lambda: started(self.service) and started(self.page))

    def change_until(self, condition: Callable[[], bool]) -> None:
        """Again and again, since a change before the watch began is none."""

        def changed() -> bool:
            self.source.write_text("changed")
            return condition()

        eventually(changed)

    def end(self) -> int:
        self.ending.set()
        result = self.result.result(timeout=30)
        self._pool.shutdown()
        return result


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    opened: list[Running] = []

    def start(*scripts: str) -> Running:
        opened.append(Running(tmp_path, *scripts))
        return opened[-1]

    yield start
    for one in opened:
        one.end()


def test_a_changed_file_starts_the_service_anew_and_leaves_the_page(running: Callable[..., Running]) -> None:
    dev = running(NOTES_ITS_START)
    (first,) = started(dev.service)
    dev.change_until(lambda: len(started(dev.service)) > 1)
    assert not lives(first)
    assert len(started(dev.page)) == 1


def test_a_service_that_broke_is_started_again_by_the_next_change(running: Callable[..., Running]) -> None:
    dev = running(ENDS_AT_ONCE)
    dev.change_until(lambda: len(started(dev.service)) > 1)
    assert not dev.result.done()


def test_the_end_leaves_no_process(running: Callable[..., Running]) -> None:
    dev = running(NOTES_ITS_START)
    assert dev.end() == 0
    assert not [pid for pid in (*started(dev.service), *started(dev.page)) if lives(pid)]


def test_a_page_server_that_ended_ends_the_service_too(running: Callable[..., Running]) -> None:
    dev = running(NOTES_ITS_START, ENDS_AT_ONCE)
    assert dev.result.result(timeout=30) == 1
    assert not [pid for pid in started(dev.service) if lives(pid)]


def test_the_page_comes_from_vite_and_signs_in_through_it_until_ctrl_c_ends_both(tmp_path: Path) -> None:
    settings = AWS_ENVIRONMENT | SECRETS | {"PATH": os.environ["PATH"], "PORT": "18000"}
    with (tmp_path / "printed").open("wb") as printed:
        dev = subprocess.Popen(
            [sys.executable, "-m", "infra.dev", "--in-memory", "--no-demo"],
            cwd=PROJECT,
            env=settings,
            stdout=printed,
            stderr=subprocess.STDOUT,
        )
    try:
        address = rf"^(http://127\.0\.0\.1:\d+){DASHBOARD_PATH}/$"
        found = eventually(lambda: re.search(address, (tmp_path / "printed").read_text(), re.MULTILINE), 40)
        assert found is not None
        with httpx.Client(base_url=found[1], timeout=30) as http:
            assert "/@vite/client" in http.get(f"{DASHBOARD_PATH}/events").text
            assert http.get(f"{DASHBOARD_PATH}/config.json").json()["api"] == ""
            assert http.get("/healthz").json()["status"] == "ok"
            key = SECRETS["OPERATOR_KEYS"].partition("admin:")[2].split()[0]
            assert http.post("/auth/session", json={"api_key": key}).status_code == 200
            campaign = {"campaign_id": "dev", "name": "Dev", "default_url": f"{found[1]}{DASHBOARD_PATH}/"}
            cookie = {"Cookie": f"tf_session={http.cookies['tf_session']}", "Origin": found[1]}
            assert http.post("/internal/campaigns", json=campaign, headers=cookie).status_code == 201
        children = Path(f"/proc/{dev.pid}/task/{dev.pid}/children").read_text().split()
        assert len(children) == 2
    finally:
        dev.send_signal(signal.SIGINT)
        assert dev.wait(timeout=40) == 0, (tmp_path / "printed").read_text()
    assert not [pid for pid in children if lives(int(pid))]
