"""The least that could answer: the same framework and the same calls to the store, with no check of anything.

Neither signature nor key, neither fields nor addresses are looked at, nothing is logged; what is stored is the item of
an event that the program has stored before, under the ids that were sent.
"""

import copy
import json
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
from botocore.config import Config
from chalice import Chalice, Response

from chalicelib.storage.dynamodb import MAX_CONNECTIONS, make_client
from tests.api_client import INGEST
from tests.benchmarks.measured_server import OUR_CLIENT

app = Chalice("bare")
_URL = os.environ["DYNAMODB_ENDPOINT_URL"]
_AS_IT_COMES = Config(max_pool_connections=MAX_CONNECTIONS)  # a connection for each thread
_client: Any = (
    make_client(_URL)
    if os.environ.get(OUR_CLIENT)
    else boto3.client("dynamodb", endpoint_url=_URL, config=_AS_IT_COMES)
)
_table = "tracefunnel-events"
_pool = ThreadPoolExecutor(MAX_CONNECTIONS)
_ITEM = _client.scan(TableName=_table, Limit=1)["Items"][0]


def _put(event: dict[str, Any]) -> dict[str, str]:
    item = {**copy.copy(_ITEM), "trace_id": {"S": event["trace_id"]}, "event_id": {"S": event["event_id"]}}
    _client.put_item(
        TableName=_table,
        Item=item,
        ConditionExpression="attribute_not_exists(trace_id) OR expires_at < :now",
        ExpressionAttributeValues={":now": {"N": "0"}},
        ReturnValuesOnConditionCheckFailure="ALL_OLD",
    )
    return {"id": event["event_id"], "status": "accepted"}


@app.route(INGEST, methods=["POST"], content_types=["*/*"])
def ingest() -> Response:
    request: Any = app.current_request
    body = json.loads(request.raw_body)
    results = [*_pool.map(_put, body["events"])] if "events" in body else [_put(body)]
    return Response(json.dumps({"results": results}), headers={"Content-Type": "application/json"})


@app.route("/r/{cid}", methods=["GET"])
def redirect(cid: str) -> Response:
    _put({"trace_id": cid, "event_id": app.lambda_context.aws_request_id})
    return Response("", status_code=302, headers={"Location": "https://shop.example.com/landing"})
