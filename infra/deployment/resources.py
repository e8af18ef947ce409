"""The template's own resources, out of several files: what Chalice merges into the one that it makes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from infra.deployment.errors import TemplateError


def resource_files(project: Path) -> Iterator[Path]:
    infra = project / "infra"
    yield infra / "resources.yaml"
    yield from sorted((infra / "resources").glob("*.yaml"))


def merged(project: Path) -> dict[str, Any]:
    """All files as one; each section's entries may come from any of them, but each name from one alone.

    Raises TemplateError.
    """
    whole: dict[str, Any] = {}
    for path in resource_files(project):
        for section, entries in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            known = whole.setdefault(section, {})
            if twice := known.keys() & entries.keys():
                raise TemplateError(f"{path.name} has {sorted(twice)[0]} in {section}, and so has another file")
            known.update(entries)
    return whole
