"""The bill of materials of what is deployed: CycloneDX 1.6, equal bytes from equal packages.

It names what the ZIP holds and what the built pages hold; no time and no serial number, which would differ each time.
"""

import base64
import hashlib
import json
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from email.message import Message
from email.parser import BytesParser
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

Component = dict[str, Any]

# What is bundled into files that are deployed or published.
BUNDLING_LOCKS = (Path("frontend/dashboard/package-lock.json"), Path("frontend/edge/package-lock.json"))
ORIGIN = "tracefunnel:origin"  # the property that tells where a component came from
IN_THE_ZIP, BY_THE_RUNTIME = "deployment.zip", "the Lambda runtime"


def sources(project: Path) -> tuple[Path, ...]:
    """What of the project it is made from, beside the ZIP."""
    return (project / "pyproject.toml", *(project / lock for lock in BUNDLING_LOCKS))


def bill_of_materials(zip_path: Path, project: Path) -> dict[str, Any]:
    own = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    digest = hashlib.sha256(zip_path.read_bytes()).hexdigest()
    application = {
        "type": "application",
        "bom-ref": own["name"],
        "name": own["name"],
        "version": own["version"],
        "description": own["description"],
        "hashes": [{"alg": "SHA-256", "content": digest}],
    }
    components = [*python_components(zip_path), boto3()]
    for lock in BUNDLING_LOCKS:
        components += npm_components(project / lock, str(lock.parent))
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": application},
        "components": sorted(components, key=lambda component: str(component["bom-ref"])),
    }


def write(zip_path: Path, project: Path, target: Path) -> None:
    text = json.dumps(bill_of_materials(zip_path, project), indent=2, ensure_ascii=False)
    target.write_text(text + "\n", encoding="utf-8")


def python_components(zip_path: Path) -> Iterator[Component]:
    with zipfile.ZipFile(zip_path) as archive:
        names = archive.namelist()
        for name in names:
            folder, _, file = name.partition("/")
            if folder.endswith(".dist-info") and file == "METADATA":
                yield _python(BytesParser().parsebytes(archive.read(name), headersonly=True))
    if "chalice/app.py" in names:
        # Chalice packages its own runtime by copying the files that are installed here, without their metadata.
        yield _python(metadata.metadata("chalice"))


def _python(described: Message | metadata.PackageMetadata) -> Component:
    name, version = canonicalize_name(described["Name"]), described["Version"]
    component = _component(f"pkg:pypi/{name}@{version}", name, IN_THE_ZIP) | {"version": version}
    return component | _licence(described["License-Expression"], described["License"])


def boto3() -> Component:
    """Imported, but neither packaged nor of a version that we choose: it comes with the runtime."""
    return _component("pkg:pypi/boto3", "boto3", BY_THE_RUNTIME)


def npm_components(lock: Path, origin: str) -> Iterator[Component]:
    """What the lock installs for production; a package that is nested twice in one version stands once."""
    packages: Mapping[str, Mapping[str, Any]] = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    bundled = {
        (path.rpartition("node_modules/")[2], entry["version"]): entry
        for path, entry in packages.items()
        if path and not any(entry.get(kind) for kind in ("dev", "devOptional", "link"))
    }
    for (name, version), entry in bundled.items():
        component = _component(f"pkg:npm/{name.replace('@', '%40')}@{version}", name, origin) | {"version": version}
        yield component | {"hashes": list(_hashes(entry["integrity"].split()))} | _licence(entry.get("license"), None)


def _component(purl: str, name: str, origin: str) -> Component:
    properties = [{"name": ORIGIN, "value": origin}]
    # Two origins may hold the same package.
    return {"type": "library", "bom-ref": f"{origin} {purl}", "name": name, "purl": purl, "properties": properties}


def _hashes(integrity: Iterable[str]) -> Iterator[dict[str, str]]:
    for entry in integrity:
        algorithm, _, encoded = entry.partition("-")
        yield {"alg": f"SHA-{algorithm.removeprefix('sha')}", "content": base64.b64decode(encoded).hex()}


def _licence(expression: str | None, name: str | None) -> Component:
    """An SPDX expression where there is one; the older field may hold any text, of which the first line names it."""
    if expression:
        return {"licenses": [{"expression": expression}]}
    return {"licenses": [{"license": {"name": name.strip().splitlines()[0]}}]} if name and name.strip() else {}
