"""Answers HTTP requests with a Chalice application, in the likeness of API Gateway with a Lambda proxy."""

import base64
import threading
import uuid
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from chalice import Chalice
from chalice.local import LambdaContext, LocalChalice

from chalicelib.domain.trace_id import sanitize_trace_id
from infra.local.http_messages import HttpRequest, HttpResponse, RefusedError

LAMBDA_TIMEOUT_SECONDS = 60
LAMBDA_MEMORY_MB = 1024


class ThreadedChalice(LocalChalice):
    """Keeps per thread what it knows of the current request: a Lambda answers one at a time, this many."""

    _current = threading.local()

    @property
    def lambda_context(self) -> Any:
        return getattr(self._current, "lambda_context", None)

    @lambda_context.setter
    def lambda_context(self, context: Any) -> None:
        self._current.lambda_context = context


class Gateway:
    def __init__(self, app: Chalice) -> None:
        if not isinstance(app, ThreadedChalice):
            app.__class__ = type("ServedChalice", (ThreadedChalice, type(app)), {})
        self._app = app
        # Fixed segments sort before "{": /links/summary is tried before /links/{cid}.
        self._routes = sorted(app.routes, key=lambda route: route.split("/"))

    def answer(self, request: HttpRequest) -> HttpResponse:
        try:
            return self._answer(request)
        except RefusedError as refusal:
            response, trace_id = refusal.response(), sanitize_trace_id(request.headers.get("x-trace-id"))
            if trace_id is not None:  # as on every answer of the application
                response.headers.append(("x-trace-id", trace_id))
            return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        """Raises `RefusedError` for an unknown path or method."""
        route, path_parameters = self._match(request.path)
        methods = self._app.routes[route]
        if request.method not in methods:
            allowed = [("Allow", ", ".join(sorted(methods)))]
            raise RefusedError(HTTPStatus.METHOD_NOT_ALLOWED, "this path does not take this method", allowed)
        context = LambdaContext("api_handler", LAMBDA_MEMORY_MB, max_runtime_ms=LAMBDA_TIMEOUT_SECONDS * 1000)
        return _http_response(self._app(_event(request, route, path_parameters), context))

    def _match(self, path: str) -> tuple[str, dict[str, str]]:
        segments = path.removesuffix("/").split("/") if path != "/" else ["", ""]
        for route in self._routes:
            parameters = _match_segments(route.split("/"), segments)
            if parameters is not None:
                return route, parameters
        raise RefusedError(HTTPStatus.NOT_FOUND, "there is nothing at this path")


def _match_segments(route_segments: list[str], segments: list[str]) -> dict[str, str] | None:
    if len(route_segments) != len(segments):
        return None
    parameters = {}
    for expected, segment in zip(route_segments, segments, strict=True):
        if expected.startswith("{") and segment:
            parameters[expected[1:-1]] = segment
        elif expected != segment:
            return None
    return parameters


def _event(request: HttpRequest, route: str, path_parameters: dict[str, str]) -> dict[str, Any]:
    body, is_base64 = _body_as_text(request.body)
    return {
        "headers": dict(request.headers),
        "multiValueQueryStringParameters": parse_qs(request.query, keep_blank_values=True) or None,
        "pathParameters": path_parameters,
        "stageVariables": {},
        "body": body,
        "isBase64Encoded": is_base64,
        "requestContext": {
            "requestId": str(uuid.uuid4()),
            "httpMethod": request.method,
            "resourcePath": route,
            "path": request.path,
            "identity": {"sourceIp": request.client_address},
        },
    }


def _body_as_text(body: bytes) -> tuple[str | None, bool]:
    if not body:
        return None, False
    try:
        return body.decode("utf-8"), False
    except UnicodeDecodeError:
        return base64.b64encode(body).decode("ascii"), True


def _http_response(answer: dict[str, Any]) -> HttpResponse:
    headers = [(name, str(value)) for name, value in answer["headers"].items()]
    headers += [(name, str(value)) for name, values in answer["multiValueHeaders"].items() for value in values]
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", "application/json"))
    body = answer["body"] or ""
    if answer.get("isBase64Encoded"):
        return HttpResponse(answer["statusCode"], headers, base64.b64decode(body))
    return HttpResponse(answer["statusCode"], headers, body if isinstance(body, bytes) else body.encode("utf-8"))
