"""Ends an engine that outlived the service which started it."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

ENDED_WITHIN_SECONDS = 5.0


def end_orphaned_engine(pid_file: Path, store: Path) -> None:
    """End the process that the file notes, if it really is an engine on this store.

    The number may since have gone to any other process, so what that one runs decides.
    """
    try:
        pid = int(pid_file.read_text())
    except (FileNotFoundError, ValueError):
        return
    for how in (signal.SIGTERM, signal.SIGKILL):
        if not _runs_engine(pid, store):
            break
        with suppress(ProcessLookupError):
            os.kill(pid, how)
        _wait_until_gone(pid, store)
    pid_file.unlink(missing_ok=True)


def _wait_until_gone(pid: int, store: Path) -> None:
    deadline = time.monotonic() + ENDED_WITHIN_SECONDS
    while _runs_engine(pid, store) and time.monotonic() < deadline:
        time.sleep(0.01)


def _runs_engine(pid: int, store: Path) -> bool:
    command = _command_line(pid)
    return "/dynalite/cli.js " in command and command.endswith(f" --path {store}")


def _command_line(pid: int) -> str:
    """Empty for a process that is gone or a zombie."""
    if pid <= 0:
        return ""
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").rstrip("\0").replace("\0", " ")
        except OSError:
            return ""
    return subprocess.run(  # macOS
        ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.rstrip("\n")
