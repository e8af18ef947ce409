"""The alarms of the template: each pages somebody, says what to do first, and looks at a metric that there is."""

import json
from typing import Any

import pytest

from chalicelib import observability
from chalicelib.domain.dashboard_urls import alarms_page
from infra.package import Package
from tests.infra.packaged_template import Template, strings_in

JUDGED = {"TrackingRateLow", "UntrackedSurge", "CampaignUntracked", "WorstOtherAlarm"}
HEARTBEAT = "RollupHeartbeat"
MOST_OF_A_DESCRIPTION = 1024
LONGEST_NAME = 128  # of a log group or queue that is put into it


@pytest.fixture(scope="module")
def template(dev_package: Package) -> Template:
    return Template.of(dev_package)


@pytest.fixture(scope="module")
def alarms(template: Template) -> dict[str, dict[str, Any]]:
    return template.of_type("AWS::CloudWatch::Alarm")


def emitted() -> set[str]:
    constants = {value for name, value in vars(observability).items() if name.isupper() and isinstance(value, str)}
    return constants | set(observability.ALARM_METRICS.values())


def test_every_alarm_says_what_to_do_first_and_links_to_the_alarms_page(alarms: dict[str, dict[str, Any]]) -> None:
    for name, alarm in alarms.items():
        text, variables = alarm["AlarmDescription"]["Fn::Sub"]
        assert " First: " in text, name
        assert text.endswith(" ${Alarms}"), name
        assert len(text) + text.count("${") * LONGEST_NAME <= MOST_OF_A_DESCRIPTION, name
        links = [each for each in strings_in(variables["Alarms"]) if each.startswith(("http", "${"))]
        assert links
        assert all(link == alarms_page(link.partition("/cp/")[0]) for link in links)


def test_every_alarm_pages_the_topic_when_it_begins_and_when_it_ends(alarms: dict[str, dict[str, Any]]) -> None:
    for name, alarm in alarms.items():
        assert alarm["AlarmActions"] == alarm["OKActions"] == [{"Ref": "AlarmTopic"}], name
        assert alarm.get("ActionsEnabled", True) is True


def test_missing_data_is_treated_on_purpose(alarms: dict[str, dict[str, Any]]) -> None:
    treated: dict[str, set[str]] = {}
    for alarm in alarms.values():
        treated.setdefault(alarm["TreatMissingData"], set()).add(alarm["MetricName"])
    assert treated["breaching"] == {HEARTBEAT}
    assert treated["ignore"] == JUDGED
    assert set(treated) == {"breaching", "ignore", "notBreaching"}


def test_what_was_judged_is_passed_on_one_of_one(template: Template, alarms: dict[str, dict[str, Any]]) -> None:
    own = {name: alarm for name, alarm in alarms.items() if alarm["Namespace"] == observability.NAMESPACE}
    assert {alarm["MetricName"] for alarm in own.values()} == JUDGED | {HEARTBEAT}
    service = template.environment("RollUp")["POWERTOOLS_SERVICE_NAME"]
    for alarm in own.values():
        assert (alarm["EvaluationPeriods"], alarm["DatapointsToAlarm"], alarm["Threshold"]) == (1, 1, 1)
        assert alarm["Dimensions"] == [{"Name": "service", "Value": service}]


def test_alarms_and_dashboard_look_at_metrics_that_the_program_emits(
    template: Template, alarms: dict[str, dict[str, Any]]
) -> None:
    own = {alarm["MetricName"] for alarm in alarms.values() if alarm["Namespace"] == observability.NAMESPACE}
    assert own <= emitted()
    shown = set()
    for widget in json.loads(template.properties("MetricsDashboard")["DashboardBody"]["Fn::Sub"])["widgets"]:
        namespace = ""
        for metric in widget["properties"]["metrics"]:
            namespace = namespace if metric[0] in {".", "..."} else metric[0]
            if namespace == observability.NAMESPACE and metric[0] != "...":
                shown.add(metric[1])
    assert own < shown <= emitted()
    assert len(shown) == 10, "all of them, each of which costs money"


@pytest.mark.parametrize(
    ("namespace", "metric"),
    [
        ("AWS/Lambda", "Errors"),
        ("AWS/Lambda", "Throttles"),
        ("AWS/Lambda", "Duration"),
        ("AWS/SQS", "ApproximateNumberOfMessagesVisible"),
        ("AWS/DynamoDB", "ThrottledRequests"),
        ("AWS/ApiGateway", "5XXError"),
        ("AWS/ApiGateway", "Latency"),
    ],
)
def test_the_platform_is_watched_too(alarms: dict[str, dict[str, Any]], namespace: str, metric: str) -> None:
    (alarm,) = [each for each in alarms.values() if (each["Namespace"], each["MetricName"]) == (namespace, metric)]
    assert alarm["TreatMissingData"] == "notBreaching"
    assert ("Statistic" in alarm) != ("ExtendedStatistic" in alarm)


def test_a_roll_up_is_noticed_before_it_runs_out_of_time(template: Template, alarms: dict[str, dict[str, Any]]) -> None:
    assert alarms["RollUpDurationAlarm"]["Threshold"] < template.properties("RollUp")["Timeout"] * 1000


def test_the_topic_takes_alarms_of_this_account_alone_and_tells_by_email_and_slack_where_wanted(
    template: Template,
) -> None:
    publish, deny = template.properties("AlarmTopicPolicy")["PolicyDocument"]["Statement"]
    assert publish["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert publish["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    assert (deny["Effect"], deny["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    for name, condition in {"AlarmByEmail": "HasAlarmEmail", "AlarmInSlack": "HasSlack"}.items():
        assert template.resource(name)["Condition"] == condition
        assert {"Ref": "AlarmTopic"} in [
            template.properties(name).get("TopicArn"),
            *template.properties(name).get("SnsTopicArns", []),
        ]
