"""What names a person is kept nowhere: planted in every place of every request, then looked for in all that is left."""

import base64
import re
import uuid
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

import jwt
import pytest

from infra.table_definitions import table_definitions
from tests.api_client import ApiClient
from tests.conftest import ServiceFactory
from tests.http.access_parts import EXPECTED, Access
from tests.http.tracking_parts import CHROME
from tests.scenarios import traces_left
from tests.scenarios.planted import Planter

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

ALL_KINDS_OF_ANSWERS = {200, 201, 204, 302, 400, 401, 404, 409, 415, 422}


# Cards, tokens and IP addresses are looked for in free text (design, "Redaction"); an identifier is kept as it is sent,
# unless it holds an e-mail address, and so is a number in `utm_*`, among which those of ads can pass for cards.
IDENTIFIERS = "anonymous_id|campaign_id|error_code|job_id|name|tenant_id|user_id"
KEPT_BY_DESIGN = re.compile(
    rf".* body ({IDENTIFIERS}) as credentials|(card|ip) .*(body url as \?utm_source=.*|an unknown query parameter)"
)


@dataclass(frozen=True)
class LeftBehind:
    """All that the requests left, as (where, text)."""

    planter: Planter
    stored: list[tuple[str, str]]
    logged: list[tuple[str, str]]

    def answers(self, statuses: Container[int]) -> list[tuple[str, str]]:
        """A redirect hands on the visitor's own parameters, as it must: where to is not looked at."""
        texts = []
        for route, answer in self.planter.answers:
            headers = [pair for pair in answer.headers.multi_items() if pair[0] != "location"]
            texts += [(f"{route} {answer.status_code}", f"{answer.text} {headers}")] * (answer.status_code in statuses)
        return texts

    def told(self, texts: Iterable[tuple[str, str]]) -> dict[str, str]:
        """What of the planted the texts tell, by kind and place it was sent in -> where it was found."""
        places = [*self.planter.places, "unknown"]
        return {
            f"{kind} {places[number]}": where for where, text in texts for kind, number in traces_left.found_in(text)
        }

    def leaked(self, texts: Iterable[tuple[str, str]]) -> dict[str, str]:
        return {what: where for what, where in self.told(texts).items() if not KEPT_BY_DESIGN.fullmatch(what)}


def scan(client: "DynamoDBClient", prefix: str) -> Iterator[tuple[str, str]]:
    for definition in table_definitions(prefix):
        for page in client.get_paginator("scan").paginate(TableName=definition.name):
            for item in page["Items"]:
                yield from ((definition.name, text) for text in traces_left.texts_in(item))


# What `masked` keeps is what `domain` keeps, and more.
@pytest.fixture(scope="module", params=["masked", pytest.param("domain", marks=pytest.mark.soak)])
def left_behind(
    request: pytest.FixtureRequest, module_service: ServiceFactory, dynamodb: "DynamoDBClient"
) -> LeftBehind:
    prefix = f"privacy-{request.param}-{uuid.uuid4().hex[:8]}-"
    service = module_service(EMAIL_POLICY=request.param, LINK_ALLOWED_HOSTS="shop.example.com", TABLE_PREFIX=prefix)
    with ApiClient.to(service.base_url, service.secrets) as api:
        api.http.headers["User-Agent"] = CHROME  # a robot's click is no event
        document = api.http.get("/openapi.json").json()
        planter = Planter(Access.prepare(api, dynamodb, prefix), document)
        planter.everywhere()
        planter.read_all()
    stored = list(scan(dynamodb, prefix))
    service.stop()
    return LeftBehind(planter, stored, [("stdout", "\n".join(service.lines)), ("stderr", service.log)])


def test_the_requests_went_to_every_route_and_were_answered_in_every_way(left_behind: LeftBehind) -> None:
    answered = {route for route, _ in left_behind.planter.answers}
    assert answered == {" ".join(route) for route in EXPECTED}
    assert {answer.status_code for _, answer in left_behind.planter.answers} >= ALL_KINDS_OF_ANSWERS


def test_what_the_design_keeps_was_kept_so_that_the_search_had_something_to_find(left_behind: LeftBehind) -> None:
    whole = " ".join(text for _, text in left_behind.stored)
    assert [
        kept for kept in ("mail.example", "[email]", "[card]", "[token]", "[ip]", "[secret]") if kept not in whole
    ] == []


def test_nothing_planted_is_in_a_table(left_behind: LeftBehind) -> None:
    assert left_behind.leaked(left_behind.stored) == {}


def test_nothing_planted_is_in_a_log_line_or_metric(left_behind: LeftBehind) -> None:
    assert "RejectedEvents" in " ".join(text for _, text in left_behind.logged)
    assert left_behind.told(left_behind.logged) == {}


def test_a_refusal_echoes_nothing_of_what_it_refuses(left_behind: LeftBehind) -> None:
    assert left_behind.told(left_behind.answers(range(400, 600))) == {}


def test_no_answer_tells_more_than_the_tables_do(left_behind: LeftBehind) -> None:
    assert left_behind.leaked(left_behind.answers(range(200, 400))) == {}


def test_a_followed_link_hands_on_the_address_in_its_url_and_keeps_it_nowhere(left_behind: LeftBehind) -> None:
    followed = [answer for route, answer in left_behind.planter.answers if route == "GET /r/{cid}"]
    assert any(traces_left.STEM in answer.headers.get("location", "") for answer in followed)


def test_no_hash_of_an_address_can_be_made_without_the_pepper(left_behind: LeftBehind) -> None:
    digests = traces_left.digests_of(len(left_behind.planter.places))
    found = {
        digest for _, text in (*left_behind.stored, *left_behind.logged) for digest in traces_left.digests_in(text)
    }
    assert not found & digests.keys()


@pytest.mark.parametrize(
    "text",
    [
        *(traces_left.everything(number) for number in range(40, 44)),
        "zorblax000040@mail.example".upper(),
        quote(quote("zorblax000040@mail.example", safe="")),
        *(base64.b64encode(f"{before}zorblax000040@mail.example".encode()).decode() for before in ("", "a", "ab")),
        b"zorblax000040@mail.example".hex(),
        jwt.encode({"utm_source": traces_left.card(40)}, "a secret of at least 32 characters"),
        "-".join(re.findall("....", traces_left.card(40))),
        "card 4929 1200 0000 0404.",
    ],
)
def test_the_search_finds_what_is_planted_in_any_disguise(text: str) -> None:
    assert list(traces_left.found_in(f"before {text} behind"))


def test_the_search_finds_nothing_in_what_was_not_planted() -> None:
    assert not list(traces_left.found_in("z***@mail.example paid with 4111 1111 1111 1111 from 203.0.113.7"))
