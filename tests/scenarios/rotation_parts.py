"""Instances of the service, one at each step of a rotation, for tests: as two Lambdas are whose caches differ.

All keys are rotated at once, which is harder than one after another. An instance whose cache is refreshed is here
another process, which has the next step's keys and the same tables.
"""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.api_client import ApiClient
from tests.conftest import AWS_ENVIRONMENT
from tests.running_service import SECRETS, start_service

Keys = Mapping[str, str]
OLD: Keys = SECRETS
NEW: Keys = {
    "INTERNAL_API_KEY": "new-internal-key-for-tests-0123456789abcdef",
    "INGEST_SIGNING_SECRET": "whsec_bmV3IHNpZ25pbmcgc2VjcmV0IG9mIHRoZSB0ZXN0cyAwMTIz",
    "COOKIE_SECRET": "new-cookie-secret-for-tests-0123456789abcdef",
    "EMAIL_PEPPER": "new-email-pepper-for-tests-0123456789abcdef",
    "STRIPE_WEBHOOK_SECRET": "whsec_new-stripe-secret-for-tests-0123456789",
    "SESSION_SECRET": "new-session-secret-for-tests-0123456789abcdef",
    "OPERATOR_KEYS": " ".join(value.replace(":", ":new-") for value in OLD["OPERATOR_KEYS"].split()),
}
OLD_ALONE, NEW_SECOND, NEW_IN_FRONT, OLD_REMOVED = range(4)  # the README's steps, "Rotate a key"
NEIGHBOURS = [(OLD_ALONE, NEW_SECOND), (NEW_SECOND, NEW_IN_FRONT), (NEW_IN_FRONT, OLD_REMOVED)]
BOTH_WAYS = [*NEIGHBOURS, *(pair[::-1] for pair in NEIGHBOURS)]


def keys_at(step: int) -> dict[str, str]:
    return {name: [OLD[name], f"{OLD[name]} {NEW[name]}", f"{NEW[name]} {OLD[name]}", NEW[name]][step] for name in OLD}


def senders_keys(*steps: int) -> list[Keys]:
    """What may be sent while instances are at those steps: what all of them know."""
    return [
        keys
        for keys in (OLD, NEW)
        if all(keys["COOKIE_SECRET"] in keys_at(step)["COOKIE_SECRET"].split() for step in steps)
    ]


@dataclass(frozen=True)
class Instances:
    """`clients`: one of the instance at each step, in their order."""

    clients: tuple[httpx.Client, ...]

    def at(self, step: int, keys: Keys) -> ApiClient:
        """Somebody who sends what `keys` make to the instance at that step."""
        return ApiClient(self.clients[step], keys)


@contextmanager
def instances_at_every_step(engine: str, folder: Path) -> Iterator[Instances]:
    """They come up at the same time, over tables of their own."""
    shared = {"DYNAMODB_ENDPOINT_URL": engine, "TABLE_PREFIX": f"rotation-{uuid.uuid4().hex[:12]}-"}
    shared |= {"LINK_ALLOWED_HOSTS": "shop.example.com"}
    with ExitStack() as running:
        started = []
        for step in range(4):
            environment = AWS_ENVIRONMENT | shared | keys_at(step)
            started.append(start_service(folder, ["--in-memory", "--no-demo", "--port", "0"], environment))
            running.callback(started[-1].stop)
        for process in started:
            process.wait_until_ready()
        apis = (running.enter_context(ApiClient.to(one.base_url, OLD)) for one in started)
        yield Instances(tuple(api.http for api in apis))


def checked(answer: httpx.Response) -> Any:
    """What it says; a refusal fails the test."""
    assert answer.status_code in (200, 201), f"{answer.request.method} {answer.request.url}: {answer.text}"
    return answer.json()
