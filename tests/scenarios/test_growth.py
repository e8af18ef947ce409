"""Answers do not get slower as events pile up: the benchmark of growth at a size that takes long to write."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.figure import taken_over
from tests.running_service import PROJECT

FEW, MANY, AT_MOST = 10_000, 1_000_000, 1.3


@pytest.mark.soak
def test_a_million_events_are_answered_about_as_fast_as_ten_thousand(tmp_path: Path) -> None:
    """In a process of its own, whose environment is its own."""
    numbers = [str(FEW), str(MANY), str(AT_MOST), str(tmp_path)]
    command = [sys.executable, "-m", "tests.benchmarks.growth", *numbers]
    done = subprocess.run(command, check=False, cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-4000:]
    figures = taken_over(done.stdout)
    assert figures
    assert [figure for figure in figures if not figure.is_met] == []
