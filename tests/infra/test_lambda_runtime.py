"""The packaged ZIP alone, unpacked into an empty folder, under the runtime client that Lambda runs it with."""

import base64
import json
import platform
import subprocess
import sys
import uuid
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from chalicelib.version import VERSION
from infra.package import Package
from infra.table_definitions import create_tables, table_definitions
from tests.api_client import INGEST, ApiClient, page_view, statuses
from tests.conftest import AWS_ENVIRONMENT
from tests.http.tracking_parts import CHROME, SHOP, make_campaign
from tests.infra import iam_policies
from tests.infra.lambda_runtime_api import (
    SCHEDULED_EVENT,
    ApiGateway,
    Function,
    FunctionError,
    lambda_environment,
    link_runtime,
    path_options,
    proxy_event,
    running_function,
)
from tests.running_service import SECRETS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

pytestmark = pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="the package holds machine code of the Lambda's"
)
SERVICE = "tracefunnel-local"  # the stack's name, as the template sets it
WHERE_FROM = """
import importlib.util, json, sys
def origin(name):
    try:
        return getattr(importlib.util.find_spec(name), "origin", None)
    except ImportError:
        return None
print(json.dumps({name: origin(name) for name in json.load(sys.stdin)}))
"""


@pytest.fixture(scope="module")
def task(local_package: Package, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("task")
    with zipfile.ZipFile(local_package.zip_path) as zipped:
        zipped.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runtime")
    link_runtime(folder)
    return folder


@pytest.fixture(scope="module")
def settings(engine: str, dynamodb: "DynamoDBClient") -> Iterator[dict[str, str]]:
    """Of functions whose keys are in the environment."""
    prefix = f"runtime-{uuid.uuid4().hex[:12]}-"
    create_tables(dynamodb, prefix)
    tables = {"DYNAMODB_ENDPOINT_URL": engine, "TABLE_PREFIX": prefix}
    own = {"LINK_ALLOWED_HOSTS": "shop.example.com", "POWERTOOLS_SERVICE_NAME": SERVICE}
    yield AWS_ENVIRONMENT | SECRETS | tables | own
    for definition in table_definitions(prefix):
        dynamodb.delete_table(TableName=definition.name)


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("logs")


@pytest.fixture(scope="module")
def handler(task: Path, runtime: Path, settings: dict[str, str], logs: Path) -> Iterator[Function]:
    with running_function("app.app", task=task, runtime=runtime, environment=settings, logs=logs) as (function, _):
        yield function


@pytest.fixture(scope="module")
def api(handler: Function) -> ApiClient:
    return ApiClient(httpx.Client(base_url="https://api.example.com", transport=ApiGateway(handler)), SECRETS)


def _lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def _metrics(function: Function) -> dict[str, Any]:
    """The values of every metric that was written, as CloudWatch reads them, by name."""
    found: dict[str, Any] = {}
    for line in _lines(function.stdout):
        assert line["service"] == SERVICE
        for directive in line["_aws"]["CloudWatchMetrics"]:
            assert directive["Namespace"] == "Tracefunnel"
            found |= {metric["Name"]: line[metric["Name"]] for metric in directive["Metrics"]}
    return found


def test_nothing_can_be_imported_but_the_package_the_runtimes_own_and_pythons_library(
    task: Path, runtime: Path
) -> None:
    installed = sorted(packages_distributions())
    command = [sys.executable, *path_options(runtime), "-c", WHERE_FROM]
    environment = lambda_environment("app.app", task, runtime)
    answer = subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=task, env=environment, input=json.dumps(installed)
    )
    found: dict[str, str | None] = json.loads(answer.stdout)
    of_the_task = {path.name.partition(".")[0] for path in task.iterdir()}
    of_the_runtime = {path.name.partition(".")[0] for path in runtime.iterdir()}
    for name, origin in found.items():
        if name in of_the_task:
            assert origin is None or Path(origin).is_relative_to(task), name
        elif name in of_the_runtime:
            assert origin is not None, name
            assert Path(origin).is_relative_to(runtime), name
        else:
            assert origin is None, f"{name} is found at {origin}"
    assert str(found["chalice"]).startswith(str(task))
    assert {"moto", "pytest", "yaml", "stripe"} <= {name for name, origin in found.items() if origin is None}


def test_the_health_of_the_packaged_handler(handler: Function) -> None:
    answer = handler.invoke(proxy_event("GET", "/healthz"))
    assert (answer["statusCode"], json.loads(answer["body"])) == (200, {"status": "ok", "version": VERSION})
    assert answer["headers"]["Cache-Control"] == "no-store"


