"""From a registration to a page: the deployed stack's API, roll-up, log, metric, alarm and topic in ministack.

ministack 1.5.33 makes no metrics of the lines in the embedded metric format: the test takes them out of the function's
log, where CloudWatch finds them, and puts exactly those. It does not look at an alarm's dimensions either, nor at whole
minutes but at the last 60 seconds: so the dimensions are compared here, and a point is put in as nearly a minute old,
lest the next one be judged together with it.
"""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.secret_values import KEY_NAMES
from infra import deploy
from infra.deployment import secrets
from infra.deployment.options import Options
from infra.deployment.stack import Stack
from infra.package import Package
from tests.api_client import ApiClient
from tests.infra.lambda_runtime_api import SCHEDULED_EVENT
from tests.infra.packaged_template import copy_of
from tests.infra.running_emulator import running_emulator
from tests.polling import eventually

FEW_SUFFICE = {"AlarmMinVolume": "4", "TrackingRateMinPercent": "50"}
NEARLY_A_MINUTE = timedelta(seconds=57)
SERVICES = ("cloudwatch", "events", "lambda", "logs", "sns", "sqs")
REGISTRATIONS = "/v1/tracking/registrations"


@dataclass(frozen=True)
class Deployed:
    """`clients`: by service. `queue_url`: what listens to the topic of the alarms."""

    stack: Stack
    api: ApiClient
    clients: Mapping[str, Any]
    queue_url: str

    def physical(self, logical_id: str) -> str:
        resource = self.stack.client.describe_stack_resource(StackName=self.stack.name, LogicalResourceId=logical_id)
        return resource["StackResourceDetail"]["PhysicalResourceId"]


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory, local_package: Package) -> Iterator[Deployed]:
    out = copy_of(local_package, tmp_path_factory.mktemp("dist"))
    with running_emulator(out) as port:
        options = Options("local", "tracefunnel-local", port, out, FEW_SUFFICE, dashboard=out / "none")
        api_url = deploy.deploy(options)
        keys = {name: secrets.read(options.place.ssm, "/tracefunnel/local", name) for name in KEY_NAMES}
        stack, clients = Stack.at(options.place), {name: _client(options, name) for name in SERVICES}
        with ApiClient.to(api_url, keys) as api:
            deployed = Deployed(stack, api, clients, _listen(clients, stack.outputs()["AlarmTopic"]))
            clients["events"].disable_rule(Name=deployed.physical("RollUpRollUpEvent"))  # the tests make the minutes
            yield deployed


def _client(options: Options, service: Any) -> Any:
    return options.place.session.client(service, endpoint_url=options.place.emulator_url)


def _listen(clients: Mapping[str, Any], topic: str) -> str:
    """A queue in the place of whoever is paged."""
    sqs = clients["sqs"]
    url: str = sqs.create_queue(QueueName="paged")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    from_the_topic = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    policy = {"Version": "2012-10-17", "Statement": [from_the_topic]}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})
    clients["sns"].subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    return url


def _register(api: ApiClient, count: int, query: str) -> None:
    """As a server of ours sends them, signed."""
    for _ in range(count):
        name = f"reg-{time.time_ns()}"
        body = json.dumps({"registration_id": name, "campaign_id": "spring", "url": f"https://example.com/?{query}"})
        answer = api.http.post(REGISTRATIONS, content=body, headers=api.signed(body, name))
        assert (answer.status_code, answer.json()["tracked"]) == (200, bool(query)), answer.text


def _roll_up(deployed: Deployed) -> list[dict[str, Any]]:
    """What the scheduled function, invoked as EventBridge does, says in its log in the embedded metric format.

    It leaves out the last minute; what has just come in is counted by hand before.
    """
    run = deployed.api.http.post("/internal/rollups/run", params={"lag_seconds": 0}, headers=deployed.api.bearer())
    assert run.status_code == 200, run.text
    assert not run.json()["more"]
    before, payload = _runs(deployed).keys(), json.dumps(SCHEDULED_EVENT).encode()
    answer = deployed.clients["lambda"].invoke(FunctionName=deployed.physical("RollUp"), Payload=payload)
    assert "FunctionError" not in answer, answer["Payload"].read()
    return eventually(lambda: next((lines for run, lines in _runs(deployed).items() if run not in before), []))


def _judged(deployed: Deployed) -> dict[str, Any]:
    """What such a run says of the alarms."""
    (line,) = [line for line in _roll_up(deployed) if "TrackingRateLow" in line]
    return line


