"""The subcommands of `tracefunnel` that talk to a running service, wherever it is."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from infra.transfer.errors import TransferError

if TYPE_CHECKING:
    from infra.transfer.api import Api

KEY_VARIABLE = "INTERNAL_API_KEY"
MAX_BATCH = 500
SUCCESS, FAILURE, INTERRUPTED = 0, 1, 130  # 130: as a shell says of SIGINT

_IMPORT_HELP = """\
CSV or JSON Lines, plain or gzip. Columns are called as those of funnel_events (id, ts, event_type, trace_id, tenant_id,
job_id, email_fingerprint, success, error_code, error_message, source, payload_json) or as the fields of an event;
--mapping names a JSON file for any others, our field -> where it stands:
  "visitor"                                      the column of that name
  {"value": "m_page_view"}                       the same for all rows
  {"column": "step", "values": {"buy": "m_checkout_click"}, "otherwise": "m_page_view"}
                                                 by the value; "otherwise": null skips the row (for event_type)
  {"template": "trace_{user}"}                   text with columns in it
  {"columns": ["url"], "fields": {"plan": {"value": "pro"}}}   an object, for payload
  null                                           not sent
A time without an offset is UTC. A row without an id gets one made of its content, so that the same import may be run
again, after an interruption too, and stores nothing twice."""


def add_commands(commands: Any) -> None:
    """`commands`: what `add_subparsers` returned."""
    backfill = _add(commands, "backfill", "import events, with their own times", _backfill, epilog=_IMPORT_HELP)
    backfill.add_argument("file", metavar="FILE", help="- for standard input")
    backfill.add_argument("--mapping", type=Path, metavar="FILE", help="where our fields stand (see below)")
    backfill.add_argument("--id-prefix", default="", metavar="P", help="put before each id, where databases would meet")
    backfill.add_argument("--batch", type=_batch, default=250, metavar="N", help="events a request (%(default)s)")
    backfill.add_argument("--rejects", type=Path, metavar="FILE", help="keeps line and reasons of each refused row")
    export = _add(commands, "export", "write events as JSON Lines, which backfill takes back", _export)
    _add_range(export)
    export.add_argument("--output", type=Path, metavar="FILE", help="compressed if it ends with .gz (default: stdout)")
    _add_range(_add(commands, "rebuild", "count reporting days again from nothing", _rebuild))


def _add(commands: Any, name: str, help_text: str, run: Callable[..., int], **more: Any) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(
        name, help=help_text, description=help_text, formatter_class=argparse.RawDescriptionHelpFormatter, **more
    )
    command.set_defaults(run=run)
    command.add_argument("--url", required=True, help="the service, such as http://127.0.0.1:8000")
    command.add_argument("--key", help=f"an admin's key (default: ${KEY_VARIABLE}, which no list of processes shows)")
    return command


def _add_range(command: argparse.ArgumentParser) -> None:
    command.add_argument("--from", dest="first", type=_day, required=True, metavar="DAY", help="such as 2026-11-01")
    command.add_argument("--to", dest="last", type=_day, required=True, metavar="DAY", help="included")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a day is written as in 2026-11-01") from None


def _batch(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MAX_BATCH:
        raise argparse.ArgumentTypeError(f"a batch has 1 to {MAX_BATCH} events")
    return int(text)


def _backfill(options: argparse.Namespace) -> int:
    # Here and below imported where it runs, so that no command waits for what only others need.
    from infra.transfer.backfill import BackfillOptions, backfill
    from infra.transfer.report import Tally

    tally = Tally()
    wanted = BackfillOptions(options.file, options.mapping, options.id_prefix, options.batch, options.rejects)

    def run(api: "Api") -> int:
        backfill(wanted, api, tally)
        return SUCCESS if tally.is_clean else FAILURE

    code = _run(options, run, "Run the same command again: what is stored already is not stored twice.")
    if code == SUCCESS or tally.read:
        print(tally.summary())
    return code


def _export(options: argparse.Namespace) -> int:
    from infra.transfer.console import tell
    from infra.transfer.export import export

    def run(api: "Api") -> int:
        tell(f"{export(api, options.first, options.last, options.output)} events written")
        return SUCCESS

    return _run(options, run, "Run it again.")


def _rebuild(options: argparse.Namespace) -> int:
    from infra.transfer.rebuild import rebuild

    def run(api: "Api") -> int:
        rebuild(api, options.first, options.last)
        return SUCCESS

    return _run(options, run, "It may be run again at any time.")


def _run(options: argparse.Namespace, run: "Callable[[Api], int]", if_interrupted: str) -> int:
    from infra.transfer.console import tell

    try:
        with _api(options) as api:
            return run(api)
    except TransferError as error:
        tell(f"tracefunnel: {error}")
        return FAILURE
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILURE
    except KeyboardInterrupt:
        tell(f"tracefunnel: interrupted. {if_interrupted}")
        return INTERRUPTED


@contextmanager
def _api(options: argparse.Namespace) -> "Iterator[Api]":
    from infra.transfer.api import Api, Bearer
    from infra.transfer.console import tell

    values = (options.key or os.environ.get(KEY_VARIABLE, "")).split()
    if not values:
        raise TransferError(f"there is no key: give --key, or {KEY_VARIABLE} in the environment")
    if not values[0].isascii():
        raise TransferError("the key holds characters that no key has")
    with Api.to(options.url, Bearer(values[0]), tell=tell) as api:
        yield api
