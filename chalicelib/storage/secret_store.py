"""Where the service's keys come from: the environment, or SSM Parameter Store through Powertools (design section 2)."""

import random
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from botocore.config import Config

from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.secret_values import KEY_NAMES, InvalidKeyError, parse_key_values
from chalicelib.observability import logger
from chalicelib.storage.aws_session import aws_session

FRESH_SECONDS = 300.0
RETRY_SECONDS = 10.0


class SecretStore(Protocol):
    def get(self, name: str) -> tuple[str, ...]:
        """The values of one key, the first signs, all verify. Raises UnavailableError."""


class EnvironmentSecrets:
    def __init__(self, values: Mapping[str, tuple[str, ...]]) -> None:
        self._values = values

    def get(self, name: str) -> tuple[str, ...]:
        return self._values[name]


class ParametersProvider(Protocol):
    """The part of Powertools' SSMProvider that is used."""

    def get_multiple(self, path: str, **options: Any) -> Any: ...


class ParameterStoreSecrets:
    """All keys in one call at first use; fresh for 5 minutes, give or take a fifth: instances do not fetch in step.

    A failed refresh, or a value of the wrong shape, keeps the last good values.
    """

    def __init__(
        self,
        path: str,
        provider: ParametersProvider,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._path = path
        self._provider = provider
        self._monotonic = monotonic
        self._jitter = jitter
        self._lock = threading.Lock()
        self._values: dict[str, tuple[str, ...]] = {}
        self._fresh_until = 0.0

    def get(self, name: str) -> tuple[str, ...]:
        if self._monotonic() >= self._fresh_until and self._lock.acquire(blocking=not self._values):
            # whoever has values goes on with them while another thread refreshes
            try:
                if self._monotonic() >= self._fresh_until:
                    self._refresh()
            finally:
                self._lock.release()
        values = self._values.get(name)
        if values is None:
            raise UnavailableError(
                f"The key {name} is not to be had at the moment; whoever runs this service must look"
            )
        return values

    def _refresh(self) -> None:
        try:
            texts = self._provider.get_multiple(self._path, decrypt=True, force_fetch=True)
        except Exception as error:  # Powertools and botocore raise many kinds; all mean: not to be had now
            logger.warning("keys not refreshed", extra={"error": type(error).__name__})
            self._fresh_until = self._monotonic() + RETRY_SECONDS
            return
        for name in KEY_NAMES:
            try:
                self._values[name] = parse_key_values(name, texts.get(name, ""))
            except InvalidKeyError as error:
                logger.error("key refused", extra={"reason": str(error)})
        self._fresh_until = self._monotonic() + FRESH_SECONDS * (0.8 + 0.4 * self._jitter())


def parameter_store_secrets(path: str) -> ParameterStoreSecrets:
    from aws_lambda_powertools.utilities.parameters import SSMProvider  # noqa: PLC0415 - only a Lambda needs it

    # A request waits for it, maybe to be redirected: botocore's own defaults are a minute each.
    config = Config(connect_timeout=0.5, read_timeout=1, retries={"total_max_attempts": 2})
    # Of the session that the store's client is of: Powertools would make another, which reads botocore's data anew.
    client = aws_session().client("ssm", config=config)
    return ParameterStoreSecrets(path, SSMProvider(boto3_client=client))
