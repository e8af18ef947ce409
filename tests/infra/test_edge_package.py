"""What of frontend/edge would be published: built files, types and README; small; every entry there."""

import gzip
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from infra.local.engine import NODE
from tests.running_service import PROJECT

EDGE = PROJECT / "frontend" / "edge"
NPM = NODE.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
PACKAGE: dict[str, Any] = json.loads((EDGE / "package.json").read_text())
CLIENT_BYTES, BROWSER_BYTES = 6_144, 2_048


def _run(*command: str | Path, home: Path = PROJECT) -> str:
    environment = {"PATH": f"{NODE.parent}:{os.environ['PATH']}", "HOME": str(home)}
    arguments = [str(part) for part in command]
    return subprocess.run(arguments, cwd=EDGE, env=environment, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    home = tmp_path_factory.mktemp("home")
    listing = json.loads(_run(NODE, NPM, "pack", "--dry-run", "--json", "--silent", home=home))
    package = listing[0] if isinstance(listing, list) else next(iter(listing.values()))
    return sorted(file["path"] for file in package["files"])


def test_the_package_holds_built_files_types_and_readme_alone(packed: list[str]) -> None:
    others = [path for path in packed if not (path.startswith("dist/") and path.endswith((".js", ".d.ts")))]
    assert others == ["README.md", "package.json"]


def test_every_module_comes_with_its_types(packed: list[str]) -> None:
    modules = {path.removesuffix(".js") for path in packed if path.endswith(".js")} - {"dist/tracefunnel-links"}
    assert modules == {path.removesuffix(".d.ts") for path in packed if path.endswith(".d.ts")}


def test_every_entry_is_in_the_package(packed: list[str]) -> None:
    for entry in PACKAGE["exports"].values():
        for target in entry.values() if isinstance(entry, dict) else [entry]:
            assert target.removeprefix("./") in packed


def test_it_depends_on_nothing() -> None:
    assert "dependencies" not in PACKAGE
    assert all(peer["optional"] for peer in PACKAGE["peerDependenciesMeta"].values())
    assert set(PACKAGE["peerDependencies"]) == set(PACKAGE["peerDependenciesMeta"])


def test_the_client_has_at_most_6_kb() -> None:
    bundled = _run(NODE, "node_modules/esbuild/bin/esbuild", "dist/index.js", "--bundle", "--minify", "--format=esm")
    assert len(gzip.compress(bundled.encode())) <= CLIENT_BYTES


def test_the_browser_file_has_at_most_2_kb() -> None:
    assert len(gzip.compress((EDGE / "dist" / "tracefunnel-links.js").read_bytes())) <= BROWSER_BYTES
