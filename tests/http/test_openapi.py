"""The published document: valid, complete, and true of what the service answers."""

from typing import Any

import pytest
from openapi_spec_validator import validate

from chalicelib.domain.event_dictionary import EVENT_TYPE_BY_NAME
from tests.api_client import ApiClient
from tests.http.test_access import EXPECTED


@pytest.fixture
def document(api: ApiClient) -> dict[str, Any]:
    answer = api.http.get("/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_the_document_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_it_names_every_route(document: dict[str, Any]) -> None:
    named = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert named == set(EXPECTED)


def test_open_routes_ask_for_no_credential_and_all_others_do(document: dict[str, Any]) -> None:
    for (method, path), admitted in EXPECTED.items():
        security = document["paths"][path][method.lower()]["security"]
        assert (security == []) == (admitted == {"open"}), path


def test_the_feed_documents_its_parameters_with_their_bounds(document: dict[str, Any]) -> None:
    found = document["paths"]["/internal/funnel-events"]["get"]["parameters"]
    parameters = {one["name"]: one for one in found if one["in"] == "query"}
    assert set(parameters) == {
        *("from", "to", "type", "trace_id", "q_email", "success", "source", "error_code", "campaign_id"),
        *("tenant_id", "limit", "cursor"),
    }
    assert parameters["type"]["schema"]["type"] == "array"
    limit = parameters["limit"]["schema"]
    assert (limit["minimum"], limit["maximum"], limit["default"]) == (1, 200, 50)
    assert parameters["success"]["schema"]["enum"] == ["true", "false", "null"]


def test_an_event_documents_the_dictionary_and_refuses_unknown_fields(document: dict[str, Any]) -> None:
    event = document["components"]["schemas"]["IncomingEvent"]
    assert event["properties"]["event_type"]["enum"] == list(EVENT_TYPE_BY_NAME)
    assert event["additionalProperties"] is False
    assert event["required"] == ["event_type"]
