"""Where a stage is deployed to: AWS, or the emulator on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import boto3

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_ssm import SSMClient


@dataclass(frozen=True)
class Place:
    stage: str
    region: str
    session: boto3.Session
    s3: S3Client
    ssm: SSMClient
    cloudformation: CloudFormationClient
    dynamodb: DynamoDBClient
    emulator_url: str | None = None

    @property
    def stack_name(self) -> str:
        return f"tracefunnel-{self.stage}"

    def api_url(self, outputs: dict[str, str]) -> str:
        """Base URL of the deployed API, without a slash at its end; `outputs` are those of the stack."""
        if self.emulator_url is None:
            return outputs["EndpointURL"].rstrip("/")
        # The path form: not every resolver knows names under localhost.
        stage_path = urlsplit(outputs["EndpointURL"]).path.strip("/")
        return f"{self.emulator_url}/_aws/execute-api/{outputs['RestAPIId']}/{stage_path}"

    def own_url(self, outputs: dict[str, str]) -> str:
        """Where people reach the stack under no domain of the operator's; without a slash at its end."""
        # The emulator keeps a distribution but does not serve what is behind it.
        return outputs["DistributionUrl"] if self.emulator_url is None else self.api_url(outputs)


def aws(stage: str) -> Place:
    """AWS, with the caller's own credentials and default region."""
    return _place(stage, boto3.Session(), None)


def emulated(stage: str, url: str) -> Place:
    """The emulator at this URL, with the credentials that it takes for its root user's; never the caller's own."""
    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")  # noqa: S106 - the emulator takes any
    return _place(stage, session, url)


def _place(stage: str, session: boto3.Session, url: str | None) -> Place:
    s3 = session.client("s3", endpoint_url=url)
    return Place(
        stage=stage,
        region=s3.meta.region_name,
        session=session,
        s3=s3,
        ssm=session.client("ssm", endpoint_url=url),
        cloudformation=session.client("cloudformation", endpoint_url=url),
        dynamodb=session.client("dynamodb", endpoint_url=url),
        emulator_url=url,
    )
