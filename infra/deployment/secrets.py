"""The secrets that the function reads from SSM Parameter Store: made at random once, never overwritten (design 2)."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient


def _key() -> str:
    return secrets.token_urlsafe(32)


def _signing_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _operator_keys() -> str:
    return " ".join(f"{role}:{_key()}" for role in ("viewer", "support", "admin"))


GENERATORS: dict[str, Callable[[], str]] = {
    "INTERNAL_API_KEY": _key,
    "INGEST_SIGNING_SECRET": _signing_secret,
    "COOKIE_SECRET": _key,
    "EMAIL_PEPPER": _key,
    "STRIPE_WEBHOOK_SECRET": _signing_secret,
    "SESSION_SECRET": _key,
    "OPERATOR_KEYS": _operator_keys,
}


def add_missing(ssm: SSMClient, path: str) -> list[str]:
    """Put each secret that is not there yet; returns the names of those put."""
    known = ssm.get_parameters(Names=[f"{path}/{name}" for name in GENERATORS])["Parameters"]
    present = {parameter["Name"] for parameter in known}
    missing = [name for name in GENERATORS if f"{path}/{name}" not in present]
    for name in missing:
        ssm.put_parameter(Name=f"{path}/{name}", Value=GENERATORS[name](), Type="SecureString", Overwrite=False)
    return missing


def read(ssm: SSMClient, path: str, name: str) -> str:
    return ssm.get_parameter(Name=f"{path}/{name}", WithDecryption=True)["Parameter"]["Value"]
