"""Every place in the storage floor that calls AWS, read out of its source."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from infra.package import PROJECT

STORAGE = PROJECT / "chalicelib" / "storage"


class Site(NamedTuple):
    """`operation`: in the client's spelling, such as `put_item`."""

    module: str
    function: str
    operation: str


class _Calls(ast.NodeVisitor):
    """Finds `<anything>.client.<operation>`, and whatever else is done with a client."""

    def __init__(self, module: str) -> None:
        self.module = module
        self.sites: set[Site] = set()
        self.other_uses: list[str] = []
        self._classes: list[str] = []
        self._function: str | None = None

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._classes.append(node.name)
        self.generic_visit(node)
        self._classes.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        outermost, self._function = self._function, self._function or ".".join([*self._classes, node.name])
        self.generic_visit(node)
        self._function = outermost

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if isinstance(node.value, ast.Attribute) and node.value.attr == "client":
            self.sites.add(Site(self.module, str(self._function), node.attr))
            self.generic_visit(node.value)
            return
        if node.attr == "client":
            self.other_uses.append(f"{self.module}.{self._function}: {ast.unparse(node)}")
        self.generic_visit(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if str(node.module).partition(".")[0] == "boto3":
            self.other_uses.append(f"{self.module}.{self._function}: {ast.unparse(node)}")

    def visit_Name(self, node: ast.Name) -> None:
        if node.id in {"boto3", "SSMProvider"}:
            self.other_uses.append(f"{self.module}.{self._function}: {node.id}")


def read_calls(path: Path) -> tuple[set[Site], list[str]]:
    """The calls, and all else that is done with a client, as `module.function: expression`."""
    calls = _Calls(path.stem)
    calls.visit(ast.parse(path.read_text(encoding="utf-8")))
    return calls.sites, calls.other_uses


def storage_modules() -> Iterator[Path]:
    yield from sorted(STORAGE.glob("*.py"))
