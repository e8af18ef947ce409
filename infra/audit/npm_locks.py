"""npm's audit over a package-lock.json, with nothing installed."""

import json
import subprocess
from pathlib import Path
from typing import Any

from infra.audit.findings import Finding, LockAudit
from infra.local.engine import NODE

NPM = NODE.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
# By itself npm waits minutes for a service that refuses connections.
OPTIONS = (
    *("audit", "--json", "--package-lock-only", "--loglevel=silent"),
    *("--include=dev", "--include=optional", "--include=peer"),  # which NODE_ENV=production would leave out
    *("--fetch-retries=1", "--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=500", "--fetch-timeout=30000"),
)


def audit_npm_lock(lock: Path, name: str) -> LockAudit:
    """Audit what `lock` names; `name` is what the lock is called in the report."""
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    locked = sum(bool(path) for path in packages)
    command = [str(NODE), "--use-system-ca", str(NPM), *OPTIONS]
    ran = subprocess.run(command, cwd=lock.parent, capture_output=True, text=True, check=False)
    try:
        answer: dict[str, Any] = json.loads(ran.stdout)
    except ValueError:
        answer = {"message": (ran.stderr.strip().splitlines() or ["no answer"])[-1]}
    if "vulnerabilities" not in answer:
        why = answer.get("message") or answer.get("error", {}).get("summary") or "no answer"
        return LockAudit(name, 0, unaudited=locked, why=str(why).splitlines()[0])
    found = answer["vulnerabilities"].values()
    return LockAudit(name, locked, tuple(finding for entry in found for finding in _findings(name, entry, packages)))


def _findings(lock: str, entry: dict[str, Any], packages: dict[str, Any]) -> list[Finding]:
    """`via` holds advisories of the package itself, and names of others that bring theirs along: those stand once."""
    versions = sorted({packages[node]["version"] for node in entry["nodes"] if node in packages})
    advisories = [via for via in entry["via"] if isinstance(via, dict)]
    fix = entry["fixAvailable"]  # of what the project itself asks for; true where the lock alone must move; or false
    mends = (
        f"{fix['name']} {fix['version']} mends it" if isinstance(fix, dict) else f"npm has a fix: {str(fix).lower()}"
    )
    return [
        Finding(
            lock, entry["name"], ", ".join(versions), _ids(advisory), f"versions {advisory['range']} have it, {mends}"
        )
        for advisory in advisories
    ]


def _ids(advisory: dict[str, Any]) -> tuple[str, ...]:
    """Advisories are known by the last part of their address (GHSA-…); the number is npm's own."""
    named = str(advisory.get("url", "")).rsplit("/", 1)[-1]
    number = str(advisory["source"])
    return (named, number) if named else (number,)
