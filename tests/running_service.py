"""The real `tracefunnel serve` as a process of its own, for tests."""

import os
import signal
import ssl
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from chalicelib.domain.dashboard_urls import DASHBOARD_PATH
from tests.polling import eventually

PROJECT = Path(__file__).resolve().parent.parent
# For clients of what is served here, over HTTP: to read the machine's authorities costs each client 25 ms.
WITHOUT_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

SECRETS = {
    "INTERNAL_API_KEY": "internal-key-for-tests-0123456789abcdef",
    "INGEST_SIGNING_SECRET": "whsec_dGVzdHMtc2lnbi13aXRoLXRoaXMtb25lLTAxMjM0NTY3ODk=",
    "COOKIE_SECRET": "cookie-secret-for-tests-0123456789abcdef",
    "EMAIL_PEPPER": "email-pepper-for-tests-0123456789abcdef",
    "STRIPE_WEBHOOK_SECRET": "whsec_stripe-secret-for-tests-0123456789",
    "SESSION_SECRET": "session-secret-for-tests-0123456789abcdef",
    "OPERATOR_KEYS": (
        "viewer:viewer-key-for-tests-0123456789abcdef "
        "support:support-key-for-tests-0123456789abcdef "
        "admin:admin-key-for-tests-0123456789abcdef"
    ),
}


@dataclass(frozen=True)
class ServiceProcess:
    """A service that was told to start; it may still refuse to."""

    process: subprocess.Popen[bytes]
    stdout_file: Path
    stderr_file: Path

    @property
    def lines(self) -> list[str]:
        """What it printed to stdout: the dashboard, a key to sign in with, the secrets file if there is one."""
        return self.stdout_file.read_text().splitlines()

    @property
    def log(self) -> str:
        return self.stderr_file.read_text()

    @property
    def dashboard_url(self) -> str:
        return self.lines[0]

    @property
    def base_url(self) -> str:
        """The origin, without a slash at its end: the API is at its root."""
        return self.dashboard_url.removesuffix(f"{DASHBOARD_PATH}/")

    def wait_until_ready(self) -> None:
        eventually(lambda: "tracefunnel: ready" in self.log or self.process.poll() is not None)
        assert self.process.poll() is None, self.log
        eventually(lambda: len(self.lines) >= 2)
        assert httpx.get(f"{self.base_url}/healthz", verify=WITHOUT_AUTHORITIES).status_code == 200

    def exit_code(self) -> int:
        return self.process.wait(timeout=30)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.exit_code()


def start_service(folder: Path, arguments: list[str], environment: Mapping[str, str]) -> ServiceProcess:
    """Its output goes to files in the folder. It sees no other environment than this and PATH."""
    number = len(list(folder.glob("*.stdout")))
    stdout_file, stderr_file = folder / f"{number}.stdout", folder / f"{number}.stderr"
    with stdout_file.open("wb") as stdout, stderr_file.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "infra.command_line", "serve", *arguments],
            cwd=PROJECT,
            env={"PATH": os.environ["PATH"], **environment},
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
        )
    return ServiceProcess(process, stdout_file, stderr_file)
