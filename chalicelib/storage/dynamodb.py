"""One DynamoDB client, with its errors translated and its retries bounded by the request's own deadline.

botocore's retries are off: they know no deadline, and a write must not outlive the request that it answers.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.errors import UnavailableError
from chalicelib.storage.aws_session import aws_session

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

MAX_CONNECTIONS = 16
_OPERATORS_FAULT = {
    "ValidationException",
    "AccessDeniedException",
    "ResourceNotFoundException",
    "SerializationException",
}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an attempt may take, and how often a call is tried.

    `pauses_seconds`: one before each further attempt, with full jitter: drawn from zero up to these.
    """

    connect_seconds: float
    read_seconds: float
    pauses_seconds: tuple[float, ...]

    @property
    def attempt_seconds(self) -> float:
        """What one attempt may take at most."""
        return self.connect_seconds + self.read_seconds


PATIENT = Patience(connect_seconds=1, read_seconds=2.5, pauses_seconds=(0.1, 0.4))
# For whoever waits to be redirected: half a second holds one attempt, or two of which the first fails at once.
IMPATIENT = Patience(connect_seconds=0.1, read_seconds=0.3, pauses_seconds=(0.02, 0.2))


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
    def seconds_left(self) -> float:
        """Zero or less once it is past."""
        return self.ends_at - self.monotonic()

    def at_most(self, seconds: float) -> "Deadline":
        """This one, or that many seconds from now if those are over earlier."""
        return Deadline(min(self.ends_at, self.monotonic() + seconds), self.monotonic)


def make_client(endpoint_url: str | None, patience: Patience = PATIENT) -> "DynamoDBClient":
    config = Config(
        max_pool_connections=MAX_CONNECTIONS * 2,  # several requests share one process in the local run
        connect_timeout=patience.connect_seconds,
        read_timeout=patience.read_seconds,
        retries={"total_max_attempts": 1},
        tcp_keepalive=True,
        parameter_validation=False,  # what we send is built in one place and tested there
        user_agent="tracefunnel",  # botocore composes its own anew, twice for each call: a sixth of a call's time
    )
    return aws_session().client("dynamodb", endpoint_url=endpoint_url, config=config)


class Store:
    """Calls one client operation with the design's retries. `patience`: that of the client."""

    def __init__(
        self,
        client: "DynamoDBClient",
        patience: Patience = PATIENT,
        *,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.client = client
        self._patience = patience
        self._sleep = sleep
        self._jitter = jitter

    def call(self, operation: Callable[..., Any], deadline: Deadline, **arguments: Any) -> Any:
        """Raises ConditionFailedError, and UnavailableError where no attempt got an answer in time."""
        pauses = (0.0, *self._patience.pauses_seconds)
        for attempt, pause_seconds in enumerate(pauses, start=1):
            if pause_seconds:
                self._sleep(pause_seconds * self._jitter())
            if deadline.seconds_left < self._patience.attempt_seconds:
                break
            try:
                return operation(**arguments)
            except ClientError as error:
                _raise_unless_passing(error, attempt)
            except BotoCoreError:  # no connection, no answer in time: whether it took place is not known
                continue
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
