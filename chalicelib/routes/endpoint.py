"""What every route has in common, in one visible order: identify, admit, parse, call, answer, log.

A view gets a `Call` and returns a `Reply`. What a route is registered with is its entry in the OpenAPI document too.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Generic, TypeVar

from chalice import Blueprint, Response
from pydantic import BaseModel

from chalicelib.domain.access import Principal
from chalicelib.domain.errors import TracefunnelError
from chalicelib.domain.trace_id import sanitize_trace_id
from chalicelib.observability import logger, where_it_happened
from chalicelib.routes.answer import Described, HtmlPage, Reply
from chalicelib.routes.credentials import Access, authenticate, authorize
from chalicelib.routes.errors import INTERNAL, ErrorAnswer, error_answer
from chalicelib.routes.query import NoQuery, parse_query
from chalicelib.routes.services import services
from chalicelib.storage.dynamodb import Deadline

_Query = TypeVar("_Query", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Call(Generic[_Query]):
    """One request, as a view needs it. `headers`: keyed in lower case. `trace_id`: of a well-formed x-trace-id."""

    method: str
    query: _Query
    headers: Mapping[str, str]
    body: bytes
    path: Mapping[str, str]
    now: datetime
    deadline: Deadline
    trace_id: str | None
    principal: Principal | None

    @property
    def caller(self) -> Principal:
        if self.principal is None:
            raise RuntimeError("an open route has no caller")
        return self.principal


View = Callable[[Call[Any]], Reply]
Answers = Mapping[int, type[BaseModel] | Described | None]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`access`: None for a route that is open to all. `answers`: status -> what its body is; None: it has none."""

    method: str
    path: str
    summary: str
    access: Access | None
    query: type[BaseModel]
    body: tuple[type[BaseModel], ...]
    answers: Answers
    uses_store: bool = True
    takes_idempotency_key: bool = False
    body_required: bool = True


ENDPOINTS: list[Endpoint] = []


def endpoint(
    blueprint: Blueprint,
    method: str,
    path: str,
    *,
    summary: str,
    access: Access | None,
    answers: Answers,
    query: type[BaseModel] = NoQuery,
    body: tuple[type[BaseModel], ...] = (),
    uses_store: bool = True,
    takes_idempotency_key: bool = False,
    body_required: bool = True,
) -> Callable[[View], View]:
    registered = Endpoint(
        method, path, summary, access, query, body, answers, uses_store, takes_idempotency_key, body_required
    )
    ENDPOINTS.append(registered)

    def decorate(view: View) -> View:
        @wraps(view)
        def handle(**path_parameters: str) -> Response:
            return _handle(blueprint.current_request, path_parameters, registered, view)

        # any content type gets here: the contract's own 415 repeats nothing of what was sent
        blueprint.route(path, methods=[method], content_types=["*/*"])(handle)
        return view

    return decorate


def _handle(request: Any, path_parameters: Mapping[str, str], registered: Endpoint, view: View) -> Response:
    started = time.perf_counter()
    headers = {name.lower(): value for name, value in request.headers.items()}
    trace_id = sanitize_trace_id(headers.get("x-trace-id"))
    line: dict[str, Any] = {"method": registered.method, "route": registered.path, "trace_id": trace_id}
    try:
        call = _prepare(request, headers, path_parameters, trace_id, registered)
        line["role"] = call.principal.role if call.principal else None
        reply = view(call)
    except TracefunnelError as error:
        status, answer, more_headers = error_answer(error)
        reply = Reply(answer, status, more_headers, {"reason": error.message})
    except Exception as error:
        status, code = INTERNAL
        answer = ErrorAnswer(Code=code, Message="Something went wrong here; it has been logged. Try again later")
        reply = Reply(answer, status, {}, {"error": type(error).__name__, "at": where_it_happened(error)})
    line |= {"status": reply.status, "duration_ms": round((time.perf_counter() - started) * 1000, 1)} | dict(reply.log)
    say = logger.error if reply.status >= 500 else logger.info
    say("request", extra={name: value for name, value in line.items() if value is not None})
    return _render(reply, trace_id)


def _prepare(
    request: Any, headers: dict[str, str], path: Mapping[str, str], trace_id: str | None, registered: Endpoint
) -> Call[Any]:
    now, body, principal = services.clock(), bytes(request.raw_body), None
    if registered.access is not None:
        principal = authenticate(
            headers,
            body,
            registered.access,
            is_write=registered.method != "GET",
            own_url=services.settings.public_base_url,
            secrets=services.secrets,
            now=now,
        )
        authorize(principal, registered.access)
    query = parse_query(registered.query, request.query_params)
    deadline = services.new_deadline()
    if registered.uses_store:
        services.agree_on_stored_shapes.or_unavailable(deadline)
    return Call(registered.method, query, headers, body, path, now, deadline, trace_id, principal)


def _render(reply: Reply, trace_id: str | None) -> Response:
    headers: dict[str, str | list[str]] = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    headers |= dict(reply.headers)
    if trace_id is not None:
        headers["x-trace-id"] = trace_id
    if reply.body is None:
        return Response(body="", status_code=reply.status, headers=headers)
    if isinstance(reply.body, HtmlPage):
        headers["Content-Type"] = "text/html; charset=utf-8"
        return Response(body=reply.body.html, status_code=reply.status, headers=headers)
    headers.setdefault("Content-Type", "application/json")
    text = reply.body.model_dump_json(exclude_none=getattr(reply.body, "omits_null", False))
    return Response(body=text, status_code=reply.status, headers=headers)
