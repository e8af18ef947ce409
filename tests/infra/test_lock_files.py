"""What is installed is what was locked: every entry with its hash, every installation checking it, no host named."""

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from infra.audit.__main__ import npm_locks, python_locks
from infra.deployment import staging
from infra.package import PROJECT


def npm_entries(lock: Path) -> dict[str, dict[str, Any]]:
    packages: dict[str, dict[str, Any]] = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    return {path: entry for path, entry in packages.items() if path}


@pytest.mark.parametrize("lock", python_locks(PROJECT), ids=lambda lock: lock.name)
def test_each_python_requirement_is_of_one_version_and_has_hashes(lock: Path) -> None:
    lines = [line for line in lock.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")]
    requirements = [(line, following) for line, following in pairwise([*lines, ""]) if not line.startswith(" ")]
    assert len(requirements) > 10
    for requirement, following in requirements:
        assert re.match(r"[a-z0-9._\[\]-]+==\S+( ; .*)? \\$", requirement), requirement
        assert re.match(r"    --hash=sha256:[0-9a-f]{64}( \\)?$", following), requirement


@pytest.mark.parametrize("lock", python_locks(PROJECT), ids=lambda lock: lock.name)
def test_no_python_lock_names_a_host(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(--?(index|extra|find|trusted)|-i |-f )", text, re.MULTILINE)


@pytest.mark.parametrize("lock", list(npm_locks(PROJECT)), ids=lambda lock: lock.parent.name)
def test_each_npm_entry_has_its_hash_and_no_address(lock: Path) -> None:
    entries = npm_entries(lock)
    assert entries
    for path, entry in entries.items():
        assert re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", entry["integrity"]), path
        assert "resolved" not in entry, path


@pytest.mark.parametrize("lock", list(npm_locks(PROJECT)), ids=lambda lock: lock.parent.name)
def test_npm_runs_no_script_of_a_package_and_writes_no_address_into_a_lock(lock: Path) -> None:
    settings = (lock.parent / ".npmrc").read_text(encoding="utf-8").splitlines()
    assert {"ignore-scripts=true", "omit-lockfile-registry-resolved=true"} <= set(settings)
    assert not [line for line in settings if "registry" in line.partition("=")[0] and "://" in line]


def test_each_installation_checks_hashes() -> None:
    commands = (PROJECT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    by_pip = [command for command in commands if "pip install" in command and "--editable ." not in command]
    assert len(by_pip) == 2
    assert [command for command in by_pip if "--require-hashes" not in command] == []
    assert {word for command in commands for word in re.findall(r"\$\(NPM\) (\S+)", command)} <= {
        "ci",
        "run",
        "test",
        "exec",
    }
    assert '"--require-hashes"' in Path(staging.__file__).read_text(encoding="utf-8")


def test_what_is_installed_without_hashes_is_this_project_and_brings_nothing_along() -> None:
    commands = (PROJECT / "Makefile").read_text(encoding="utf-8").splitlines()
    (own,) = [command for command in commands if "pip install" in command and "--editable ." in command]
    assert "--no-deps --no-build-isolation" in own
