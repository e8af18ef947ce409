"""The secrets that the function reads from SSM Parameter Store: made at random once, never overwritten (design 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.new_keys import MAKERS

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient


def add_missing(ssm: SSMClient, path: str) -> list[str]:
    """Put each secret that is not there yet; returns the names of those put."""
    known = ssm.get_parameters(Names=[f"{path}/{name}" for name in MAKERS])["Parameters"]
    present = {parameter["Name"] for parameter in known}
    missing = [name for name in MAKERS if f"{path}/{name}" not in present]
    for name in missing:
        ssm.put_parameter(Name=f"{path}/{name}", Value=MAKERS[name](), Type="SecureString", Overwrite=False)
    return missing


def read(ssm: SSMClient, path: str, name: str) -> str:
    return ssm.get_parameter(Name=f"{path}/{name}", WithDecryption=True)["Parameter"]["Value"]
