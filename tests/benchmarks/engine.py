"""A store of its own for a benchmark, with the tables in it, and the environment that the program reads."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from infra.local.engine import start_engine
from infra.table_definitions import create_tables
from tests.conftest import AWS_ENVIRONMENT
from tests.running_service import SECRETS


@contextmanager
def benchmark_store(data_folder: Path | None = None) -> Iterator[Mapping[str, str]]:
    """In memory, or kept in the folder. Gives the environment of a program over it.

    From now on it is this process's own, too.
    """
    engine = start_engine(data_folder)
    try:
        environment = AWS_ENVIRONMENT | SECRETS | {"DYNAMODB_ENDPOINT_URL": engine.endpoint_url}
        os.environ.update(environment)
        from chalicelib.storage.dynamodb import make_client  # after the environment that boto3 reads

        create_tables(make_client(engine.endpoint_url), "tracefunnel-")
        yield environment
    finally:
        engine.stop()
