"""Where text can be put into a request: each parameter, path, field and header, read from the published document."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

import httpx

from tests.api_client import FEED, INGEST, ApiClient, page_view
from tests.fuzz.valid_requests import BODIES, IN_A_PATH, STRIPE, Sender

Place = tuple[str, Callable[[ApiClient, str], httpx.Response | None]]
HEADERS = ("Cookie", "User-Agent", "Referer", "Origin", "Authorization", "webhook-id", "webhook-timestamp")
MORE_HEADERS = ("webhook-signature", "stripe-signature", "Idempotency-Key", "x-trace-id", "Content-Type")
ROUTES_OF_EVERY_CREDENTIAL = (
    ("post", INGEST),
    ("post", STRIPE),
    ("get", "/internal/event-types"),
    ("get", "/r/{cid}"),
)
_NOT_IN_A_HEADER = re.compile(r"[\x00-\x1f\x7f]")
_UNRESERVED = "/%:@!$&'()*+,;="


def places(document: Mapping[str, Any], cid: str) -> Iterator[Place]:
    """`cid`: of a link that is there. A place answers None where HTTP cannot carry the text there."""
    for path, item in sorted(document["paths"].items()):
        for method, operation in item.items():
            for parameter in operation["parameters"]:
                name = parameter["name"]
                if parameter["in"] == "query":
                    yield f"{method} {path} ?{name}", _query(method, path, name, cid)
                if parameter["in"] == "path":
                    yield f"{method} {path} {{{name}}}", _path(method, path, name, safe="")
                    yield f"{method} {path} {{{name}}} as it is", _path(method, path, name, safe=_UNRESERVED)
            yield f"{method} {path} ?", _unknown_parameter(method, path, cid)
            if "requestBody" in operation:
                for name in _text_fields(operation["requestBody"], document):
                    yield f"{method} {path} .{name}", _field(method, path, name)
                yield f"{method} {path} .", _unknown_field(method, path)
    for header in (*HEADERS, *MORE_HEADERS):
        for method, path in ROUTES_OF_EVERY_CREDENTIAL:
            yield f"{method} {path} {header}:", _header(method, path, header, cid)


def _query(method: str, path: str, name: str, cid: str) -> Callable[[ApiClient, str], httpx.Response]:
    def send(api: ApiClient, text: str) -> httpx.Response:
        # as little as can be read, so that thousands take no minutes
        rest = {"type": "m_otp_send"} if path == FEED and name != "type" else {}
        return _send(api, method, path, query=rest | {name: text}, cid=cid)

    return send


def _unknown_parameter(method: str, path: str, cid: str) -> Callable[[ApiClient, str], httpx.Response]:
    return lambda api, text: _send(api, method, path, query={text: text}, cid=cid)


def _path(method: str, path: str, name: str, safe: str) -> Callable[[ApiClient, str], httpx.Response | None]:
    def send(api: ApiClient, text: str) -> httpx.Response | None:
        segment = quote(text, safe=safe)
        if re.search(r"(^|/)\.\.?(/|$)", segment):
            return None  # a client resolves it before it asks
        return _send(api, method, path.replace(f"{{{name}}}", segment.replace("{", "%7B").replace("}", "%7D")))

    return send


def _field(method: str, path: str, name: str) -> Callable[[ApiClient, str], httpx.Response]:
    body = BODIES[method.upper(), path][0]
    return lambda api, text: _send(api, method, path, body=body | {name: text})


def _unknown_field(method: str, path: str) -> Callable[[ApiClient, str], httpx.Response]:
    body = BODIES[method.upper(), path][0]
    return lambda api, text: _send(api, method, path, body=body | {text: text})


def _header(method: str, path: str, name: str, cid: str) -> Callable[[ApiClient, str], httpx.Response | None]:
    def send(api: ApiClient, text: str) -> httpx.Response | None:
        if _NOT_IN_A_HEADER.search(text):
            return None
        value = f"tf_session={text}; ef_tracking={text}" if name == "Cookie" else text
        return _send(api, method, path, body=page_view("v"), headers={name: value.strip()}, cid=cid)

    return send


def _send(
    api: ApiClient,
    method: str,
    path: str,
    *,
    query: Mapping[str, str] | None = None,
    body: Any = None,
    headers: Mapping[str, str] | None = None,
    cid: str = IN_A_PATH["cid"],
) -> httpx.Response:
    if body is None and (method.upper(), path) in BODIES:
        body = BODIES[method.upper(), path][0]
    content = b"" if body is None else json.dumps(body).encode()
    url = path.format(**IN_A_PATH | {"cid": cid}) + (f"?{urlencode(query)}" if query else "")
    usual = {"Content-Type": "application/json", "User-Agent": "tests"} | Sender(api).credential(path, content)
    if headers and next(iter(headers)) in (*HEADERS, "webhook-signature"):
        usual.pop("Authorization", None)
    sent = [(name.encode(), value.encode()) for name, value in (usual | dict(headers or {})).items()]
    return api.http.request(method.upper(), url, content=content, headers=sent)


def _text_fields(body: Mapping[str, Any], document: Mapping[str, Any]) -> list[str]:
    found: dict[str, None] = {}
    waiting = [body["content"]["application/json"]["schema"]]
    for schema in waiting:
        waiting += schema.get("anyOf", [])
        if "$ref" in schema:
            waiting.append(document["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
        for name, described in schema.get("properties", {}).items():
            kinds = [described, *described.get("anyOf", [])]
            if any(kind.get("type", "string") == "string" for kind in kinds):
                found[name] = None
    return list(found)
