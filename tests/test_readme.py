"""What a reader could rely on stands in the README: each setting, each key, each event type."""

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest

from chalicelib.domain.alarm_rules import ALARM_RULES, AlarmRule
from chalicelib.domain.event_dictionary import EVENT_TYPES
from chalicelib.domain.event_type import EventType
from chalicelib.domain.tracking.untracked import UntrackedReason
from chalicelib.observability import METRIC_NAMES
from chalicelib.settings import SECRET_NAMES, Settings

README = Path(__file__).resolve().parent.parent / "README.md"
NOT_SET = {"", "-", "–", "—", "none", "not set", "unset"}


def table_rows() -> Iterator[list[str]]:
    """The cells of each row of each table, without the backquotes around them."""
    for line in README.read_text(encoding="utf-8").splitlines():
        if line.startswith("|") and not re.fullmatch(r"[|:\s-]+", line):
            cells = line.strip().strip("|").replace(r"\|", "\0").split("|")
            yield [cell.replace("\0", "|").strip().strip("`") for cell in cells]


def row_of(name: str) -> list[str]:
    rows = [cells for cells in table_rows() if cells[0] == name]
    assert len(rows) == 1, f"{name} has {len(rows)} rows of its own in the README's tables"
    return rows[0]


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_each_setting_stands_in_the_readme_with_its_default(name: str) -> None:
    default = Settings.model_fields[name].default
    text = default.value if isinstance(default, StrEnum) else str(default)
    cells = row_of(name.upper())[1:]
    if default is None:
        assert any(cell.lower() in NOT_SET for cell in cells)
    else:
        assert text in cells


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_each_key_stands_in_the_readme(name: str) -> None:
    assert len(row_of(name)) > 1


@pytest.mark.parametrize("event_type", EVENT_TYPES, ids=lambda event_type: event_type.name)
def test_each_event_type_stands_in_the_readme_with_what_it_must_carry(event_type: EventType) -> None:
    text = " ".join(row_of(event_type.name)[1:])
    names = {field.removeprefix("payload.") for alternatives in event_type.required for field in alternatives}
    assert {name for name in names if not re.search(rf"\b{name}\b", text)} == set()


@pytest.mark.parametrize("rule", ALARM_RULES, ids=lambda rule: rule.id)
def test_each_alarm_stands_in_the_readme_with_what_to_do_first(rule: AlarmRule) -> None:
    assert len([cell for cell in row_of(rule.id) if cell]) == 3


@pytest.mark.parametrize("metric", METRIC_NAMES)
def test_each_metric_stands_in_the_readme(metric: str) -> None:
    assert f"`{metric}`" in README.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*(rule.id for rule in ALARM_RULES), *UntrackedReason])
def test_operators_find_each_alarm_and_each_reason_in_the_korean_page(name: str) -> None:
    page = (README.parent / "README.ko.md").read_text(encoding="utf-8")
    assert len([line for line in page.splitlines() if line.startswith(f"| `{name}` |")]) == 1
