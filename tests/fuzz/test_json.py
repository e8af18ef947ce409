"""Bodies that are no JSON, or JSON as nobody would write it: a clear refusal everywhere, and the next request works."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.api_client import INGEST, ApiClient, page_view, statuses
from tests.fuzz.valid_requests import BODIES, SIGN_IN, STRIPE, Route, Sender, assert_refused

DEEP = 100_000
NO_BODIES: dict[str, bytes] = {
    "white space": b" \t\r\n",
    "nested lists": b"[" * DEEP + b"]" * DEEP,
    "nested objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "lists that never end": b"[" * (10 * DEEP),
    "a number of 100,000 digits": b'{"a": ' + b"9" * DEEP + b"}",
    "a fraction out of range": b'{"a": ' + b"9" * DEEP + b".5}",
    "an exponent out of range": b'{"a": 1e999}',
    "a negative exponent out of range": b'{"a": -1E+999}',
    "NaN": b'{"a": NaN}',
    "Infinity": b'{"a": [Infinity]}',
    "minus Infinity": b'{"a": -Infinity}',
    "half a pair": b'{"a": "\\ud800"}',
    "the other half": b'{"a": "\\udc00"}',
    "a pair the wrong way round": b'{"a": "\\udc00\\ud800"}',
    "half a pair in a key": b'{"\\ud800": 1}',
    "a byte-order mark": b"\xef\xbb\xbf{}",
    "an overlong slash": b'{"a": "\xc0\xaf"}',
    "an overlong zero": b'{"a": "\xe0\x80\x80"}',
    "a character cut off": b'{"a": "\xe2\x82"}',
    "an encoded surrogate": b'{"a": "\xed\xa0\x80"}',
    "beyond Unicode": b'{"a": "\xf5\x80\x80\x80"}',
    "Latin-1": '{"a": "é"}'.encode("latin-1"),
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "UTF-16 without a mark": '{"a": 1}'.encode("utf-16-le"),
    "UTF-32": '{"a": 1}'.encode("utf-32"),
    "a second value": b'{"a": 1}{"a": 1}',
    "something behind": b'{"a": 1} x',
    "a zero byte behind": b'{"a": 1}\x00',
    "a zero byte in a text": b'{"a": "\x00"}',
    "a line end in a text": b'{"a": "\n"}',
    "a comma too many": b'{"a": 1,}',
    "single quotes": b"{'a': 1}",
    "a comment": b'{"a": 1 /* one */}',
    "a leading zero": b'{"a": 01}',
    "a leading plus": b'{"a": +1}',
    "hexadecimal": b'{"a": 0x10}',
    "an unknown escape": b'{"a": "\\x41"}',
    "a form": b"a=1&b=2",
    "XML": b"<a>1</a>",
}
NO_OBJECTS = {
    "a list": b"[1]",
    "a text": b'"a"',
    "a number": b"1",
    "minus zero": b"-0",
    "true": b"true",
    "null": b"null",
}
MEDIA_TYPES = [
    "",
    "text/plain",
    "application/xml",
    "multipart/form-data",
    "application/json; charset=latin-1",
    "json",
    "*/*",
]


@pytest.mark.parametrize("route", BODIES, ids=" ".join)
def test_what_is_no_json_is_a_400_and_the_next_request_works(api: ApiClient, route: Route) -> None:
    sender = Sender(api)
    for name, body in NO_BODIES.items():
        answer = sender.send(route, body)
        assert (name, answer.status_code) == (name, 400), answer.text
        assert_refused(answer, 400, "BadRequestError")
    sender.send_good(route)


@pytest.mark.parametrize("route", BODIES, ids=" ".join)
def test_no_body_at_all_is_a_400_unless_none_is_needed(api: ApiClient, document: dict[str, Any], route: Route) -> None:
    answer = Sender(api).send(route, b"")
    needs_one = document["paths"][route[1]][route[0].lower()]["requestBody"]["required"]
    assert answer.status_code == (400 if needs_one else 404), answer.text


@pytest.mark.parametrize("route", BODIES, ids=" ".join)
def test_another_media_type_is_a_415_that_repeats_nothing_of_it(api: ApiClient, route: Route) -> None:
    body = json.dumps(BODIES[route][0]).encode()
    for media_type in MEDIA_TYPES:
        answer = Sender(api).send(route, body, {"Content-Type": media_type})
        assert_refused(answer, 415, "UnsupportedMediaType")
        assert len(media_type) < 5 or media_type not in answer.text


@pytest.mark.parametrize("route", BODIES, ids=" ".join)
def test_json_of_any_depth_is_read_or_refused(api: ApiClient, route: Route) -> None:
    """Where the parser can just go down, whatever comes behind it must get down there too."""
    sender = Sender(api)
    for depth in (500, *range(904, 1000, 12)):
        for opened, closed in ((b"[", b"]"), (b'{"a":', b"}")):
            nested = opened * depth + b"1" + closed * depth
            good = json.dumps(BODIES[route][0]).encode()
            for body in (
                good[:-1] + b', "payload": ' + nested + b"}",
                good[:-1] + b', "data": ' + nested + b"}",
                nested,
            ):
                status = sender.send(route, body).status_code
                assert status in (200, 400, 404, 409, 422), (depth, opened, status)
    sender.send_good(route)


def test_odd_numbers_come_back_as_they_were(api: ApiClient, new_id: Callable[[str], str]) -> None:
    trace_id = new_id("trace_")
    text = f'{{"event_type": "m_page_view", "anonymous_id": "v", "trace_id": "{trace_id}", "payload": PAYLOAD}}'
    payload = '{"a": -0, "b": -0.0, "c": 1e308, "d": 5e-324, "e": 1e-999, "f": 0.1, "g": 9007199254740993, "h": 1E5}'
    answer = Sender(api).send(("POST", INGEST), text.replace("PAYLOAD", payload).encode())
    assert statuses(answer) == ["accepted"]
    (event,) = api.feed(trace_id=trace_id)
    assert event["payload"] == json.loads(payload)


def test_an_integer_of_as_many_digits_as_can_be_read_fits_into_no_payload_and_breaks_nothing(api: ApiClient) -> None:
    body = b'{"event_type": "m_page_view", "anonymous_id": "v", "payload": {"a": %s, "b": 1}}' % (b"9" * 4300)
    assert statuses(Sender(api).send(("POST", INGEST), body)) == ["accepted"]


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ('{"events": 5, "events": [EVENT]}', {"a": 1}),
        ('{"events": [5], "events": [EVENT]}', {"a": 1}),
        ('{"anonymous_id": 5, "trace_id": "trace_other", REST', {"a": 1}),
        ('{"payload": 5, REST', {"a": 1}),
        ('{"payload": {"a": 2, "b": 3}, REST', {"a": 1}),
    ],
)
def test_of_duplicate_keys_the_last_wins_on_every_level(
    api: ApiClient, new_id: Callable[[str], str], body: str, kept: dict[str, int]
) -> None:
    trace_id = new_id("trace_")
    event = json.dumps(page_view("v", trace_id=trace_id)).removesuffix("}") + ', "payload": {"a": 5, "a": 1}}'
    text = body.replace("EVENT", event).replace("REST", event.removeprefix("{"))
    answer = Sender(api).send(("POST", INGEST), text.encode())
    assert statuses(answer) == ["accepted"]
    assert [found["payload"] for found in api.feed(trace_id=trace_id)] == [kept]


def test_a_body_is_looked_at_after_its_credential(api: ApiClient) -> None:
    for route in BODIES:
        if route[1] not in (SIGN_IN, STRIPE):
            answer = Sender(api).send(route, b"{", {"Authorization": "Bearer wrong"})
            assert_refused(answer, 401, "UnauthorizedError")
