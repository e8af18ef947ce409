"""The published document and the service behind it: called as the document says, and as it says not to."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig

from tests.api_client import ApiClient
from tests.fuzz.documented_calls import BOTH, Caller, cases_at_the_limits
from tests.fuzz.valid_requests import SIGN_IN
from tests.http.access_parts import EXPECTED
from tests.http.tracking_parts import VISITS
from tests.running_service import ServiceProcess

if TYPE_CHECKING:
    from schemathesis.specs.openapi.schemas import OpenApiSchema

Route = tuple[str, str]
ROUTES = sorted(EXPECTED)
RIGHT, WRONG = BOTH
MADE_UP_RIGHT, MADE_UP_WRONG, MADE_UP_IN_BREADTH = 4, 2, 200
# A key, a host of LINK_ALLOWED_HOSTS, one of two fields: more than a schema can say.
RARELY_RIGHT = {("POST", SIGN_IN), ("POST", "/internal/campaigns"), ("POST", VISITS)}
AT_LIMITS = 40  # of hundreds where a route takes events
CONFIG = {
    "generation": {"with-security-parameters": False},  # the credential is the right one, whatever else is not
    "phases": {"coverage": {"generate-duplicate-query-parameters": True}},
}


@pytest.fixture(scope="module")
def schema(shared_service: ServiceProcess) -> "OpenApiSchema":
    url = f"{shared_service.base_url}/openapi.json"
    return schemathesis.openapi.from_url(url, config=SchemathesisConfig.from_dict(CONFIG))


@pytest.fixture
def caller(api: ApiClient) -> Iterator[Caller]:
    with Caller.to(api) as caller:
        yield caller


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_at_each_limit_the_answer_is_as_the_document_says_and_what_it_calls_wrong_is_refused(
    caller: Caller, schema: "OpenApiSchema", route: Route
) -> None:
    method, path = route
    operation = schema[path][method.lower()]
    at_limits = cases_at_the_limits(schema, operation)
    caller.call_all(at_limits[:: 1 + len(at_limits) // AT_LIMITS])
    caller.call_what_is_made_up(operation, WRONG, MADE_UP_WRONG)
    assert caller.statuses


@pytest.mark.soak
@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_so_it_is_at_every_limit_and_for_whatever_is_made_up(
    caller: Caller, schema: "OpenApiSchema", route: Route
) -> None:
    method, path = route
    operation = schema[path][method.lower()]
    caller.call_all(cases_at_the_limits(schema, operation))
    for mode in BOTH:
        caller.call_what_is_made_up(operation, mode, MADE_UP_IN_BREADTH)
    print(f"{method} {path}: {caller.statuses.total()} requests")
    assert caller.statuses


def test_what_the_document_calls_right_gets_through_to_what_a_route_does(
    caller: Caller, schema: "OpenApiSchema"
) -> None:
    """Else it would be so vague that all which is made up of it is refused at the door."""
    refused = set()
    for method, path in ROUTES:
        caller.statuses.clear()
        caller.call_what_is_made_up(schema[path][method.lower()], RIGHT, MADE_UP_RIGHT)
        if caller.statuses.keys() <= {400, 401, 403}:
            refused.add((method, path))
    assert refused <= RARELY_RIGHT
