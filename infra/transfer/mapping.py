"""A mapping file: where each field of an event stands in somebody else's rows.

A JSON object, our field -> where it comes from:

    "visitor"                                             the column of that name ("request.path": a key in a column)
    {"value": "m_page_view"}                              the same for all rows
    {"column": "step", "values": {"buy": "m_checkout_click"}, "otherwise": "m_page_view"}
                                                          by the column's value; without `otherwise` any other value is
                                                          refused; null means not sent, and for event_type: skip the row
    {"template": "trace_{user}"}                          text with columns in it; not sent where one of them is empty
    {"columns": ["url"], "fields": {"plan": {"value": "pro"}}}   an object, for payload: columns under their own names,
                                                          and fields that say, in these very words, where they come from
    null                                                  not sent

A field that the file does not name is taken from the column that is called as it is, where there is one.
"""

import json
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.transfer.errors import TransferError
from infra.transfer.event_fields import EVENT_FIELDS, KNOWN_COLUMNS, TABLE_COLUMNS, fields_of_table_row
from infra.transfer.mapping_parts import ABSENT, Choice, Part, read_part


@dataclass(frozen=True)
class Mapping:
    """`parts`: None for a field that is not to be sent."""

    parts: MappingType[str, Part | None]

    def columns(self) -> set[str]:
        return {name for part in self.parts.values() if part is not None for name in part.columns()}

    def fields_of(self, row: MappingType[str, Any]) -> dict[str, Any] | None:
        """Our fields of one row; None where the mapping says that the row is no event. Raises RowError."""
        if not self.parts:
            return fields_of_table_row(row)
        as_they_are = {
            name: value
            for name, value in row.items()
            if name in KNOWN_COLUMNS and TABLE_COLUMNS.get(name, name) not in self.parts
        }
        fields = fields_of_table_row(as_they_are)
        for name, part in self.parts.items():
            value = ABSENT if part is None else part.value(row)
            if value is ABSENT and name == "event_type" and isinstance(part, Choice):
                return None
            if value is not ABSENT and (value is not None or name == "success"):
                fields[name] = value
        return fields

    def check(self, header: Sequence[str] | None) -> None:
        """Raises TransferError where the columns that all rows have do not fit; JSON Lines have none such."""
        if header is None:
            return
        missing = sorted(self.columns() - set(header))
        if missing:
            raise TransferError(f"the file has no column {', '.join(missing)}; it has: {', '.join(header)}")
        unknown = [name for name in header if name not in KNOWN_COLUMNS]
        if unknown and not self.parts:
            raise TransferError(
                f"no columns of funnel_events: {', '.join(unknown)}; say by --mapping where they belong"
            )
        for name in ("event_type", "ts"):
            if name not in self.parts and name not in header:
                raise TransferError(f"the file has no column {name}: say by --mapping where it stands")


def load_mapping(file: Path | None) -> Mapping:
    """Without a file: every column as it is called. Raises TransferError."""
    if file is None:
        return Mapping({})
    try:
        written = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise TransferError(f"{file} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise TransferError(f"{file} is no JSON: {error}") from error
    if not isinstance(written, dict):
        raise TransferError(f"{file} must hold an object: our field -> where it stands")
    unknown = sorted(set(written) - set(EVENT_FIELDS))
    if unknown:
        raise TransferError(f"{file}: no fields of an event: {', '.join(unknown)}; there are {', '.join(EVENT_FIELDS)}")
    return Mapping({name: None if part is None else read_part(name, part) for name, part in written.items()})
