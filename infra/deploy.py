"""Deploys a stage: `local` to an emulator on this machine, `dev` and `prod` to AWS.

Run as `python -m infra.deploy --stage local`.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from infra import dashboard_files
from infra.deployment import bucket, consent, dashboard, dry_run, emulator, emulator_roles, secrets
from infra.deployment.errors import DeploymentError, StackError
from infra.deployment.options import Options
from infra.deployment.place import Place
from infra.deployment.smoke_test import check_health
from infra.deployment.stack import Stack
from infra.new_keys import MAKERS
from infra.package import PROJECT, STAGES, build_if_needed

# Tables that a failed first deployment leaves behind must not be locked: they are protected once all of it is there.
_UNPROTECTED = {"DeletionProtection": "false"}


def deploy(options: Options) -> str:
    """Package, deploy and smoke-test; returns the API's base URL. Raises DeploymentError."""
    consent.require_someone_to_ask(said_yes=options.said_yes)
    package = build_if_needed(options.stage, options.out)
    if options.stage == "local":
        _ensure_emulator(options)
    where = options.place
    stack = Stack.at(where)
    parameters = stack.parameters(package.template(), options.parameters)
    at_first = parameters if stack.exists() else parameters | _UNPROTECTED
    template_url = bucket.upload_package(where.s3, options.bucket, where.region, package.zip_path, package.template())
    change_set = stack.prepare(template_url, at_first)
    _show(stack, change_set)
    _ask(stack, change_set, options)
    made = secrets.add_missing(where.ssm, parameters["SecretsPath"])
    print(f"secrets made under {parameters['SecretsPath']}: {', '.join(made) or 'none, all were there'}")
    if change_set is not None:
        stack.carry_out(change_set)
    _settle(where, stack, template_url, parameters)
    if where.emulator_url is not None:
        emulator_roles.allow_parameter_lists(where)
    _upload_dashboard(where, stack, options)
    return _check(where, stack)


def _ensure_emulator(options: Options) -> None:
    if not emulator.answers(options.port):
        log = options.out / f"ministack-{options.port}.log"
        process = emulator.start(options.port, log)
        print(f"ministack started at {emulator.url(options.port)}, all in memory; `kill {process.pid}` ends it")


def _show(stack: Stack, change_set: str | None) -> None:
    if change_set is None:
        print(f"stack {stack.name}: nothing to change")
        return
    print(f"stack {stack.name}:")
    for change in stack.changes(change_set):
        print(f"  {change}")


def _ask(stack: Stack, change_set: str | None, options: Options) -> None:
    if change_set is None:
        return
    try:
        consent.ask(f"Carry this out in {stack.name}?", "yes", said_yes=options.said_yes)
    except DeploymentError:
        stack.discard(change_set)
        raise


def _settle(where: Place, stack: Stack, template_url: str, parameters: dict[str, str]) -> None:
    """The second update of a first deployment, once all of it is there; later ones have nothing to settle.

    It protects the tables, and tells the functions the name of the distribution that leads to them, if it is theirs.
    """
    wanted = {name: parameters[name] for name in _UNPROTECTED}
    if not (parameters["PublicBaseUrl"] or parameters["DomainName"]):
        wanted["OwnUrl"] = where.own_url(stack.outputs())
        print(f"people reach it at {wanted['OwnUrl']}")
    deployed = stack.deployed_parameters()
    if all(deployed.get(name) == value for name, value in wanted.items()):
        return
    print(f"a second update settles {', '.join(wanted)}:")
    change_set = stack.prepare(template_url, parameters | wanted)
    _show(stack, change_set)
    if change_set is not None:
        try:
            stack.carry_out(change_set)
        except DeploymentError:
            protected = parameters["DeletionProtection"]
            print(f"not settled: deploy again with --parameter DeletionProtection={protected}", file=sys.stderr)
            raise


def _upload_dashboard(where: Place, stack: Stack, options: Options) -> None:
    if not options.dashboard.is_dir():
        print(f"no dashboard in {options.dashboard}: none was uploaded")
        return
    outputs = stack.outputs()
    configuration = dashboard_files.configuration(outputs["PublicUrl"], options.stage)
    files = dashboard.bucket_files(options.dashboard, configuration)
    count = dashboard.upload(where.s3, outputs["DashboardBucket"], files)
    print(f"dashboard: {count} files uploaded to {outputs['DashboardBucket']}")


def _check(where: Place, stack: Stack) -> str:
    outputs = stack.outputs()
    api_url = where.api_url(outputs)
    for url in sorted({api_url, where.own_url(outputs)}):
        check_health(url)
        print(f"{url}/healthz: ok")
    for name, value in sorted(outputs.items()):
        print(f"  {name}: {value}")
    return api_url


def _print_secret(options: Options, name: str) -> None:
    where = options.place
    path = Stack.at(where).outputs().get("SecretsPath")
    if path is None:
        raise StackError(f"the stack {where.stack_name} is not deployed")
    print(secrets.read(where.ssm, path, name))


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.deploy", description=__doc__)
    parser.add_argument("--stage", choices=STAGES, required=True)
    parser.add_argument("--bucket", help="bucket for the package; required for dev and prod")
    parser.add_argument("--parameter", action="append", default=[], metavar="NAME=VALUE", help="of the template")
    parser.add_argument("--yes", action="store_true", help="carry the changes out without asking")
    parser.add_argument("--port", type=int, default=4566, help="of the local stage's emulator")
    parser.add_argument("--out", type=Path, default=PROJECT / "dist", help="folder of the package")
    parser.add_argument("--dry-run", action="store_true", help="print what would be done and touch nothing")
    parser.add_argument("--secret", choices=list(MAKERS), help="only print this secret of the stage")
    parsed = parser.parse_args(arguments)
    if parsed.stage == "local":
        parsed.bucket = parsed.bucket or "tracefunnel-local"
    elif not parsed.bucket and not parsed.secret and not parsed.dry_run:
        parser.error(f"--bucket is required for the stage {parsed.stage}")
    if any("=" not in parameter for parameter in parsed.parameter):
        parser.error("--parameter takes NAME=VALUE")
    return parsed


def _run(parsed: argparse.Namespace, options: Options) -> None:
    if parsed.dry_run:
        dry_run.describe(options)
    elif parsed.secret:
        _print_secret(options, parsed.secret)
    else:
        print(f"API: {deploy(options)}")
        port = f" --port {options.port}" if options.stage == "local" else ""
        print(f"its keys: python -m infra.deploy --stage {options.stage}{port} --secret INTERNAL_API_KEY")


def main(arguments: list[str] | None = None) -> int:
    parsed = _parse(arguments)
    parameters = dict(parameter.split("=", 1) for parameter in parsed.parameter)
    said_yes = parsed.yes or parsed.stage == "local"
    options = Options(parsed.stage, parsed.bucket or "", parsed.port, parsed.out, parameters, said_yes)
    return exit_code(lambda: _run(parsed, options))


def exit_code(work: Callable[[], None]) -> int:
    try:
        work()
    except (DeploymentError, BotoCoreError, ClientError) as error:
        print(f"failed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
