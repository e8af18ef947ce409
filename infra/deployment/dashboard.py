"""The dashboard's files in their private bucket, each with its type and how long browsers may keep it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from infra.dashboard_files import CONFIGURATION, FOLDER, PAGE, cache_control, content_type, file_names
from infra.deployment.errors import DashboardError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True)
class BucketFile:
    key: str
    content: bytes
    content_type: str
    cache_control: str


def bucket_files(folder: Path, configuration: dict[str, str]) -> Iterator[BucketFile]:
    """The page last: what it names is there before it. Raises DashboardError."""
    if not (folder / PAGE).is_file():
        raise DashboardError(f"{folder} holds no {PAGE}: build the dashboard again, or remove that folder")
    contents = {name: (folder / name).read_bytes() for name in file_names(folder)}
    contents[CONFIGURATION] = json.dumps(configuration, indent=2, sort_keys=True).encode()
    for name in sorted(contents, key=lambda name: (name == PAGE, name)):
        yield BucketFile(f"{FOLDER}/{name}", contents[name], content_type(name), cache_control(name))


def upload(s3: S3Client, bucket: str, files: Iterator[BucketFile]) -> int:
    """How many were uploaded. What an older page needs stays, for those who have it open."""
    count = 0
    for file in files:
        s3.put_object(
            Bucket=bucket,
            Key=file.key,
            Body=file.content,
            ContentType=file.content_type,
            CacheControl=file.cache_control,
        )
        count += 1
    return count


def empty(s3: S3Client, bucket: str) -> int:
    """Delete every version of every object, so that the bucket itself can be deleted; returns how many."""
    count = 0
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for each in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
            s3.delete_object(Bucket=bucket, Key=each["Key"], VersionId=each["VersionId"])
            count += 1
    return count
