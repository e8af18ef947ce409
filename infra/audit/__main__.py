"""Asks for known vulnerabilities of everything that a lock file names: `make audit`.

Exit codes: 0 nothing that fails; 1 a finding that is not listed, or a listed one that nothing needs;
2 the file of exceptions is broken; 3 something was not audited although AUDIT_REQUIRED is set.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from infra.audit.exceptions import AuditException, ExceptionsFileError, Judgement, judge, read_exceptions
from infra.audit.findings import LockAudit
from infra.audit.npm_locks import audit_npm_lock
from infra.audit.python_locks import audit_python_lock, locked_packages

PROJECT = Path(__file__).resolve().parent.parent.parent
EXCEPTIONS = Path(".ci", "audit-exceptions.toml")


def python_locks(project: Path) -> list[Path]:
    """The smallest first: it tells whether there is anybody to ask."""
    return sorted(project.glob("requirements-*.txt"), key=lambda lock: (locked_packages(lock), lock.name))


def npm_locks(project: Path) -> Iterator[Path]:
    for folder, subfolders, files in os.walk(project):
        subfolders[:] = sorted(name for name in subfolders if name != "node_modules" and not name.startswith("."))
        if "package-lock.json" in files:
            yield Path(folder, "package-lock.json")


def audit_all(project: Path, osv_url: str | None) -> Iterator[LockAudit]:
    first: LockAudit | None = None
    for lock in python_locks(project):
        if first and not first.audited:
            why = f"not asked for, since nothing in {first.lock} could be audited"
            yield LockAudit(lock.name, 0, unaudited=locked_packages(lock), why=why)
        else:
            audited = audit_python_lock(lock, osv_url)
            first = first or audited
            yield audited
    for lock in npm_locks(project):
        yield audit_npm_lock(lock, str(lock.relative_to(project)))


def report(audits: Sequence[LockAudit], judgement: Judgement) -> None:
    for audit in audits:
        if audit.audited:
            print(f"audited: {audit.audited} packages of {audit.lock}")
    for line in judgement.borne:
        print(f"known: {line}")
    for audit in audits:
        if audit.unaudited:
            print(f"NOT AUDITED: {audit.unaudited} packages of {audit.lock}: {audit.why}")
    for line in judgement.stale:
        print(f"STALE: {EXCEPTIONS} lists {line}, which nothing has")
    for line in judgement.refused:
        print(f"FOUND: {line}")


def exit_code(audits: Sequence[LockAudit], judgement: Judgement, required: bool) -> int:
    whole = not any(audit.unaudited for audit in audits)
    # An exception that nothing needs would hide the same advisory if it came back, so it fails; but only where
    # everything was looked at can it be told.
    if judgement.refused or (judgement.stale and whole):
        return 1
    return 3 if required and not whole else 0


def main(
    arguments: list[str] | None = None, project: Path = PROJECT, today: date | None = None, required: bool | None = None
) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.audit", description=__doc__)
    parser.add_argument("--osv-url", help="a service of advisories in OSV's form, in place of pip-audit's own")
    options = parser.parse_args(arguments)
    try:
        exceptions: tuple[AuditException, ...] = read_exceptions(project / EXCEPTIONS)
    except ExceptionsFileError as error:
        print(error, file=sys.stderr)
        return 2
    audits = list(audit_all(project, options.osv_url))
    findings = [finding for audit in audits for finding in audit.findings]
    judgement = judge(findings, exceptions, today or datetime.now(UTC).date())
    report(audits, judgement)
    if required is None:
        required = os.environ.get("AUDIT_REQUIRED", "").lower() not in {"", "0", "false"}
    return exit_code(audits, judgement, required)


if __name__ == "__main__":
    sys.exit(main())
