"""The bill of materials beside the package: valid CycloneDX, and exactly what is deployed."""

import hashlib
import json
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from infra import sbom
from infra.package import PROJECT, Package
from tests.infra.packaged_template import Template


@pytest.fixture(scope="module")
def bill(local_package: Package) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(local_package.bill_path.read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def by_origin(bill: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    grouped = defaultdict(list)
    for component in bill["components"]:
        (origin,) = [entry["value"] for entry in component["properties"] if entry["name"] == sbom.ORIGIN]
        grouped[origin].append(component)
    return grouped


def names_and_versions(components: list[dict[str, Any]]) -> set[str]:
    return {f"{component['name'].replace('-', '_')}-{component['version']}" for component in components}


def test_the_bill_follows_the_schema_of_cyclonedx(local_package: Package) -> None:
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(local_package.bill_path.read_text(encoding="utf-8")) is None


def test_the_bill_has_no_time_and_no_number_of_its_own(bill: dict[str, Any]) -> None:
    assert "serialNumber" not in bill
    assert set(bill["metadata"]) == {"component"}


def test_the_bill_lists_the_distributions_in_the_zip_and_chalices_runtime(
    local_package: Package, by_origin: dict[str, list[dict[str, Any]]]
) -> None:
    with zipfile.ZipFile(local_package.zip_path) as archive:
        folders = {name.partition("/")[0] for name in archive.namelist()}
        (chalice,) = [
            line.split(b"'")[1].decode()
            for line in archive.read("chalice/app.py").splitlines()
            if line.startswith(b"__version__")
        ]
    packaged = {folder.removesuffix(".dist-info") for folder in folders if folder.endswith(".dist-info")}
    listed = names_and_versions(by_origin[sbom.IN_THE_ZIP])
    assert listed == packaged | {f"chalice-{chalice}"}


def test_the_bill_names_boto3_as_what_the_runtime_brings(
    local_package: Package, by_origin: dict[str, list[dict[str, Any]]]
) -> None:
    assert [component["purl"] for component in by_origin[sbom.BY_THE_RUNTIME]] == ["pkg:pypi/boto3"]
    with zipfile.ZipFile(local_package.zip_path) as archive:
        assert not [name for name in archive.namelist() if name.startswith("boto")]
    assert Template(local_package.template()).properties("APIHandler")["Runtime"].startswith("python3.")


def test_the_bill_lists_what_the_pages_are_built_with_and_nothing_of_development(
    by_origin: dict[str, list[dict[str, Any]]],
) -> None:
    own = json.loads((PROJECT / "frontend" / "dashboard" / "package.json").read_text())
    listed = {component["name"] for component in by_origin["frontend/dashboard"]}
    assert set(own["dependencies"]) < listed
    assert not set(own["devDependencies"]) & listed - {"@types/react"}  # which a library for production asks for
    assert by_origin["frontend/edge"] == []  # it depends on nothing
    for component in by_origin["frontend/dashboard"]:
        assert [(entry["alg"], len(entry["content"])) for entry in component["hashes"]] == [("SHA-512", 128)]
        assert component["purl"].startswith("pkg:npm/")


def test_a_package_of_a_scope_is_named_by_it_and_one_in_two_folders_stands_once(tmp_path: Path) -> None:
    entry = {"version": "1.0.0", "integrity": "sha512-AAAA", "license": "MIT"}
    paths = ("", "node_modules/@own/part", "node_modules/other/node_modules/@own/part", "node_modules/only-dev")
    packages = dict.fromkeys(paths, entry) | {"node_modules/only-dev": entry | {"dev": True}}
    (tmp_path / "package-lock.json").write_text(json.dumps({"packages": packages}))
    components = list(sbom.npm_components(tmp_path / "package-lock.json", "page"))
    assert [component["purl"] for component in components] == ["pkg:npm/%40own/part@1.0.0"]


def test_the_bill_names_the_zip_that_it_is_of(local_package: Package, bill: dict[str, Any]) -> None:
    digest = hashlib.sha256(local_package.zip_path.read_bytes()).hexdigest()
    assert bill["metadata"]["component"]["hashes"] == [{"alg": "SHA-256", "content": digest}]
