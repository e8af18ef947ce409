"""Runs the benchmarks, each in a process of its own; prints one table and writes it as JSON. Run by `make bench`.

`python -m tests.benchmarks NAME …` runs those alone. Figures are ratios within one run, or medians of one: compare
them with each other, not across machines.
"""

import json
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks.figure import Figure, taken_over

RESULT_FILE = Path("dist/benchmark.json")
# by what each is about: the name of a module here, which hands its figures over when it is run
BENCHMARKS = (
    "requests",
    "floor",
    "redirect",
    "funnel",
    "roll_up",
    "backfill",
    "growth",
    "cold_start",
    "start_up",
    "dashboard",
)


def _run(name: str) -> list[Figure]:
    command = [sys.executable, "-m", f"tests.benchmarks.{name}"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"the benchmark {name} ended with {done.returncode}:\n{done.stderr[-4000:]}")
    return taken_over(done.stdout)


def _print(name: str, figures: list[Figure]) -> None:
    for figure in figures:
        told = figure.goal and f"{figure.goal}: {'met' if figure.is_met else 'MISSED'}"
        print(f"{figure.name:66} {figure.value:>10g} {figure.unit:6} {told:22} {figure.made_of}", flush=True)


def main(names: list[str]) -> None:
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        sys.exit(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}")
    results = {}
    for name in names or BENCHMARKS:
        started = time.perf_counter()
        figures = _run(name)
        print(f"\n{name} (make bench BENCH={name}; {time.perf_counter() - started:.0f} s)")
        _print(name, figures)
        results[name] = [asdict(one) for one in figures]
    RESULT_FILE.parent.mkdir(exist_ok=True)
    RESULT_FILE.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
