"""`make audit`: what the real pip-audit and the real npm find with a service of advisories on loopback."""

import json
import shutil
import socket
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from infra.audit.__main__ import EXCEPTIONS, audit_all, exit_code, main, npm_locks, python_locks
from infra.audit.exceptions import AuditException, ExceptionsFileError, judge, read_exceptions
from infra.audit.findings import Finding, LockAudit
from infra.audit.python_locks import audit_of
from infra.local.http_messages import HttpRequest, HttpResponse
from infra.local.http_server import HttpServer
from infra.package import PROJECT

TODAY = date(2026, 11, 22)
PYTHON_FINDING = Finding(
    "requirements-lambda.txt", "leaky-template", "1.2.0", ("PYSEC-2026-1", "CVE-2026-1"), "fixed in 1.2.1"
)
NPM_MENDED = "versions <3.0.1 have it, left-open 3.0.1 mends it"
NPM_LOCK = "infra/local/package-lock.json"
NPM_FINDING = Finding(NPM_LOCK, "left-open", "3.0.0", ("GHSA-aaaa-bbbb-cccc", "1234"), NPM_MENDED)
OSV_ANSWER = {
    "vulns": [
        {
            "id": "PYSEC-2026-1",
            "aliases": ["CVE-2026-1"],
            "summary": "leaks",
            "affected": [
                {
                    "package": {"name": "leaky-template", "ecosystem": "PyPI"},
                    "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.2.1"}]}],
                }
            ],
        }
    ]
}
BULK_ANSWER = {
    "left-open": [
        {
            "id": 1234,
            "url": "https://advisories.invalid/GHSA-aaaa-bbbb-cccc",
            "title": "stays open",
            "severity": "high",
            "vulnerable_versions": "<3.0.1",
            "cwe": [],
            "cvss": {"score": 0, "vectorString": None},
        }
    ]
}


