"""What the HTTP server hands to the gateway and gets back, and the errors in the contract's shape."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

_ERROR_CODES = {
    HTTPStatus.BAD_REQUEST: "BadRequestError",
    HTTPStatus.NOT_FOUND: "NotFoundError",
    HTTPStatus.METHOD_NOT_ALLOWED: "MethodNotAllowedError",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "RequestTooLargeError",
    HTTPStatus.INTERNAL_SERVER_ERROR: "InternalServerError",
}


@dataclass(frozen=True)
class HttpRequest:
    method: str
    path: str  # as sent: percent-encoding is not undone
    query: str
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    client_address: str


@dataclass(frozen=True)
class HttpResponse:
    status: int
    headers: list[tuple[str, str]]
    body: bytes


class RefusedError(Exception):
    """The server itself answers the request with this error."""

    def __init__(self, status: HTTPStatus, message: str, headers: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers

    def response(self) -> HttpResponse:
        body = json.dumps({"Code": _ERROR_CODES[self.status], "Message": self.message}, separators=(",", ":"))
        return HttpResponse(self.status, [("Content-Type", "application/json"), *self.headers], body.encode())