def _runs(deployed: Deployed) -> dict[str, list[dict[str, Any]]]:
    """Such lines of each run that has ended, by its request, out of the log group that the template names."""
    pages = (
        deployed.clients["logs"]
        .get_paginator("filter_log_events")
        .paginate(logGroupName=deployed.physical("RollUpLogGroup"))
    )
    under_way: dict[str, list[dict[str, Any]]] = {}
    ended: dict[str, list[dict[str, Any]]] = {}
    for event in (event for page in pages for event in page["events"]):
        stream, message = event["logStreamName"], event["message"]
        if message.startswith("START "):
            under_way[stream] = []
        elif message.startswith('{"_aws"'):
            under_way[stream].append(json.loads(message))
        elif message.startswith("END "):
            ended[message.strip()] = under_way.pop(stream)
    return ended


def _metrics_of(line: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Namespace and data, as CloudWatch reads them out of such a line."""
    for directive in line["_aws"]["CloudWatchMetrics"]:
        for names in directive["Dimensions"]:
            dimensions = [{"Name": name, "Value": line[name]} for name in names]
            for metric in directive["Metrics"]:
                values = {"Values": line[metric["Name"]], "Unit": metric["Unit"], "Dimensions": dimensions}
                yield directive["Namespace"], {"MetricName": metric["Name"], **values}


def _alarm(deployed: Deployed, logical_id: str) -> dict[str, Any]:
    (found,) = deployed.clients["cloudwatch"].describe_alarms(AlarmNames=[deployed.physical(logical_id)])[
        "MetricAlarms"
    ]
    return dict(found)


def _pass_on(deployed: Deployed, line: Mapping[str, Any], expected: str) -> None:
    """Puts the line's metrics until the alarm is in that state."""

    def put_and_look() -> bool:
        at = datetime.now(UTC) - NEARLY_A_MINUTE
        for namespace, metric in _metrics_of(line):
            deployed.clients["cloudwatch"].put_metric_data(Namespace=namespace, MetricData=[metric | {"Timestamp": at}])
        return bool(_alarm(deployed, "TrackingRateLowAlarm")["StateValue"] == expected)

    eventually(put_and_look)


def _page(deployed: Deployed, state: str) -> dict[str, Any]:
    """The next message about the tracking rate, which tells of that state."""
    sqs, name = deployed.clients["sqs"], _alarm(deployed, "TrackingRateLowAlarm")["AlarmName"]

    def next_of_ours() -> dict[str, Any] | None:
        for received in sqs.receive_message(QueueUrl=deployed.queue_url, MaxNumberOfMessages=1).get("Messages", []):
            sqs.delete_message(QueueUrl=deployed.queue_url, ReceiptHandle=received["ReceiptHandle"])
            message: dict[str, Any] = json.loads(json.loads(received["Body"])["Message"])
            if message["AlarmName"] == name:
                return message
        return None

    page = eventually(next_of_ours)
    assert page is not None
    assert page["NewStateValue"] == state
    return page


def test_the_metrics_that_the_alarms_look_at_are_those_that_the_roll_up_emits(deployed: Deployed) -> None:
    emitted = {
        (namespace, metric["MetricName"], json.dumps(metric["Dimensions"]))
        for line in _roll_up(deployed)
        for namespace, metric in _metrics_of(line)
    }
    alarms = deployed.clients["cloudwatch"].describe_alarms()["MetricAlarms"]
    ours = [alarm for alarm in alarms if alarm["Namespace"] == "Tracefunnel"]
    assert len(ours) == 5
    for alarm in ours:
        assert (alarm["Namespace"], alarm["MetricName"], json.dumps(alarm["Dimensions"])) in emitted, alarm["AlarmName"]


def test_a_fall_of_the_tracking_rate_pages_once_and_its_recovery_is_told(deployed: Deployed) -> None:
    _register(deployed.api, 5, "utm_source=mail")
    healthy = _judged(deployed)
    assert (healthy["TrackingRateLow"], healthy["TrackingSuccessRate"]) == ([0.0], [100.0])
    _pass_on(deployed, healthy, "OK")
    _page(deployed, "OK")

    _register(deployed.api, 10, "")
    fallen = _judged(deployed)  # the second judgement on the bad side: the first was by hand
    assert (fallen["TrackingRateLow"], fallen["UntrackedCount"]) == ([1.0], [10.0])
    _pass_on(deployed, fallen, "ALARM")
    page = _page(deployed, "ALARM")
    assert "Too few registrations are tracked" in page["AlarmDescription"]

    _register(deployed.api, 15, "utm_source=mail")
    recovered = eventually(lambda: (line := _judged(deployed))["TrackingRateLow"] == [0.0] and line)
    assert recovered
    _pass_on(deployed, recovered, "OK")
    _page(deployed, "OK")
    assert deployed.clients["cloudwatch"].describe_alarms(StateValue="ALARM")["MetricAlarms"] == []
    history = deployed.api.get("/internal/alarms/tracking-rate-low/history").json()["items"]
    assert [change["state"] for change in history][:2] == ["ok", "alarm"]
