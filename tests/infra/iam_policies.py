"""The functions' policies as they will be: what each allows, with the template's references put in."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from infra.deployment.resources import merged
from infra.package import PROJECT

ACCOUNT, REGION, PREFIX, SECRETS_PATH = "123456789012", "us-east-1", "tracefunnel-least-", "/tracefunnel/least"
FUNCTIONS = {"api_handler": "APIHandler", "roll_up": "RollUp"}  # and what each is called in the template
_KNOWN = {
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::AccountId": ACCOUNT,
    "SecretsPath": SECRETS_PATH,
    "TablePrefix": PREFIX,
}


@dataclass(frozen=True, order=True)
class Permission:
    action: str
    resource: str


def configuration() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((PROJECT / ".chalice" / "config.json").read_text(encoding="utf-8"))
    return found


def policy(function: str) -> dict[str, Any]:
    name = configuration()["lambda_functions"][function]["iam_policy_file"]
    found: dict[str, Any] = json.loads((PROJECT / ".chalice" / name).read_text(encoding="utf-8"))
    return found


@cache
def resources() -> dict[str, Any]:
    found: dict[str, Any] = merged(PROJECT)["Resources"]
    return found


def table_arn(table: str, index: str | None = None) -> str:
    arn = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}"
    return arn if index is None else f"{arn}/index/{index}"


def log_group_arn(function: str) -> str:
    """Of the group that the template has the function write to."""
    group = resources()[FUNCTIONS[function]]["Properties"]["LoggingConfig"]["LogGroup"]["Ref"]
    return _arns()[group]


def allowed(document: Mapping[str, Any]) -> Iterator[Permission]:
    """Raises KeyError for whatever is not spelled out in it."""
    for statement in document["Statement"]:
        named = statement["Resource"]
        for resource in named if isinstance(named, list) else [named]:
            for action in statement["Action"]:
                yield Permission(action, _resolve(resource))


def _resolve(resource: Mapping[str, Any]) -> str:
    ((function, argument),) = resource.items()
    if function == "Fn::GetAtt":
        name, attribute = argument
        return _references()[f"{name}.{attribute}"]
    return re.sub(r"\$\{([^}]+)\}", lambda found: _references()[found[1]], {"Fn::Sub": argument}[function])


@cache
def _references() -> dict[str, str]:
    return _KNOWN | {f"{name}.Arn": arn for name, arn in _arns().items()}


@cache
def _arns() -> dict[str, str]:
    found = {}
    for name, resource in resources().items():
        if resource["Type"] == "AWS::DynamoDB::Table":
            separator, (prefix, table) = resource["Properties"]["TableName"]["Fn::Join"]
            found[name] = table_arn(separator.join([_KNOWN[prefix["Ref"]], table]))
        if resource["Type"] == "AWS::Logs::LogGroup":
            found[name] = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{name}:*"
    return found
