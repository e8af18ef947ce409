"""Events exported and imported elsewhere, and the refusals of an import, by the command line over HTTP."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.api_client import ApiClient
from tests.conftest import Service, ServiceFactory
from tests.tracefunnel_command import summary_line, tracefunnel


def test_what_is_exported_can_be_imported_elsewhere_and_reads_the_same(service: ServiceFactory, tmp_path: Path) -> None:
    source = service(EMAIL_POLICY="fingerprint")
    events: list[dict[str, Any]] = [
        {"event_type": "m_page_view", "anonymous_id": "v", "event_id": "untraced", "source": "edge"},
        {"event_type": "m_auth_login_success", "email": "kim@example.com", "trace_id": "trace_1", "success": None},
        {"event_type": "m_auth_login_success", "email": "kim@example.com", "trace_id": "trace_1"},
        {
            "event_type": "m_auth_login_fail",
            "email": "lee@example.com",
            "error_code": "otp_expired",
            "error_message": 'paid with 4111 1111 1111 1111, wrote to "kim@example.com"',
            "payload": {"deep": {"a": {"b": {"c": 1}}}, "password": "x", "text": "é\n" * 1500, "n": 1.5},
        },
        {
            "event_type": "m_provision_job_created",
            "trace_id": "trace_2",
            "job_id": "j",
            "user_id": "u",
            "tenant_id": "t",
            "campaign_id": "c",
        },
    ]
    file = str(tmp_path / "events.jsonl.gz")
    with ApiClient.to(source.base_url, source.secrets) as client:
        assert client.send({"events": events}).json()["accepted"] == len(events)
        feed = client.feed()
    today = date.fromisoformat(feed[0]["ts"][:10])
    days = ["--from", str(today - timedelta(days=1)), "--to", str(today)]
    assert tracefunnel(source, "export", *days, "--output", file).returncode == 0

    target = service(EMAIL_POLICY="fingerprint", TABLE_PREFIX=f"{source.table_prefix}second-")

    assert summary_line(tracefunnel(target, "backfill", file)) == (
        f"read {len(events)}, accepted {len(events)}, duplicate 0, refused 0, conflicts 0"
    )
    again = "duplicate 5, refused 0, conflicts 0"
    assert again in summary_line(tracefunnel(target, "backfill", file))
    assert again in summary_line(tracefunnel(source, "backfill", file))
    with ApiClient.to(target.base_url, target.secrets) as client:
        assert without_base_url(client.feed(), target) == without_base_url(feed, source)


def without_base_url(feed: list[dict[str, Any]], service: Service) -> Any:
    return json.loads(json.dumps(feed).replace(service.base_url, ""))


def test_rows_that_the_service_refuses_are_told_by_line_and_the_rest_goes_in(
    service: ServiceFactory, tmp_path: Path
) -> None:
    running = service()
    header = "id,ts,event_type,trace_id,email_fingerprint,success,error_code,payload_json\n"
    today = f"{datetime.now(UTC):%Y-%m-%d} 00:00:00"
    rows = [
        f"1,{today},m_page_view,trace_1,,,,\n",
        "2,2099-01-01 00:00:00,m_page_view,trace_1,,,,\n",
        "3,1999-01-01 00:00:00,m_page_view,trace_1,,,,\n",
        f"4,{today},m_auth_login_fail,trace_1,fp_0123456789abcdef0123456789abcdef,0,,\n",
        f"5,{today},m_page_view\n",
        f'6,{today},m_auth_user_upserted,trace_1,,1,,"{{""user_id"": 7}}"\n',
    ]
    file = tmp_path / "funnel_events.csv"
    file.write_text(header + "".join(rows))

    done = tracefunnel(running, "backfill", str(file), "--id-prefix", "eu-")

    assert done.returncode == 1
    assert done.stdout.splitlines() == ["read 6, accepted 2, duplicate 0, refused 4, conflicts 0"]
    for line, field in ((3, "ts"), (4, "ts"), (5, "error_code"), (6, "row")):
        assert f"line {line}: {field}: " in done.stderr
    with ApiClient.to(running.base_url, running.secrets) as client:
        assert {event["id"]: event["user_id"] for event in client.feed()} == {"eu-1": None, "eu-6": "7"}
