"""What goes to CloudWatch: the ten metrics of the design, as one EMF line a record, and nothing else."""

import json
from io import StringIO
from typing import Any

import pytest

from chalicelib.domain.alarm_rules import ALARM_RULES
from chalicelib.observability import (
    METRIC_NAMES,
    logger,
    record_alarms,
    record_heartbeat,
    record_ingest,
    record_roll_up,
)

CALM = {rule.id: False for rule in ALARM_RULES}


def _record(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    (line,) = capsys.readouterr().out.splitlines()
    record: dict[str, Any] = json.loads(line)
    return record


def _named(record: dict[str, Any]) -> set[str]:
    (directive,) = record["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "Tracefunnel"
    assert directive["Dimensions"] == [["service"]]
    return {metric["Name"] for metric in directive["Metrics"]}


def test_the_ten_metrics_are_emitted_by_three_records(capsys: pytest.CaptureFixture[str]) -> None:
    record_ingest({"received": 3, "accepted": 2, "duplicate": 0, "rejected": 1, "unavailable": 0})
    names = _named(_record(capsys))
    record_roll_up(drift_ratio=0.002, late_events=4)
    names |= _named(_record(capsys))
    record_heartbeat()
    names |= _named(_record(capsys))
    record_alarms(tracked=19, untracked=1, in_alarm=CALM)
    names |= _named(_record(capsys))
    assert names == set(METRIC_NAMES)
    assert len(METRIC_NAMES) == 10


@pytest.mark.parametrize(
    ("alarm_id", "metric"),
    [
        ("tracking-rate-low", "TrackingRateLow"),
        ("untracked-surge", "UntrackedSurge"),
        ("campaign-untracked", "CampaignUntracked"),
        ("login-failure-rate", "WorstOtherAlarm"),
        ("provision-failures", "WorstOtherAlarm"),
        ("ingest-silent", "WorstOtherAlarm"),
    ],
)
def test_an_alarm_is_one_in_its_metric_and_zero_in_the_others(
    capsys: pytest.CaptureFixture[str], alarm_id: str, metric: str
) -> None:
    record_alarms(tracked=1, untracked=3, in_alarm=CALM | {alarm_id: True})
    record = _record(capsys)
    states = ("TrackingRateLow", "UntrackedSurge", "CampaignUntracked", "WorstOtherAlarm")
    assert {name: record[name] for name in states} == {name: [float(name == metric)] for name in states}
    assert (record["TrackingSuccessRate"], record["UntrackedCount"]) == ([25.0], [3.0])


def test_a_rate_of_no_registrations_is_left_out_and_not_zero(capsys: pytest.CaptureFixture[str]) -> None:
    record_alarms(tracked=0, untracked=0, in_alarm=CALM)
    assert "TrackingSuccessRate" not in _named(_record(capsys))


@pytest.mark.parametrize("character", ["\n", "\r", "\x0b", "\x1c", "\x85", "\u2028", "\u2029", "\x9b", "\u202e", "김"])
def test_no_character_that_a_sender_chose_begins_a_line_of_the_log(
    monkeypatch: pytest.MonkeyPatch, character: str
) -> None:
    written = StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", written)
    logger.info("request", extra={"reason": f'{character}{{"level":"ERROR"}}: unknown parameter'})
    (line,) = written.getvalue().splitlines()
    assert line.isascii()
    assert json.loads(line)["reason"].startswith(character)
