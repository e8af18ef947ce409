"""Each function's role allows exactly what the function does, no more and no less (design section 2).

Every route and the schedule are run as functions of their own over a real engine, and every call that they make to AWS
is written down; the source is walked beside it, so that a call which nothing here causes is found too.
"""

import copy
import json
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from chalicelib.domain.timestamp import format_utc
from infra.package import PROJECT
from infra.table_definitions import create_tables, table_definitions
from tests.api_client import FEED, ApiClient
from tests.conftest import AWS_ENVIRONMENT
from tests.infra import every_route, iam_policies
from tests.infra.calls_in_storage import Site, read_calls, storage_modules
from tests.infra.iam_policies import FUNCTIONS, Permission
from tests.infra.lambda_runtime_api import SCHEDULED_EVENT, ApiGateway, Function, running_function
from tests.running_service import SECRETS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

RECORDED = "tests.infra.recorded_functions"
RUN_BY_HAND = f"POST {every_route.RUN}"
# DynamoDB hands over what is stored with the refusal of a write (ReturnValuesOnConditionCheckFailure); this is for
# engines that do not, and no role allows it.
NEVER_ON_AWS = {Site("event_store", "EventStore._read_stored", "get_item")}
# Whatever else is done with a client, in the only places where it is; all other uses are calls that can be seen.
HOW_CLIENTS_ARE_MADE = {
    "aws_session.aws_session: boto3",
    "dynamodb.make_client: aws_session().client",
    "dynamodb.Store.__init__: self.client",
    "secret_store.parameter_store_secrets: aws_session().client",
    "secret_store.parameter_store_secrets: SSMProvider",
}
NOBODY = "http://127.0.0.1:1"  # a call is written down before it fails
SECRETS_SITE = Site("secret_store", "ParameterStoreSecrets._refresh", "get_parameters_by_path")


@dataclass(frozen=True)
class Call:
    """`route`: what the function was asked for meanwhile."""

    needs: frozenset[Permission]
    site: Site
    route: str


@dataclass(frozen=True)
class Recorded:
    """`calls`: by function."""

    calls: Mapping[str, list[Call]]
    asked: set[tuple[str, str]]
    routes: set[tuple[str, str]]

    def used(self, function: str) -> set[Permission]:
        return {need for call in self.calls[function] for need in call.needs}

    @property
    def sites(self) -> set[Site]:
        return {call.site for calls in self.calls.values() for call in calls}


def _call(line: Mapping[str, Any]) -> Call:
    """Raises KeyError for an operation whose permission is not known here."""
    operation, parameters = line["operation"], line["parameters"]
    if line["service"] == "ssm":
        assert operation == "GetParametersByPath"  # asked of the path alone, without a slash at its end
        arns = [f"arn:aws:ssm:us-east-1:{iam_policies.ACCOUNT}:parameter{parameters['Path']}"]
    elif operation == "BatchGetItem":
        arns = [iam_policies.table_arn(table) for table in line["tables"]]
    else:
        assert line["service"] == "dynamodb"
        assert operation in {"GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan"}
        arns = [iam_policies.table_arn(parameters["TableName"], parameters.get("IndexName"))]
    needs = frozenset(Permission(f"{line['service']}:{operation}", arn) for arn in arns)
    return Call(needs, Site(*line["site"]), line["route"])


def _as_if_begun_days_ago(client: "DynamoDBClient", *, left_days_ago: int) -> None:
    """The tables were first used 4 days ago, nothing was counted yet, and no backfill is of this minute.

    A run that died has left a day whose journeys are to be counted again: one that was not counted lately.
    """
    meta, buckets = f"{iam_policies.PREFIX}meta", f"{iam_policies.PREFIX}buckets"
    client.delete_item(TableName=meta, Key={"id": {"S": "roll_up"}})
    noted = {"event_type": {"S": "sessions#noted"}, "day_shard": {"S": "a run that died"}}
    _set(client, buckets, noted, "noted_at", datetime.now(UTC) - timedelta(hours=1))
    client.update_item(
        TableName=buckets,
        Key=noted,
        UpdateExpression="SET days = :days",
        ExpressionAttributeValues={":days": {"SS": [f"{datetime.now(UTC) - timedelta(days=left_days_ago):%Y-%m-%d}"]}},
    )
    _set(client, meta, {"id": {"S": "stored_shapes"}}, "settled_at", datetime.now(UTC) - timedelta(days=4))
    dirty = client.query(
        TableName=buckets,
        KeyConditionExpression="event_type = :dirty",
        ExpressionAttributeValues={":dirty": {"S": "dirty"}},
    )
    assert dirty["Items"]
    for item in dirty["Items"]:
        key = {name: item[name] for name in ("event_type", "day_shard")}
        _set(client, buckets, key, "raised_at", datetime.now(UTC) - timedelta(minutes=5))


