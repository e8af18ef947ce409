"""One service for all tests over HTTP that need no settings of their own; each test has ids of its own."""

import uuid
from collections.abc import Callable, Iterator

import pytest

from tests.api_client import ApiClient
from tests.conftest import AWS_ENVIRONMENT
from tests.running_service import SECRETS, ServiceProcess, start_service


@pytest.fixture(scope="session")
def shared_service(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    environment = AWS_ENVIRONMENT | SECRETS
    environment |= {"DYNAMODB_ENDPOINT_URL": engine, "TABLE_PREFIX": f"http-{uuid.uuid4().hex[:12]}-"}
    environment |= {"LINK_ALLOWED_HOSTS": "shop.example.com www.shop.example.com"}
    environment |= {"ONBOARDING_URL_TEMPLATE": "https://admin.example.com/jobs/{job_id}"}
    process = start_service(
        tmp_path_factory.mktemp("service"), ["--in-memory", "--no-demo", "--port", "0"], environment
    )
    process.wait_until_ready()
    yield process
    process.stop()


@pytest.fixture
def api(shared_service: ServiceProcess) -> Iterator[ApiClient]:
    with ApiClient.to(shared_service.base_url, SECRETS) as client:
        yield client


@pytest.fixture
def new_id() -> Callable[[str], str]:
    """`new_id("trace_")` -> an id that no other test has."""
    # no digits, of which a long run could pass for a card's number; no vowels, so that no word comes out of it
    letters = str.maketrans("0123456789abcdef", "bcdfghjklmnpqrst")
    return lambda prefix: f"{prefix}{uuid.uuid4().hex.translate(letters)}"
