"""Parameters of an operation, as the OpenAPI document shows them."""

import re
from collections.abc import Mapping
from typing import Any

from chalicelib.domain.alarm_rules import ALARM_RULES
from chalicelib.domain.quarantine import ID_SHAPE
from chalicelib.domain.request_name import SHAPE as REQUEST_NAME_SHAPE
from chalicelib.domain.trace_id import PATH_SHAPE
from chalicelib.domain.tracking.link import CAMPAIGN_ID_SHAPE, CID_SHAPE
from chalicelib.routes.endpoint import Endpoint

_ANY_PARAMETERS = {"name": "parameters", "in": "query", "required": False, "style": "form", "explode": True}
_IN_A_PATH: Mapping[str, Mapping[str, Any]] = {
    "alarm_id": {"enum": [rule.id for rule in ALARM_RULES]},
    "campaign_id": {"pattern": f"^{CAMPAIGN_ID_SHAPE.pattern}$"},
    "cid": {"pattern": f"^{CID_SHAPE.pattern}$"},
    "quarantine_id": {"pattern": f"^{ID_SHAPE.pattern}$"},
    "trace_id": {"pattern": f"^{PATH_SHAPE.pattern}$"},
}
_SAYS_WHAT_IT_HOLDS = {"pattern", "enum", "const", "format", "anyOf", "minLength"}


def path_parameters(path: str) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", path)
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"} | dict(_IN_A_PATH[name])}
        for name in names
    ]


def query_parameters(model: Mapping[str, Any], definitions: Mapping[str, Any]) -> list[dict[str, Any]]:
    schema = definitions[model["$ref"].rpartition("/")[2]]
    required = schema.get("required", [])
    if schema.get("additionalProperties"):  # any, of any name
        return [
            _ANY_PARAMETERS | {"schema": {"type": "object", "additionalProperties": schema["additionalProperties"]}}
        ]
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _of_a_query(described)}
        for name, described in schema.get("properties", {}).items()
    ]


def header_parameters(one: Endpoint) -> list[dict[str, Any]]:
    """Those beside the credentials."""
    headers = [_header("x-trace-id", "of the right shape: echoed, and the trace of a single event that names none")]
    if one.takes_idempotency_key:
        what = "names the events that do not name themselves, so that a retry meets them"
        headers.append(_header("Idempotency-Key", what, pattern=f"^{REQUEST_NAME_SHAPE.pattern}$"))
    return headers


def _header(name: str, what: str, **more: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "schema": {"type": "string"} | more, "description": what}


def _of_a_query(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A parameter is absent, never null and never empty."""
    options = [option for option in schema.get("anyOf", []) if option != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key != "anyOf" and (key, value) != ("default", None)}
    described = rest | (options[0] if len(options) == 1 else {"anyOf": options} if options else {})
    if described.get("type") == "string" and not _SAYS_WHAT_IT_HOLDS & described.keys():
        described["minLength"] = 1
    return described
