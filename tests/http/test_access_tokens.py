"""Sessions that are none, against every route that is not open: forged, of another kind, too long."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.api_client import FEED, ApiClient
from tests.conftest import ServiceFactory
from tests.forged_tokens import forged_sessions, make_token, session_claims
from tests.http.access_parts import EXPECTED, GUARDED, STRIPE, Access, Route, refusal_complaints
from tests.http.tracking_parts import make_campaign
from tests.running_service import SECRETS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

SESSION_SECRET = SECRETS["SESSION_SECRET"]
ONE_GUARDED = ("GET", FEED)


@pytest.fixture(scope="module")
def access(module_service: ServiceFactory, dynamodb: "DynamoDBClient") -> Iterator[Access]:
    service = module_service(LINK_ALLOWED_HOSTS="shop.example.com")
    with ApiClient.to(service.base_url, service.secrets) as api:
        yield Access.prepare(api, dynamodb, service.table_prefix)


@cache
def _forged() -> dict[str, str]:
    return dict(forged_sessions(datetime.now(UTC), SESSION_SECRET))


def _both_ways(access: Access, tokens: dict[str, str]) -> dict[str, dict[str, str]]:
    """In the header, and as a cookie that comes from one of our own pages."""
    shown = {f"{name}, as bearer": {"Authorization": f"Bearer {token}"} for name, token in tokens.items()}
    origin = {"Origin": access.own_origin}
    return shown | {f"{name}, as cookie": {"Cookie": f"tf_session={token}"} | origin for name, token in tokens.items()}


@pytest.mark.parametrize("route", GUARDED, ids=" ".join)
def test_no_route_takes_a_forged_session_for_one(access: Access, route: Route) -> None:
    before = access.stored()
    both_ways = [*_both_ways(access, _forged()).items()]
    # by turns, since both ways lead to one place: each route sees each token, and each token goes both ways
    half = len(both_ways) // 2
    rows = dict(both_ways[index + half * ((index + GUARDED.index(route)) % 2)] for index in range(half))
    complaints = {name: refusal_complaints(access.send(route, sent), 401, sent) for name, sent in rows.items()}
    assert {name: found for name, found in complaints.items() if found} == {}
    assert access.stored() == before


def test_the_forgeries_are_of_every_kind_and_only_their_fault_keeps_them_out(access: Access) -> None:
    """A token made by the same hand, without a fault, is a session."""
    assert len(_forged()) > 100
    right = make_token(session_claims(datetime.now(UTC)), SESSION_SECRET)
    near_misses = {"right": right, "spaces before it": f"  {right}", "a key id": _signed(kid="../../dev/null")}
    near_misses["another type"] = _signed(typ="at+jwt")
    for name, headers in _both_ways(access, near_misses).items():
        assert access.send(ONE_GUARDED, headers).status_code == 200, name


def _signed(**header: str) -> str:
    return make_token(session_claims(datetime.now(UTC)), SESSION_SECRET, **header)


def test_what_else_the_service_signs_is_no_session_and_a_session_is_nothing_else(access: Access) -> None:
    """Cursors are signed with SESSION_SECRET too, and the campaign cookie is a JWT as well."""
    campaign = make_campaign(access.api, "tokens")
    visitors_cookie = campaign.cookie()
    admin = access.sessions["admin"]
    cursor = access.api.get(FEED, {"limit": 1}, admin).json()["next_cursor"]
    assert cursor
    assert access.api.get(FEED, {"limit": 1, "cursor": cursor}, admin).status_code == 200
    others = {
        "cursor": cursor,
        "cookie of a campaign": visitors_cookie,
        "cursor as a JWT": f"{cursor}.{cursor}.{cursor}",
    }
    for route in GUARDED:
        for name, sent in _both_ways(access, others).items():
            assert refusal_complaints(access.send(route, sent), 401, sent) == [], (route, name)
    for token in (admin, visitors_cookie, *admin.split(".")):
        assert access.api.get(FEED, {"limit": 1, "cursor": token}, admin).status_code == 400
    answer = campaign.register("tokens-1", cookie=admin)
    assert answer.json()["untracked_reason"] == "cookie_invalid"


def test_a_session_of_one_role_is_not_read_as_another_whatever_stands_beside_it(access: Access) -> None:
    viewer, admin = access.sessions["viewer"], access.sessions["admin"]
    erase = ("POST", "/internal/subjects/erase")
    assert access.send(erase, {"Authorization": f"Bearer {viewer}", "Cookie": f"tf_session={admin}"}).status_code == 403
    two = {"Cookie": f"tf_session={viewer}; tf_session={admin}", "Origin": access.own_origin}
    assert access.send(erase, two).status_code == 403
    assert access.send(erase, {"Authorization": f"Bearer {viewer}, Bearer {admin}"}).status_code == 401
    assert access.send(erase, {"Authorization": "Bearer x", "Cookie": two["Cookie"]}).status_code == 401


@pytest.mark.parametrize("route", [route for route in GUARDED if not EXPECTED[route] & {"viewer", "support", "admin"}])
def test_no_session_of_anybody_does_what_machines_do(access: Access, route: Route) -> None:
    for role, token in access.sessions.items():
        for name, sent in _both_ways(access, {role: token}).items():
            status = 401 if EXPECTED[route] is STRIPE else 403
            assert refusal_complaints(access.send(route, sent), status, sent) == [], name


@pytest.mark.parametrize(("length", "statuses"), [(60_000, {401}), (100_000, {400})])
def test_a_token_of_any_length_is_refused_and_breaks_nothing(access: Access, length: int, statuses: set[int]) -> None:
    """A header line of more than 64 KiB is no HTTP to the local run's server; API Gateway refuses 10 KB of headers."""
    head, payload, _ = access.sessions["admin"].split(".")
    for token in ("A" * length, f"{head}.{payload}.{'A' * length}", "." * length):
        for name, sent in _both_ways(access, {"long": token}).items():
            with ApiClient.to(access.own_origin, SECRETS) as api:  # the refusal may end the connection
                answer = api.http.get(FEED, headers=sent)
            assert answer.status_code in statuses, name
            assert token not in answer.text
    assert access.api.get(FEED).status_code == 200
