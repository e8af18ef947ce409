"""The very package that goes to AWS, deployed to ministack on this machine."""

import json
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import boto3
import httpx
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws
from standardwebhooks import Webhook

from chalicelib.domain.secret_values import KEY_NAMES, parse_key_values
from infra import deploy, destroy
from infra.dashboard_files import FOLDER
from infra.deployment import bucket, emulator, secrets
from infra.deployment.errors import ConsentError
from infra.deployment.options import Options
from infra.deployment.stack import Stack
from infra.new_keys import MAKERS
from infra.package import Package
from tests.infra.packaged_template import copy_of
from tests.infra.running_emulator import running_emulator

SECONDS_TO_READ_BACK = 10
SCHEDULED = {
    "version": "0",
    "id": "e",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "account": "000000000000",
    "time": "2026-11-22T09:15:00Z",
    "region": "us-east-1",
    "resources": [],
    "detail": {},
}
IOT_MQTT_PORT = 8883  # where ministack listens on every interface unless told not to


def _built_dashboard(folder: Path) -> Path:
    page = folder / "dashboard" / "index.html"
    page.parent.mkdir()
    page.write_text("<!doctype html><title>Tracefunnel</title>", encoding="utf-8")
    return page.parent


@pytest.fixture(scope="module")
def options(tmp_path_factory: pytest.TempPathFactory, local_package: Package) -> Iterator[Options]:
    out = copy_of(local_package, tmp_path_factory.mktemp("dist"))
    with running_emulator(out) as port:
        yield Options("local", "tracefunnel-local", port, out, {}, dashboard=_built_dashboard(out))


@pytest.fixture(scope="module")
def api_url(options: Options) -> str:
    return deploy.deploy(options)


@pytest.fixture
def stack(options: Options, api_url: str) -> Stack:  # after the deployment
    return Stack.at(options.place)


def _secret(options: Options, name: str) -> str:
    return secrets.read(options.place.ssm, "/tracefunnel/local", name)


def _arguments(options: Options, *more: str) -> list[str]:
    return ["--stage", "local", "--port", str(options.port), "--out", str(options.out), *more]


def test_the_stack_is_complete(stack: Stack) -> None:
    described = stack.client.describe_stacks(StackName=stack.name)["Stacks"][0]
    assert described["StackStatus"] == "UPDATE_COMPLETE", "the second time it was told its own URL"
    assert stack.outputs()["SecretsPath"] == "/tracefunnel/local"


