"""Findings that are known and borne for a while: each with its reason, and the day on which that ends."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from infra.audit.findings import Finding

FIELDS = {"id", "package", "reason", "until"}


class ExceptionsFileError(Exception):
    """The file of exceptions cannot be read as meant; the message says where and how to mend it."""


@dataclass(frozen=True)
class AuditException:
    id: str
    package: str
    reason: str
    until: date  # the last day on which it holds

    def matches(self, finding: Finding) -> bool:
        return self.id in finding.ids and self.package == finding.package


@dataclass(frozen=True)
class Judgement:
    """`refused` fail; `borne` are listed; `stale` are exceptions that no finding needs."""

    refused: tuple[str, ...]
    borne: tuple[str, ...]
    stale: tuple[str, ...]


def read_exceptions(path: Path) -> tuple[AuditException, ...]:
    """Read `[[exception]]` tables; no file is no exception. Raises ExceptionsFileError."""
    if not path.exists():
        return ()
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ExceptionsFileError(f"{path}: {error}") from error
    if set(tables) - {"exception"}:
        raise ExceptionsFileError(f"{path}: nothing but [[exception]] stands there")
    return tuple(_exception(path, number, table) for number, table in enumerate(tables.get("exception", []), start=1))


def _exception(path: Path, number: int, table: dict[str, Any]) -> AuditException:
    where = f"{path}: exception {number}"
    if set(table) != FIELDS:
        raise ExceptionsFileError(f"{where} must have {', '.join(sorted(FIELDS))}, and nothing else")
    # A datetime is a date to Python, but names no day by itself.
    if type(table["until"]) is not date:
        raise ExceptionsFileError(f"{where}: `until` must be a day without quotes, such as 2027-01-31")
    for field in sorted(FIELDS - {"until"}):
        if not isinstance(table[field], str) or not table[field].strip():
            raise ExceptionsFileError(f"{where}: `{field}` must be a text")
    return AuditException(**table)


def judge(findings: Iterable[Finding], exceptions: Iterable[AuditException], today: date) -> Judgement:
    """Tell which findings fail on the day `today`, and which exceptions none of them needs."""
    listed = list(exceptions)
    refused, borne, needed = [], [], set()
    for finding in findings:
        matching = [exception for exception in listed if exception.matches(finding)]
        needed.update(matching)
        holding = [exception for exception in matching if exception.until >= today]
        if holding:
            borne.append(f"{finding} (until {holding[0].until}: {holding[0].reason})")
        elif matching:
            refused.append(f"{finding} (its exception ended on {matching[0].until}: {matching[0].reason})")
        else:
            refused.append(str(finding))
    stale = (f"{exception.package} {exception.id}" for exception in listed if exception not in needed)
    return Judgement(tuple(refused), tuple(borne), tuple(stale))
