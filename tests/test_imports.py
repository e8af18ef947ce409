"""Imports run down only: app -> routes -> usecases -> storage -> domain; and the domain stays pure."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent

# What each part of the project may import of the project itself.
_SHARED = {"observability", "version"}
MAY_IMPORT: dict[str, set[str]] = {
    "app": {"routes", "usecases", "storage", "domain", "settings", *_SHARED},
    "routes": {"routes", "usecases", "storage", "domain", "settings", *_SHARED},
    "usecases": {"usecases", "storage", "domain", *_SHARED},
    "storage": {"storage", "domain", *_SHARED},
    "domain": {"domain"},
    "settings": {"domain"},
    "observability": set(),
    "version": set(),
    "package": set(),
    "infra": {"infra", "app", "routes", "usecases", "storage", "domain", "settings", *_SHARED},
}

# What only some parts may import of others' packages.
ONLY_IN: dict[str, set[str]] = {
    "boto3": {"storage", "infra"},
    "botocore": {"storage", "infra"},
    "mypy_boto3_dynamodb": {"storage", "infra"},
    "chalice": {"app", "routes", "infra"},
}

# The outside world: the domain is given times, secrets, names and records; it fetches none.
IMPURE_MODULES = {
    *("asyncio", "io", "logging", "os", "pathlib", "random", "secrets", "socket", "ssl", "subprocess", "sys"),
    *("tempfile", "threading", "time", "urllib.request", "uuid", "http", "aws_lambda_powertools", "httpx", "requests"),
    *("boto3", "botocore", "chalice"),
}
IMPURE_NAMES = {"open", "input", "print"}
CLOCK_METHODS = {"now", "utcnow", "today"}


def project_files() -> list[Path]:
    found = [PROJECT / "app.py", *PROJECT.glob("chalicelib/**/*.py"), *PROJECT.glob("infra/**/*.py")]
    return [path for path in found if "node_modules" not in path.parts]


def part_of(module: str) -> str | None:
    """The floor, or the module beside the floors, that a module belongs to; None where it is not the project's."""
    names = module.split(".")
    if names[0] in {"app", "infra", "tests"}:
        return names[0]
    if names[0] != "chalicelib":
        return None
    return names[1] if len(names) > 1 else "package"


