"""What a deployment would do, told without an account and without touching anything."""

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from infra.deployment import emulator
from infra.deployment.errors import StackError
from infra.deployment.options import Options
from infra.new_keys import MAKERS
from infra.package import build_if_needed, current


def describe(options: Options) -> None:
    """Raises StackError where the template has no such parameter."""
    stage, out, parameters = options.stage, options.out, options.parameters
    with tempfile.TemporaryDirectory() as folder:
        is_current = current(stage, out) is not None
        package = build_if_needed(stage, out if is_current else Path(folder))
        size, template = package.zip_path.stat().st_size, package.template()
    if unknown := parameters.keys() - template["Parameters"].keys():
        raise StackError(f"the template has no parameter {sorted(unknown)[0]}")
    kept = "as it is there" if is_current else "built anew"
    print(f"would take the package of the stage {stage} in {out}, {kept}: {size / 1024 / 1024:.2f} MB")
    print(f"would deploy to {_target(options)}")
    print(
        f"would upload ZIP and template to the bucket {options.bucket or 'that you name'}, made private if it is absent"
    )
    print(f"would show the changes to the stack tracefunnel-{stage} and carry them out once told yes; in the template:")
    for line in _summary(template):
        print(f"  {line}")
    for name, value in sorted(parameters.items()):
        print(f"  parameter {name}={value}")
    path = parameters.get("SecretsPath", template["Parameters"]["SecretsPath"]["Default"])
    print(f"would make those of the secrets that are missing under {path}: {', '.join(MAKERS)}")
    if options.dashboard.is_dir():
        print(f"would upload the dashboard in {options.dashboard} to the stack's private bucket")
    else:
        print(f"would upload no dashboard: there is none in {options.dashboard}")
    print("would ask the API for /healthz")


def _target(options: Options) -> str:
    if options.stage == "local":
        return f"ministack at {emulator.url(options.port)}, started unless it answers"
    return "AWS, with your credentials and region"


def _summary(template: dict[str, Any]) -> list[str]:
    counts = Counter(resource["Type"] for resource in template["Resources"].values())
    return [f"{count:>2} {name}" for name, count in sorted(counts.items())]