def answer(request: HttpRequest) -> HttpResponse:
    """Speak OSV's form at /v1/query, and npm's: advisories in bulk, and which versions there are of one package."""
    body: dict[str, Any] = {}
    if request.path == "/v1/query" and json.loads(request.body)["package"]["name"] == "leaky-template":
        body = OSV_ANSWER
    elif request.path == "/-/npm/v1/security/advisories/bulk":
        body = BULK_ANSWER
    elif request.path == "/left-open":
        versions = {version: {"name": "left-open", "version": version} for version in ("3.0.0", "3.0.1")}
        body = {"name": "left-open", "dist-tags": {"latest": "3.0.1"}, "versions": versions}
    return HttpResponse(200, [("Content-Type", "application/json")], json.dumps(body).encode())


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two packages for each tool, one of them planted; npm is told as little as in the project itself."""
    root = tmp_path_factory.mktemp("audited")
    names = ("leaky-template==1.2.0 ; sys_platform == 'win32'", "sound==1.0", "sound==2.0 ; sys_platform == 'win32'")
    locked = "".join(f"{name} \\\n    --hash=sha256:{64 * '0'}\n    # via something\n" for name in names)
    (root / "requirements-lambda.txt").write_text(locked)
    lock = root / NPM_LOCK
    lock.parent.mkdir(parents=True)
    dependencies = {"left-open": "3.0.0", "shut": "1.0.0"}
    packages = {f"node_modules/{name}": {"version": version, "dev": True} for name, version in dependencies.items()}
    own = {"name": "audited", "version": "1.0.0", "devDependencies": dependencies}
    lock.write_text(json.dumps({"name": "audited", "lockfileVersion": 3, "packages": {"": own, **packages}}))
    (lock.parent / "package.json").write_text(json.dumps(own))
    shutil.copyfile(PROJECT / "infra" / "local" / ".npmrc", lock.parent / ".npmrc")
    return root


@pytest.fixture(scope="module")
def npm_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("npm_config_cache", str(tmp_path_factory.mktemp("npm")))
        yield environment


@pytest.fixture(scope="module")
def audits(project: Path, npm_environment: pytest.MonkeyPatch) -> list[LockAudit]:
    """What both tools say with the service there."""
    service = HttpServer("127.0.0.1", 0)
    service.start(answer)
    url = f"http://127.0.0.1:{service.port}"
    npm_environment.setenv("npm_config_registry", url)
    npm_environment.setenv("NODE_ENV", "production")  # under which npm leaves out what is for development
    try:
        return list(audit_all(project, f"{url}/v1/query"))
    finally:
        service.stop()


def exceptions_of(*findings: Finding, until: date) -> list[AuditException]:
    return [AuditException(finding.ids[0], finding.package, "not reached", until) for finding in findings]


def test_a_finding_of_either_tool_fails_with_its_package_version_id_fix_and_lock(audits: list[LockAudit]) -> None:
    assert audits == [
        LockAudit("requirements-lambda.txt", 3, (PYTHON_FINDING,)),
        LockAudit(NPM_LOCK, 2, (NPM_FINDING,)),
    ]
    judgement = judge([PYTHON_FINDING, NPM_FINDING], [], TODAY)
    assert exit_code(audits, judgement, required=False) == 1
    assert judgement.refused == (
        "requirements-lambda.txt: leaky-template 1.2.0 has PYSEC-2026-1 = CVE-2026-1; fixed in 1.2.1",
        f"{NPM_LOCK}: left-open 3.0.0 has GHSA-aaaa-bbbb-cccc = 1234; {NPM_MENDED}",
    )


def test_a_listed_finding_passes_to_the_end_of_its_day_and_fails_the_day_after(audits: list[LockAudit]) -> None:
    findings = [PYTHON_FINDING, NPM_FINDING]
    listed = exceptions_of(*findings, until=TODAY)
    assert exit_code(audits, judge(findings, listed, TODAY), required=True) == 0
    tomorrow = judge(findings, listed, date(2026, 11, 23))
    assert exit_code(audits, tomorrow, required=False) == 1
    assert all("its exception ended on 2026-11-22: not reached" in line for line in tomorrow.refused)


def test_an_exception_of_another_package_or_advisory_helps_nobody() -> None:
    near_misses = [
        AuditException("PYSEC-2026-1", "leaky", "not reached", TODAY),
        AuditException("PYSEC-2026-11", "leaky-template", "not reached", TODAY),
    ]
    judgement = judge([PYTHON_FINDING], near_misses, TODAY)
    assert len(judgement.refused) == 1
    assert judgement.stale == ("leaky PYSEC-2026-1", "leaky-template PYSEC-2026-11")


def test_an_exception_may_use_any_name_of_its_advisory() -> None:
    listed = AuditException("CVE-2026-1", "leaky-template", "not reached", TODAY)
    assert judge([PYTHON_FINDING], [listed], TODAY).refused == ()


def test_an_exception_that_nothing_needs_fails_only_where_everything_was_audited() -> None:
    judgement = judge([], exceptions_of(NPM_FINDING, until=TODAY), TODAY)
    whole, holed = LockAudit("a", 3), LockAudit("b", 2, unaudited=1, why="away")
    assert judgement.stale == ("left-open GHSA-aaaa-bbbb-cccc",)
    assert exit_code([whole], judgement, required=False) == 1
    assert exit_code([whole, holed], judgement, required=False) == 0


def test_what_cannot_be_asked_about_is_said_aloud_and_fails_where_it_must_not_be(
    project: Path,
    npm_environment: pytest.MonkeyPatch,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # and never listens: nobody else can take the port meanwhile
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        npm_environment.setenv("npm_config_registry", url)
        monkeypatch.setenv("AUDIT_REQUIRED", "true")
        assert main(["--osv-url", f"{url}/v1/query"], project, TODAY) == 3
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(".txt:")[0].partition(".json:")[0] for line in lines] == [
        "NOT AUDITED: 3 packages of requirements-lambda",
        "NOT AUDITED: 2 packages of infra/local/package-lock",
    ]


def test_without_audit_required_what_was_not_audited_does_not_fail() -> None:
    nothing = judge([], [], TODAY)
    holed = [LockAudit("a", 2, unaudited=1, why="away")]
    assert (exit_code(holed, nothing, required=False), exit_code(holed, nothing, required=True)) == (0, 3)
    refused = judge([NPM_FINDING], [], TODAY)
    assert exit_code(holed, refused, required=True) == 1  # a finding is worse than a gap


def test_a_package_that_the_service_does_not_know_is_not_audited_although_pip_audit_passes_it() -> None:
    reason = "Dependency not found and could not be audited: sound (1.0)"
    skipped, known = {"name": "sound", "skip_reason": reason}, {"name": "known", "version": "1.0", "vulns": []}
    assert audit_of("requirements-lambda.txt", [skipped, known], 2) == LockAudit(
        "requirements-lambda.txt", 1, (), 1, reason
    )


def test_a_package_that_pip_audit_passes_over_is_not_audited() -> None:
    known = {"name": "known", "version": "1.0", "vulns": []}
    assert audit_of("a", [known], 3) == LockAudit("a", 1, (), 2, "pip-audit passed over them")


def test_each_lock_file_of_the_project_is_audited() -> None:
    assert {path.name for path in python_locks(PROJECT)} == {
        "requirements-lambda.txt",
        "requirements-dev.txt",
        "requirements-checkov.txt",
    }
    assert {path.parent for path in npm_locks(PROJECT)} == {
        PROJECT / "infra" / "local",
        PROJECT / "frontend" / "dashboard",
        PROJECT / "frontend" / "edge",
    }


def test_the_exceptions_that_are_listed_can_be_read() -> None:
    assert all(exception.reason for exception in read_exceptions(PROJECT / EXCEPTIONS))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[exception]]\nid = "A"\npackage = "b"\nuntil = 2027-01-31', "must have id, package, reason, until"),
        ('[[exception]]\nid = "A"\npackage = "b"\nreason = " "\nuntil = 2027-01-31', "`reason` must be a text"),
        ('[[exception]]\nid = "A"\npackage = "b"\nreason = "c"\nuntil = "2027-01-31"', "without quotes"),
        ('[[exception]]\nid = "A"\npackage = "b"\nreason = "c"\nuntil = 2027-01-31T00:00:00Z', "must be a day"),
        ('[[exceptions]]\nid = "A"', r"nothing but \[\[exception\]\]"),
        ("[[exception", "exceptions.toml"),
    ],
)
def test_an_exception_without_reason_or_day_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "exceptions.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ExceptionsFileError, match=message):
        read_exceptions(path)


def test_an_exception_is_read_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "exceptions.toml"
    path.write_text('[[exception]]\nid = "A"\npackage = "b"\nreason = "c"\nuntil = 2027-01-31\n', encoding="utf-8")
    assert read_exceptions(path) == (AuditException("A", "b", "c", date(2027, 1, 31)),)
    assert read_exceptions(tmp_path / "none.toml") == ()
