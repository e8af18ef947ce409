"""`make destroy`: refuses what is protected, asks, keeps the data unless told otherwise."""

import json
from collections.abc import Iterator

import pytest
from moto import mock_aws

from infra import destroy
from infra.deployment import place, resources
from infra.deployment.errors import ConsentError, ProtectedError, StackError
from infra.deployment.place import Place
from infra.package import PROJECT

MADE_HERE = {"AWS::DynamoDB::Table", "AWS::S3::Bucket"}  # of what there is in the template; moto knows no SAM


@pytest.fixture
def where(monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        yield place.aws("dev")


def deploy(where: Place, *, protected: bool) -> list[str]:
    """The tables and the bucket of the real template, with something in the bucket; returns the tables' names."""
    template = resources.merged(PROJECT)
    made = {name: each for name, each in template["Resources"].items() if each["Type"] in MADE_HERE}
    for each in made.values():
        each["Properties"].pop("LifecycleConfiguration", None)
    parameters = {name: template["Parameters"][name] for name in ("TablePrefix", "DeletionProtection", "SecretsPath")}
    smaller = {
        "Parameters": parameters,
        "Conditions": {"IsProtected": template["Conditions"]["IsProtected"]},
        "Resources": made,
        "Outputs": {"SecretsPath": template["Outputs"]["SecretsPath"]},
    }
    where.cloudformation.create_stack(
        StackName=where.stack_name,
        TemplateBody=json.dumps(smaller),
        Parameters=[{"ParameterKey": "DeletionProtection", "ParameterValue": str(protected).lower()}],
    )
    (bucket,) = where.s3.list_buckets()["Buckets"]
    where.s3.put_object(Bucket=bucket["Name"], Key="cp/auth-commerce-funnel/index.html", Body=b"page")
    return tables(where)


def tables(where: Place) -> list[str]:
    return where.dynamodb.list_tables()["TableNames"]


def test_it_refuses_while_deletion_protection_is_on_and_says_how_to_turn_it_off(where: Place) -> None:
    before = deploy(where, protected=True)
    for deletes_data in (False, True):
        with pytest.raises(ProtectedError, match="DeletionProtection=false") as refusal:
            destroy.destroy(where, deletes_data=deletes_data, said_yes=True)
        assert "tracefunnel-events" in str(refusal.value)
    assert tables(where) == before
    assert where.s3.list_buckets()["Buckets"]
    assert where.cloudformation.describe_stacks(StackName=where.stack_name)["Stacks"]


def test_a_table_that_somebody_protected_by_hand_is_protected_too(where: Place) -> None:
    deploy(where, protected=False)
    where.dynamodb.update_table(TableName="tracefunnel-links", DeletionProtectionEnabled=True)
    with pytest.raises(ProtectedError, match=r"is on \(tracefunnel-links\)"):
        destroy.destroy(where, deletes_data=True, said_yes=True)


def test_stack_and_bucket_go_and_the_data_with_them_only_where_that_is_said(
    where: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    before = deploy(where, protected=False)
    assert len(before) >= 8
    destroy.destroy(where, deletes_data=True, said_yes=True)
    assert tables(where) == []
    assert where.s3.list_buckets()["Buckets"] == []
    printed = capsys.readouterr().out
    assert "DELETED with all they hold: " in printed
    assert "the secrets under /tracefunnel/dev are kept" in printed
    with pytest.raises(StackError, match="nothing to delete"):
        destroy.destroy(where, deletes_data=False, said_yes=True)


def test_the_tables_are_told_as_kept_unless_the_data_is_to_go(where: Place, capsys: pytest.CaptureFixture[str]) -> None:
    deploy(where, protected=False)
    destroy.destroy(where, deletes_data=False, said_yes=True)
    printed = capsys.readouterr().out
    assert "tables: would be kept: " in printed
    assert "the tables are kept" in printed


@pytest.mark.parametrize(("typed", "goes"), [("tracefunnel-dev", True), ("yes", False), ("", False)])
def test_it_asks_for_the_stacks_name(where: Place, monkeypatch: pytest.MonkeyPatch, typed: str, goes: bool) -> None:
    deploy(where, protected=False)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: typed)
    if goes:
        destroy.destroy(where, deletes_data=False, said_yes=False)
        assert where.s3.list_buckets()["Buckets"] == []
    else:
        with pytest.raises(ConsentError, match="nothing was changed"):
            destroy.destroy(where, deletes_data=False, said_yes=False)
        assert where.s3.list_buckets()["Buckets"]


def test_where_nobody_can_be_asked_it_wants_to_be_told(
    where: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    deploy(where, protected=False)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    assert destroy.main(["--stage", "dev"]) == 1
    assert "--yes" in capsys.readouterr().err


def test_a_dry_run_needs_no_account(capsys: pytest.CaptureFixture[str]) -> None:
    assert destroy.main(["--stage", "prod", "--dry-run"]) == 0
    assert "would keep the tables, and keep the secrets" in capsys.readouterr().out
    assert destroy.main(["--stage", "prod", "--dry-run", "--delete-data"]) == 0
    assert "would delete the tables" in capsys.readouterr().out
