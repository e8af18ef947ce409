"""The private bucket that CloudFormation takes the package from."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from botocore.exceptions import ClientError

from infra.deployment.errors import BucketError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CreateBucketConfigurationTypeDef


def create_if_absent(s3: S3Client, bucket: str, region: str) -> bool:
    """Whether it was created; one that is there is used as it is."""
    try:
        s3.head_bucket(Bucket=bucket)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise BucketError(f"bucket {bucket} cannot be used with these credentials; name another") from error
    else:
        return False
    if region == "us-east-1":  # the one region that must not be named
        s3.create_bucket(Bucket=bucket)
    else:
        location: CreateBucketConfigurationTypeDef = {"LocationConstraint": region}  # type: ignore[typeddict-item]
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=location)
    s3.put_public_access_block(
        Bucket=bucket,
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": True,
            "RestrictPublicBuckets": True,
        },
    )
    return True


def content_key(content: bytes, suffix: str) -> str:
    """Key that changes with the content, so that CloudFormation sees a new package and a rollback finds the old."""
    return f"tracefunnel/{hashlib.sha256(content).hexdigest()}{suffix}"


def upload(s3: S3Client, bucket: str, content: bytes, suffix: str) -> str:
    key = content_key(content, suffix)
    s3.put_object(Bucket=bucket, Key=key, Body=content)
    return key


def upload_package(s3: S3Client, bucket: str, region: str, zip_path: Path, template: dict[str, Any]) -> str:
    """Upload ZIP and template to the bucket, made if it is absent; returns the template's URL."""
    create_if_absent(s3, bucket, region)
    code = upload(s3, bucket, zip_path.read_bytes(), ".zip")
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = {"Bucket": bucket, "Key": code}
    return url(s3, bucket, upload(s3, bucket, yaml.safe_dump(template).encode(), ".yaml"))


def url(s3: S3Client, bucket: str, key: str) -> str:
    return f"{s3.meta.endpoint_url}/{bucket}/{key}"
