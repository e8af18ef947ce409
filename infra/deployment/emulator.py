"""ministack, the AWS emulator of the local stage, on the loopback address alone."""

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx

from infra.deployment.errors import EmulatorError

HOST = "127.0.0.1"
START_SECONDS = 30
PASSED_ON = ("PATH", "HOME", "TMPDIR", "LANG")


def url(port: int) -> str:
    return f"http://{HOST}:{port}"


def answers(port: int) -> bool:
    try:
        answer = httpx.get(f"{url(port)}/_ministack/health", timeout=5)
    except httpx.TransportError:
        return False
    if answer.status_code != httpx.codes.OK or "services" not in answer.text:
        raise EmulatorError(f"something that is no ministack listens on port {port}; name another one with --port")
    return True


def start(port: int, log: Path) -> subprocess.Popen[bytes]:
    """Start it and wait until it answers; it outlives this process unless it is terminated."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "ministack"],
            env=_environment(port),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # an interrupt at the terminal is not meant for it
        )
    deadline = time.monotonic() + START_SECONDS
    while not answers(port):
        if process.poll() is not None or time.monotonic() > deadline:
            process.terminate()
            raise EmulatorError(f"ministack did not start; what it said is in {log}")
        time.sleep(0.05)
    return process


def _environment(port: int) -> dict[str, str]:
    # The emulator hands its own environment down to the functions: nothing of this machine's settings may reach them.
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return passed_on | {
        "GATEWAY_PORT": str(port),
        "BIND_HOST": HOST,
        # ministack 1.5.33: these two listen on every interface, whatever BIND_HOST says.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "AUTH": "true",  # a function gets no more than its role allows, as on AWS (but see emulator_roles)
        "LOG_LEVEL": "WARNING",
    }
