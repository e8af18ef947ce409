"""What tests share: one engine for the whole run, tables of their own, the service as a process."""

import os
import uuid
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from chalicelib.storage.dynamodb import make_client
from infra.local.engine import start_engine
from infra.table_definitions import create_tables, table_definitions
from tests.fault_proxy import FaultProxy, fault_proxy
from tests.running_service import PROJECT, SECRETS, ServiceProcess, start_service

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

SHARED_DATA = PROJECT.parent / "shared" / "data"
IN_CI = os.environ.get("CI") == "true"

# How paths of slow tests begin. The package is built by the first of infra while another worker is in a browser: of two
# in infra, one would wait for the other's.
SLOW = tuple(
    f"tests/{name}" for name in ("infra/test_package.py", "infra/test_template", "browser/", "scenarios/", "infra/")
)

# No test may reach an account of whoever runs it.
AWS_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "tests",
    "AWS_SECRET_ACCESS_KEY": "tests",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
}


def pytest_configure() -> None:
    os.environ.pop("AWS_PROFILE", None)
    os.environ.update(AWS_ENVIRONMENT)
    # a machine that is busy with other tests is slow, not wrong
    hypothesis.settings.register_profile("no deadline", deadline=None)
    hypothesis.settings.load_profile("no deadline")


@dataclass(frozen=True)
class Tables:
    endpoint_url: str
    prefix: str
    client: "DynamoDBClient"


@dataclass(frozen=True)
class Service(ServiceProcess):
    table_prefix: str
    secrets: dict[str, str]


ServiceFactory = Callable[..., Service]


@pytest.fixture(scope="session")
def engine() -> Iterator[str]:
    """The endpoint URL of a DynamoDB in memory."""
    running = start_engine(None)
    yield running.endpoint_url
    running.stop()


@pytest.fixture(scope="session")
def dynamodb(engine: str) -> "Iterator[DynamoDBClient]":
    client = make_client(engine)
    yield client
    client.close()


@pytest.fixture(scope="session")
def shared_proxy(engine: str) -> Iterator[FaultProxy]:
    """One for the whole run, since it takes seconds to start; rules are set by tests, through `proxy`."""
    with fault_proxy(engine) as running:
        yield running


@pytest.fixture
def proxy(shared_proxy: FaultProxy) -> Iterator[FaultProxy]:
    """Before the engine, without any rule; those of the test end with it."""
    shared_proxy.clear()
    yield shared_proxy
    shared_proxy.clear()


@pytest.fixture
def table_prefix(dynamodb: "DynamoDBClient") -> Iterator[str]:
    """One that no other test has; the tables that came to be under it are deleted."""
    prefix = f"test-{uuid.uuid4().hex[:12]}-"
    yield prefix
    existing = [name for page in dynamodb.get_paginator("list_tables").paginate() for name in page["TableNames"]]
    for definition in table_definitions(prefix):
        if definition.name in existing:
            dynamodb.delete_table(TableName=definition.name)


@pytest.fixture
def tables(engine: str, dynamodb: "DynamoDBClient", table_prefix: str) -> Tables:
    """All the tables, empty."""
    create_tables(dynamodb, table_prefix)
    return Tables(engine, table_prefix, dynamodb)


@pytest.fixture
def service(engine: str, table_prefix: str, tmp_path: Path) -> Iterator[ServiceFactory]:
    """Call it, with settings as keywords, for a service that answers: `service(EMAIL_POLICY="masked").base_url`.

    All services of one test have the same tables and secrets, unless the keywords say otherwise.
    """
    with _starting_services(engine, table_prefix, tmp_path) as start:
        yield start


@pytest.fixture(scope="module")
def module_service(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceFactory]:
    """As `service`, for a module whose tests can share services and tables: a start costs a second."""
    with _starting_services(engine, f"module-{uuid.uuid4().hex[:12]}-", tmp_path_factory.mktemp("service")) as start:
        yield start


@contextmanager
def _starting_services(engine: str, table_prefix: str, folder: Path) -> Iterator[ServiceFactory]:
    started: list[ServiceProcess] = []

    def start(*arguments: str, **settings: str) -> Service:
        shared = {"DYNAMODB_ENDPOINT_URL": engine, "TABLE_PREFIX": table_prefix}
        environment = AWS_ENVIRONMENT | SECRETS | shared | settings
        process = start_service(folder, ["--in-memory", "--no-demo", "--port", "0", *arguments], environment)
        started.append(process)
        process.wait_until_ready()
        secrets = {name: environment[name] for name in SECRETS}
        return Service(process.process, process.stdout_file, process.stderr_file, environment["TABLE_PREFIX"], secrets)

    yield start
    for running in started:
        if running.process.poll() is None:
            running.stop()


@pytest.fixture
def shared_data() -> Path:
    """The folder of examples beside the repository; for tests marked `shared_data`."""
    return SHARED_DATA


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_slow_ones_first)
    if SHARED_DATA.is_dir():
        return
    for item in items:
        if item.get_closest_marker("shared_data"):
            item.add_marker(pytest.mark.skip(reason="there is no ../shared/data beside the repository"))


def _slow_ones_first(item: pytest.Item) -> int:
    """So that, at the end, no worker waits for a file of minutes that the other one has only begun."""
    name = item.path.relative_to(PROJECT).as_posix()
    return next((number for number, start in enumerate(SLOW) if name.startswith(start)), len(SLOW))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if not item.get_closest_marker("shared_data") and not hasattr(report, "wasxfail"):
        _fail_if_skipped_in_ci(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _fail_if_skipped_in_ci(report)
    return report


def _fail_if_skipped_in_ci(report: pytest.TestReport | pytest.CollectReport) -> None:
    """A skipped test looks green; in CI everything a test needs is there, or its absence is the failure."""
    if IN_CI and report.outcome == "skipped":
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {report.longrepr}"
