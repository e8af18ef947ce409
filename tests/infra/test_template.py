"""The template that goes to AWS: what an emulator does not honour is checked where it stands."""

import json
import re
import zipfile
from typing import Any

import annotated_types
import pytest

from chalicelib.domain.secret_values import KEY_NAMES
from chalicelib.settings import Settings
from infra.package import Package
from tests.infra.packaged_template import Template

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
FUNCTIONS = ("APIHandler", "RollUp")
WITHOUT_TTL = {"CampaignsTable", "LinksTable", "MetaTable"}
MEANT_FOR_ANOTHER_PLACE = {"dynamodb_endpoint_url"}


@pytest.fixture(scope="module")
def template(dev_package: Package) -> Template:
    return Template.of(dev_package)


def test_every_table_is_on_demand_restorable_encrypted_protected_and_outlives_the_stack(template: Template) -> None:
    tables = template.of_type("AWS::DynamoDB::Table")
    assert len(tables) >= 8
    for name, table in tables.items():
        assert table["BillingMode"] == "PAY_PER_REQUEST", name
        assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}, name
        assert table["SSESpecification"] == {"SSEEnabled": True}, name
        assert table["DeletionProtectionEnabled"] == {"Fn::If": ["IsProtected", True, False]}, name
        resource = template.resource(name)
        assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain"), name


def test_what_may_be_forgotten_is_forgotten_by_its_time_to_live(template: Template) -> None:
    for name, table in template.of_type("AWS::DynamoDB::Table").items():
        expected = None if name in WITHOUT_TTL else {"AttributeName": "expires_at", "Enabled": True}
        assert table.get("TimeToLiveSpecification") == expected, name


def test_deletion_protection_is_on_until_it_is_turned_off(template: Template) -> None:
    assert template.whole["Conditions"]["IsProtected"] == {"Fn::Equals": [{"Ref": "DeletionProtection"}, "true"]}
    assert template.parameters["DeletionProtection"]["Default"] == "true"


def test_each_stage_has_tables_and_secrets_of_its_own(template: Template) -> None:
    assert template.parameters["SecretsPath"]["Default"] == "/tracefunnel/dev"
    assert template.parameters["TablePrefix"]["Default"] == "tracefunnel-dev-"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_setting_reaches_the_functions(template: Template, function: str) -> None:
    wanted = {name.upper() for name in Settings.model_fields if name not in MEANT_FOR_ANOTHER_PLACE}
    environment = template.environment(function)
    assert set(environment) == wanted | {"POWERTOOLS_SERVICE_NAME"}
    for name, value in environment.items():
        if name not in {"PUBLIC_BASE_URL", "POWERTOOLS_SERVICE_NAME"}:
            parameter = "".join(word.capitalize() for word in name.split("_"))
            assert value == {"Ref": parameter}
            assert f"({name})" in template.parameters[parameter]["Description"]


def test_the_parameters_have_the_settings_defaults_and_limits(template: Template) -> None:
    for name, field in Settings.model_fields.items():
        parameter = template.parameters.get("".join(word.capitalize() for word in name.split("_")))
        if parameter is None or parameter["Type"] != "Number":
            continue
        lowest, highest = parameter["MinValue"], parameter["MaxValue"]
        (at_least,) = [each.ge for each in field.metadata if isinstance(each, annotated_types.Ge)]
        (at_most,) = [each.le for each in field.metadata if isinstance(each, annotated_types.Le)]
        assert (parameter["Default"], lowest, highest) == (field.default, at_least, at_most), name
    assert template.parameters["EmailPolicy"]["Default"] == Settings.model_fields["email_policy"].default


def test_the_template_as_it_is_makes_settings_that_the_program_takes(template: Template) -> None:
    given = {name: str(parameter["Default"]) for name, parameter in template.parameters.items()}
    environment = {
        name: given[value["Ref"]]
        for name, value in template.environment("APIHandler").items()
        if value.get("Ref") in given
    }
    assert Settings.from_environment(environment) == Settings(
        secrets_path="/tracefunnel/dev", table_prefix="tracefunnel-dev-"
    )


def test_the_public_url_never_refers_to_the_distribution_which_leads_to_the_functions(template: Template) -> None:
    url = template.environment("APIHandler")["PUBLIC_BASE_URL"]
    assert "Distribution" not in json.dumps(url)
    otherwise = {"Fn::If": ["HasDomain", {"Fn::Sub": "https://${DomainName}"}, {"Ref": "OwnUrl"}]}
    assert url == {"Fn::If": ["HasPublicBaseUrl", {"Ref": "PublicBaseUrl"}, otherwise]}


def test_secrets_are_named_and_their_values_are_nowhere(template: Template) -> None:
    _, names = template.whole["Outputs"]["SecretNames"]["Value"]["Fn::Join"]
    assert set(names) == set(KEY_NAMES)
    assert not template.of_type("AWS::SSM::Parameter")
    assert not set(template.environment("APIHandler")) & set(KEY_NAMES)


def test_the_functions_have_their_size_on_purpose_and_run_on_arm(template: Template, dev_package: Package) -> None:
    sizes = {
        name: (template.properties(name)["MemorySize"], template.properties(name)["Timeout"]) for name in FUNCTIONS
    }
    assert sizes == {"APIHandler": (1024, 30), "RollUp": (1024, 60)}
    assert all(template.properties(name)["Architectures"] == ["arm64"] for name in FUNCTIONS)
    with zipfile.ZipFile(dev_package.zip_path) as archive:
        machine_code = [name for name in archive.namelist() if name.endswith(".so")]
    assert machine_code
    assert all(name.endswith("aarch64-linux-gnu.so") for name in machine_code)


