"""The dashboard's files on this machine, answered as CloudFront does: infra/resources/site.yaml has the rules."""

import json
import re
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml

from chalicelib.domain.dashboard_urls import DASHBOARD_PATH
from infra.dashboard_files import (
    BUILT,
    CONFIGURATION,
    CONTENT_TYPES,
    PAGE,
    cache_control,
    configuration,
    content_type,
    file_names,
)
from infra.local.http_messages import HttpRequest, HttpResponse, RefusedError

PATHS = "/cp/"
SITE_TEMPLATE = Path(__file__).resolve().parent.parent / "resources" / "site.yaml"
METHODS = ("GET", "HEAD")

# A twin of the DeepLinks function's; a test runs both on the same paths.
_FILE = re.compile(r"/(assets/.+|[^/]+\.[^/]+)")
_NOT_BUILT = b"The dashboard is not built yet: run `make setup`, then reload this page.\n"


def wanted_key(path: str) -> str | None:
    """What of the dashboard a path asks for, as it was sent; None where it is none of the dashboard's."""
    below = path.removeprefix(DASHBOARD_PATH)
    if not path.startswith(DASHBOARD_PATH) or (below and not below.startswith("/")):
        return None
    return below.removeprefix("/") if _FILE.fullmatch(below) else PAGE


def security_headers(template: Path = SITE_TEMPLATE) -> list[tuple[str, str]]:
    """Those of the template's SecurityHeaders, but for Strict-Transport-Security: this machine has no certificate."""
    resources = yaml.safe_load(template.read_text(encoding="utf-8"))["Resources"]
    policy = resources["SecurityHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    wanted = policy["SecurityHeadersConfig"].items()
    found = [_as_sent(name, set_to) for name, set_to in wanted if name != "StrictTransportSecurity"]
    return found + [(item["Header"], item["Value"]) for item in policy["CustomHeadersConfig"]["Items"]]


def _as_sent(name: str, set_to: dict[str, Any]) -> tuple[str, str]:
    """As CloudFront spells what the template sets. Raises KeyError for what this machine does not know of."""
    spelled = {
        "ContentSecurityPolicy": ("Content-Security-Policy", "ContentSecurityPolicy"),
        "ContentTypeOptions": ("X-Content-Type-Options", None),
        "FrameOptions": ("X-Frame-Options", "FrameOption"),
        "ReferrerPolicy": ("Referrer-Policy", "ReferrerPolicy"),
    }
    header, key = spelled[name]
    return header, "nosniff" if key is None else str(set_to[key])


class Site:
    def __init__(self, folder: Path = BUILT) -> None:
        self._folder = folder
        self._headers = security_headers()

    def answer(self, request: HttpRequest) -> HttpResponse:
        """A page that is built while this runs is there at the next request: nothing is kept in memory."""
        try:
            return self._file(request)
        except RefusedError as refusal:
            response = refusal.response()
            response.headers.extend(self._headers)
            return response

    def _file(self, request: HttpRequest) -> HttpResponse:
        """Raises RefusedError."""
        if request.method not in METHODS:
            allowed = [("Allow", ", ".join(METHODS))]
            raise RefusedError(HTTPStatus.METHOD_NOT_ALLOWED, "this path does not take this method", allowed)
        key = wanted_key(request.path)
        if key is None:
            raise RefusedError(HTTPStatus.NOT_FOUND, "there is nothing at this path")
        name = unquote(key, errors="replace")
        if name == CONFIGURATION:
            return self._found(name, json.dumps(configuration(api="", stage="local")).encode())
        content = self._read(name)
        if content is not None:
            return self._found(name, content)
        if name == PAGE:
            return self._answer(HTTPStatus.NOT_FOUND, CONTENT_TYPES[".txt"], cache_control(name), _NOT_BUILT)
        raise RefusedError(HTTPStatus.NOT_FOUND, "there is no such file of the dashboard")

    def _read(self, name: str) -> bytes | None:
        """As a key of a bucket: what is not among those there is not found, however it is spelled."""
        try:
            return (self._folder / name).read_bytes() if name in set(file_names(self._folder)) else None
        except FileNotFoundError:  # it is being built anew at this very moment
            return None

    def _found(self, name: str, content: bytes) -> HttpResponse:
        return self._answer(HTTPStatus.OK, content_type(name), cache_control(name), content)

    def _answer(self, status: HTTPStatus, type_: str, caching: str, content: bytes) -> HttpResponse:
        return HttpResponse(status, [("Content-Type", type_), ("Cache-Control", caching), *self._headers], content)
