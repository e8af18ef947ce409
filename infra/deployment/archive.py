"""The ZIP that the Lambda runs: only what it needs, compiled ahead, equal bytes from equal sources."""

import os
import subprocess
import sys
import tempfile
import zipfile
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from infra.deployment.errors import PackageTooLargeError

LAMBDA_ROOT = "/var/task"
MAX_BYTES = 6 * 1024 * 1024
OLDEST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)

# Two megabytes that no code of ours can reach: Powertools' largest parts beside Logger, Metrics and Parameters; what
# pydantic keeps for programs written against its first version and for mypy; ua-parser's rules in the two forms that
# are not loaded, its command and its older interface; and what the list of crawlers is tested with.
UNREACHED = (
    "aws_lambda_powertools/event_handler/*",
    "aws_lambda_powertools/utilities/auth_alpha/*",
    "aws_lambda_powertools/utilities/data_classes/*",
    "aws_lambda_powertools/utilities/idempotency/*",
    "aws_lambda_powertools/utilities/parser/*",
    "pydantic/mypy.py",
    "pydantic/v1/*",
    "ua_parser/__main__.py",
    "ua_parser/user_agent_parser.py",
    "ua_parser_builtins/matchers.py",
    "ua_parser_builtins/regexes.py",
    "crawleruseragents/composer.json",
    "crawleruseragents/package*.json",
    "crawleruseragents/test_*.py",
    "crawleruseragents/validate.py",
)


def is_needed(path: PurePosixPath) -> bool:
    """Whether the Lambda needs this file; of a distribution's metadata its name, version and licences stay."""
    metadata = next((i for i, part in enumerate(path.parts) if part.endswith(".dist-info")), None)
    if metadata is not None:
        return path.name == "METADATA" or path.name.upper().startswith(("LICENSE", "LICENCE", "COPYING", "NOTICE"))
    if path.parts[0] == "bin" or {"__pycache__", "tests"} & set(path.parts[:-1]):
        return False
    if any(fnmatchcase(str(path), pattern) for pattern in UNREACHED):
        return False
    return path.suffix not in {".pyi", ".pyc"} and path.name not in {"py.typed", "requirements.txt"}


def rebuild(chalice_zip: Path, target: Path) -> int:
    """Write the ZIP anew from the one that Chalice made; returns its size in bytes."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with zipfile.ZipFile(chalice_zip) as archive:
            needed = [name for name in archive.namelist() if is_needed(PurePosixPath(name))]
            archive.extractall(root, members=needed)
        _compile(root)
        _write(root, target)
    size = target.stat().st_size
    if size > MAX_BYTES:
        raise PackageTooLargeError(f"{target} has {size:,} bytes; at most {MAX_BYTES:,} are meant")
    return size


def _compile(root: Path) -> None:
    # Unchecked: Lambda's file times are not those of the build, and a stat per module would cost time as well.
    # One process in one order with one hash seed, since marshal writes sets and references as it meets them.
    command = [sys.executable, "-m", "compileall", "-q", "-f", "--invalidation-mode", "unchecked-hash"]
    command += ["-s", str(root), "-p", LAMBDA_ROOT, str(root)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": "0"})


def _write(root: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(path for path in root.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(root).as_posix(), OLDEST_ZIP_TIME)
            entry.create_system = 3  # Unix on every machine, so that the mode below is read
            entry.external_attr = (0o755 if path.suffix == ".so" else 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
