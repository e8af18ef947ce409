"""The dashboard's files in their private bucket, each with its type and how long browsers may keep it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from infra.deployment.errors import DashboardError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

FOLDER = "cp/auth-commerce-funnel"  # the path under which it is served is that of its keys
PAGE = "index.html"
CONFIGURATION = "config.json"
A_YEAR = "public, max-age=31536000, immutable"
FIVE_MINUTES = "public, max-age=300"
NEVER = "no-store"

# Of a name such as assets/index-BjR8x_2Q.js, which another content would change.
_HASHED = re.compile(r"assets/(.*/)?[^/]+[-.][A-Za-z0-9_-]{8,}(\.[a-z0-9]+)+")

# Spelled out: what Python's mimetypes knows is what the machine that deploys happens to have.
CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


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
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    contents = {name: (folder / name).read_bytes() for name in names}
    contents[CONFIGURATION] = json.dumps(configuration, indent=2, sort_keys=True).encode()
    for name in sorted(contents, key=lambda name: (name == PAGE, name)):
        yield BucketFile(f"{FOLDER}/{name}", contents[name], _content_type(name), _cache_control(name))


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


def _content_type(name: str) -> str:
    return CONTENT_TYPES.get(Path(name).suffix.lower(), "application/octet-stream")


def _cache_control(name: str) -> str:
    if name in {PAGE, CONFIGURATION}:
        return NEVER
    return A_YEAR if _HASHED.fullmatch(name) else FIVE_MINUTES
