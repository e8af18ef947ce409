"""Domain errors -> HTTP, once; every error in the contract's shape."""

from collections.abc import Sequence
from typing import ClassVar

from chalicelib.domain import errors
from chalicelib.domain.errors import Reason, TracefunnelError
from chalicelib.routes.answer import Answer

STATUS_AND_CODE: dict[type[TracefunnelError], tuple[int, str]] = {
    errors.InvalidInputError: (400, "BadRequestError"),
    errors.InvalidCredentialsError: (401, "UnauthorizedError"),
    errors.RoleNotAllowedError: (403, "ForbiddenError"),
    errors.NotFoundError: (404, "NotFoundError"),
    errors.ConflictError: (409, "ConflictError"),
    errors.BodyTooLargeError: (413, "RequestTooLargeError"),
    errors.UnsupportedMediaTypeError: (415, "UnsupportedMediaType"),
    errors.UnavailableError: (503, "ServiceUnavailableError"),
}
UNPROCESSABLE = (422, "UnprocessableEntityError")
INTERNAL = (500, "InternalServerError")
SERVICE_UNAVAILABLE = STATUS_AND_CODE[errors.UnavailableError]


class ReasonAnswer(Answer):
    """One thing that is wrong, and how to mend it."""

    field: str
    reason: str


class Detail(ReasonAnswer):
    """`index`: of the event in a batch."""

    index: int | None = None


class ErrorAnswer(Answer):
    """What every error looks like."""

    omits_null: ClassVar[bool] = True

    Code: str
    Message: str
    Details: list[Detail] | None = None


def reason_answers(reasons: Sequence[Reason]) -> list[ReasonAnswer]:
    return [ReasonAnswer(field=reason.field, reason=reason.reason) for reason in reasons]


def error_answer(error: TracefunnelError) -> tuple[int, ErrorAnswer, dict[str, str]]:
    """Status, body, and headers that belong to it."""
    status, code = STATUS_AND_CODE[type(error)]
    headers: dict[str, str] = {}
    if isinstance(error, errors.UnavailableError):
        headers["Retry-After"] = str(error.retry_after_seconds)
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    details = [Detail(field=reason.field, reason=reason.reason, index=reason.index) for reason in error.details]
    return status, ErrorAnswer(Code=code, Message=error.message, Details=details or None), headers
