"""pip-audit over a requirements file with hashes."""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from infra.audit.findings import Finding, LockAudit

_PACKAGE = re.compile(r"^[A-Za-z0-9][^\n]*==[^\n]*\n(?:[ \t][^\n]*\n)*", re.MULTILINE)
_MARKER = re.compile(r" ;[^\\\n]*")


def locked_packages(lock: Path) -> int:
    lines = lock.read_text(encoding="utf-8").splitlines()
    return sum("==" in line and not line.startswith((" ", "#")) for line in lines)


def audit_python_lock(lock: Path, osv_url: str | None) -> LockAudit:
    """Audit what `lock` names; `osv_url` is a service that speaks OSV's form, in place of pip-audit's own."""
    with tempfile.TemporaryDirectory() as folder:
        audits = []
        for number, text in enumerate(_for_every_machine(lock.read_text(encoding="utf-8"))):
            part = Path(folder, f"{number}.txt")
            part.write_text(text, encoding="utf-8")
            audits.append(_audit(lock.name, part, osv_url))
    return LockAudit(
        lock.name,
        sum(one.audited for one in audits),
        tuple(finding for one in audits for finding in one.findings),
        sum(one.unaudited for one in audits),
        next((one.why for one in audits if one.unaudited), ""),
    )


def _for_every_machine(lock: str) -> list[str]:
    """The lock without markers, since pip-audit passes over what this machine would not install; and in several parts
    where a package stands in it with several versions, of which it takes one at a time.
    """
    parts: list[dict[str, str]] = []
    for package in _PACKAGE.findall(lock):
        name = package.partition("==")[0]
        part = next((part for part in parts if name not in part), None)
        if part is None:
            part = {}
            parts.append(part)
        part[name] = _MARKER.sub(" ", package, count=1)
    return ["".join(part.values()) for part in parts]


def _audit(name: str, part: Path, osv_url: str | None) -> LockAudit:
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(part), "--require-hashes", "--disable-pip"]
    command += ["--format", "json", "--desc", "off", "--progress-spinner", "off"]
    if osv_url:
        command += ["--vulnerability-service", "osv", "--osv-url", osv_url]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        dependencies: list[dict[str, Any]] = json.loads(ran.stdout)["dependencies"]
    except ValueError:
        # 2.10: a service that cannot be reached ends it with a traceback and nothing on standard output.
        why = (ran.stderr.strip().splitlines() or ["no answer"])[-1]
        return LockAudit(name, 0, unaudited=locked_packages(part), why=why)
    return audit_of(name, dependencies, locked_packages(part))


def audit_of(lock: str, dependencies: list[dict[str, Any]], locked: int) -> LockAudit:
    """Read pip-audit's answer: `{"name", "version", "vulns"}` each, or `{"name", "skip_reason"}`, of so many locked."""
    # 2.10: what the service does not know is "skipped", and does not change the exit code.
    skipped = [dependency["skip_reason"] for dependency in dependencies if "skip_reason" in dependency]
    known = [dependency for dependency in dependencies if "skip_reason" not in dependency]
    findings = (_finding(lock, package, found) for package in known for found in package["vulns"])
    unaudited = locked - len(known)
    why = skipped[0] if skipped else "pip-audit passed over them" if unaudited else ""
    return LockAudit(lock, len(known), tuple(findings), unaudited, why)


def _finding(lock: str, package: dict[str, Any], found: dict[str, Any]) -> Finding:
    ids = (found["id"], *found.get("aliases", ()))
    fixed = ", ".join(found["fix_versions"])
    mended = f"fixed in {fixed}" if fixed else "no version mends it"
    return Finding(lock, package["name"], package["version"], ids, mended)
