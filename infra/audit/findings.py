"""What an audit of one lock file found, and what it could not tell."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One advisory about one locked package; `ids` are all names of that advisory, the service's own first."""

    lock: str
    package: str
    version: str
    ids: tuple[str, ...]
    mended: str  # the versions that mend it, or those that have it where the service says no more

    def __str__(self) -> str:
        return f"{self.lock}: {self.package} {self.version} has {' = '.join(self.ids)}; {self.mended}"


@dataclass(frozen=True)
class LockAudit:
    """`unaudited`: how many packages the service told nothing of, and `why`; none of them counts as audited."""

    lock: str
    audited: int
    findings: tuple[Finding, ...] = ()
    unaudited: int = 0
    why: str = ""
