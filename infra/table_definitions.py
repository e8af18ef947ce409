"""The tables of `infra/resources.yaml` as the arguments of `create_table`, for engines that know no CloudFormation."""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import CreateTableInputTypeDef

RESOURCES_FILE = Path(__file__).with_name("resources.yaml")
ACTIVE_WITHIN_SECONDS = 30.0

# The rest (encryption, point-in-time recovery, TTL) is what local engines refuse, ignore or lack.
_CREATE_TABLE_PROPERTIES = (
    "AttributeDefinitions",
    "BillingMode",
    "GlobalSecondaryIndexes",
    "KeySchema",
    "LocalSecondaryIndexes",
)


class TableNotReadyError(Exception):
    """A table was created but does not become active, or was created by an older version and lacks an index."""


@dataclass(frozen=True)
class TableDefinition:
    name: str
    create_arguments: "CreateTableInputTypeDef"
    key_attributes: tuple[str, ...]
    ttl_attribute: str | None


def table_definitions(prefix: str, resources_file: Path = RESOURCES_FILE) -> list[TableDefinition]:
    return [_definition(properties, prefix) for properties in _table_properties(resources_file)]


def create_tables(client: "DynamoDBClient", prefix: str) -> None:
    """Create the tables that are missing and return when all are active; raises `TableNotReadyError`.

    Several programs may do this at once on the same engine.
    """
    definitions = table_definitions(prefix)
    for definition in definitions:
        with suppress(client.exceptions.ResourceInUseException):  # it is there, or another program is creating it
            client.create_table(**definition.create_arguments)
    deadline = time.monotonic() + ACTIVE_WITHIN_SECONDS
    for definition in definitions:
        while not _is_active(client, definition.name):
            if time.monotonic() > deadline:
                raise TableNotReadyError(f"table {definition.name} is not active after {ACTIVE_WITHIN_SECONDS:.0f} s")
            time.sleep(0.02)
        _check_indexes(client, definition)


@cache
def _table_properties(resources_file: Path) -> Sequence[Mapping[str, Any]]:
    resources = yaml.safe_load(resources_file.read_text(encoding="utf-8"))["Resources"].values()
    return [resource["Properties"] for resource in resources if resource["Type"] == "AWS::DynamoDB::Table"]


def _definition(properties: Mapping[str, Any], prefix: str) -> TableDefinition:
    name = _table_name(properties["TableName"], prefix)
    arguments = {key: properties[key] for key in _CREATE_TABLE_PROPERTIES if key in properties}
    return TableDefinition(
        name=name,
        create_arguments=cast("CreateTableInputTypeDef", {"TableName": name, **arguments}),
        key_attributes=tuple(key["AttributeName"] for key in properties["KeySchema"]),
        ttl_attribute=properties.get("TimeToLiveSpecification", {}).get("AttributeName"),
    )


def _table_name(template_name: dict[str, Any], prefix: str) -> str:
    separator, parts = template_name["Fn::Join"]
    return str(separator).join(prefix if part == {"Ref": "TablePrefix"} else part for part in parts)


def _check_indexes(client: "DynamoDBClient", definition: TableDefinition) -> None:
    table = client.describe_table(TableName=definition.name)["Table"]
    wanted = {index["IndexName"] for index in definition.create_arguments.get("GlobalSecondaryIndexes", [])}
    lacking = wanted - {index["IndexName"] for index in table.get("GlobalSecondaryIndexes", [])}
    if lacking:
        raise TableNotReadyError(
            f"table {definition.name} lacks the index {', '.join(sorted(lacking))}, since an older version made it:"
            " `tracefunnel export` with that one, then `tracefunnel backfill` into a new data folder or table prefix"
            " (campaigns and links are made anew)"
        )


def _is_active(client: "DynamoDBClient", table_name: str) -> bool:
    try:
        table = client.describe_table(TableName=table_name)["Table"]
    except client.exceptions.ResourceNotFoundException:
        return False  # answered by an engine that has not seen another program's creation yet
    indexes = table.get("GlobalSecondaryIndexes", [])
    return table["TableStatus"] == "ACTIVE" and all(index.get("IndexStatus") == "ACTIVE" for index in indexes)
