"""A clean copy of what the Lambda runs: the application, its configuration and its dependencies."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

PYTHON_VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
CONFIGURATION = ".chalice"

# The runtime python3.11 has glibc 2.26 (Amazon Linux 2): wheels for manylinux_2_28 would not load. Both names of the
# same platform are given, since pip does not take one for the other and some wheels carry only the newer.
PLATFORM_NAMES = ("manylinux2014_{machine}", "manylinux_2_17_{machine}")
MACHINES = {"arm64": "aarch64", "x86_64": "x86_64"}  # Lambda's name -> that of wheels


def application_files(project: Path) -> Iterator[Path]:
    """Files to deploy, relative to the project, sorted; no caches, tests or hidden files."""
    found = [project / "app.py", *(project / "chalicelib").rglob("*")]
    for path in sorted(path.relative_to(project) for path in found if path.is_file()):
        if not any(part in {"__pycache__", "tests"} or part.startswith(".") for part in path.parts):
            yield path


def configuration_files(project: Path) -> Iterator[Path]:
    for pattern in ("config.json", "policy-*.json"):
        yield from (path.relative_to(project) for path in sorted((project / CONFIGURATION).glob(pattern)))


def copy_application(project: Path, staging: Path) -> None:
    for path in (*application_files(project), *configuration_files(project)):
        target = staging / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(project / path, target)
    # Chalice would otherwise warn that there is none; what it would name comes from the vendor folder.
    (staging / "requirements.txt").touch()


def platforms(project: Path, stage: str) -> list[str]:
    """What wheels must be made for, by the architecture that Chalice's configuration names for the stage."""
    configuration = json.loads((project / CONFIGURATION / "config.json").read_text(encoding="utf-8"))
    architecture = (configuration | configuration["stages"][stage])["lambda_architecture"]
    return [name.format(machine=MACHINES[architecture]) for name in PLATFORM_NAMES]


def install_dependencies(requirements: Path, target: Path, platforms: list[str]) -> None:
    """Install hash-locked wheels for the Lambda's platforms, whatever machine this is."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    command += ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--implementation", "cp"]
    command += ["--python-version", PYTHON_VERSION, "--target", str(target), "--requirement", str(requirements)]
    for platform in platforms:
        command += ["--platform", platform]
    subprocess.run(command, check=True)


def source_digest(project: Path, *others: Path) -> str:
    """Tells whether a package is of these sources; `others` are files beside the application that it is made from."""
    digest = hashlib.sha256(f"{PYTHON_VERSION} {metadata.version('chalice')}".encode())
    own = [project / path for path in (*application_files(project), *configuration_files(project))]
    packaging = sorted(Path(__file__).parent.glob("*.py"))
    for path in (*own, *others, *packaging):
        digest.update(f"\0{path.name}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
