"""Files become rows: both kinds, plain and compressed, whole and broken."""

import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.transfer.errors import TransferError
from infra.transfer.lines import MAX_LINE_BYTES, Line, SourceBrokenError, opened
from infra.transfer.rows import BrokenRow, Row, read_rows

CELL = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=8)


def rows_of(content: bytes, name: str = "rows") -> list[Row | BrokenRow]:
    lines = (Line(number, line) for number, line in enumerate(content.split(b"\n"), start=1))
    return list(read_rows(lines, name)[1])


def rows_of_file(file: Path) -> list[Row | BrokenRow]:
    with opened(str(file)) as source:
        return list(read_rows(source.lines(), file.name)[1])


def reason_of(row: Row | BrokenRow) -> str:
    assert isinstance(row, BrokenRow)
    return row.reason


@pytest.mark.parametrize("content", [b'{"a": 1}\n\n{"a": 2}\n', b'\xef\xbb\xbf{"a": 1}\r\n\r\n{"a": 2}'])
def test_json_lines_are_told_by_their_first_line_and_empty_lines_count_as_lines(content: bytes) -> None:
    assert [row for row in rows_of(content) if isinstance(row, Row)] == [Row(1, {"a": 1}), Row(3, {"a": 2})]


@pytest.mark.parametrize("content", [b"a,b\n1,\n2,x\n", b"\xef\xbb\xbfa, b\r\n1,\r\n2,x"])
def test_csv_names_its_columns_in_its_first_line(content: bytes) -> None:
    stripped = content.replace(b"\r", b"")
    assert rows_of(stripped) == [Row(2, {"a": "1", "b": ""}), Row(3, {"a": "2", "b": "x"})]


def test_the_name_of_a_file_decides_where_its_first_line_is_broken() -> None:
    assert [type(row) for row in rows_of(b'not json\n{"a": 1}', "x.jsonl.gz")] == [BrokenRow, Row]


@pytest.mark.parametrize("compress", [False, True])
def test_a_file_is_told_to_be_compressed_by_its_content_not_by_its_name(tmp_path: Path, compress: bool) -> None:
    content = b'{"a": 1}\n' * 30_000
    file = tmp_path / "misnamed.csv.gz.jsonl"
    file.write_bytes(gzip.compress(content) if compress else content)

    assert rows_of_file(file) == [Row(number, {"a": 1}) for number in range(1, 30_001)]


def test_compressed_parts_put_one_after_the_other_are_read_to_the_end(tmp_path: Path) -> None:
    file = tmp_path / "parts.gz"
    file.write_bytes(gzip.compress(b'{"a": 1}\n{"a"') + gzip.compress(b": 2}\n"))

    assert rows_of_file(file) == [Row(1, {"a": 1}), Row(2, {"a": 2})]


@pytest.mark.parametrize(
    "line",
    [b"{", b"[1]", b"1", b'{"a": NaN}', b'{"a": 1e400}', b'{"a": "\\ud800"}', b'{"a": "\xff"}', b'{"a":' * 100_000],
)
def test_a_line_that_no_request_could_carry_is_broken_and_the_next_is_read(line: bytes) -> None:
    before, broken, after = rows_of(b'{"a": 1}\n' + line + b'\n{"a": 3}')

    assert isinstance(broken, BrokenRow)
    assert (broken.line, broken.ends_the_file) == (2, False)
    assert [before, after] == [Row(1, {"a": 1}), Row(3, {"a": 3})]


def test_a_line_without_end_is_broken_and_not_held_in_memory(tmp_path: Path) -> None:
    file = tmp_path / "long.jsonl"
    file.write_bytes(b'{"a": "' + b"x" * (3 * MAX_LINE_BYTES) + b'"}\n{"a": 1}\n')
    with opened(str(file)) as source:
        long, short = source.lines()
        assert len(long.content) < 2 * MAX_LINE_BYTES
        assert short == Line(2, b'{"a": 1}')


def test_a_row_with_too_few_or_too_many_columns_is_broken_by_its_line() -> None:
    rows = rows_of(b"a,b\n1\n1,2\n1,2,3")

    assert reason_of(rows[0]) == "has 1 columns, the first line names 2"
    assert rows[1] == Row(3, {"a": "1", "b": "2"})
    assert reason_of(rows[2]) == "has 3 columns, the first line names 2"


