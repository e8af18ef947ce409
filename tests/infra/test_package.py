"""What `make package` makes: equal bytes, all that the Lambda needs and nothing else."""

import importlib.util
import platform
import shutil
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from infra import sbom
from infra.deployment import archive, resources, staging
from infra.deployment.errors import TemplateError
from infra.package import PROJECT, Package, build, build_if_needed, current

UNCHECKED_HASH = 0b01
RUNTIME_BRINGS = ("boto3", "botocore", "s3transfer", "dateutil", "urllib3", "six")
IMPORT_ALONE = """
import importlib.machinery, os, sys
package, runtime = sys.argv[1:]
sys.path[:0] = [package, runtime]
os.environ.update(AWS_DEFAULT_REGION="us-east-1", SECRETS_PATH="/tracefunnel/dev")
to_code = importlib.machinery.SourceFileLoader.source_to_code
def only_of_the_runtime(loader, source, path, **more):
    assert not path.startswith(package), f"{path} was not compiled ahead"
    return to_code(loader, source, path, **more)
importlib.machinery.SourceFileLoader.source_to_code = only_of_the_runtime
import app
print(app.app.app_name, sys.modules["chalice"].__file__)
"""


@pytest.fixture(scope="module")
def package(local_package: Package) -> Package:
    return local_package


@pytest.fixture(scope="module")
def unpacked(package: Package, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(package.zip_path) as zipped:
        zipped.extractall(root)
    return root


def test_a_copy_of_the_project_elsewhere_packages_to_equal_bytes(package: Package, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere"
    own = [path.relative_to(PROJECT) for path in resources.resource_files(PROJECT)]
    described = [path.relative_to(PROJECT) for path in sbom.sources(PROJECT)]
    for name in (Path("app.py"), Path("requirements-lambda.txt"), *own, *described):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PROJECT / name, copy / name)  # with other file times
    shutil.copytree(PROJECT / "chalicelib", copy / "chalicelib", copy_function=shutil.copyfile)
    shutil.copytree(PROJECT / ".chalice", copy / ".chalice")
    again = build("local", tmp_path / "dist", copy)
    assert [path.read_bytes() for path in again.paths()] == [path.read_bytes() for path in package.paths()]


def test_a_package_of_the_same_sources_is_taken_as_it_is(package: Package) -> None:
    written = package.zip_path.stat().st_mtime_ns
    assert build_if_needed("local", package.zip_path.parent) == package
    assert package.zip_path.stat().st_mtime_ns == written
    assert current("dev", package.zip_path.parent) is None


def test_the_package_is_at_most_6_megabytes(package: Package) -> None:
    assert package.zip_path.stat().st_size <= archive.MAX_BYTES == 6 * 1024 * 1024


def test_the_package_holds_the_application_its_dependencies_and_chalices_runtime(unpacked: Path) -> None:
    for path in staging.application_files(PROJECT):
        assert (unpacked / path).read_bytes() == (PROJECT / path).read_bytes()
    for name in ("chalice/app.py", "chalice/__init__.py", "pydantic", "aws_lambda_powertools", "jwt", "tzdata"):
        assert (unpacked / name).exists(), name


def test_the_package_holds_nothing_that_the_lambda_does_not_need(unpacked: Path) -> None:
    for name in ("boto3", "botocore", "s3transfer", "vendor", "bin", "requirements.txt", ".chalice", "infra", "tests"):
        assert not (unpacked / name).exists(), name
    paths = [path.relative_to(unpacked) for path in unpacked.rglob("*") if path.is_file()]
    assert not [path for path in paths if "tests" in path.parts or path.suffix in {".pyi", ".dist-info"}]
    tag = f".{sys.implementation.cache_tag}.pyc"
    assert not [path for path in paths if "__pycache__" in path.parts and not path.name.endswith(tag)]


def test_licences_of_the_dependencies_stay_with_them(unpacked: Path) -> None:
    for distribution in unpacked.glob("*.dist-info"):
        assert (distribution / "METADATA").exists(), distribution.name
    assert list(unpacked.glob("pydantic_core-*.dist-info/**/LICENSE*"))


def test_every_module_is_compiled_whatever_its_file_time_and_names_its_place_in_the_lambda(unpacked: Path) -> None:
    sources = list(unpacked.rglob("*.py"))
    assert len(sources) > 100
    for source in sources:
        compiled = Path(importlib.util.cache_from_source(str(source))).read_bytes()
        magic, flags = compiled[:4], struct.unpack("<I", compiled[4:8])[0]
        assert magic == importlib.util.MAGIC_NUMBER
        assert flags == UNCHECKED_HASH, source
    application = Path(importlib.util.cache_from_source(str(unpacked / "app.py"))).read_bytes()
    assert b"/var/task/app.py" in application


@pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="the package holds machine code of the Lambda's"
)
def test_the_package_imports_alone_with_the_boto3_of_the_runtime_and_compiles_nothing(
    unpacked: Path, tmp_path: Path
) -> None:
    runtime = tmp_path / "runtime"
    runtime.mkdir()
    for name in RUNTIME_BRINGS:
        found = importlib.util.find_spec(name)
        assert found is not None
        assert found.origin is not None
        origin = Path(found.origin)
        (runtime / name if origin.name == "__init__.py" else runtime / origin.name).symlink_to(
            origin.parent if origin.name == "__init__.py" else origin
        )
    command = [sys.executable, "-I", "-S", "-B", "-c", IMPORT_ALONE, str(unpacked), str(runtime)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True, cwd=tmp_path).stdout.split()
    assert printed == ["tracefunnel", str(unpacked / "chalice" / "__init__.py")]


def test_the_template_has_no_yaml_aliases_which_cloudformation_does_not_read(package: Package) -> None:
    text = package.template_path.read_text(encoding="utf-8")
    assert "&id" not in text
    assert ": *" not in text


def test_the_local_stage_runs_on_this_machine_and_can_be_destroyed_at_once(package: Package) -> None:
    template = package.template()
    assert template["Resources"]["APIHandler"]["Properties"]["Architectures"] == ["x86_64"]
    defaults = {name: parameter["Default"] for name, parameter in template["Parameters"].items()}
    assert (defaults["DeletionProtection"], defaults["TablePrefix"]) == ("false", "tracefunnel-local-")


def test_a_resource_that_two_files_describe_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "infra" / "resources").mkdir(parents=True)
    for name in ("resources.yaml", "resources/more.yaml"):
        (tmp_path / "infra" / name).write_text("Resources: {Twice: {Type: AWS::SNS::Topic}}\n", encoding="utf-8")
    with pytest.raises(TemplateError, match=r"more\.yaml has Twice in Resources"):
        resources.merged(tmp_path)
