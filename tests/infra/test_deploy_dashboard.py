"""The dashboard in its bucket: types, how long browsers keep what, its configuration, and emptying it again."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from infra.dashboard_files import FOLDER, configuration
from infra.deployment.dashboard import bucket_files, empty, upload
from infra.deployment.errors import DashboardError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "dashboard"
CONFIGURATION = configuration("https://funnel.example.com", "dev")
FILES = {
    "index.html": ("text/html; charset=utf-8", "no-store"),
    "config.json": ("application/json", "no-store"),
    "favicon.svg": ("image/svg+xml", "public, max-age=300"),
    "assets/index-BjR8x_2Q.js": ("text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
    "assets/index-BjR8x_2Q.js.map": ("application/json", "public, max-age=31536000, immutable"),
    "assets/style-0a1b2c3d.css": ("text/css; charset=utf-8", "public, max-age=31536000, immutable"),
    "assets/fonts/inter-0a1b2c3d.woff2": ("font/woff2", "public, max-age=31536000, immutable"),
    "assets/logo.png": ("image/png", "public, max-age=300"),  # no hash in its name: another may take its place
    "index-BjR8x_2Q.js": ("text/javascript; charset=utf-8", "public, max-age=300"),  # not among the assets
    "licences.unknown": ("application/octet-stream", "public, max-age=300"),
}


@pytest.fixture
def s3() -> Iterator["S3Client"]:
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
        client.create_bucket(Bucket=BUCKET)
        client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        yield client


@pytest.fixture
def built(tmp_path: Path) -> Path:
    for name in FILES.keys() - {"config.json"}:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    return tmp_path


def test_each_file_has_its_type_and_its_time_in_the_cache(s3: "S3Client", built: Path) -> None:
    assert upload(s3, BUCKET, bucket_files(built, CONFIGURATION)) == len(FILES)

    stored = {}
    for each in s3.list_objects_v2(Bucket=BUCKET)["Contents"]:
        head = s3.head_object(Bucket=BUCKET, Key=each["Key"])
        stored[each["Key"].removeprefix(f"{FOLDER}/")] = (head["ContentType"], head["CacheControl"])
    assert stored == FILES


def test_the_configuration_is_that_of_the_stage_whatever_was_built(s3: "S3Client", built: Path) -> None:
    (built / "config.json").write_text('{"stage": "of somebody\'s machine"}', encoding="utf-8")
    upload(s3, BUCKET, bucket_files(built, CONFIGURATION))

    body = s3.get_object(Bucket=BUCKET, Key=f"{FOLDER}/config.json")["Body"].read()
    assert json.loads(body) == CONFIGURATION


def test_the_page_comes_last_so_that_what_it_names_is_there(built: Path) -> None:
    keys = [file.key for file in bucket_files(built, CONFIGURATION)]
    assert keys[-1] == f"{FOLDER}/index.html"


def test_a_folder_without_a_page_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DashboardError, match=r"holds no index\.html"):
        list(bucket_files(tmp_path, CONFIGURATION))


def test_a_bucket_is_emptied_of_every_version_and_marker(s3: "S3Client", built: Path) -> None:
    for _ in range(2):
        upload(s3, BUCKET, bucket_files(built, CONFIGURATION))
    s3.delete_object(Bucket=BUCKET, Key=f"{FOLDER}/favicon.svg")

    assert empty(s3, BUCKET) == 2 * len(FILES) + 1
    s3.delete_bucket(Bucket=BUCKET)