def _as_if_replayed_before(client: "DynamoDBClient") -> None:
    """By somebody who got no further than to say as which event."""
    table = f"{iam_policies.PREFIX}quarantine"
    (item,) = client.scan(TableName=table)["Items"]
    _set(client, table, {"id": item["id"]}, "claimed_at", datetime.now(UTC))
    client.update_item(
        TableName=table,
        Key={"id": item["id"]},
        UpdateExpression="SET claimed_as = :other",
        ExpressionAttributeValues={":other": {"S": "trace_other event-1 its-content"}},
    )


def _set(client: "DynamoDBClient", table: str, key: dict[str, Any], name: str, moment: datetime) -> None:
    client.update_item(
        TableName=table,
        Key=key,
        UpdateExpression=f"SET {name} = :moment",
        ExpressionAttributeValues={":moment": {"S": format_utc(moment)}},
    )


@dataclass(frozen=True)
class _Platform:
    """Starts functions and keeps what they recorded."""

    engine: str
    folder: Path
    running: ExitStack

    def start(self, function: str, **settings: str) -> Function:
        environment = AWS_ENVIRONMENT | {
            "DYNAMODB_ENDPOINT_URL": self.engine,
            "TABLE_PREFIX": iam_policies.PREFIX,
            "SECRETS_PATH": iam_policies.SECRETS_PATH,
            "LINK_ALLOWED_HOSTS": "shop.example.com",
            "TESTS_RECORD_FILE": str(self.folder / f"{function}-{uuid.uuid4().hex}.record"),
        }
        handler = running_function(
            f"{RECORDED}.{function}", task=PROJECT, logs=self.folder, environment=environment | settings
        )
        return self.running.enter_context(handler)[0]

    def calls(self, function: str) -> list[Call]:
        lines = [line for file in self.folder.glob(f"{function}-*.record") for line in file.read_text().splitlines()]
        return [_call(json.loads(line)) for line in lines]


@pytest.fixture(scope="module")
def recorded(engine: str, dynamodb: "DynamoDBClient", tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Recorded]":
    create_tables(dynamodb, iam_policies.PREFIX)
    with ExitStack() as running:
        platform = _Platform(engine, tmp_path_factory.mktemp("recorded"), running)
        # Each instance has more shards than those before it, which it has to raise.
        first = platform.start("api_handler", TESTS_WITH_PARAMETER_STORE="yes")
        schedule = platform.start("roll_up", FEED_SHARDS="2", AWS_ENDPOINT_URL_SSM=NOBODY)
        later = platform.start("api_handler", FEED_SHARDS="3", SECRETS_PATH="", **SECRETS)
        gateway = ApiGateway(first)
        api = ApiClient(httpx.Client(base_url="https://api.example.com", transport=gateway), SECRETS)
        every_route.use_every_route(api)
        every_route.leave_a_refused_event(api)
        _as_if_replayed_before(dynamodb)
        every_route.replay_as_another(api)
        every_route.backfill(api, "first")
        _as_if_begun_days_ago(dynamodb, left_days_ago=10)
        every_route.roll_up_by_hand(api)
        every_route.rebuild(api)
        every_route.look_at_alarms(api)
        for number, name in enumerate(("second", "third")):  # answers are lost at first
            every_route.backfill(api, name)
            _as_if_begun_days_ago(dynamodb, left_days_ago=11 + number)
            schedule.invoke(SCHEDULED_EVENT)
        again = ApiGateway(later)
        answer = ApiClient(httpx.Client(base_url="https://api.example.com", transport=again), SECRETS).get(
            f"{FEED}/summary"
        )
        assert (answer.status_code, answer.json()["pending_days"]) == (200, [])  # the schedule counted all
        calls = {function: platform.calls(function) for function in FUNCTIONS}
    yield Recorded(calls, gateway.asked, gateway.routes)
    for definition in table_definitions(iam_policies.PREFIX):
        dynamodb.delete_table(TableName=definition.name)


