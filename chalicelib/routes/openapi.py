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
from chalicelib.routes.query import NoQuery
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
_ANY_PARAMETERS = {"name": "parameters", "in": "query", "required": False, "style": "form", "explode": True}
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
            *_path_parameters(one.path),
            *_query_parameters(schemas[one.query, "validation"], definitions),
            *_header_parameters(one),
        ],
        "responses": {str(status): _response(answer, schemas) for status, answer in one.answers.items()},
        "security": _security(one),
    }
    operation["responses"]["default"] = _response(ErrorAnswer, schemas)
    if one.body:
        options = [schemas[model, "validation"] for model in one.body]
        schema = options[0] if len(options) == 1 else {"anyOf": options}
        operation["requestBody"] = {
            "required": one.body_required,
            "content": {"application/json": {"schema": schema}},
        }
    return operation


def _path_parameters(path: str) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _query_parameters(model: Mapping[str, Any], definitions: Mapping[str, Any]) -> list[dict[str, Any]]:
    schema = definitions[model["$ref"].rpartition("/")[2]]
    required = schema.get("required", [])
    if schema.get("additionalProperties"):  # any, of any name
        return [
            _ANY_PARAMETERS | {"schema": {"type": "object", "additionalProperties": schema["additionalProperties"]}}
        ]
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _without_null(described)}
        for name, described in schema.get("properties", {}).items()
    ]


def _header_parameters(one: Endpoint) -> list[dict[str, Any]]:
    """Those beside the credentials."""
    headers = {"x-trace-id": "of the right shape: echoed, and the trace of a single event that names none"}
    if one.takes_idempotency_key:
        headers["Idempotency-Key"] = "names the events that do not name themselves, so that a retry meets them"
    return [
        {"name": name, "in": "header", "required": False, "schema": {"type": "string"}, "description": described}
        for name, described in headers.items()
    ]


def _without_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A parameter is absent, never null."""
    options = [option for option in schema.get("anyOf", []) if option != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key != "anyOf" and (key, value) != ("default", None)}
    return rest | (options[0] if len(options) == 1 else {"anyOf": options} if options else {})


def _response(answer: type[BaseModel] | Described | None, schemas: _Schemas) -> dict[str, Any]:
    if answer is None:
        return {"description": "nothing"}
    if isinstance(answer, Described):
        return _described_response(answer)
    content = {"application/json": {"schema": schemas[answer, "serialization"]}}
    return {"description": (answer.__doc__ or "").strip(), "content": content}


def _described_response(answer: Described) -> dict[str, Any]:
    response: dict[str, Any] = {"description": answer.description}
    if answer.headers:
        response["headers"] = {
            name: {"description": what, "schema": {"type": "string"}} for name, what in answer.headers.items()
        }
    if answer.media_type is not None:
        response["content"] = {answer.media_type: {"schema": {"type": "string"}}}
    return response


def _security(one: Endpoint) -> list[dict[str, list[str]]]:
    if one.access is None:
        return []
    if one.access == STRIPE:
        return [{_STRIPE: []}]
    ways = [_BEARER, _SIGNATURE] if one.access == INGEST else [_BEARER, _COOKIE]
    return [{way: []} for way in ways]
