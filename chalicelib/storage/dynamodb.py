"""One DynamoDB client, with its errors translated and its retries bounded by the request's own deadline.

botocore's retries are off: they know no deadline, and a write must not outlive the request that it answers.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.errors import UnavailableError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

MAX_CONNECTIONS = 16
ATTEMPTS = 3
READ_TIMEOUT_SECONDS = 2.5
_PAUSE_SECONDS = (0.1, 0.4)  # full jitter: each pause is drawn from zero up to these
_OPERATORS_FAULT = {
    "ValidationException",
    "AccessDeniedException",
    "ResourceNotFoundException",
    "SerializationException",
}


class ConditionFailedError(Exception):
    """`item`: what is stored, where the engine tells it; `attempt`: from 1; an earlier one may have taken place."""

    def __init__(self, item: dict[str, Any] | None, attempt: int) -> None:
        super().__init__("the condition does not hold")
        self.item = item
        self.attempt = attempt


@dataclass(frozen=True, slots=True)
class Deadline:
    """No attempt starts that could end after it. `ends_at`: on the clock of `monotonic`."""

    ends_at: float
    monotonic: Callable[[], float] = time.monotonic

    @classmethod
    def after(cls, seconds: float, monotonic: Callable[[], float] = time.monotonic) -> "Deadline":
        return cls(monotonic() + seconds, monotonic)

    @property
    def leaves_time(self) -> bool:
        return self.monotonic() + READ_TIMEOUT_SECONDS <= self.ends_at


def make_client(endpoint_url: str | None) -> "DynamoDBClient":
    config = Config(
        max_pool_connections=MAX_CONNECTIONS * 2,  # several requests share one process in the local run
        connect_timeout=1,
        read_timeout=READ_TIMEOUT_SECONDS,
        retries={"total_max_attempts": 1},
        tcp_keepalive=True,
        parameter_validation=False,  # what we send is built in one place and tested there
    )
    return boto3.client("dynamodb", endpoint_url=endpoint_url, config=config)


class Store:
    """Calls one client operation with the design's retries."""

    def __init__(
        self,
        client: "DynamoDBClient",
        *,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.client = client
        self._sleep = sleep
        self._jitter = jitter

    def call(self, operation: Callable[..., Any], deadline: Deadline, **arguments: Any) -> Any:
        """Raises ConditionFailedError, and UnavailableError where no attempt got an answer in time."""
        for attempt in range(1, ATTEMPTS + 1):
            if not deadline.leaves_time:
                break
            try:
                return operation(**arguments)
            except ClientError as error:
                _raise_unless_passing(error, attempt)
            except BotoCoreError:  # no connection, no answer in time: whether it took place is not known
                pass
            if attempt < ATTEMPTS:
                self._sleep(_PAUSE_SECONDS[attempt - 1] * self._jitter())
        raise UnavailableError("The store did not answer in time: send the same request again")


def _raise_unless_passing(error: ClientError, attempt: int) -> None:
    response: dict[str, Any] = dict(error.response)
    code = response.get("Error", {}).get("Code", "")
    if code == "ConditionalCheckFailedException":
        raise ConditionFailedError(response.get("Item"), attempt) from None
    if code in _OPERATORS_FAULT:
        raise UnavailableError(
            f"The store refused an operation ({code}): whoever runs this service must look"
        ) from error
