"""Whether what was deployed answers."""

import time

import httpx

from infra.deployment.errors import SmokeTestError

ANSWERS_WITHIN_SECONDS = 60
REQUEST_SECONDS = 30


def check_health(base_url: str) -> None:
    """Ask for /healthz until it is well; raises SmokeTestError."""
    deadline = time.monotonic() + ANSWERS_WITHIN_SECONDS
    while complaint := _complaint(f"{base_url}/healthz"):
        if time.monotonic() > deadline:
            raise SmokeTestError(f"{base_url}/healthz {complaint}")
        time.sleep(1)  # a new stage or distribution takes a moment to be known everywhere


def _complaint(url: str) -> str | None:
    try:
        answer = httpx.get(url, timeout=REQUEST_SECONDS)
    except httpx.TransportError as error:
        return f"does not answer: {error}"
    return None if answer.status_code == httpx.codes.OK else f"answers {answer.status_code}: {answer.text[:200]}"
