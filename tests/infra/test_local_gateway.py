"""The local gateway: which route a request finds, what the application sees of it, and what the client gets back."""

import json
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Any

import pytest

from tests.infra.local_server import NEVER_SECONDS, RecordingServer, ask, send_raw


def test_an_unknown_path_is_not_found_in_the_contracts_shape(local_client: HTTPConnection) -> None:
    response, body = ask(local_client, "GET", "/nowhere")

    assert (response.status, body["Code"]) == (404, "NotFoundError")
    assert set(body) == {"Code", "Message"}
    assert response.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("path", ["/links/", "/links//", "/links/a/b", "/", "/ECHO", "/echo;v=1", "/%65cho"])
def test_a_path_that_only_looks_like_a_route_is_not_found(local_client: HTTPConnection, path: str) -> None:
    assert ask(local_client, "GET", path)[0].status == 404


def test_a_path_with_a_slash_at_its_end_is_the_same_path(local_client: HTTPConnection) -> None:
    assert ask(local_client, "GET", "/echo/")[0].status == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "BREW", "get"])
def test_an_unknown_method_is_not_allowed_and_the_allowed_ones_are_named(
    local_client: HTTPConnection, method: str
) -> None:
    response, body = ask(local_client, method, "/echo")

    assert (response.status, body["Code"]) == (405, "MethodNotAllowedError")
    assert response.headers["Allow"] == "GET, POST"


def test_an_unknown_method_of_an_unknown_path_is_not_found(local_client: HTTPConnection) -> None:
    assert ask(local_client, "BREW", "/nowhere")[0].status == 404


def test_head_is_not_taken_for_get_and_has_no_body(local_client: HTTPConnection) -> None:
    local_client.request("HEAD", "/echo")
    response = local_client.getresponse()

    assert response.status == 405
    assert response.read() == b""
    assert ask(local_client, "GET", "/echo")[0].status == 200


def test_a_named_route_goes_before_a_parameter(local_client: HTTPConnection) -> None:
    assert ask(local_client, "GET", "/links/summary")[1] == {"summary": True}


def test_path_parameters_stay_encoded(local_client: HTTPConnection) -> None:
    body = ask(local_client, "GET", "/links/a%2Fb%20c")[1]

    assert body["cid"] == "a%2Fb%20c"
    assert body["event"]["requestContext"]["path"] == "/links/a%2Fb%20c"
    assert body["event"]["requestContext"]["resourcePath"] == "/links/{cid}"


def test_blank_and_repeated_query_values_reach_the_application(local_client: HTTPConnection) -> None:
    event = ask(local_client, "GET", "/echo?a=1&a=2&empty=&bare&e=%40%2B+")[1]

    expected = {"a": ["1", "2"], "empty": [""], "bare": [""], "e": ["@+ "]}
    assert event["multiValueQueryStringParameters"] == expected


def test_no_query_is_null(local_client: HTTPConnection) -> None:
    assert ask(local_client, "GET", "/echo?")[1]["multiValueQueryStringParameters"] is None


def test_repeated_headers_are_joined(local_server: RecordingServer) -> None:
    lines = [
        b"GET /echo HTTP/1.1",
        b"X-A: 1",
        b"x-a: 2",
        b"Cookie: c=1",
        b"Cookie: d=2",
        b"Connection: close",
        b"",
        b"",
    ]
    headers = json.loads(send_raw(local_server, b"\r\n".join(lines)).partition(b"\r\n\r\n")[2])["headers"]

    assert headers["x-a"] == "1, 2"
    assert headers["cookie"] == "c=1; d=2"


def test_each_request_has_an_id_of_its_own(local_client: HTTPConnection) -> None:
    ids = {ask(local_client, "GET", "/echo")[1]["requestContext"]["requestId"] for _ in range(3)}

    assert len(ids) == 3


def test_the_application_is_told_the_time_that_a_lambda_has(local_client: HTTPConnection) -> None:
    assert 55_000 < ask(local_client, "GET", "/time")[1]["remaining_ms"] <= 60_000


def test_text_arrives_as_text_with_its_byte_order_mark(local_client: HTTPConnection) -> None:
    text = '\ufeff{"name": "김"}'
    event = ask(local_client, "POST", "/echo", body=text.encode(), headers={"Content-Type": "application/json"})[1]

    assert (event["body"], event["isBase64Encoded"]) == (text, False)


@pytest.mark.parametrize("content", [b"\xff\xfe", b'"\xed\xa0\x80"'], ids=["not UTF-8", "a lone surrogate"])
def test_bytes_that_are_no_text_arrive_unharmed(local_client: HTTPConnection, content: bytes) -> None:
    event = ask(local_client, "POST", "/echo", body=content, headers={"Content-Type": "application/json"})[1]

    assert event["isBase64Encoded"] is True
    assert event["size"] == len(content)


def test_several_cookies_are_several_headers_and_no_content_has_no_length(
    local_client: HTTPConnection,
) -> None:
    response, _ = ask(local_client, "GET", "/cookies")

    assert response.headers.get_all("Set-Cookie") == ["a=1", "b=2"]
    assert response.headers["Content-Length"] is None
    assert ask(local_client, "GET", "/echo")[0].status == 200


def test_a_failure_of_the_application_shows_no_detail(local_client: HTTPConnection) -> None:
    response, body = ask(local_client, "GET", "/failing")

    assert (response.status, body["Code"]) == (500, "InternalServerError")
    assert "secret detail" not in json.dumps(body)


def test_two_requests_at_once_see_each_their_own(local_server: RecordingServer) -> None:
    def together(name: str) -> Any:
        connection = HTTPConnection("127.0.0.1", local_server.port, timeout=NEVER_SECONDS)
        body = ask(connection, "GET", f"/together/{name}")[1]
        connection.close()
        return body

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(together, ["one", "two"]))

    assert answers == [{"name": "one", "seen": "one"}, {"name": "two", "seen": "two"}]