def _platforms_own(function: str) -> set[Permission]:
    """A function's output is written to its log group under its own role."""
    arn = iam_policies.log_group_arn(function)
    return {Permission("logs:CreateLogStream", arn), Permission("logs:PutLogEvents", arn)}


def differences(document: Mapping[str, Any], used: set[Permission]) -> list[str]:
    """What a policy lacks, and what it allows that nothing uses."""
    allowed = list(iam_policies.allowed(document))
    return [
        *(f"used, not allowed: {one.action} on {one.resource}" for one in sorted(used - set(allowed))),
        *(f"allowed, not used: {one.action} on {one.resource}" for one in sorted(set(allowed) - used)),
        *(f"allowed twice: {one.action} on {one.resource}" for one in sorted(set(allowed)) if allowed.count(one) > 1),
    ]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_each_role_allows_exactly_what_its_function_does(recorded: Recorded, function: str) -> None:
    assert differences(iam_policies.policy(function), recorded.used(function) | _platforms_own(function)) == []


@pytest.mark.parametrize("function", FUNCTIONS)
def test_one_permission_too_few_or_too_many_is_told(recorded: Recorded, function: str) -> None:
    used = recorded.used(function) | _platforms_own(function)
    document = iam_policies.policy(function)
    for number, statement in enumerate(document["Statement"]):
        for action in statement["Action"]:
            lacking = copy.deepcopy(document)
            lacking["Statement"][number]["Action"].remove(action)
            assert all(told.startswith(f"used, not allowed: {action}") for told in differences(lacking, used))
            assert differences(lacking, used)
        ample = copy.deepcopy(document)
        ample["Statement"][number]["Action"].append("dynamodb:DeleteTable")
        assert differences(ample, used)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_policy_names_each_action_and_each_resource_and_only_allows(function: str) -> None:
    document = iam_policies.policy(function)
    assert "*" not in json.dumps(document)
    assert set(document) == {"Version", "Statement"}
    for statement in document["Statement"]:
        assert set(statement) == {"Sid", "Effect", "Action", "Resource"}
        assert statement["Effect"] == "Allow"
        assert isinstance(statement["Action"], list)


def test_each_function_has_a_policy_of_its_own() -> None:
    configured = iam_policies.configuration()
    assert configured["autogen_policy"] is False
    files = {name: function["iam_policy_file"] for name, function in configured["lambda_functions"].items()}
    assert files == {name: f"policy-{name}.json" for name in FUNCTIONS}
    there = {path.name for path in (PROJECT / ".chalice").glob("*policy*")}
    assert there == set(files.values())


def test_every_route_was_asked_for(recorded: Recorded) -> None:
    assert recorded.routes - recorded.asked == set()


def test_every_call_to_aws_in_the_source_was_made(recorded: Recorded) -> None:
    in_the_source = {site for path in storage_modules() for site in read_calls(path)[0]} | {SECRETS_SITE}
    assert in_the_source - recorded.sites == NEVER_ON_AWS
    assert recorded.sites - in_the_source == set()


def test_the_schedule_does_all_that_a_roll_up_by_hand_does(recorded: Recorded) -> None:
    by_hand = {call.site for call in recorded.calls["api_handler"] if call.route == RUN_BY_HAND}
    assert len(by_hand) > 5
    assert by_hand - {call.site for call in recorded.calls["roll_up"]} == set()


def test_clients_are_made_and_used_in_no_way_that_is_not_looked_for(tmp_path: Path) -> None:
    assert {use for path in storage_modules() for use in read_calls(path)[1]} == HOW_CLIENTS_ARE_MADE
    planted = tmp_path / "planted.py"
    planted.write_text("from boto3 import client\ndef f(store):\n    mine = store.client\n    mine.put_item()\n")
    assert read_calls(planted) == (set(), ["planted.None: from boto3 import client", "planted.f: store.client"])
    planted.write_text("class S:\n    def f(self):\n        def g():\n            self.store.client.put_item()\n")
    assert read_calls(planted) == ({Site("planted", "S.f", "put_item")}, [])