def test_a_row_over_several_lines_is_told_by_its_first_and_those_after_it_by_theirs() -> None:
    rows = rows_of(b'a,b\n"1\n\n2",3\n4,5\n"6\n7"\n8,9')

    assert rows[0] == Row(2, {"a": "1\n\n2", "b": "3"})
    assert rows[1] == Row(5, {"a": "4", "b": "5"})
    assert reason_of(rows[2]) == "has 1 columns (lines 6 to 7), the first line names 2"
    assert rows[3] == Row(8, {"a": "8", "b": "9"})


def test_a_quote_that_is_never_closed_loses_what_it_swallows_and_says_so() -> None:
    good, swallowed = rows_of(b'a,b\n1,2\n3,"4\n5,6\n7,8')

    assert good == Row(2, {"a": "1", "b": "2"})
    assert isinstance(swallowed, BrokenRow)
    assert "(lines 3 to 5)" in swallowed.reason
    assert swallowed.line == 3


def test_a_cell_that_is_no_utf_8_breaks_its_row_alone() -> None:
    rows = rows_of(b"a\n\xff\n\xc3\xa9")

    assert reason_of(rows[0]) == "is not UTF-8"
    assert rows[1] == Row(3, {"a": "é"})


@pytest.mark.parametrize("content", [b"a,a\n1,2", b"a,\n1,2", b"\xff\n1", b'"a\n1'])
def test_columns_without_a_name_of_their_own_stop_everything(content: bytes) -> None:
    with pytest.raises(TransferError, match="line 1"):
        rows_of(content)


def test_a_json_array_is_refused_with_a_way_out() -> None:
    with pytest.raises(TransferError, match="one object a line"):
        rows_of(b'[{"a": 1}]')


@pytest.mark.parametrize("content", [b"", b"\n \n"])
def test_an_empty_file_has_no_rows(content: bytes) -> None:
    assert rows_of(content) == []


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_what_is_readable_of_a_broken_archive_is_read_and_the_line_where_it_breaks_is_told(
    tmp_path: Path, kind: str
) -> None:
    lines = [b'{"a": %d}\n' % number for number in range(5000)] if kind == "jsonl" else _csv_lines(5000)
    whole = gzip.compress(b"".join(lines))
    file = tmp_path / f"cut.{kind}.gz"
    for damaged in (whole[: len(whole) // 2], whole[:-4] + b"\0\0\0\0", whole[:11]):
        file.write_bytes(damaged)
        *rows, end = rows_of_file(file)
        assert isinstance(end, BrokenRow)
        assert end.ends_the_file
        assert all(isinstance(row, Row) for row in rows)
        assert end.line == (rows[-1].line + 1 if rows else 1)
    assert 1000 < len(_rows_of_half(file, whole)) < 4900


def _csv_lines(count: int) -> list[bytes]:
    return [b"a,b\n", *(b"%d,x\n" % number for number in range(count))]


def _rows_of_half(file: Path, whole: bytes) -> list[Row | BrokenRow]:
    file.write_bytes(whole[: len(whole) // 2])
    return rows_of_file(file)


def test_a_source_that_breaks_within_a_row_of_several_lines_does_not_take_it_for_whole() -> None:
    def lines() -> Iterator[Line]:
        yield Line(1, b"a,b")
        yield Line(2, b'1,"2')
        raise SourceBrokenError(3, "gone")

    assert list(read_rows(lines(), "x")[1]) == [BrokenRow(3, "gone", ends_the_file=True)]


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(TransferError, match=r"nowhere\.csv cannot be read"), opened("/nowhere.csv"):
        pass


@given(table=st.lists(st.lists(CELL, min_size=2, max_size=2), max_size=6))
def test_whatever_csv_can_hold_is_read_back(table: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([["a", "b"], *table])

    found = [row.columns for row in rows_of(text.getvalue().removesuffix("\n").encode()) if isinstance(row, Row)]
    assert found == [dict(zip("ab", cells, strict=True)) for cells in table]
