"""The file in which the local run keeps the secrets that it made."""

import stat
from pathlib import Path

import pytest

from chalicelib.settings import SECRET_NAMES, keys_from_environment
from infra.local.secrets_file import SecretsFileError, local_secrets


def test_every_key_of_the_service_is_made_in_the_shape_that_its_settings_ask_for() -> None:
    made = local_secrets({}, None)

    assert set(made) == set(SECRET_NAMES)
    keys_from_environment(made)


def test_no_two_runs_make_the_same_keys() -> None:
    first, second = local_secrets({}, None), local_secrets({}, None)

    assert all(first[name] != second[name] for name in SECRET_NAMES)


def test_an_empty_value_of_the_environment_counts_as_none() -> None:
    assert local_secrets({"SESSION_SECRET": ""}, None)["SESSION_SECRET"] != ""


def test_a_damaged_secrets_file_is_refused_by_its_line_without_its_content(tmp_path: Path) -> None:
    file = tmp_path / "secrets.env"
    file.write_text("# kept by hand\nSESSION_SECRET=fine-fine-fine-fine-fine-fine-fine\nCOOKIE_SECRET 'unfinished\n")

    with pytest.raises(SecretsFileError, match="line 3") as refusal:
        local_secrets({}, file)

    assert "unfinished" not in str(refusal.value)


def test_a_rotated_secret_and_a_comment_survive_what_is_added(tmp_path: Path) -> None:
    file = tmp_path / "secrets.env"
    file.write_text("# rotated on Monday\nSESSION_SECRET='new-one old-one'")

    made = local_secrets({}, file)

    assert made["SESSION_SECRET"] == "new-one old-one"
    assert file.read_text().startswith("# rotated on Monday\nSESSION_SECRET='new-one old-one'\n")
    assert local_secrets({}, file) == made


def test_wider_permissions_of_the_secrets_file_are_narrowed(tmp_path: Path) -> None:
    file = tmp_path / "secrets.env"
    local_secrets({}, file)
    file.chmod(0o644)

    local_secrets({}, file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
