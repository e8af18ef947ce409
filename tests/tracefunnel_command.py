"""The `tracefunnel` command as a process of its own, for tests."""

import subprocess
import sys

from tests.conftest import Service
from tests.running_service import PROJECT


def tracefunnel(service: Service, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Against that service, whose key reaches it by the environment."""
    return subprocess.run(
        [sys.executable, "-m", "infra.command_line", *arguments, "--url", service.base_url],
        cwd=PROJECT,
        env={"INTERNAL_API_KEY": service.secrets["INTERNAL_API_KEY"]},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def summary_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]
