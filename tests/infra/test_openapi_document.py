"""The document that the dashboard's client is made from, written without a service."""

import json
import subprocess
import sys
from pathlib import Path

from tests.running_service import PROJECT


def write_document(target: Path) -> None:
    """With no setting, no key and no AWS in the environment."""
    command = [sys.executable, "-m", "infra.openapi_document", str(target)]
    subprocess.run(command, cwd=PROJECT, env={"REPORTING_TIMEZONE": "nowhere"}, check=True)


def test_the_document_is_written_without_settings_and_left_alone_where_it_says_the_same(tmp_path: Path) -> None:
    target = tmp_path / "openapi.json"
    write_document(target)
    assert "/internal/funnel-events/summary" in json.loads(target.read_text(encoding="utf-8"))["paths"]

    before = target.stat().st_mtime_ns
    write_document(target)
    assert target.stat().st_mtime_ns == before