def test_the_deployed_api_tells_its_health(api_url: str) -> None:
    answer = httpx.get(f"{api_url}/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


def test_a_signed_event_comes_in_and_is_read_back(options: Options, api_url: str) -> None:
    sent_at = datetime.now(UTC)
    trace_id = f"trace_deployed_{time.time_ns()}"
    body = json.dumps({"event_type": "m_page_view", "trace_id": trace_id, "payload": {"page": "landing"}})
    webhook_id = f"msg_{time.time_ns()}"
    headers = {
        "content-type": "application/json",
        "webhook-id": webhook_id,
        "webhook-timestamp": str(int(sent_at.timestamp())),
        "webhook-signature": Webhook(_secret(options, "INGEST_SIGNING_SECRET")).sign(webhook_id, sent_at, body),
    }
    answer = httpx.post(f"{api_url}/internal/funnel-events/ingest", content=body, headers=headers, timeout=30)
    assert (answer.status_code, answer.json()["accepted"]) == (200, 1), answer.text
    event_id = answer.json()["results"][0]["event_id"]

    credentials = {"authorization": f"Bearer {_secret(options, 'INTERNAL_API_KEY')}"}
    deadline = time.monotonic() + SECONDS_TO_READ_BACK
    events: list[dict[str, object]] = []
    while not events and time.monotonic() < deadline:  # an index is eventually consistent
        feed = httpx.get(f"{api_url}/internal/funnel-events", params={"trace_id": trace_id}, headers=credentials)
        assert feed.status_code == 200, feed.text
        events = feed.json()["events"]
    assert [(event["id"], event["trace_id"], event["event_type"]) for event in events] == [
        (event_id, trace_id, "m_page_view")
    ]


def test_the_deployed_roll_up_counts_with_the_role_that_it_has(options: Options, api_url: str) -> None:
    credentials = {"authorization": f"Bearer {_secret(options, 'INTERNAL_API_KEY')}"}
    event = {"event_type": "m_page_view", "anonymous_id": "v", "event_id": "for-the-roll-up"}
    assert httpx.post(
        f"{api_url}/internal/funnel-events/ingest", json=event, headers=credentials, timeout=30
    ).is_success
    functions = options.place.session.client("lambda", endpoint_url=options.place.emulator_url)
    names = [each["FunctionName"] for each in functions.list_functions()["Functions"]]
    (name,) = [each for each in names if "roll_up" in each or "RollUp" in each]
    answer = functions.invoke(FunctionName=name, Payload=json.dumps(SCHEDULED).encode())
    assert "FunctionError" not in dict(answer), answer["Payload"].read()
    run = httpx.post(f"{api_url}/internal/rollups/run?lag_seconds=0", headers=credentials, timeout=30)
    assert (run.status_code, run.json()["more"]) == (200, False), run.text
    summary = httpx.get(f"{api_url}/internal/funnel-events/summary", headers=credentials, timeout=30).json()
    assert sum(summary["series"]["events"]["m_page_view"]) >= 1
    health = httpx.get(f"{api_url}/internal/health", headers=credentials, timeout=30).json()
    assert health["last_roll_up_at"] is not None


def test_a_short_link_of_the_deployed_api_sends_on_and_is_recorded_by_the_role_that_it_has(
    options: Options, api_url: str
) -> None:
    credentials = {"authorization": f"Bearer {_secret(options, 'INTERNAL_API_KEY')}"}
    with httpx.Client(timeout=30, headers=credentials) as http:
        landing = "http://127.0.0.1/landing"  # without any setting, where PUBLIC_BASE_URL is
        campaign = {"campaign_id": "spring", "name": "Spring", "default_url": landing}
        assert http.post(f"{api_url}/internal/campaigns", json=campaign).status_code == 201
        link = {"campaign_id": "spring", "cid": "spring-1", "utm_source": "news"}
        assert http.post(f"{api_url}/internal/links", json=link).status_code == 201
        browser = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
        for method in ("GET", "HEAD"):
            answer = http.request(method, f"{api_url}/r/spring-1?utm_term=a%20b&x=1&x=2", headers=browser)
            assert (answer.status_code, answer.content) == (302, b"")
            expected = f"{landing}?cid=spring-1&utm_source=news&utm_term=a%20b&x=1&x=2"
            assert answer.headers["location"] == expected
            assert ("set-cookie" in answer.headers) == (method == "GET")
        assert http.get(f"{api_url}/r/unknown").headers["content-type"].startswith("text/html")
        (listed,) = http.get(f"{api_url}/internal/links").json()["items"]
        assert listed["bot_clicks"]["head"] == 1
        (click,) = http.get(f"{api_url}/internal/funnel-events", params={"type": "m_link_click"}).json()["events"]
        assert click["payload"] == {"cid": "spring-1", "utm_source": "news", "utm_term": "a b"}


def test_a_forged_signature_is_refused(api_url: str) -> None:
    headers = {
        "content-type": "application/json",
        "webhook-id": "msg_forged",
        "webhook-timestamp": str(int(time.time())),
        "webhook-signature": "v1,AAAA",
    }
    url = f"{api_url}/internal/funnel-events/ingest"
    assert httpx.post(url, content="{}", headers=headers, timeout=30).status_code == 401


def test_deploying_again_changes_nothing_and_keeps_the_secrets(
    options: Options, api_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {name: _secret(options, name) for name in MAKERS}
    assert deploy.main(_arguments(options)) == 0
    printed = capsys.readouterr().out
    assert "none, all were there" in printed
    assert "nothing to change" in printed
    assert f"API: {api_url}" in printed
    assert {name: _secret(options, name) for name in MAKERS} == before


def test_the_functions_are_told_where_people_reach_them(options: Options, api_url: str, stack: Stack) -> None:
    assert stack.deployed_parameters()["OwnUrl"] == api_url
    functions = options.place.session.client("lambda", endpoint_url=options.place.emulator_url)
    deployed = functions.list_functions()["Functions"]
    assert [each["Environment"]["Variables"]["PUBLIC_BASE_URL"] for each in deployed] == [api_url, api_url]
    assert {each["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"] for each in deployed} == {stack.name}


def test_the_dashboard_lies_in_the_stacks_bucket_with_the_configuration_of_the_stage(
    options: Options, api_url: str, stack: Stack
) -> None:
    s3, name = options.place.s3, stack.outputs()["DashboardBucket"]
    assert s3.head_object(Bucket=name, Key=f"{FOLDER}/index.html")["CacheControl"] == "no-store"
    configuration = json.loads(s3.get_object(Bucket=name, Key=f"{FOLDER}/config.json")["Body"].read())
    assert (configuration["stage"], configuration["api"]) == ("local", api_url)


def test_alarms_and_topic_are_those_of_the_stack(options: Options, stack: Stack) -> None:
    watch = options.place.session.client("cloudwatch", endpoint_url=options.place.emulator_url)
    alarms = {each["MetricName"]: each for each in watch.describe_alarms()["MetricAlarms"]}
    assert {"RollupHeartbeat", "TrackingRateLow", "5XXError"} <= alarms.keys()
    assert all(each["AlarmActions"] == [stack.outputs()["AlarmTopic"]] for each in alarms.values())
    assert alarms["RollupHeartbeat"]["Dimensions"] == [{"Name": "service", "Value": stack.name}]
    assert alarms["TrackingRateLow"]["AlarmDescription"].endswith(f"/{FOLDER}/alarms")


def test_an_alarm_that_was_judged_pages_whoever_listens_to_the_topic(options: Options, stack: Stack) -> None:
    session, emulator_url = options.place.session, options.place.emulator_url
    watch = session.client("cloudwatch", endpoint_url=emulator_url)
    queue, topic = session.client("sqs", endpoint_url=emulator_url), session.client("sns", endpoint_url=emulator_url)
    topic_arn = stack.outputs()["AlarmTopic"]
    allowed = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    url = queue.create_queue(QueueName="pager", Attributes={"Policy": policy})["QueueUrl"]
    arn = queue.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    topic.subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=arn)
    dimensions = [{"Name": "service", "Value": stack.name}]
    judged = [{"MetricName": "TrackingRateLow", "Dimensions": dimensions, "Value": 1}]
    watch.put_metric_data(Namespace="Tracefunnel", MetricData=judged)
    deadline = time.monotonic() + SECONDS_TO_READ_BACK
    pages: dict[str, dict[str, str]] = {}  # others may page too
    while not any("TrackingRateLow" in name for name in pages):
        assert time.monotonic() < deadline, pages
        for message in queue.receive_message(QueueUrl=url, WaitTimeSeconds=1).get("Messages", []):
            page = json.loads(json.loads(message["Body"])["Message"])
            pages[page["AlarmName"]] = page
    (page,) = [page for name, page in pages.items() if "TrackingRateLow" in name]
    assert page["NewStateValue"] == "ALARM"
    assert "First: open the alarms page" in page["AlarmDescription"]


def test_changes_are_shown_and_not_carried_out_unless_somebody_says_yes(
    options: Options, stack: Stack, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = replace(options, parameters={"AlarmMinVolume": "21"}, said_yes=False)
    before = stack.client.list_change_sets(StackName=stack.name)["Summaries"]
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    with pytest.raises(ConsentError, match="--yes"):
        deploy.deploy(asked)
    assert capsys.readouterr().out == "", "before any work is done"
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: "no")
    with pytest.raises(ConsentError, match="nothing was changed"):
        deploy.deploy(asked)
    assert "Modify  APIHandler" in capsys.readouterr().out
    assert stack.deployed_parameters()["AlarmMinVolume"] == "20"
    assert stack.client.list_change_sets(StackName=stack.name)["Summaries"] == before
    monkeypatch.setattr("builtins.input", lambda _: "yes")
    deploy.deploy(asked)
    assert stack.deployed_parameters()["AlarmMinVolume"] == "21"


def test_a_stack_that_nobody_wants_leaves_nothing_behind(options: Options, stack: Stack) -> None:
    s3 = options.place.s3
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=options.bucket)["Contents"]]
    (template_key, *_) = [key for key in keys if key.endswith(".yaml")]
    unwanted = Stack(stack.client, "unwanted", poll_seconds=1)
    change_set = unwanted.prepare(bucket.url(s3, options.bucket, template_key), {"TablePrefix": "unwanted-"})
    assert change_set is not None
    assert not unwanted.exists()
    unwanted.discard(change_set)
    names = [each["StackName"] for each in stack.client.describe_stacks()["Stacks"]]
    assert "unwanted" not in names


