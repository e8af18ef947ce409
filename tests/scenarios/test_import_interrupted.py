"""An import outlives a service that is killed under it, and may itself be interrupted and run again."""

import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.api_client import FEED, ApiClient, ids
from tests.conftest import AWS_ENVIRONMENT, ServiceFactory
from tests.polling import eventually
from tests.running_service import PROJECT, SECRETS, ServiceProcess, start_service
from tests.tracefunnel_command import summary_line, tracefunnel

ROWS = 1500  # of which the service is killed after 300, in batches of 50


def written(folder: Path) -> Path:
    """Rows without ids, many of them equal."""
    file = folder / "rows.csv"
    rows = "".join(f"2026-11-20 10:00:{number % 60:02},m_page_view,v{number % 100}\n" for number in range(ROWS))
    file.write_text("ts,event_type,anonymous_id\n" + rows)
    return file


def start_import(file: Path, url: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "infra.command_line", "backfill", str(file), "--url", url, "--batch", "50"],
        cwd=PROJECT,
        env={"INTERNAL_API_KEY": SECRETS["INTERNAL_API_KEY"]},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def stored(url: str) -> list[str]:
    with ApiClient.to(url, SECRETS) as client:
        return ids(client.feed(limit=200, **{"from": "2026-11-20", "to": "2026-11-20"}))


def holds(url: str, count: int) -> Callable[[], bool]:
    """Reads no further than that: whoever reads all that is stored sees it too late, when the import is over."""

    def look() -> bool:
        query, found = {"limit": "200", "from": "2026-11-20", "to": "2026-11-20"}, 0
        try:
            with ApiClient.to(url, SECRETS) as client:
                while found < count:
                    page = client.get(FEED, query).json()
                    found += len(page["events"])
                    if page["next_cursor"] is None:
                        break
                    query["cursor"] = page["next_cursor"]
        except httpx.HTTPError:
            return False
        return found >= count

    return look


def start(folder: Path, port: str) -> ServiceProcess:
    arguments = ["--no-demo", "--port", port, "--data", str(folder / "data")]
    service = start_service(folder, arguments, AWS_ENVIRONMENT | SECRETS | {"RETENTION_DAYS": "7300"})
    service.wait_until_ready()
    return service


def test_an_import_goes_on_where_a_killed_service_comes_back(tmp_path: Path) -> None:
    service = start(tmp_path, "0")
    url = service.base_url
    running = start_import(written(tmp_path), url)
    eventually(holds(url, 300))
    service.process.kill()
    service.exit_code()
    service = start(tmp_path, url.rpartition(":")[2])

    out, err = running.communicate(timeout=120)

    assert running.returncode == 0, err
    assert "no answer from" in err
    found = stored(url)
    service.stop()
    assert len(found) == len(set(found)) == ROWS
    assert out.startswith(f"read {ROWS}, accepted ")
    assert out.endswith("refused 0, conflicts 0\n")


@pytest.mark.soak
def test_an_import_that_was_interrupted_is_run_again_with_other_batches_and_stores_each_row_once(
    service: ServiceFactory, tmp_path: Path
) -> None:
    running = service(RETENTION_DAYS="7300")
    file = written(tmp_path)
    first = start_import(file, running.base_url)
    eventually(holds(running.base_url, 300))
    first.send_signal(signal.SIGINT)

    out, err = first.communicate(timeout=30)

    assert first.returncode == 130, err
    assert "Run the same command again" in err
    assert "Traceback" not in err
    assert out.startswith("read ")
    line = summary_line(tracefunnel(running, "backfill", str(file), "--batch", "333"))
    read, accepted, duplicate, refused, conflicts = (int(count) for count in re.findall(r"\d+", line))
    assert (read, accepted + duplicate, refused, conflicts) == (ROWS, ROWS, 0, 0)
    assert accepted > 0
    assert duplicate >= 300
    found = stored(running.base_url)
    assert len(found) == len(set(found)) == ROWS
