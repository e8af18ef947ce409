"""The whole service in one process beside its engine: what `tracefunnel serve` runs."""

import errno
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.dashboard_urls import DASHBOARD_PATH
from chalicelib.domain.errors import UnavailableError
from chalicelib.settings import Settings
from chalicelib.storage.dynamodb import make_client
from chalicelib.storage.meta_store import StoredShapesError
from infra.demo.background import Demonstration, demonstrating
from infra.demo.history import Plan
from infra.local.data_folder import locked_data_folder
from infra.local.engine import start_engine
from infra.local.environment import complete_aws_environment, sign_in_key
from infra.local.errors import LocalRunError
from infra.local.gateway import Gateway
from infra.local.http_messages import HttpRequest, HttpResponse
from infra.local.http_server import HttpServer
from infra.local.secrets_file import SECRETS_FILE_NAME, local_secrets
from infra.local.site import PATHS, Site
from infra.local.termination import ending_on_signals
from infra.local.timer import running_every
from infra.local.ttl_sweep import sweep_expired
from infra.table_definitions import TableNotReadyError, create_tables, table_definitions

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

TTL_SWEEP_SECONDS = 3600
ROLL_UP_SECONDS = 60


@dataclass(frozen=True)
class ServeOptions:
    host: str
    ports: Sequence[int]  # the first that is free is taken; 0: any
    data_folder: Path | None  # None: nothing is kept
    demo: bool | None = None  # None: where the engine is our own and holds no events


def serve(options: ServeOptions) -> None:
    """Serve until SIGINT or SIGTERM. Raises LocalRunError or SettingsError where it cannot."""
    with ExitStack() as running:
        wait_for_the_end = running.enter_context(ending_on_signals())
        # Chalice and Powertools log to stdout, as a Lambda must; here stdout is for the lines that a script may read.
        stdout = sys.stdout
        running.enter_context(redirect_stdout(sys.stderr))
        server = running.enter_context(_listen(options.host, options.ports))
        folder = running.enter_context(locked_data_folder(options.data_folder)) if options.data_folder else None
        secrets_file = folder / SECRETS_FILE_NAME if folder else None
        own_url = _base_url(options.host, server.port)
        settings = _complete_settings(own_url, secrets_file)
        if settings.dynamodb_endpoint_url is None:
            engine = start_engine(folder)
            running.callback(engine.stop)
            os.environ["DYNAMODB_ENDPOINT_URL"] = engine.endpoint_url
        complete_aws_environment(os.environ)
        client = _store_with_tables(os.environ["DYNAMODB_ENDPOINT_URL"], settings.table_prefix)
        server.start(_application())
        running.callback(server.stop)
        running.enter_context(_sweeping_expired(client, settings.table_prefix))
        running.enter_context(_rolling_up())
        _announce(stdout, settings.public_base_url, secrets_file)
        running.enter_context(_demonstration(options.demo, own_url, settings, folder))
        wait_for_the_end()


def _listen(host: str, ports: Sequence[int]) -> HttpServer:
    for port in ports:
        try:
            return HttpServer(host, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise LocalRunError(f"cannot listen on {host} port {port}: {error.strerror}") from error
    taken = f"port {ports[0]} is" if len(ports) == 1 else f"ports {ports[0]} to {ports[-1]} are all"
    raise LocalRunError(f"{taken} taken on {host}: name a free one by --port")


def _base_url(host: str, port: int) -> str:
    if host in {"0.0.0.0", "::", ""}:  # noqa: S104 - every address of this machine, the loopback among them
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _complete_settings(base_url: str, secrets_file: Path | None) -> Settings:
    if not os.environ.get("SECRETS_PATH"):
        os.environ.update(local_secrets(os.environ, secrets_file))
    if not os.environ.get("PUBLIC_BASE_URL"):
        os.environ["PUBLIC_BASE_URL"] = base_url
    return Settings.from_environment(os.environ)


def _store_with_tables(endpoint_url: str, table_prefix: str) -> "DynamoDBClient":
    # a store that fails for a moment must not keep the service from starting; requests have a deadline for that
    config = Config(connect_timeout=1, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 4})
    try:
        create_tables(boto3.client("dynamodb", endpoint_url=endpoint_url, config=config), table_prefix)
    except (BotoCoreError, ClientError, TableNotReadyError) as error:
        raise LocalRunError(f"the DynamoDB at {endpoint_url} cannot be used: {error}") from error
    return make_client(endpoint_url)


def _application() -> Callable[[HttpRequest], HttpResponse]:
    from app import app  # it reads the environment, complete only now
    from chalicelib.routes.services import services

    try:
        services.agree_on_stored_shapes(services.new_deadline())
    except (StoredShapesError, UnavailableError) as error:
        raise LocalRunError(str(error)) from error
    gateway, site = Gateway(app), Site()
    return lambda request: (site if request.path.startswith(PATHS) else gateway).answer(request)


def _sweeping_expired(client: "DynamoDBClient", table_prefix: str) -> AbstractContextManager[None]:
    definitions = table_definitions(table_prefix)
    return running_every(
        TTL_SWEEP_SECONDS, "ttl-sweep", lambda: sweep_expired(client, definitions, now=datetime.now(UTC))
    )


def _rolling_up() -> AbstractContextManager[None]:
    from chalicelib.routes.schedule import roll_up_on_schedule

    return running_every(ROLL_UP_SECONDS, "roll-up", roll_up_on_schedule)


def _demonstration(
    wanted: bool | None, own_url: str, settings: Settings, folder: Path | None
) -> AbstractContextManager[None]:
    if wanted is False:
        return nullcontext()
    obstacle = None
    if wanted is None and settings.dynamodb_endpoint_url is not None:
        obstacle = "DYNAMODB_ENDPOINT_URL names a store of somebody's own (--demo sends it all the same)"
    if settings.secrets_path is not None:
        obstacle = "its keys would have to be in the environment, and SECRETS_PATH says that they are not"
    if obstacle:
        print(f"tracefunnel: demonstration: none, since {obstacle}", file=sys.stderr)
        return nullcontext()
    return demonstrating(
        Demonstration(
            url=own_url,
            zone=settings.zone,
            admin_key=os.environ["INTERNAL_API_KEY"].split()[0],
            signing_secret=os.environ["INGEST_SIGNING_SECRET"].split()[0],
            folder=folder,
            plan=Plan(days=min(Plan.days, settings.retention_days)),
            even_into_a_used_store=wanted is True,
        )
    )


def _announce(stdout: TextIO, base_url: str, secrets_file: Path | None) -> None:
    """The dashboard, a key to sign in with, and where all the secrets lie: one a line, each alone on it."""
    print("tracefunnel: ready. The dashboard, a key to sign in with, and the file of the secrets:", file=sys.stderr)
    for line in (f"{base_url}{DASHBOARD_PATH}/", sign_in_key(os.environ.get("OPERATOR_KEYS", "")), secrets_file):
        if line:
            print(line, file=stdout, flush=True)
