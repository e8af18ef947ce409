"""Packages the application: `dist/deployment.zip`, and beside it the CloudFormation template and the bill of materials.

Run as `python -m infra.package`; equal sources give equal bytes.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from infra import sbom
from infra.deployment import archive, resources, staging

PROJECT = Path(__file__).resolve().parent.parent
STAGES = ("local", "dev", "prod")
METADATA = "Tracefunnel"


@dataclass(frozen=True)
class Package:
    zip_path: Path
    template_path: Path
    bill_path: Path

    @classmethod
    def within(cls, folder: Path) -> "Package":
        return cls(folder / "deployment.zip", folder / "template.yaml", folder / "sbom.cdx.json")

    def paths(self) -> tuple[Path, ...]:
        return (self.zip_path, self.template_path, self.bill_path)

    def template(self) -> dict[str, Any]:
        loaded: dict[str, Any] = yaml.safe_load(self.template_path.read_text(encoding="utf-8"))
        return loaded


def build(stage: str, out: Path, project: Path = PROJECT) -> Package:
    package = Package.within(out)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        stage_root, chalice_out = Path(folder, "application"), Path(folder, "out")
        staging.copy_application(project, stage_root)
        staging.install_dependencies(_requirements(project), stage_root / "vendor", staging.platforms(project, stage))
        own = Path(folder, "resources.yaml")
        own.write_text(_dump(_for_stage(stage, resources.merged(project))), encoding="utf-8")
        _run_chalice(stage, stage_root, chalice_out, own)
        template = yaml.safe_load((chalice_out / "sam.yaml").read_text(encoding="utf-8"))
        package.template_path.unlink(missing_ok=True)  # written last: while it is there, all files are of one build
        archive.rebuild(chalice_out / "deployment.zip", package.zip_path)
    sbom.write(package.zip_path, project, package.bill_path)
    template["Metadata"] = {METADATA: _origin(stage, project)}
    package.template_path.write_text(_dump(template), encoding="utf-8")
    return package


def current(stage: str, out: Path, project: Path = PROJECT) -> Package | None:
    """The package that is there, if it is of this stage and of the sources as they are."""
    package = Package.within(out)
    if not all(path.exists() for path in package.paths()):
        return None
    return package if package.template().get("Metadata", {}).get(METADATA) == _origin(stage, project) else None


def build_if_needed(stage: str, out: Path, project: Path = PROJECT) -> Package:
    return current(stage, out, project) or build(stage, out, project)


def _for_stage(stage: str, template: dict[str, Any]) -> dict[str, Any]:
    # Each stage has its own tables and secrets, so that two of them may share an account. What the emulator keeps is
    # gone with it anyway.
    defaults = {
        "SecretsPath": f"/tracefunnel/{stage}",
        "TablePrefix": f"tracefunnel-{stage}-",
        "DeletionProtection": "false" if stage == "local" else "true",
    }
    for name, value in defaults.items():
        template["Parameters"][name]["Default"] = value
    return template


def _run_chalice(stage: str, stage_root: Path, out: Path, own: Path) -> None:
    # Chalice imports app.py. It gets an environment of its own, so that no setting of this machine ends up in the
    # package or stops it, and writes no bytecode into the copy.
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(stage_root),
        "AWS_DEFAULT_REGION": "us-east-1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "SECRETS_PATH": f"/tracefunnel/{stage}",
    }
    command = [sys.executable, "-c", "import sys; from chalice.cli import main; sys.exit(main())", "package"]
    command += ["--stage", stage, "--merge-template", str(own), "--template-format", "yaml", str(out)]
    subprocess.run(command, check=True, cwd=stage_root, env=environment, stdout=subprocess.DEVNULL)


def _requirements(project: Path) -> Path:
    return project / "requirements-lambda.txt"


def _origin(stage: str, project: Path) -> dict[str, str]:
    packaging = (Path(__file__), Path(sbom.__file__))
    others = (_requirements(project), *sbom.sources(project), *resources.resource_files(project), *packaging)
    sources = staging.source_digest(project, *others)
    return {"Stage": stage, "Sources": sources}


class _PlainDumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the signature of what it overrides
        return True  # CloudFormation reads no YAML aliases


def _dump(template: dict[str, Any]) -> str:
    return yaml.dump(template, Dumper=_PlainDumper, allow_unicode=True, sort_keys=True, width=10_000)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.package", description=__doc__)
    parser.add_argument("--stage", choices=STAGES, default="dev")
    parser.add_argument("--out", type=Path, default=PROJECT / "dist")
    parser.add_argument("--if-needed", action="store_true", help="keep a package that is of the same sources")
    options = parser.parse_args(arguments)
    package = (build_if_needed if options.if_needed else build)(options.stage, options.out)
    size = package.zip_path.stat().st_size
    beside = f"{package.template_path.name} and {package.bill_path.name} beside it"
    print(f"{package.zip_path}: {size / 1024 / 1024:.2f} MB for stage {options.stage}, {beside}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
