"""The application's functions, with every call to AWS written down: what it asks for, of what, and from where.

AWS's runtime client loads this in the place of `app`. What seldom happens on AWS happens here to the first call of each
kind: a batch comes back unprocessed, the answer to a conditional write is lost. Where dynalite 4.0.0 answers otherwise
than DynamoDB, the answer is made DynamoDB's: what is written down would be asked of AWS too.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import boto3
import botocore
from botocore.exceptions import ConnectionClosedError
from botocore.handlers import BUILTIN_HANDLERS

from infra.table_definitions import table_definitions
from tests.running_service import PROJECT, SECRETS

RECORD_FILE = "TESTS_RECORD_FILE"
WITH_PARAMETER_STORE = "TESTS_WITH_PARAMETER_STORE"
STORAGE = PROJECT / "chalicelib" / "storage"
_PARAMETERS = "tests_parameters"
_left_unprocessed: set[str] = set()
_lost: set[tuple[str, str]] = set()
_route = ""


def _record(params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
    context[_PARAMETERS] = params
    line = {
        "service": model.service_model.service_name,
        "operation": model.name,
        "parameters": {name: params[name] for name in ("TableName", "IndexName", "Path") if name in params},
        "tables": sorted(params.get("RequestItems", {})),
        "site": [*_site(), botocore.xform_name(model.name)],
        "route": _route,
    }
    with Path(os.environ[RECORD_FILE]).open("a") as record:  # one write of one line: threads do not mix theirs
        record.write(json.dumps(line) + "\n")


def _site() -> tuple[str, str]:
    """Module and function of the storage floor that makes the call."""
    frame = sys._getframe(1)
    while frame.f_back is not None:
        file = Path(frame.f_code.co_filename)
        if file.parent == STORAGE and file.name != "dynamodb.py":  # that one makes the calls of all others
            return file.stem, frame.f_code.co_qualname.split(".<locals>")[0]
        frame = frame.f_back
    return "elsewhere", "unknown"


def _tell_what_is_stored(parsed: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    """dynalite does not honour ReturnValuesOnConditionCheckFailure; DynamoDB does."""
    parameters = context.get(_PARAMETERS, {})
    refused = parsed.get("Error", {}).get("Code") == "ConditionalCheckFailedException"
    if refused and parameters.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD":
        table = parameters["TableName"]
        key = {name: parameters["Item"][name] for name in _KEYS[table]}
        parsed["Item"] = _own_store.get_item(TableName=table, Key=key)["Item"]


def _lose_the_first_answer(parsed: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    """To a conditional write that took place: by table and by what the condition is."""
    parameters = context.get(_PARAMETERS, {})
    kind = (parameters.get("TableName", ""), parameters.get("ConditionExpression", ""))
    if kind[1] and "Error" not in parsed and kind not in _lost:
        _lost.add(kind)
        raise ConnectionClosedError(endpoint_url="the engine")


def _leave_unprocessed_at_first(parsed: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
    """As DynamoDB may at any time: the first batch of each table comes back as it was sent."""
    wanted = context.get(_PARAMETERS, {}).get("RequestItems", {})
    if not set(wanted) <= _left_unprocessed and "Responses" in parsed:
        _left_unprocessed.update(wanted)
        parsed["Responses"], parsed["UnprocessedKeys"] = {}, wanted


def _fill_the_parameter_store(path: str) -> None:
    """moto's, in this process."""
    from moto import mock_aws  # as heavy as the application

    mock_aws(config={"core": {"passthrough": {"urls": [r"http://127\.0\.0\.1.*"]}}}).start()
    ssm = boto3.Session().client("ssm")
    for name, value in SECRETS.items():
        ssm.put_parameter(Name=f"{path}/{name}", Value=value, Type="SecureString")


_KEYS = {one.name: one.key_attributes for one in table_definitions(os.environ["TABLE_PREFIX"])}
# Of sessions that are there before the handlers, and so have none of them.
if WITH_PARAMETER_STORE in os.environ:
    _fill_the_parameter_store(os.environ["SECRETS_PATH"])
_own_store = boto3.Session().client("dynamodb", endpoint_url=os.environ["DYNAMODB_ENDPOINT_URL"])
# Of every session after it: Powertools makes one of its own.
BUILTIN_HANDLERS.append(("before-parameter-build", _record))
BUILTIN_HANDLERS.append(("after-call.dynamodb.PutItem", _tell_what_is_stored))
BUILTIN_HANDLERS.append(("after-call.dynamodb.PutItem", _lose_the_first_answer))
BUILTIN_HANDLERS.append(("after-call.dynamodb.BatchGetItem", _leave_unprocessed_at_first))

import app  # noqa: E402 - it makes its clients


def api_handler(event: Any, context: Any) -> Any:
    global _route  # noqa: PLW0603 - a function answers one event at a time
    _route = f"{event['httpMethod']} {event['resource']}"
    return app.app(event, context)


def roll_up(event: Any, context: Any) -> Any:
    global _route  # noqa: PLW0603
    _route = "schedule"
    return app.roll_up(event, context)
