"""Deletes what a stage's deployment made; refuses while deletion protection is on.

Run as `python -m infra.destroy --stage dev`. The tables stay, unless `--delete-data` is said; so do the secrets, since
without them nobody could be found in those tables again.
"""

import argparse
import sys

from infra.deploy import exit_code
from infra.deployment import consent, dashboard, emulator, place
from infra.deployment.errors import ProtectedError, StackError
from infra.deployment.place import Place
from infra.deployment.stack import Stack
from infra.package import STAGES


def destroy(where: Place, *, deletes_data: bool, said_yes: bool) -> None:
    """Raises DeploymentError, before anything is changed where it is refused."""
    consent.require_someone_to_ask(said_yes=said_yes)
    stack = Stack.at(where)
    if not stack.exists():
        raise StackError(f"the stack {stack.name} is not deployed: there is nothing to delete")
    tables = stack.resources("AWS::DynamoDB::Table")
    _refuse_what_is_protected(where, stack, tables)
    secrets_path = stack.outputs().get("SecretsPath", "")
    buckets = stack.resources("AWS::S3::Bucket")
    print(f"stack {stack.name}: would be deleted, with the buckets {', '.join(buckets) or '(none)'}")
    print(f"tables: would be {'DELETED with all they hold' if deletes_data else 'kept'}: {', '.join(tables)}")
    if not deletes_data:
        print("kept tables cannot be put into a new stack: that one needs another TablePrefix, or them gone")
    consent.ask("This cannot be undone.", stack.name, said_yes=said_yes)
    for name in buckets:
        print(f"bucket {name}: {dashboard.empty(where.s3, name)} versions of objects deleted")
    stack.delete()
    print(f"stack {stack.name}: deleted")
    if deletes_data:
        _delete_tables(where, tables)
    else:
        print("the tables are kept; `tracefunnel export` reads them beside a service with their TABLE_PREFIX")
    print(f"the secrets under {secrets_path} are kept; so is API Gateway's role for logs, which is the whole account's")


def _refuse_what_is_protected(where: Place, stack: Stack, tables: list[str]) -> None:
    protected = [name for name in tables if _is_protected(where, name)]
    by_parameter = stack.deployed_parameters().get("DeletionProtection") == "true" and not stack.is_dead()
    if not protected and not by_parameter:
        return
    turned_off = f"make deploy STAGE={where.stage} DEPLOY_ARGUMENTS='--parameter DeletionProtection=false'"
    raise ProtectedError(
        f"deletion protection is on ({', '.join(protected) or 'by the parameter DeletionProtection'}): nothing was"
        f" deleted. If you mean it, turn it off with `{turned_off}` and come back"
    )


def _is_protected(where: Place, table: str) -> bool:
    try:
        description = where.dynamodb.describe_table(TableName=table)["Table"]
    except where.dynamodb.exceptions.ResourceNotFoundException:
        return False  # somebody deleted it beside the stack
    return description.get("DeletionProtectionEnabled", False)


def _delete_tables(where: Place, tables: list[str]) -> None:
    for name in tables:
        try:
            where.dynamodb.delete_table(TableName=name)
        except where.dynamodb.exceptions.ResourceNotFoundException:
            print(f"table {name}: was not there")
        else:
            print(f"table {name}: deleted")


def _describe(stage: str, *, deletes_data: bool) -> None:
    print(f"would refuse while deletion protection is on for a table of the stack tracefunnel-{stage}")
    print("would empty its bucket of the dashboard, and delete the stack with all but its tables")
    print(
        f"would {'delete the tables with all they hold' if deletes_data else 'keep the tables'}, and keep the secrets"
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.destroy", description=__doc__)
    parser.add_argument("--stage", choices=STAGES, required=True)
    parser.add_argument("--delete-data", action="store_true", help="delete the tables too, with all they hold")
    parser.add_argument("--yes", action="store_true", help="delete without asking")
    parser.add_argument("--port", type=int, default=4566, help="of the local stage's emulator")
    parser.add_argument("--dry-run", action="store_true", help="print what would be done and touch nothing")
    options = parser.parse_args(arguments)
    if options.dry_run:
        _describe(options.stage, deletes_data=options.delete_data)
        return 0
    local = options.stage == "local"
    where = place.emulated("local", emulator.url(options.port)) if local else place.aws(options.stage)
    said_yes = options.yes or local
    return exit_code(lambda: destroy(where, deletes_data=options.delete_data, said_yes=said_yes))


if __name__ == "__main__":
    sys.exit(main())
