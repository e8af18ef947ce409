"""What an alarm names as its cause, as values: a page can say it in any language, a text in one alone."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.timestamp import format_utc

NO_ERROR_CODE = "no error code"


class CauseKind(StrEnum):
    """Which of the other fields say it: `code`, `count` and `of`; `campaigns`; `since`; `day`."""

    ERROR_CODE = "error_code"
    CAMPAIGNS = "campaigns"
    SILENCE = "silence"
    DRIFT = "drift"


@dataclass(frozen=True, slots=True)
class NamedCause:
    """`code`: the error code (of a registration: the untracked reason) that `count` of the `of` latest events have;
    None where most have none. `campaigns`: those at zero, the largest first. `since`: when there was last an event.
    `day`: of whose counts the drift is.
    """

    kind: CauseKind
    code: str | None = None
    count: int | None = None
    of: int | None = None
    campaigns: tuple[str, ...] = ()
    since: datetime | None = None
    day: str | None = None

    @property
    def reason(self) -> str:
        """In words."""
        if self.kind is CauseKind.CAMPAIGNS:
            return ", ".join(self.campaigns)
        if self.kind is CauseKind.DRIFT:
            return f"counts of {self.day}"
        if self.since is not None:
            return f"no event since {format_utc(self.since)}"
        return f"{self.code or NO_ERROR_CODE} ({self.count} of {self.of})"
