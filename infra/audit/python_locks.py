"""pip-audit over a requirements file with hashes."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from infra.audit.findings import Finding, LockAudit


def locked_packages(lock: Path) -> int:
    lines = lock.read_text(encoding="utf-8").splitlines()
    return sum("==" in line and not line.startswith((" ", "#")) for line in lines)


def audit_python_lock(lock: Path, osv_url: str | None) -> LockAudit:
    """Audit what `lock` names; `osv_url` is a service that speaks OSV's form, in place of pip-audit's own."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--require-hashes", "--disable-pip"]
    command += ["--format", "json", "--desc", "off", "--progress-spinner", "off"]
    if osv_url:
        command += ["--vulnerability-service", "osv", "--osv-url", osv_url]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        dependencies: list[dict[str, Any]] = json.loads(ran.stdout)["dependencies"]
    except ValueError:
        # 2.10: a service that cannot be reached ends it with a traceback and nothing on standard output.
        why = (ran.stderr.strip().splitlines() or ["no answer"])[-1]
        return LockAudit(lock.name, 0, unaudited=locked_packages(lock), why=why)
    return audit_of(lock.name, dependencies)


def audit_of(lock: str, dependencies: list[dict[str, Any]]) -> LockAudit:
    """Read pip-audit's answer: `{"name", "version", "vulns"}` each, or `{"name", "skip_reason"}`."""
    # 2.10: what the service does not know is "skipped", and does not change the exit code.
    skipped = [dependency["skip_reason"] for dependency in dependencies if "skip_reason" in dependency]
    known = [dependency for dependency in dependencies if "skip_reason" not in dependency]
    findings = (_finding(lock, package, found) for package in known for found in package["vulns"])
    return LockAudit(lock, len(known), tuple(findings), len(skipped), skipped[0] if skipped else "")


def _finding(lock: str, package: dict[str, Any], found: dict[str, Any]) -> Finding:
    ids = (found["id"], *found.get("aliases", ()))
    fixed = ", ".join(found["fix_versions"])
    mended = f"fixed in {fixed}" if fixed else "no version mends it"
    return Finding(lock, package["name"], package["version"], ids, mended)
