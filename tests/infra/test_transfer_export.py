"""`tracefunnel export` and `rebuild`, as a user types them, against a service that is scripted."""

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.command_line import main
from infra.local.http_messages import HttpRequest, HttpResponse
from tests.infra.transfer_stub import KEY, StubService, error, reply, stub_service

EVENT_OUT = {
    "id": "e1",
    "ts": "2026-11-01T10:00:00.000Z",
    "event_type": "m_page_view",
    "trace_id": "trace_1",
    "anonymous_id": "v",
    "user_id": None,
    "tenant_id": None,
    "job_id": None,
    "campaign_id": None,
    "email": {"fingerprint": "fp_" + "0" * 32, "domain": "example.com", "masked": None},
    "success": None,
    "error_code": None,
    "error_message": None,
    "source": None,
    "occurred_at": None,
    "payload": {"url": "/é"},
    "links": {"trace": "http://x"},
}


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[StubService]:
    monkeypatch.setenv("INTERNAL_API_KEY", KEY)
    with stub_service(StubService()) as running:
        yield running


def pages(*wanted: dict[str, Any]) -> list[HttpResponse | Callable[[HttpRequest], HttpResponse]]:
    return [reply(200, page) for page in wanted]


def test_an_export_walks_each_page_of_each_day_and_writes_what_backfill_takes(
    stub: StubService, tmp_path: Path
) -> None:
    stub.script = pages(
        {"events": [EVENT_OUT], "next_cursor": "c1"},
        {"events": [], "next_cursor": "c2"},
        {"events": [EVENT_OUT | {"id": "e2", "success": True}], "next_cursor": None},
        {"events": [], "next_cursor": None},
    )
    file = tmp_path / "out.jsonl.gz"
    command = ["export", "--from", "2026-11-01", "--to", "2026-11-02", "--url", stub.url, "--output", str(file)]

    assert main(command) == 0

    first, second = [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]
    assert first == {
        "event_id": "e1",
        "ts": "2026-11-01T10:00:00.000Z",
        "event_type": "m_page_view",
        "success": None,
        "trace_id": "trace_1",
        "anonymous_id": "v",
        "email_fingerprint": "fp_" + "0" * 32,
        "payload": {"url": "/é"},
    }
    assert second["success"] is True
    asked = [request.query for request in stub.requests]
    assert asked[0] == "from=2026-11-01&to=2026-11-01&limit=200"
    assert asked[2] == "from=2026-11-01&to=2026-11-01&limit=200&cursor=c2"
    assert asked[3] == "from=2026-11-02&to=2026-11-02&limit=200"
    assert main(["backfill", str(file), "--url", stub.url]) == 0
    assert list(stub.stored) == ["e1", "e2"]
    assert stub.stored["e1"] == first


def test_an_export_that_fails_leaves_no_half_file(
    stub: StubService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stub.script = [*pages({"events": [EVENT_OUT], "next_cursor": "c1"}), error(403, "not yours")]
    command = ["export", "--from", "2026-11-01", "--to", "2026-11-02", "--url", stub.url]

    assert main([*command, "--output", str(tmp_path / "out.jsonl")]) == 1

    assert list(tmp_path.iterdir()) == []
    assert "not yours" in capsys.readouterr().err


def test_an_export_goes_to_standard_output_where_no_file_is_named(
    stub: StubService, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    stub.script = pages({"events": [EVENT_OUT], "next_cursor": None})

    assert main(["export", "--from", "2026-11-01", "--to", "2026-11-01", "--url", stub.url]) == 0

    assert json.loads(capsysbinary.readouterr().out)["event_id"] == "e1"


def test_a_rebuild_asks_for_each_day_until_there_is_no_more_to_do(
    stub: StubService, capsys: pytest.CaptureFixture[str]
) -> None:
    stub.script = pages({"more": True}, {"more": True}, {"more": False}, {"more": False})

    assert main(["rebuild", "--from", "2026-10-31", "--to", "2026-11-01", "--url", stub.url]) == 0

    assert [request.query for request in stub.requests] == [
        *["from=2026-10-31&to=2026-10-31"] * 3,
        "from=2026-11-01&to=2026-11-01",
    ]
    assert {(request.method, request.path) for request in stub.requests} == {("POST", "/internal/rollups/rebuild")}
    assert "100%" in capsys.readouterr().err


def test_a_day_that_is_no_longer_retained_ends_a_rebuild_with_the_services_words(
    stub: StubService, capsys: pytest.CaptureFixture[str]
) -> None:
    stub.script = [error(409, "Days before 2026-10-01 are not wholly retained any more")]

    assert main(["rebuild", "--from", "2026-01-01", "--to", "2026-11-01", "--url", stub.url]) == 1

    assert "not wholly retained" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["export", "rebuild"])
def test_a_range_that_is_none_is_refused(stub: StubService, capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert main([command, "--from", "2026-11-02", "--to", "2026-11-01", "--url", stub.url]) == 1
    assert "--from must not be after --to" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([command, "--from", "2026-11", "--to", "2026-11-01", "--url", stub.url])
