"""`tracefunnel backfill`, as a user types it, against a service that is scripted."""

import gzip
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.command_line import main
from infra.transfer.sending import BACKFILL
from tests.infra.transfer_stub import KEY, StubService, error, stub_service


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[StubService]:
    monkeypatch.setenv("INTERNAL_API_KEY", f"{KEY} an-older-key-that-is-only-verified-with")
    with stub_service(StubService()) as running:
        yield running


def written(folder: Path, rows: list[dict[str, Any]], name: str = "rows.jsonl") -> str:
    file = folder / name
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(file)


def row(number: int, event_type: str = "m_page_view") -> dict[str, Any]:
    return {"id": number, "ts": "2026-11-01 10:00:00", "event_type": event_type}


def test_a_clean_import_ends_with_its_counts_and_zero(
    stub: StubService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, [row(1), row(2), row(2)])

    assert main(["backfill", file, "--url", stub.url, "--id-prefix", "eu-", "--batch", "2"]) == 0

    out, err = capsys.readouterr()
    assert out == "read 3, accepted 2, duplicate 1, refused 0, conflicts 0\n"
    assert "100%" in err
    assert KEY not in out + err
    assert set(stub.stored) == {"eu-1", "eu-2"}
    assert [len(body["events"]) for body in stub.bodies_of(BACKFILL)] == [2, 1]
    assert stub.requests[0].headers["authorization"] == f"Bearer {KEY}"


def test_a_key_of_the_command_line_wins_over_that_of_the_environment(stub: StubService, tmp_path: Path) -> None:
    main(["backfill", written(tmp_path, [row(1)]), "--url", stub.url, "--key", "another-key"])

    assert stub.requests[0].headers["authorization"] == "Bearer another-key"


def test_each_refused_row_is_told_by_its_line_and_the_rest_goes_in(
    stub: StubService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [row(1), row(2, "refuse_me"), {"id": 3, "ts": "never", "event_type": "m_page_view"}, row(4)]
    file = written(tmp_path, rows)
    with Path(file).open("a") as more:
        more.write('{"id": 5, "ts"\n')
    rejects = tmp_path / "rejects.jsonl"

    assert main(["backfill", file, "--url", stub.url, "--rejects", str(rejects)]) == 1

    out, err = capsys.readouterr()
    assert out == "read 5, accepted 2, duplicate 0, refused 3, conflicts 0\n"
    assert "line 2: event_type: is no type" in err
    assert "line 3: ts: must be a time" in err
    assert "line 5: row: is no JSON object" in err
    told = [json.loads(line) for line in rejects.read_text().splitlines()]
    assert sorted(one["line"] for one in told) == [2, 3, 5]
    assert {"line": 2, "reasons": [{"field": "event_type", "reason": "is no type"}]} in told


def test_only_the_first_twenty_refused_rows_are_told_and_all_are_kept(
    stub: StubService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, [row(number, "refuse_me") for number in range(50)])
    rejects = tmp_path / "rejects.jsonl"

    assert main(["backfill", file, "--url", stub.url, "--rejects", str(rejects)]) == 1

    out, err = capsys.readouterr()
    assert err.count("line ") == 20
    assert len(rejects.read_text().splitlines()) == 50
    assert "refused 50" in out


def test_another_event_under_a_known_id_is_a_conflict_and_no_refusal(
    stub: StubService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, [row(1), row(1, "m_link_click")])

    assert main(["backfill", file, "--url", stub.url]) == 0

    out, err = capsys.readouterr()
    assert out == "read 2, accepted 1, duplicate 1, refused 0, conflicts 1\n"
    assert "line 2: event_id: another event is stored under this id" in err


def test_standard_input_is_read_compressed_too(
    stub: StubService, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    content = gzip.compress(b"id,ts,event_type\n1,2026-11-01 10:00:00,m_page_view\n")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(content))))

    assert main(["backfill", "-", "--url", stub.url]) == 0

    assert "accepted 1" in capsys.readouterr().out


def test_a_file_that_breaks_off_goes_in_so_far_and_fails(
    stub: StubService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = gzip.compress("".join(json.dumps(row(number)) + "\n" for number in range(2000)).encode())
    file = tmp_path / "cut.gz"
    file.write_bytes(whole[: len(whole) // 2])

    assert main(["backfill", str(file), "--url", stub.url]) == 1

    out, err = capsys.readouterr()
    assert f"line {len(stub.stored) + 1}: the file breaks off here" in err
    assert 0 < len(stub.stored) < 2000
    assert out.startswith(f"read {len(stub.stored)}, accepted {len(stub.stored)}, ")


def test_rows_that_a_mapping_skips_are_counted_apart(
    stub: StubService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping = tmp_path / "mapping.json"
    mapping.write_text('{"event_type": {"column": "step", "values": {"see": "m_page_view"}, "otherwise": null}}')
    rows = [{"ts": "2026-11-01 10:00:00", "step": step} for step in ("see", "ping", "see", "see")]

    for expected in ("accepted 3, duplicate 0", "accepted 0, duplicate 3"):
        command = ["backfill", written(tmp_path, rows), "--url", stub.url, "--mapping", str(mapping)]
        assert main(command) == 0
        assert capsys.readouterr().out == f"read 4, {expected}, refused 0, conflicts 0, skipped 1\n"


def test_an_interrupted_import_tells_how_far_it_came_and_that_it_may_be_run_again(
    stub: StubService, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupting(io.BytesIO):
        def readinto(self, buffer: Any) -> int:
            taken = super().readinto(buffer)
            if not taken:
                raise KeyboardInterrupt
            return taken

    content = "".join(json.dumps(row(number)) + "\n" for number in range(5)).encode()
    stream = io.TextIOWrapper(io.BufferedReader(Interrupting(content)))
    monkeypatch.setattr(sys, "stdin", stream)

    assert main(["backfill", "-", "--url", stub.url, "--batch", "2"]) == 130

    out, err = capsys.readouterr()
    assert "Run the same command again" in err
    assert out == "read 5, accepted 4, duplicate 0, refused 0, conflicts 0\n"


def test_a_refused_key_ends_it_at_once_with_the_services_words(
    stub: StubService, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stub.script = [error(401, "The key is not known")]

    assert main(["backfill", written(tmp_path, [row(1)]), "--url", stub.url]) == 1

    out, err = capsys.readouterr()
    assert "answered 401: The key is not known" in err
    assert KEY not in out + err


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["gone.csv"], "gone.csv cannot be read"),
        (["{file}", "--mapping", "gone.json"], "gone.json cannot be read"),
        (["{file}", "--rejects", "/gone/rejects"], "/gone/rejects cannot be written"),
        (["{file}", "--key", "  "], "there is no key"),
        (["{file}", "--key", "schlüssel"], "the key holds characters"),
    ],
)
def test_what_cannot_begin_says_why_and_sends_nothing(
    stub: StubService, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], complaint: str
) -> None:
    file = written(tmp_path, [row(1)])

    assert main(["backfill", "--url", stub.url, *(one.replace("{file}", file) for one in arguments)]) == 1

    assert complaint in capsys.readouterr().err
    assert stub.requests == []


@pytest.mark.parametrize("batch", ["0", "501", "x"])
def test_a_batch_that_no_request_may_have_is_refused(batch: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["backfill", "x", "--url", "http://127.0.0.1:1", "--batch", batch])
    assert ended.value.code == 2
