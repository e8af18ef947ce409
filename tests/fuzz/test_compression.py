"""Compressed bodies are refused and never blown up, by the service and by the application behind an API Gateway."""

import base64
import gzip
import json
import os
import tracemalloc
import zlib
from pathlib import Path
from typing import Any

import pytest

from tests.api_client import INGEST, ApiClient, page_view
from tests.fuzz.valid_requests import BODIES, Route, Sender, assert_refused
from tests.running_service import SECRETS, ServiceProcess

ZEROS_BYTES = 10_000_000
_ZEROS = gzip.compress(bytes(ZEROS_BYTES))
# Members of a gzip file stand one behind the other: a gigabyte of zeros, in less than the limit of a body.
A_GIGABYTE = _ZEROS * (1_000_000_000 // ZEROS_BYTES)
BOMBS = {
    "10 MB": _ZEROS,
    "10 MB in gzip in gzip": gzip.compress(gzip.compress(_ZEROS)),
    "a gigabyte": A_GIGABYTE,
    "a gigabyte in gzip": gzip.compress(A_GIGABYTE),
}
EVENT = json.dumps(page_view("v")).encode()
PACKED = {"gzip": gzip.compress(EVENT), "deflate": zlib.compress(EVENT), "br": EVENT, "identity": EVENT, "": EVENT}
ALLOWED_BYTES = 100_000_000
HAS_PROC = Path("/proc/self/status").exists()


@pytest.mark.parametrize("route", BODIES, ids=" ".join)
def test_a_body_with_a_content_encoding_is_a_415_everywhere(api: ApiClient, route: Route) -> None:
    sender = Sender(api)
    for encoding, body in PACKED.items():
        for value in (encoding, f"gzip, {encoding}".rstrip(", ")):
            assert_refused(sender.send(route, body, {"Content-Encoding": value}), 415, "UnsupportedMediaType")
    sender.send_good(route)


@pytest.mark.parametrize("route", BODIES, ids=" ".join)
def test_a_compressed_body_that_does_not_say_so_is_a_400_everywhere(api: ApiClient, route: Route) -> None:
    for encoding in ("gzip", "deflate"):
        assert_refused(Sender(api).send(route, PACKED[encoding]), 400, "BadRequestError")


@pytest.mark.skipif(not HAS_PROC, reason="the system does not say how much memory a process had at most")
def test_bombs_are_refused_without_being_blown_up(api: ApiClient, shared_service: ServiceProcess) -> None:
    before = _peak_bytes(shared_service)
    for bomb in BOMBS.values():
        assert len(bomb) < 1_048_576
        for headers in ({"Content-Encoding": "gzip"}, {"Content-Encoding": "gzip, gzip"}):
            assert_refused(Sender(api).send(("POST", INGEST), bomb, headers), 415, "UnsupportedMediaType")
            signed = api.http.post(INGEST, content=bomb, headers=api.signed("{}", "msg_bomb") | headers)
            assert_refused(signed, 401, "UnauthorizedError")
        assert_refused(Sender(api).send(("POST", INGEST), bomb), 400, "BadRequestError")
    assert _peak_bytes(shared_service) - before < ALLOWED_BYTES


@pytest.mark.parametrize("name", BOMBS)
def test_behind_an_api_gateway_bombs_come_in_base64_and_are_refused_too(name: str) -> None:
    assert _answer_of_the_application(b"", {})["statusCode"] == 400  # what is imported at first is no part of it
    tracemalloc.start()
    for headers, status in (({"Content-Encoding": "gzip"}, 415), ({"content-encoding": "br"}, 415), ({}, 400)):
        answer = _answer_of_the_application(BOMBS[name], headers)
        assert answer["statusCode"] == status
        assert json.loads(answer["body"])["Message"]
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < ALLOWED_BYTES


def test_behind_an_api_gateway_the_limit_of_a_body_is_that_of_its_bytes_not_of_its_base64() -> None:
    """1 MiB is 1.4 MB in base64. It is no event, so that no store is asked."""
    for extra, status in ((0, 400), (1, 413)):
        assert _answer_of_the_application(b" " * (1_048_576 + extra), {})["statusCode"] == status


def _answer_of_the_application(body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    os.environ.update({name: value for name, value in SECRETS.items() if name not in os.environ})
    from app import app

    usual = {"Authorization": f"Bearer {SECRETS['INTERNAL_API_KEY']}", "Content-Type": "application/json"}
    event = {
        "headers": usual | headers,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
        "requestContext": {"httpMethod": "POST", "resourcePath": INGEST, "path": INGEST, "identity": {}},
    }
    answer: dict[str, Any] = app(event, None)
    return answer


def _peak_bytes(service: ServiceProcess) -> int:
    status = Path(f"/proc/{service.process.pid}/status").read_text()
    return 1024 * int(status.partition("VmHWM:")[2].split()[0])
