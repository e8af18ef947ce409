"""The secrets that the environment of a local run does not give: made at random, kept in the data folder."""

import os
import shlex
import tempfile
from collections.abc import Mapping
from pathlib import Path

from infra.local.errors import LocalRunError
from infra.new_keys import MAKERS

SECRETS_FILE_NAME = "secrets.env"


class SecretsFileError(LocalRunError):
    """The file cannot be read; the message names the line, never its content."""


def local_secrets(environment: Mapping[str, str], secrets_file: Path | None) -> dict[str, str]:
    """Every secret by its name: the environment's value, else the file's, else a new one that the file then keeps.

    With no file nothing is kept.
    """
    given = {name: environment[name] for name in MAKERS if environment.get(name)}
    kept = _read(secrets_file) if secrets_file else {}
    made = {name: make() for name, make in MAKERS.items() if name not in given and name not in kept}
    if secrets_file and made:
        _append(secrets_file, made)
    return {**made, **{name: kept[name] for name in MAKERS if name in kept}, **given}


def _read(file: Path) -> dict[str, str]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    file.chmod(0o600)  # a copy or an editor may have widened it
    values = {}
    for number, line in enumerate(lines, start=1):
        try:
            words = shlex.split(line, comments=True)
        except ValueError:
            words = ["unbalanced", "quotes"]
        name, equals, value = "".join(words[:1]).partition("=")
        if len(words) > 1 or (words and not equals):
            raise SecretsFileError(f"{file}, line {number}: expected NAME=value, a value with spaces in quotes")
        if value:
            values[name] = value
    return values


def _append(file: Path, values: Mapping[str, str]) -> None:
    """All or nothing, so that a killed start leaves the old file or the whole new one."""
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    if before and not before.endswith("\n"):
        before += "\n"
    added = "".join(f"{name}={shlex.quote(value)}\n" for name, value in values.items())
    descriptor, temporary = tempfile.mkstemp(dir=file.parent, prefix=file.name)  # made with mode 0600
    with os.fdopen(descriptor, "w", encoding="utf-8") as new:
        new.write(before + added)
        new.flush()
        os.fsync(new.fileno())
    os.replace(temporary, file)
