"""The `tracefunnel` command."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from infra.transfer.commands import add_commands

SETTINGS_EXIT_CODE = 2  # as argparse's own for a wrong argument
FAILURE_EXIT_CODE = 1

DEFAULT_PORT = 8000
PORTS_TRIED = 100


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    return int(options.run(options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tracefunnel")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="run the whole service on this machine")
    serve.set_defaults(run=_serve)
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    serve.add_argument("--port", type=_port, help="port, 0 for any (default: $PORT or 8000, or the next free)")
    serve.add_argument(
        "--data", type=Path, default=Path(".tracefunnel"), metavar="DIR", help="data folder (default: %(default)s)"
    )
    serve.add_argument("--in-memory", action="store_true", help="keep nothing, neither events nor secrets")
    serve.add_argument(
        "--demo",
        action=argparse.BooleanOptionalAction,
        help="28 days of demonstration events, then a live trickle (default: where the store is new and our own)",
    )
    add_commands(commands)
    return parser


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def _ports(given: int | None) -> Sequence[int]:
    """The ports to try: the one that was asked for, else the usual one and those after it."""
    if given is not None:
        return [given]
    first = _port(os.environ.get("PORT") or str(DEFAULT_PORT))
    return range(first, min(first + PORTS_TRIED, 65536))


def _serve(options: argparse.Namespace) -> int:
    # Imported here so that the other commands need neither the engine nor the application.
    from chalicelib.settings import SettingsError
    from infra.local.errors import LocalRunError
    from infra.local.service import ServeOptions, serve

    try:
        ports = _ports(options.port)
        serve(ServeOptions(options.host, ports, None if options.in_memory else options.data, options.demo))
    except (SettingsError, argparse.ArgumentTypeError) as error:
        print(f"tracefunnel: {error}", file=sys.stderr)
        return SETTINGS_EXIT_CODE
    except LocalRunError as error:
        print(f"tracefunnel: {error}", file=sys.stderr)
        return FAILURE_EXIT_CODE
    return 0


if __name__ == "__main__":
    sys.exit(main())
