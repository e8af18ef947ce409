"""What a mapping file can say of one field: each part makes a value out of a row's columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any, Protocol

from infra.transfer.errors import RowError, TransferError
from infra.transfer.event_fields import is_empty

Columns = Mapping[str, Any]


class _Absent:
    """The row has no value there."""


ABSENT = _Absent()


class Part(Protocol):
    def columns(self) -> set[str]:
        """The columns that it reads."""

    def value(self, row: Columns) -> Any:
        """ABSENT where there is none. Raises RowError."""


@dataclass(frozen=True)
class Column:
    name: str

    def columns(self) -> set[str]:
        return {self.name}

    def value(self, row: Columns) -> Any:
        found = _look_up(row, self.name)
        return ABSENT if is_empty(found) else found


def _look_up(row: Columns, name: str) -> Any:
    """The column of that name, else `a.b`: what stands under b within the column a."""
    if name in row:
        return row[name]
    outer, dot, inner = name.partition(".")
    within = row.get(outer)
    return _look_up(within, inner) if dot and isinstance(within, dict) else None


@dataclass(frozen=True)
class Constant:
    constant: Any

    def columns(self) -> set[str]:
        return set()

    def value(self, row: Columns) -> Any:  # noqa: ARG002 - the same for all rows
        return self.constant


@dataclass(frozen=True)
class Choice:
    """`otherwise`: for a value that is not among `values`."""

    column: Column
    values: Mapping[str, Any]
    otherwise: Any

    def columns(self) -> set[str]:
        return self.column.columns()

    def value(self, row: Columns) -> Any:
        found = self.column.value(row)
        chosen = self.values.get(_as_key(found), self.otherwise)
        if chosen is ABSENT:
            raise RowError(self.column.name, "has a value that the mapping does not name")
        return ABSENT if chosen is None else chosen


def _as_key(value: Any) -> str:
    """As JSON spells it, so that `true` and `200` can be keys."""
    if value is ABSENT:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class Template:
    """`pieces`: literal text, then the column after it or None."""

    pieces: tuple[tuple[str, Column | None], ...]

    def columns(self) -> set[str]:
        return {column.name for _, column in self.pieces if column is not None}

    def value(self, row: Columns) -> Any:
        text = ""
        for literal, column in self.pieces:
            found = column.value(row) if column else ""
            if found is ABSENT:
                return ABSENT
            text += literal + str(found)
        return text


@dataclass(frozen=True)
class Composite:
    parts: Mapping[str, Part]

    def columns(self) -> set[str]:
        return {name for part in self.parts.values() for name in part.columns()}

    def value(self, row: Columns) -> Any:
        values = {name: part.value(row) for name, part in self.parts.items()}
        present = {name: value for name, value in values.items() if value is not ABSENT}
        return present or ABSENT


def read_part(where: str, written: Any) -> Part:
    """Raises TransferError, which names `where`."""
    if isinstance(written, str) and written:
        return Column(written)
    if isinstance(written, dict):
        keys = set(written)
        if keys == {"value"}:
            return Constant(written["value"])
        if {"column", "values"} <= keys <= {"column", "values", "otherwise"}:
            return _choice(where, written)
        if keys == {"template"} and isinstance(written["template"], str):
            return _template(where, written["template"])
        if keys and keys <= {"columns", "fields"}:
            return _composite(where, written)
    raise TransferError(
        f"the mapping of {where} must be a column's name, null, or one of "
        '{"value": ...}, {"column", "values", "otherwise"}, {"template": "..."}, {"columns": [...], "fields": {...}}'
    )


def _choice(where: str, written: Mapping[str, Any]) -> Choice:
    column, values = written["column"], written["values"]
    if not (isinstance(column, str) and column and isinstance(values, dict)):
        raise TransferError(f"the mapping of {where}: column must be a name, values an object")
    return Choice(Column(column), values, written.get("otherwise", ABSENT))


def _template(where: str, text: str) -> Template:
    try:
        parsed = list(Formatter().parse(text))
    except ValueError as error:
        raise TransferError(f"the mapping of {where}: the template has unbalanced braces") from error
    if any(name == "" or spec or conversion for _, name, spec, conversion in parsed):
        raise TransferError(f"the mapping of {where}: braces in a template hold the name of a column, and nothing else")
    return Template(tuple((literal, None if name is None else Column(name)) for literal, name, _, _ in parsed))


def _composite(where: str, written: Mapping[str, Any]) -> Composite:
    names, fields = written.get("columns", []), written.get("fields", {})
    if not (isinstance(names, list) and all(isinstance(name, str) and name for name in names)):
        raise TransferError(f"the mapping of {where}: columns must be a list of names")
    if not isinstance(fields, dict):
        raise TransferError(f"the mapping of {where}: fields must be an object")
    inner = {name: read_part(f"{where}.{name}", part) for name, part in fields.items()}
    return Composite({**{name: Column(name) for name in names}, **inner})
