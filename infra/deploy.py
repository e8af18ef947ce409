"""Deploys a stage: `local` to an emulator on this machine, `dev` and `prod` to AWS.

Run as `python -m infra.deploy --stage local`.
"""

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import yaml
from botocore.exceptions import BotoCoreError, ClientError

from infra.deployment import bucket, emulator, emulator_roles, place, secrets
from infra.deployment.errors import DeploymentError, SmokeTestError, StackError
from infra.deployment.place import Place
from infra.deployment.stack import Stack
from infra.new_keys import MAKERS
from infra.package import PROJECT, STAGES, Package, build_if_needed

SMOKE_TEST_SECONDS = 30


@dataclass(frozen=True)
class Options:
    stage: str
    bucket: str
    port: int  # of the local stage's emulator
    out: Path
    parameters: dict[str, str]

    @property
    def place(self) -> Place:
        return place.emulated(self.stage, emulator.url(self.port)) if self.stage == "local" else place.aws(self.stage)


def deploy(options: Options) -> str:
    """Package, deploy and smoke-test; returns the API's base URL. Raises DeploymentError."""
    package = build_if_needed(options.stage, options.out)
    if options.stage == "local":
        _ensure_emulator(options)
    where = options.place
    stack = _stack(where)
    parameters = stack.parameters(package.template(), options.parameters)
    change_set = stack.prepare(_upload(where, options.bucket, package), parameters)
    made = secrets.add_missing(where.ssm, parameters["SecretsPath"])
    print(f"secrets made under {parameters['SecretsPath']}: {', '.join(made) or 'none, all were there'}")
    _carry_out(stack, change_set)
    if where.emulator_url is not None:
        emulator_roles.allow_parameter_lists(where)
    api_url = where.api_url(stack.outputs())
    _smoke_test(api_url)
    return api_url


def _ensure_emulator(options: Options) -> None:
    if not emulator.answers(options.port):
        log = options.out / f"ministack-{options.port}.log"
        process = emulator.start(options.port, log)
        print(f"ministack started at {emulator.url(options.port)}, all in memory; `kill {process.pid}` ends it")


def _stack(where: Place) -> Stack:
    return Stack(where.cloudformation, where.stack_name, poll_seconds=5 if where.emulator_url is None else 1)


def _upload(where: Place, name: str, package: Package) -> str:
    """Upload ZIP and template; returns the template's URL."""
    bucket.create_if_absent(where.s3, name, where.region)
    code = bucket.upload(where.s3, name, package.zip_path.read_bytes(), ".zip")
    template = package.template()
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = {"Bucket": name, "Key": code}
    key = bucket.upload(where.s3, name, yaml.safe_dump(template).encode(), ".yaml")
    return bucket.url(where.s3, name, key)


def _carry_out(stack: Stack, change_set: str | None) -> None:
    if change_set is None:
        print(f"stack {stack.name}: nothing to change")
        return
    print(f"stack {stack.name}:")
    for change in stack.changes(change_set):
        print(f"  {change}")
    stack.carry_out(change_set)


def _smoke_test(api_url: str) -> None:
    deadline = time.monotonic() + SMOKE_TEST_SECONDS
    while True:
        try:
            answer = httpx.get(f"{api_url}/healthz", timeout=SMOKE_TEST_SECONDS)
        except httpx.TransportError as error:
            complaint = f"does not answer: {error}"
        else:
            if answer.status_code == httpx.codes.OK:
                return
            complaint = f"answers {answer.status_code}: {answer.text[:200]}"
        if time.monotonic() > deadline:
            raise SmokeTestError(f"{api_url}/healthz {complaint}")
        time.sleep(1)  # a new stage of API Gateway takes a moment to be known everywhere


def _describe(options: Options) -> None:
    local = options.stage == "local"
    url = emulator.url(options.port)
    target = f"ministack at {url}, started unless it answers" if local else "AWS, with your credentials and region"
    chosen = ", ".join(f"{name}={value}" for name, value in options.parameters.items())
    print(f"would package the stage {options.stage} into {options.out}, unless what is there is of the same sources")
    print(f"would deploy to {target}")
    print(f"would make those of the secrets that are missing: {', '.join(MAKERS)}")
    print(f"would upload ZIP and template to the bucket {options.bucket}, made private if it is absent")
    print(f"would create or update the stack tracefunnel-{options.stage}{' with ' if chosen else ''}{chosen}")
    print("would ask the API for /healthz")


def _print_secret(options: Options, name: str) -> None:
    where = options.place
    path = _stack(where).outputs().get("SecretsPath")
    if path is None:
        raise StackError(f"the stack {where.stack_name} is not deployed")
    print(secrets.read(where.ssm, path, name))


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.deploy", description=__doc__)
    parser.add_argument("--stage", choices=STAGES, required=True)
    parser.add_argument("--bucket", help="bucket for the package; required for dev and prod")
    parser.add_argument("--parameter", action="append", default=[], metavar="NAME=VALUE", help="of the template")
    parser.add_argument("--port", type=int, default=4566, help="of the local stage's emulator")
    parser.add_argument("--out", type=Path, default=PROJECT / "dist", help="folder of the package")
    parser.add_argument("--dry-run", action="store_true", help="print what would be done and touch nothing")
    parser.add_argument("--secret", choices=list(MAKERS), help="only print this secret of the stage")
    parsed = parser.parse_args(arguments)
    if parsed.stage == "local":
        parsed.bucket = parsed.bucket or "tracefunnel-local"
    elif not parsed.bucket and not parsed.secret:
        parser.error(f"--bucket is required for the stage {parsed.stage}")
    if any("=" not in parameter for parameter in parsed.parameter):
        parser.error("--parameter takes NAME=VALUE")
    return parsed


def main(arguments: list[str] | None = None) -> int:
    parsed = _parse(arguments)
    parameters = dict(parameter.split("=", 1) for parameter in parsed.parameter)
    options = Options(parsed.stage, parsed.bucket or "", parsed.port, parsed.out, parameters)
    try:
        if parsed.dry_run:
            _describe(options)
        elif parsed.secret:
            _print_secret(options, parsed.secret)
        else:
            print(f"API: {deploy(options)}")
            port = f" --port {options.port}" if options.stage == "local" else ""
            print(f"its keys: python -m infra.deploy --stage {options.stage}{port} --secret INTERNAL_API_KEY")
    except (DeploymentError, BotoCoreError, ClientError) as error:
        print(f"failed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