def test_the_schedule_runs_every_minute_one_at_a_time_and_keeps_what_it_could_not_hand_over(template: Template) -> None:
    function = template.properties("RollUp")
    assert function["ReservedConcurrentExecutions"] == {"Fn::If": ["ReservesRollUp", 1, {"Ref": "AWS::NoValue"}]}
    assert template.parameters["ReserveRollUp"]["Default"] == "true"
    assert function["EventInvokeConfig"] == {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60}
    (event,) = (event["Properties"] for event in function["Events"].values())
    assert event["Schedule"] == "rate(1 minute)"
    assert event["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": ["ScheduleFailures", "Arn"]}}
    (statement,) = template.properties("ScheduleFailuresPolicy")["PolicyDocument"]["Statement"]
    assert (statement["Principal"], statement["Action"]) == ({"Service": "events.amazonaws.com"}, "sqs:SendMessage")
    assert "aws:SourceArn" in statement["Condition"]["ArnLike"]


def test_no_role_of_a_function_has_a_wildcard_but_one_level_of_the_secrets_own_path(template: Template) -> None:
    for role in ("ApiHandlerRole", "RollUpRole"):
        for statement in template.properties(role)["Policies"][0]["PolicyDocument"]["Statement"]:
            if statement["Sid"] != "Secrets":
                assert "*" not in json.dumps(statement), statement["Sid"]


def test_all_logs_are_forgotten_after_a_month(template: Template) -> None:
    groups = template.of_type("AWS::Logs::LogGroup")
    assert set(groups) == {"ApiLogGroup", "RollUpLogGroup", "ApiAccessLogGroup"}
    assert all(group == {"RetentionInDays": 30} for group in groups.values())
    for function, group in zip(FUNCTIONS, ("ApiLogGroup", "RollUpLogGroup"), strict=True):
        assert template.properties(function)["LoggingConfig"] == {"LogGroup": {"Ref": group}}


def test_access_logs_hold_no_query_string_no_identifier_and_no_address(template: Template) -> None:
    setting = template.properties("RestAPI")["AccessLogSetting"]
    line = json.loads(setting["Format"])
    assert set(line.values()) == {
        *("$context.requestId", "$context.requestTime", "$context.httpMethod", "$context.resourcePath"),
        *("$context.status", "$context.responseLength", "$context.responseLatency", "$context.integrationLatency"),
        "$context.error.responseType",
    }
    assert "ApiAccessLogGroup" in json.dumps(setting["DestinationArn"])


def test_a_rush_on_short_links_or_the_dashboard_leaves_room_for_ingest(template: Template) -> None:
    settings = template.properties("RestAPI")["MethodSettings"]
    paths = template.properties("RestAPI")["DefinitionBody"]["paths"]
    limits = {}
    for each in settings:
        path = each["ResourcePath"].replace("~1", "/").replace("//", "/", 1)
        limits[each["HttpMethod"], path] = template.parameters[each["ThrottlingRateLimit"]["Ref"]]["Default"]
        assert path == "/*" or each["HttpMethod"].lower() in paths[path], path
        assert (each["LoggingLevel"], each["DataTraceEnabled"]) == ("OFF", False), "bodies would be logged"
    ingest = limits["POST", "/internal/funnel-events/ingest"]
    assert limits["*", "/*"] < limits["GET", "/r/{cid}"] < ingest


def test_short_links_take_get_and_head_and_any_parameter(template: Template) -> None:
    paths = template.properties("RestAPI")["DefinitionBody"]["paths"]
    assert set(paths["/r/{cid}"]) == {"get", "head"}
    for operation in paths["/r/{cid}"].values():
        assert [parameter["name"] for parameter in operation["parameters"]] == ["cid"]
        assert "security" not in operation


def test_errors_of_api_gateway_have_the_shape_of_all_others(template: Template) -> None:
    responses = template.properties("RestAPI")["GatewayResponses"]
    for name, response in responses.items():
        body = json.loads(response["ResponseTemplates"]["application/json"])
        assert set(body) == {"Code", "Message"}, name
        expected = CODES[body["Code"]]
        assert response.get("StatusCode") in (expected if not name.startswith("DEFAULT_") else {None}), name
    assert responses["MISSING_AUTHENTICATION_TOKEN"]["StatusCode"] == "404"
    assert responses["INTEGRATION_TIMEOUT"]["ResponseParameters"]["Headers"]["Retry-After"] == "'5'"
    assert {"DEFAULT_4XX", "DEFAULT_5XX", "REQUEST_TOO_LARGE", "THROTTLED"} <= set(responses)


def test_two_stages_in_one_account_have_an_api_a_service_and_a_dashboard_each(template: Template) -> None:
    own = {"Ref": "AWS::StackName"}
    api = template.properties("RestAPI")
    assert (api["Name"], api["DefinitionBody"]["info"]["title"]) == (own, own)
    assert all(template.environment(name)["POWERTOOLS_SERVICE_NAME"] == own for name in FUNCTIONS)
    assert template.properties("MetricsDashboard")["DashboardName"] == own


def test_every_exception_to_a_check_says_why(template: Template) -> None:
    exceptions: list[dict[str, Any]] = []
    for resource in template.whole["Resources"].values():
        exceptions += resource.get("Metadata", {}).get("checkov", {}).get("skip", [])
    assert exceptions
    for each in exceptions:
        assert re.fullmatch(r"CKV2?_AWS_\d+", each["id"])
        assert len(each["comment"].split()) >= 5, each["id"]
