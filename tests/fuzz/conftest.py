"""One service for all that is fuzzed. After each test its log is looked at: lines of JSON, no failure among them."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.api_client import ApiClient
from tests.http.conftest import new_id, shared_service  # noqa: F401 - the same service, under its own name here
from tests.running_service import SECRETS, ServiceProcess


@pytest.fixture(scope="session")
def client(shared_service: ServiceProcess) -> Iterator[ApiClient]:  # noqa: F811 - a fixture is asked for by its name
    with ApiClient.to(shared_service.base_url, SECRETS) as client:
        yield client


@pytest.fixture
def api(shared_service: ServiceProcess, client: ApiClient) -> Iterator[ApiClient]:  # noqa: F811 - as above
    with shared_service.stderr_file.open(encoding="utf-8", errors="strict") as log:
        log.seek(0, 2)
        yield client
        client.http.cookies.clear()
        for text in log.read().splitlines():  # at each character at which any reader of lines begins a new one
            line = json.loads(text)
            assert isinstance(line, dict)
            assert "error" not in line, line
            assert line.get("status", 200) < 500, line


@pytest.fixture
def document(api: ApiClient) -> dict[str, Any]:
    found: dict[str, Any] = api.http.get("/openapi.json").json()
    return found
