"""The published document: valid, complete, and true of what the service answers."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate

from chalicelib.domain.alarm_rules import ALARM_RULES
from chalicelib.domain.event_dictionary import EVENT_TYPE_BY_NAME
from chalicelib.domain.pii import holds_email
from chalicelib.domain.tracking.channel import Channel
from chalicelib.domain.tracking.untracked import UntrackedReason
from tests.api_client import ApiClient
from tests.http.access_parts import EXPECTED


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
    pattern = parameters["success"]["schema"]["pattern"]
    assert all(re.search(pattern, text) for text in ("true", "false", "null", "null,true", "true,false,null"))
    assert not any(
        re.search(pattern, text) for text in ("", "yes", "True", "true,", ",true", "true false", "truefalse")
    )


def test_a_schemas_name_says_nothing_of_the_program(document: dict[str, Any]) -> None:
    names = document["components"]["schemas"]
    assert [name for name in names if not re.fullmatch(r"[A-Z][A-Za-z0-9]*(-Input|-Output)?", name)] == []


def test_closed_sets_are_closed_in_the_document(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["AlarmAnswer"]["properties"]["id"]["enum"] == [rule.id for rule in ALARM_RULES]
    assert schemas["EventTypeAnswer"]["properties"]["event_type"]["enum"] == list(EVENT_TYPE_BY_NAME)
    assert schemas["KpiEventsAnswer"]["properties"]["type"]["items"]["enum"] == list(EVENT_TYPE_BY_NAME)
    assert schemas["CauseKind"]["enum"] == ["error_code", "campaigns", "silence", "drift"]


def test_sets_that_senders_may_add_to_are_open_and_name_what_is_known(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for field, known in (
        (schemas["ReasonCountAnswer"]["properties"]["reason"], UntrackedReason),
        (schemas["ChannelAnswer"]["properties"]["channel"], Channel),
    ):
        named, text = field["anyOf"]
        assert schemas[named["$ref"].rpartition("/")[2]]["enum"] == list(known)
        assert text == {"type": "string"}


def test_an_event_documents_the_dictionary_and_refuses_unknown_fields(document: dict[str, Any]) -> None:
    event = document["components"]["schemas"]["IncomingEvent"]
    assert event["properties"]["event_type"]["enum"] == list(EVENT_TYPE_BY_NAME)
    assert event["additionalProperties"] is False
    assert event["required"] == ["event_type"]


def test_each_operation_names_the_refusals_that_go_with_what_it_takes(document: dict[str, Any]) -> None:
    for (method, path), admitted in EXPECTED.items():
        operation = document["paths"][path][method.lower()]
        named = set(operation["responses"])
        assert {"400", "default"} <= named
        assert ({"401", "503"} <= named) or (admitted == {"open"} and "requestBody" not in operation)
        assert ("403" in named) == (admitted not in ({"open"}, {"stripe"})), path
        assert ("404" in named) or "{" not in path
        assert ({"413", "415"} <= named) == ("requestBody" in operation), path
        for status, header in (("401", "WWW-Authenticate"), ("503", "Retry-After")):
            assert status not in named or operation["responses"][status]["headers"][header]["required"]


def test_the_pattern_of_a_trace_id_agrees_with_the_rule(document: dict[str, Any]) -> None:
    """But for what no pattern can say: that there is no e-mail address in it."""
    (parameter,) = [one for one in document["paths"]["/internal/trace"]["get"]["parameters"] if one["in"] == "query"]
    (in_path,) = [
        one for one in document["paths"]["/internal/trace/{trace_id}"]["get"]["parameters"] if one["in"] == "path"
    ]
    for case in json.loads((Path(__file__).parents[1] / "domain" / "trace_id_cases.json").read_text()):
        text = case["input"] or ""
        if not holds_email(text):
            assert bool(re.search(parameter["schema"]["pattern"], text)) == (case["expected"] is not None), case["name"]
        if re.fullmatch(in_path["schema"]["pattern"].removesuffix("$"), text):
            assert case["expected"] == text


def test_a_parameter_is_never_empty(document: dict[str, Any]) -> None:
    feed = document["paths"]["/internal/funnel-events"]["get"]["parameters"]
    texts = [one["schema"] for one in feed if one["in"] == "query" and one["schema"].get("type") == "string"]
    assert texts
    for schema in texts:
        assert schema.get("minLength") == 1 or not re.search(schema.get("pattern", "^x"), "")