def test_a_signed_event_is_stored_and_logged_and_counted_in_lines_that_cloudwatch_reads(
    api: ApiClient, handler: Function
) -> None:
    body = {"events": [page_view("v", trace_id="trace_runtime", error_message="김"), {"event_type": "m_otp_send"}]}
    answer = api.send_signed(body)
    assert (answer.status_code, statuses(answer)) == (200, ["accepted", "rejected"])
    (event,) = api.feed(trace_id="trace_runtime")
    assert event["error_message"] == "김"
    assert _metrics(handler)["RejectedEvents"] == [1.0]
    line = next(line for line in _lines(handler.stderr) if line.get("route") == INGEST)
    assert (line["level"], line["message"], line["service"], line["status"]) == ("INFO", "request", SERVICE, 200)


def test_a_signed_body_that_comes_in_base64_is_the_body_that_was_signed(api: ApiClient, handler: Function) -> None:
    text = json.dumps(page_view("v", event_id="base64"))
    event = proxy_event("POST", INGEST, headers=api.signed(text, "msg_base64").items())
    event |= {"body": base64.b64encode(text.encode()).decode(), "isBase64Encoded": True}
    answer = handler.invoke(event)
    assert json.loads(answer["body"])["results"] == [{"index": 0, "event_id": "base64", "status": "accepted"}]
    no_text = proxy_event("POST", INGEST, headers=api.signed(text, "msg_base64").items(), body=b"\xff\xfe{}")
    assert no_text["isBase64Encoded"]
    assert handler.invoke(no_text)["statusCode"] in {400, 401}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_short_link_is_followed_with_every_value_of_its_query(api: ApiClient, method: str) -> None:
    campaign = make_campaign(api, f"campaign-{method.lower()}", utm_source="news")
    query = "utm_term=a%20b&x=1&x=2&empty="
    answer = api.http.request(method, f"/r/{campaign.cid}?{query}", headers={"User-Agent": CHROME})
    assert (answer.status_code, answer.content) == (302, b"")
    location = urlsplit(answer.headers["location"])
    assert f"{location.scheme}://{location.netloc}{location.path}" == SHOP
    assert parse_qs(location.query, keep_blank_values=True) == {
        "cid": [campaign.cid],
        "utm_source": ["news"],
        "utm_term": ["a b"],
        "x": ["1", "2"],
        "empty": [""],
    }
    assert ("ef_tracking=" in answer.headers.get("set-cookie", "")) == (method == "GET")


def test_the_schedules_event_rolls_up_and_gives_its_sign_of_life(
    task: Path, runtime: Path, settings: dict[str, str], logs: Path
) -> None:
    with running_function("app.roll_up", task=task, runtime=runtime, environment=settings, logs=logs) as (function, _):
        assert function.invoke(SCHEDULED_EVENT) is None
    assert _metrics(function)["RollupHeartbeat"] == [1.0]
    (line,) = [line for line in _lines(function.stderr) if line["message"] == "roll-up"]
    assert (line["level"], line["more"]) == ("INFO", False)


def test_a_missing_key_is_named_before_any_event_is_taken(
    task: Path, runtime: Path, settings: dict[str, str], logs: Path
) -> None:
    lacking = {name: value for name, value in settings.items() if name != "COOKIE_SECRET"}
    with running_function(
        "app.app",
        task=task,
        runtime=runtime,
        environment=lacking,
        logs=logs,
        first_event=proxy_event("GET", "/healthz"),
    ) as (function, answer):
        error = function.api.init_error.result(timeout=30)
        assert error["errorType"] == "SettingsError"
        assert "COOKIE_SECRET" in error["errorMessage"]
        assert answer is not None
        with pytest.raises(FunctionError, match="ended with 1"):
            answer.result(timeout=30)
    said = f"{error} {function.stdout} {function.stderr}"
    assert not [name for name, values in lacking.items() if name in SECRETS and values in said]


def test_the_packaged_roles_are_the_functions_policies_and_nothing_else(local_package: Package) -> None:
    resources = local_package.template()["Resources"]
    for function, logical_id in iam_policies.FUNCTIONS.items():
        (name, _) = resources[logical_id]["Properties"]["Role"]["Fn::GetAtt"]
        role = resources[name]["Properties"]
        assert [one["PolicyDocument"] for one in role["Policies"]] == [iam_policies.policy(function)]
        assert "ManagedPolicyArns" not in role
        assert "Policies" not in resources[logical_id]["Properties"]
