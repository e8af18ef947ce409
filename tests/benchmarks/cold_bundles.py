"""The folders that a cold start is measured in: the packaged application, and the least that has the same libraries."""

import py_compile
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

from infra.package import build
from tests.infra.lambda_runtime_api import link_runtime

_OWN = ("app.py", "chalicelib")
_LEAST = '''"""Chalice, a client of boto3, a model of pydantic and a Logger of Powertools; nothing else."""

import boto3
from aws_lambda_powertools import Logger
from chalice import Chalice
from pydantic import BaseModel

app = Chalice("least", configure_logs=False)
client = boto3.client("dynamodb")
logger = Logger(service="least")


class Health(BaseModel):
    status: str = "ok"


@app.route("/healthz")
def health():
    logger.info("request")
    return Health().model_dump()
'''


@dataclass(frozen=True)
class ColdBundles:
    """`program`, `least`: what Lambda unpacks; `not_compiled`: the program without the compiled files of its ZIP.

    `runtime`: what Lambda brings.
    """

    program: Path
    not_compiled: Path
    least: Path
    runtime: Path


def make_bundles(folder: Path) -> ColdBundles:
    bundles = ColdBundles(*(folder / name for name in ("program", "not_compiled", "least", "runtime")))
    with zipfile.ZipFile(build("local", folder / "dist").zip_path) as zipped:
        zipped.extractall(bundles.program)
    shutil.copytree(bundles.program, bundles.not_compiled, ignore=shutil.ignore_patterns("__pycache__"))
    _copy_libraries(bundles.program, bundles.least)
    app = bundles.least / "app.py"
    app.write_text(_LEAST, encoding="utf-8")
    py_compile.compile(str(app), doraise=True, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    bundles.runtime.mkdir()
    link_runtime(bundles.runtime)
    return bundles


def _copy_libraries(program: Path, target: Path) -> None:
    """With their compiled files."""

    def own(folder: str, names: list[str]) -> set[str]:
        return {*_OWN, "__pycache__"} & set(names) if Path(folder) == program else set()

    shutil.copytree(program, target, ignore=own)
