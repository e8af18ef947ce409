"""Why a request is refused: a closed set, which the routes map to HTTP in one place."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is wrong: `field` names where, `reason` how to mend it; neither repeats what was sent."""

    field: str
    reason: str
    index: int | None = None


class TracefunnelError(Exception):
    """The message is for the caller: it says what is wrong and how to mend it, without a secret or an address."""

    def __init__(self, message: str, details: Sequence[Reason] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.details = tuple(details)


class InvalidInputError(TracefunnelError):
    """Malformed or out of range."""


class InvalidCredentialsError(TracefunnelError):
    """No credential, or one that proves nothing."""


class RoleNotAllowedError(TracefunnelError):
    """A right credential of a role that may not do this."""


class NotFoundError(TracefunnelError):
    """Nothing is stored under that name."""


class ConflictError(TracefunnelError):
    """What is asked for contradicts what is stored."""


class BodyTooLargeError(TracefunnelError):
    """The body is over the limit."""


class UnsupportedMediaTypeError(TracefunnelError):
    """The body is not plain JSON."""


class UnavailableError(TracefunnelError):
    """A part this needs did not answer; the same request may be sent again after `retry_after_seconds`."""

    def __init__(self, message: str, retry_after_seconds: int = 1) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds
