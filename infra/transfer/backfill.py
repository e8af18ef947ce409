"""`tracefunnel backfill`: the rows of a file become events, in batches through the backfill route."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from infra.transfer.api import Api
from infra.transfer.errors import RowError
from infra.transfer.event_fields import event_of
from infra.transfer.lines import Source, opened
from infra.transfer.mapping import Mapping, load_mapping
from infra.transfer.report import Report, Tally, opened_rejects
from infra.transfer.row_ids import RowIds
from infra.transfer.rows import BrokenRow, Row, Rows, read_rows
from infra.transfer.sending import Encoded, batches, encode, send

if TYPE_CHECKING:
    from tqdm import tqdm


@dataclass(frozen=True)
class BackfillOptions:
    """`file`: a path, or `-` for standard input. `id_prefix` is put before every event's id."""

    file: str
    mapping_file: Path | None = None
    id_prefix: str = ""
    batch: int = 250
    rejects_file: Path | None = None


@dataclass(frozen=True)
class Translator:
    """Rows into events."""

    mapping: Mapping
    row_ids: RowIds
    id_prefix: str

    def event_of(self, row: Row) -> Encoded | None:
        """None where the mapping says that the row is no event. Raises RowError."""
        fields = self.mapping.fields_of(row.columns)
        if fields is None:
            return None
        if "event_id" not in fields:
            fields["event_id"] = self.row_ids.next_for(row.columns)
        event = event_of(fields)
        return encode(row.line, event | {"event_id": self.id_prefix + event["event_id"]})


def backfill(options: BackfillOptions, api: Api, tally: Tally) -> None:
    """Raises TransferError. `tally` is right at any moment, so that an interrupted import can tell how far it came."""
    mapping = load_mapping(options.mapping_file)
    with (
        opened(options.file) as source,
        opened_rejects(options.rejects_file) as rejects,
        RowIds.counting() as row_ids,
        _bar_of(source) as bar,
    ):
        header, rows = read_rows(source.lines(), options.file)
        mapping.check(header)
        report = Report(tally, rejects, api.tell)
        events = _events(rows, Translator(mapping, row_ids, options.id_prefix), report)
        for batch in batches(events, options.batch):
            for one in send(api, batch):
                report.sent(one)
            _advance(bar, source, tally)
        _advance(bar, source, tally)


def _events(rows: Rows, translator: Translator, report: Report) -> Iterator[Encoded]:
    """Of the rows that can be sent; the others are reported."""
    for row in rows:
        if isinstance(row, BrokenRow) and row.ends_the_file:
            report.broke_off(row.line, row.reason)
            return
        report.read()
        if isinstance(row, BrokenRow):
            report.refused(row.line, [{"field": "row", "reason": row.reason}])
            continue
        try:
            event = translator.event_of(row)
        except RowError as error:
            report.refused(row.line, [{"field": error.field, "reason": error.reason}])
            continue
        if event is None:
            report.skipped()
        else:
            yield event


def _bar_of(source: Source) -> "tqdm[NoReturn]":
    from infra.transfer.console import progress_bar  # senders of events need no bar

    if source.size_bytes is None:
        return progress_bar(total=None, unit=" rows")
    return progress_bar(total=source.size_bytes, unit="B", in_bytes=True)


def _advance(bar: "tqdm[NoReturn]", source: Source, tally: Tally) -> None:
    bar.set_postfix_str(tally.summary(), refresh=False)
    bar.update((tally.read if source.size_bytes is None else source.position()) - bar.n)