def module_of(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imported_modules(tree: ast.AST, path: str) -> Iterator[str]:
    """Every module that is named in an import, wherever it stands; `from a import b` names both `a` and `a.b`."""
    package = module_of(path) if path.endswith("/__init__.py") else module_of(path).rpartition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                kept = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*kept, *([base] if base else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def is_within(module: str, packages: set[str]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def impure_uses(tree: ast.AST) -> Iterator[str]:
    clocks = {"datetime", "date"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "datetime":
            clocks |= {alias.asname for alias in node.names if alias.asname}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in CLOCK_METHODS:
            if ast.unparse(node.value).rpartition(".")[2] in clocks:
                yield ast.unparse(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IMPURE_NAMES:
            yield node.func.id


def violations(path: str, source: str) -> list[str]:
    """`path`: from the project's root, with slashes."""
    tree, part = ast.parse(source), part_of(module_of(path))
    if part is None or part not in MAY_IMPORT:
        return [f"{path} stands on no floor"]
    found = []
    for module in imported_modules(tree, path):
        target = part_of(module)
        if target is not None and target not in MAY_IMPORT[part]:
            found.append(f"{path} ({part}) imports {module} ({target})")
        for package, allowed in ONLY_IN.items():
            if is_within(module, {package}) and part not in allowed:
                found.append(f"{path} ({part}) imports {package}")
        if part == "domain" and is_within(module, IMPURE_MODULES):
            found.append(f"{path} imports {module}: the domain is pure")
    if part == "domain":
        found += [f"{path} uses {name}: the domain is pure" for name in impure_uses(tree)]
    return found


@pytest.mark.parametrize("path", [str(path.relative_to(PROJECT)) for path in project_files()])
def test_imports_run_down_only_and_the_domain_is_pure(path: str) -> None:
    assert violations(path, (PROJECT / path).read_text(encoding="utf-8")) == []


def test_all_floors_are_looked_at() -> None:
    looked_at = {str(path.relative_to(PROJECT)) for path in project_files()}
    assert {
        "app.py",
        "chalicelib/settings.py",
        "chalicelib/observability.py",
        "chalicelib/version.py",
        "chalicelib/routes/feed.py",
        "chalicelib/usecases/list_events.py",
        "chalicelib/storage/keys.py",
        "chalicelib/domain/admission.py",
        "infra/command_line.py",
    } <= looked_at


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("chalicelib/domain/kpi.py", "from chalicelib.storage.keys import ts_id"),
        ("chalicelib/domain/kpi.py", "from chalicelib import settings"),
        ("chalicelib/domain/kpi.py", "from chalicelib import observability"),
        ("chalicelib/domain/kpi.py", "from chalicelib.observability import logger"),
        ("chalicelib/domain/kpi.py", "import chalicelib.usecases.list_events"),
        ("chalicelib/domain/kpi.py", "from ..storage import keys"),
        ("chalicelib/domain/kpi.py", "from .. import settings"),
        ("chalicelib/domain/tracking/link.py", "from ...storage.keys import ts_id"),
        ("chalicelib/domain/__init__.py", "from ..routes import feed"),
        ("chalicelib/domain/kpi.py", "def late():\n    from chalicelib.routes import feed"),
        ("chalicelib/domain/kpi.py", "if TYPE_CHECKING:\n    from chalicelib.storage.codec import Item"),
        ("chalicelib/storage/keys.py", "from chalicelib.usecases.list_events import ListEvents"),
        ("chalicelib/storage/keys.py", "from chalicelib.settings import Settings"),
        ("chalicelib/storage/keys.py", "import app"),
        ("chalicelib/usecases/list_events.py", "from chalicelib.routes.feed import list_feed"),
        ("chalicelib/usecases/list_events.py", "from chalicelib.settings import Settings"),
        ("chalicelib/routes/feed.py", "from app import app"),
        ("chalicelib/routes/feed.py", "from infra.table_definitions import create_tables"),
        ("chalicelib/routes/feed.py", "from tests.polling import eventually"),
        ("chalicelib/settings.py", "from chalicelib.storage import keys"),
        ("chalicelib/observability.py", "from chalicelib.domain import errors"),
        ("chalicelib/version.py", "from chalicelib.domain import errors"),
        ("chalicelib/__init__.py", "from chalicelib.domain import errors"),
        ("chalicelib/routes/feed.py", "import chalicelib"),
        ("chalicelib/helpers.py", ""),
        ("infra/package.py", "from tests.polling import eventually"),
        ("app.py", "import boto3"),
        ("chalicelib/routes/feed.py", "import boto3"),
        ("chalicelib/usecases/list_events.py", "from botocore.exceptions import ClientError"),
        ("chalicelib/usecases/list_events.py", "from chalice import Response"),
        ("chalicelib/storage/keys.py", "from chalice.app import Request"),
        ("chalicelib/domain/kpi.py", "import boto3"),
        ("chalicelib/domain/kpi.py", "import os.path"),
        ("chalicelib/domain/kpi.py", "from os import environ"),
        ("chalicelib/domain/kpi.py", "import socket"),
        ("chalicelib/domain/kpi.py", "from time import monotonic"),
        ("chalicelib/domain/kpi.py", "import random"),
        ("chalicelib/domain/kpi.py", "from uuid import uuid4"),
        ("chalicelib/domain/kpi.py", "from urllib import request"),
        ("chalicelib/domain/kpi.py", "import chalice"),
        ("chalicelib/domain/kpi.py", "from datetime import UTC, datetime\nNOW = datetime.now(UTC)"),
        ("chalicelib/domain/kpi.py", "import datetime\nNOW = datetime.datetime.utcnow()"),
        ("chalicelib/domain/kpi.py", "from datetime import date as day\nTODAY = day.today()"),
        ("chalicelib/domain/kpi.py", "from datetime import datetime\nCLOCK = datetime.now"),
        ("chalicelib/domain/kpi.py", "TEXT = open('kpi.txt').read()"),
    ],
)
def test_a_planted_violation_is_caught(path: str, source: str) -> None:
    assert violations(path, source) != []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("app.py", "from chalice import Chalice\nfrom chalicelib.routes import feed"),
        ("app.py", "from chalicelib.usecases.roll_up import roll_up"),
        ("chalicelib/routes/services.py", "from chalicelib.settings import Settings\nimport os"),
        ("chalicelib/routes/feed.py", "from chalicelib.usecases import list_events\nfrom chalice import Blueprint"),
        ("chalicelib/usecases/list_events.py", "from chalicelib.observability import logger\nimport time"),
        ("chalicelib/storage/dynamodb.py", "import boto3\nfrom botocore.config import Config\nimport random"),
        ("chalicelib/storage/keys.py", "from chalicelib.domain.event import Event\nfrom . import codec"),
        ("chalicelib/domain/kpi.py", "from .errors import Reason\nfrom urllib.parse import quote"),
        ("chalicelib/domain/kpi.py", "def is_old(now: datetime) -> bool:\n    return self.now > now"),
        ("chalicelib/domain/kpi.py", "from datetime import date\nDAY = date.fromisoformat('2026-11-22')"),
        ("chalicelib/settings.py", "from chalicelib.domain.secret_values import KEY_NAMES"),
        ("infra/local/service.py", "import boto3\nfrom app import app\nfrom chalicelib.settings import Settings"),
    ],
)
def test_an_import_that_runs_down_is_let_through(path: str, source: str) -> None:
    assert violations(path, source) == []
