"""The package and its template as tests use them."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.package import Package


@dataclass(frozen=True)
class Template:
    whole: dict[str, Any]

    @classmethod
    def of(cls, package: Package) -> "Template":
        return cls(package.template())

    @property
    def parameters(self) -> dict[str, Any]:
        return dict(self.whole["Parameters"])

    def resource(self, name: str) -> dict[str, Any]:
        return dict(self.whole["Resources"][name])

    def properties(self, name: str) -> dict[str, Any]:
        return dict(self.whole["Resources"][name]["Properties"])

    def of_type(self, name: str) -> dict[str, dict[str, Any]]:
        """Logical name -> properties."""
        resources = self.whole["Resources"].items()
        return {key: resource.get("Properties", {}) for key, resource in resources if resource["Type"] == name}

    def environment(self, function: str) -> dict[str, Any]:
        return dict(self.properties(function)["Environment"]["Variables"])


def copy_of(package: Package, folder: Path) -> Path:
    """The folder, with a copy in it: a deployment from there takes it instead of building one."""
    for path in package.paths():
        shutil.copy(path, folder)
    return folder


def strings_in(value: Any) -> Iterator[str]:
    """Every text in a part of a template, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings_in(each)
