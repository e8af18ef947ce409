"""GET /openapi.json: OpenAPI 3.1, out of the endpoints and the very models that validate and answer."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from chalice import Blueprint
from pydantic import BaseModel, RootModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from chalicelib.domain.stripe_signature import HEADER as STRIPE_HEADER
from chalicelib.routes.answer import Described, Reply
from chalicelib.routes.credentials import INGEST, SESSION_COOKIE, STRIPE
from chalicelib.routes.endpoint import ENDPOINTS, Call, Endpoint, endpoint
from chalicelib.routes.errors import ErrorAnswer
from chalicelib.routes.json_body import MAX_BODY_BYTES
from chalicelib.routes.openapi_answers import ALWAYS_SENT, HEADERS_OF_STATUS, all_answers
from chalicelib.routes.openapi_parameters import header_parameters, path_parameters, query_parameters
from chalicelib.routes.query import NoQuery
from chalicelib.routes.rooms import ROOMS, blueprint_of
from chalicelib.version import VERSION

_REF = "#/components/schemas/{model}"
_BEARER, _COOKIE, _SIGNATURE, _STRIPE = "bearer", "session_cookie", "standard_webhooks", "stripe_signature"
_SECURITY_SCHEMES = {
    _BEARER: {"type": "http", "scheme": "bearer", "description": "INTERNAL_API_KEY, or the token of a session"},
    _COOKIE: {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE},
    _SIGNATURE: {
        "type": "apiKey",
        "in": "header",
        "name": "webhook-signature",
        "description": "Standard Webhooks, with webhook-id and webhook-timestamp beside it",
    },
    _STRIPE: {
        "type": "apiKey",
        "in": "header",
        "name": STRIPE_HEADER,
        "description": "Stripe's own signature of a webhook: t= and v1=, at most 300 seconds old",
    },
}
_Schemas = Mapping[tuple[Any, JsonSchemaMode], Mapping[str, Any]]
blueprint = Blueprint(__name__)


class OpenApiAnswer(RootModel[dict[str, Any]]):
    """This document."""


@endpoint(
    blueprint,
    "GET",
    "/openapi.json",
    summary="This document",
    access=None,
    answers={200: OpenApiAnswer},
    uses_store=False,
)
def openapi(_call: Call[NoQuery]) -> Reply:
    return Reply(OpenApiAnswer(document()))


@cache
def document() -> dict[str, Any]:
    for room in ROOMS:
        blueprint_of(room)  # whose endpoints are known from then on
    wanted: set[tuple[type[BaseModel], JsonSchemaMode]] = {(ErrorAnswer, "serialization")}
    for one in ENDPOINTS:
        wanted |= {(model, "validation") for model in (one.query, *one.body)}
        wanted |= {(answer, "serialization") for answer in one.answers.values() if isinstance(answer, type)}
    in_order = sorted(wanted, key=lambda pair: (pair[0].__name__, pair[1]))
    schemas, definitions = models_json_schema(in_order, ref_template=_REF)
    paths: dict[str, dict[str, Any]] = {}
    for one in ENDPOINTS:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, schemas, definitions["$defs"])
    return {
        "openapi": "3.1.0",
        "info": {"title": "Tracefunnel", "version": VERSION},
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": definitions["$defs"], "securitySchemes": _SECURITY_SCHEMES},
    }


def _operation(one: Endpoint, schemas: _Schemas, definitions: Mapping[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": re.sub(r"\W+", "_", f"{one.method.lower()}{one.path}").strip("_"),
        "summary": one.summary,
        "parameters": [
            *path_parameters(one.path),
            *query_parameters(schemas[one.query, "validation"], definitions),
            *header_parameters(one),
        ],
        "responses": {
            str(status): _response(status, answer, schemas) for status, answer in sorted(all_answers(one).items())
        },
        "security": _security(one),
    }
    operation["responses"]["default"] = _response(None, ErrorAnswer, schemas)
    if one.body:
        options = [schemas[model, "validation"] for model in one.body]
        schema = options[0] if len(options) == 1 else {"anyOf": options}
        operation["requestBody"] = {
            "required": one.body_required,
            "description": f"at most {MAX_BODY_BYTES:,} bytes, in UTF-8, without Content-Encoding",
            "content": {"application/json": {"schema": schema}},
        }
    return operation


def _response(status: int | None, answer: type[BaseModel] | Described | None, schemas: _Schemas) -> dict[str, Any]:
    response: dict[str, Any] = {"description": "nothing"}
    headers = dict(HEADERS_OF_STATUS.get(status, {}))
    if isinstance(answer, Described):
        response["description"] = answer.description
        headers |= answer.headers
        if answer.media_type is not None:
            response["content"] = {answer.media_type: {"schema": {"type": "string"}}}
    elif answer is not None:
        response["description"] = (answer.__doc__ or "").strip()
        response["content"] = {"application/json": {"schema": schemas[answer, "serialization"]}}
    if headers:
        response["headers"] = {
            name: {"description": what, "required": name in ALWAYS_SENT, "schema": {"type": "string"}}
            for name, what in headers.items()
        }
    return response


def _security(one: Endpoint) -> list[dict[str, list[str]]]:
    if one.access is None:
        return []
    if one.access == STRIPE:
        return [{_STRIPE: []}]
    ways = [_BEARER, _SIGNATURE] if one.access == INGEST else [_BEARER, _COOKIE]
    return [{way: []} for way in ways]
