"""What `make package` makes: equal bytes, all that the Lambda needs and nothing else."""

import importlib.util
import json
import platform
import shutil
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from infra.deployment import archive, staging
from infra.package import PROJECT, Package, build, build_if_needed

CODES = {
    "BadRequestError": {"400"},
    "UnauthorizedError": {"401"},
    "ForbiddenError": {"403"},
    "NotFoundError": {"404"},
    "RequestTooLargeError": {"413"},
    "UnsupportedMediaType": {"415"},
    "TooManyRequestsError": {"429"},
    "InternalServerError": {"500"},
    "ServiceUnavailableError": {"503"},
}
UNCHECKED_HASH = 0b01
RUNTIME_BRINGS = ("boto3", "botocore", "s3transfer", "dateutil", "urllib3", "six")
IMPORT_ALONE = """
import importlib.machinery, os, sys
package, runtime = sys.argv[1:]
sys.path[:0] = [package, runtime]
os.environ.update(AWS_DEFAULT_REGION="us-east-1", SECRETS_PATH="/tracefunnel/dev")
to_code = importlib.machinery.SourceFileLoader.source_to_code
def only_of_the_runtime(loader, source, path, **more):
    assert not path.startswith(package), f"{path} was not compiled ahead"
    return to_code(loader, source, path, **more)
importlib.machinery.SourceFileLoader.source_to_code = only_of_the_runtime
import app
print(app.app.app_name, sys.modules["chalice"].__file__)
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return build("dev", tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def unpacked(package: Package, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(package.zip_path) as zipped:
        zipped.extractall(root)
    return root


def _properties(package: Package, resource: str) -> dict[str, Any]:
    properties: dict[str, Any] = package.template()["Resources"][resource]["Properties"]
    return properties


def test_a_copy_of_the_project_elsewhere_packages_to_equal_bytes(package: Package, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere"
    for name in ("app.py", "requirements-lambda.txt", "infra/resources.yaml"):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PROJECT / name, copy / name)  # with other file times
    shutil.copytree(PROJECT / "chalicelib", copy / "chalicelib", copy_function=shutil.copyfile)
    shutil.copytree(PROJECT / ".chalice", copy / ".chalice")
    again = build("dev", tmp_path / "dist", copy)
    assert again.zip_path.read_bytes() == package.zip_path.read_bytes()
    assert again.template_path.read_bytes() == package.template_path.read_bytes()


def test_a_package_of_the_same_sources_is_taken_as_it_is(package: Package) -> None:
    written = package.zip_path.stat().st_mtime_ns
    assert build_if_needed("dev", package.zip_path.parent) == package
    assert package.zip_path.stat().st_mtime_ns == written


def test_the_package_is_at_most_6_megabytes(package: Package) -> None:
    assert package.zip_path.stat().st_size <= archive.MAX_BYTES == 6 * 1024 * 1024


def test_the_package_holds_the_application_its_dependencies_and_chalices_runtime(unpacked: Path) -> None:
    for path in staging.application_files(PROJECT):
        assert (unpacked / path).read_bytes() == (PROJECT / path).read_bytes()
    for name in ("chalice/app.py", "chalice/__init__.py", "pydantic", "aws_lambda_powertools", "jwt", "tzdata"):
        assert (unpacked / name).exists(), name


def test_the_package_holds_nothing_that_the_lambda_does_not_need(unpacked: Path) -> None:
    for name in ("boto3", "botocore", "s3transfer", "vendor", "bin", "requirements.txt", ".chalice", "infra", "tests"):
        assert not (unpacked / name).exists(), name
    paths = [path.relative_to(unpacked) for path in unpacked.rglob("*") if path.is_file()]
    assert not [path for path in paths if "tests" in path.parts or path.suffix in {".pyi", ".dist-info"}]
    tag = f".{sys.implementation.cache_tag}.pyc"
    assert not [path for path in paths if "__pycache__" in path.parts and not path.name.endswith(tag)]


def test_licences_of_the_dependencies_stay_with_them(unpacked: Path) -> None:
    for distribution in unpacked.glob("*.dist-info"):
        assert (distribution / "METADATA").exists(), distribution.name
    assert list(unpacked.glob("pydantic_core-*.dist-info/**/LICENSE*"))


def test_every_module_is_compiled_whatever_its_file_time_and_names_its_place_in_the_lambda(unpacked: Path) -> None:
    sources = list(unpacked.rglob("*.py"))
    assert len(sources) > 100
    for source in sources:
        compiled = Path(importlib.util.cache_from_source(str(source))).read_bytes()
        magic, flags = compiled[:4], struct.unpack("<I", compiled[4:8])[0]
        assert magic == importlib.util.MAGIC_NUMBER
        assert flags == UNCHECKED_HASH, source
    application = Path(importlib.util.cache_from_source(str(unpacked / "app.py"))).read_bytes()
    assert b"/var/task/app.py" in application


@pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="the package holds machine code of the Lambda's"
)
def test_the_package_imports_alone_with_the_boto3_of_the_runtime_and_compiles_nothing(
    unpacked: Path, tmp_path: Path
) -> None:
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    for name in RUNTIME_BRINGS:
        found = importlib.util.find_spec(name)
        assert found is not None
        assert found.origin is not None
        origin = Path(found.origin)
        (runtime / name if origin.name == "__init__.py" else runtime / origin.name).symlink_to(
            origin.parent if origin.name == "__init__.py" else origin
        )
    command = [sys.executable, "-I", "-S", "-B", "-c", IMPORT_ALONE, str(unpacked), str(runtime)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True, cwd=tmp_path).stdout.split()
    assert printed == ["tracefunnel", str(unpacked / "chalice" / "__init__.py")]


def test_the_function_takes_its_settings_from_the_templates_parameters(package: Package) -> None:
    function = _properties(package, "APIHandler")
    assert function["Environment"]["Variables"] == {
        "POWERTOOLS_SERVICE_NAME": "tracefunnel",
        "TABLE_PREFIX": {"Ref": "TablePrefix"},
        "SECRETS_PATH": {"Ref": "SecretsPath"},
        "REPORTING_TIMEZONE": {"Ref": "ReportingTimezone"},
        "PUBLIC_BASE_URL": {"Ref": "PublicBaseUrl"},
        "LINK_ALLOWED_HOSTS": {"Ref": "LinkAllowedHosts"},
        "LINK_FALLBACK_URL": {"Ref": "LinkFallbackUrl"},
        "COOKIE_DOMAIN": {"Ref": "CookieDomain"},
        "COOKIE_TRUST_WINDOW_HOURS": {"Ref": "CookieTrustWindowHours"},
    }
    assert (function["MemorySize"], function["Timeout"], function["Tracing"]) == (1024, 30, "PassThrough")
    parameters = package.template()["Parameters"]
    assert parameters["SecretsPath"]["Default"] == "/tracefunnel/dev"
    assert parameters["TablePrefix"]["Default"] == "tracefunnel-dev-"


def test_the_functions_role_allows_exactly_what_the_application_does(package: Package) -> None:
    policy = _properties(package, "ApiHandlerRole")["Policies"][0]["PolicyDocument"]
    allowed = {statement["Sid"]: set(statement["Action"]) for statement in policy["Statement"]}
    assert allowed == {
        "Events": {"dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:BatchGetItem"},
        "Buckets": {
            *("dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:BatchGetItem"),
            *("dynamodb:UpdateItem", "dynamodb:DeleteItem"),
        },
        "Quarantine": {"dynamodb:UpdateItem"},
        "Campaigns": {"dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem", "dynamodb:Scan"},
        "Links": {"dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem", "dynamodb:Scan"},
        "Registrations": {"dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:BatchGetItem"},
        "Indexes": {"dynamodb:Query"},
        "Meta": {"dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"},
        "Secrets": {"ssm:GetParametersByPath"},
        "Logs": {"logs:CreateLogStream", "logs:PutLogEvents"},
    }
    for statement in policy["Statement"]:
        if statement["Sid"] != "Secrets":  # of which the wildcard is one level of its own path
            assert "*" not in json.dumps(statement), statement["Sid"]


def test_what_people_made_and_what_was_decided_outlives_the_stack(package: Package) -> None:
    resources = package.template()["Resources"]
    for name in ("EventsTable", "CampaignsTable", "LinksTable", "RegistrationsTable"):
        assert (resources[name]["DeletionPolicy"], resources[name]["UpdateReplacePolicy"]) == ("Retain", "Retain")
        properties = resources[name]["Properties"]
        assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        assert properties["BillingMode"] == "PAY_PER_REQUEST"
    assert resources["RegistrationsTable"]["Properties"]["TimeToLiveSpecification"]["Enabled"] is True


def test_short_links_take_get_and_head_and_any_parameter(package: Package) -> None:
    paths = _properties(package, "RestAPI")["DefinitionBody"]["paths"]
    assert set(paths["/r/{cid}"]) == {"get", "head"}
    for operation in paths["/r/{cid}"].values():
        assert [parameter["name"] for parameter in operation["parameters"]] == ["cid"]
        assert "security" not in operation


def test_the_schedule_runs_every_minute_one_at_a_time_with_a_role_of_its_own(package: Package) -> None:
    function = _properties(package, "RollUp")
    assert (function["Timeout"], function["ReservedConcurrentExecutions"]) == (60, 1)
    (event,) = function["Events"].values()
    assert event["Properties"]["Schedule"] == "rate(1 minute)"
    policy = _properties(package, "RollUpRole")["Policies"][0]["PolicyDocument"]
    allowed = {statement["Sid"]: set(statement["Action"]) for statement in policy["Statement"]}
    assert allowed == {
        "EventsByTypeAndDay": {"dynamodb:Query"},
        "Buckets": {"dynamodb:PutItem", "dynamodb:Query", "dynamodb:BatchGetItem", "dynamodb:DeleteItem"},
        "Meta": {"dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:UpdateItem"},
        "Logs": {"logs:CreateLogStream", "logs:PutLogEvents"},
    }
    assert "*" not in json.dumps(policy)


def test_errors_of_api_gateway_have_the_shape_of_all_others(package: Package) -> None:
    responses = _properties(package, "RestAPI")["GatewayResponses"]
    for name, response in responses.items():
        body = json.loads(response["ResponseTemplates"]["application/json"])
        assert set(body) == {"Code", "Message"}, name
        expected = CODES[body["Code"]]
        assert response.get("StatusCode") in (expected if not name.startswith("DEFAULT_") else {None}), name
    assert responses["MISSING_AUTHENTICATION_TOKEN"]["StatusCode"] == "404"
    assert responses["INTEGRATION_TIMEOUT"]["ResponseParameters"]["Headers"]["Retry-After"] == "'5'"
    assert {"DEFAULT_4XX", "DEFAULT_5XX", "REQUEST_TOO_LARGE", "THROTTLED"} <= set(responses)


def test_the_template_has_no_yaml_aliases_which_cloudformation_does_not_read(package: Package) -> None:
    text = package.template_path.read_text(encoding="utf-8")
    assert "&id" not in text
    assert ": *" not in text