def test_half_of_what_goes_together_is_refused_before_anything_changes(
    options: Options, api_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert deploy.main(_arguments(options, "--parameter", "DomainName=funnel.example.com")) == 1
    assert "Give DomainName and CertificateArn both, or neither" in capsys.readouterr().err


def test_a_secret_is_printed_alone(options: Options, api_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert deploy.main(_arguments(options, "--secret", "INTERNAL_API_KEY")) == 0
    assert capsys.readouterr().out == _secret(options, "INTERNAL_API_KEY") + "\n"


def test_the_emulator_listens_on_the_loopback_address_alone(options: Options) -> None:
    for port in (options.port, IOT_MQTT_PORT):
        with pytest.raises(OSError):  # noqa: PT011 - refused, or no such address: not reached
            socket.create_connection(("127.0.0.2", port), timeout=2)


def test_the_emulator_enforces_permissions_so_that_a_missing_one_is_seen_here(options: Options) -> None:
    stranger = boto3.client(
        "dynamodb",
        region_name="us-east-1",
        endpoint_url=emulator.url(options.port),
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
        aws_secret_access_key="of nobody",
    )
    with pytest.raises(ClientError, match="UnrecognizedClientException"):
        stranger.list_tables()


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1"])
def test_a_bucket_is_created_private_and_one_that_is_there_is_used(region: str) -> None:
    with mock_aws():
        s3 = boto3.client("s3", region_name=region, aws_access_key_id="test", aws_secret_access_key="test")
        assert bucket.create_if_absent(s3, "packages", region)
        assert not bucket.create_if_absent(s3, "packages", region)
        block = s3.get_public_access_block(Bucket="packages")["PublicAccessBlockConfiguration"]
    assert list(block.values()) == [True] * 4


def test_secrets_made_are_those_that_the_application_reads_and_strong_enough() -> None:
    assert set(MAKERS) == set(KEY_NAMES)
    for name, generate in MAKERS.items():
        assert parse_key_values(name, generate())
        assert generate() != generate()


def test_an_unknown_parameter_is_refused_by_its_name(options: Options, capsys: pytest.CaptureFixture[str]) -> None:
    assert deploy.main(_arguments(options, "--parameter", "TabelPrefix=x")) == 1
    assert "no parameter TabelPrefix" in capsys.readouterr().err


def test_a_dry_run_needs_no_account_and_touches_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "dist"
    arguments = ["--stage", "prod", "--bucket", "packages", "--parameter", "TablePrefix=p-", "--dry-run"]
    assert deploy.main([*arguments, "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    for told in (
        *("AWS", "bucket packages", "stack tracefunnel-prod", "parameter TablePrefix=p-", "INTERNAL_API_KEY"),
        *(" MB", "AWS::DynamoDB::Table", "AWS::CloudFront::Distribution", "AWS::CloudWatch::Alarm", "/healthz"),
        "under /tracefunnel/prod",
    ):
        assert told in printed
    assert not out.exists()


def test_a_stage_on_aws_needs_a_bucket_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        deploy.main(["--stage", "prod"])
    assert "--bucket is required" in capsys.readouterr().err


def test_destroyed_it_is_gone_but_for_what_it_stored_and_its_secrets(
    options: Options, stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    where = options.place
    tables, bucket_name = stack.resources("AWS::DynamoDB::Table"), stack.outputs()["DashboardBucket"]
    assert destroy.main(["--stage", "local", "--port", str(options.port)]) == 0
    assert not stack.exists()
    assert set(tables) <= set(where.dynamodb.list_tables()["TableNames"])
    assert bucket_name not in [each["Name"] for each in where.s3.list_buckets()["Buckets"]]
    assert _secret(options, "EMAIL_PEPPER")
    assert "the tables are kept" in capsys.readouterr().out
