"""Deletes expired items where the engine has no TTL of its own."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from infra.table_definitions import TableDefinition

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef


def sweep_expired(client: "DynamoDBClient", definitions: Sequence[TableDefinition], now: datetime) -> int:
    """Delete what expired before `now`; returns how many items."""
    return sum(_sweep_table(client, definition, now) for definition in definitions if definition.ttl_attribute)


def _sweep_table(client: "DynamoDBClient", definition: TableDefinition, now: datetime) -> int:
    names = {"#ttl": definition.ttl_attribute or ""}
    values: dict[str, AttributeValueTypeDef] = {":now": {"N": str(int(now.timestamp()))}}
    key_names = {f"#key{index}": name for index, name in enumerate(definition.key_attributes)}
    pages = client.get_paginator("scan").paginate(
        TableName=definition.name,
        FilterExpression="#ttl < :now",
        ProjectionExpression=", ".join(key_names),
        ExpressionAttributeNames={**names, **key_names},
        ExpressionAttributeValues=values,
    )
    deleted = 0
    for page in pages:
        for key in page["Items"]:
            try:
                client.delete_item(
                    TableName=definition.name,
                    Key=key,
                    ConditionExpression="#ttl < :now",  # it may have been renewed since the scan
                    ExpressionAttributeNames=names,
                    ExpressionAttributeValues=values,
                )
            except client.exceptions.ConditionalCheckFailedException:
                continue
            deleted += 1
    return deleted
