"""Writes the event dictionary as TypeScript types, for the edge client: `python -m infra.edge_event_types FILE`.

A file that says the same already is left alone, so that nothing made of it is made again.
"""

import sys
from pathlib import Path

from chalicelib.domain.event_dictionary import EVENT_TYPES, SOURCES
from chalicelib.domain.event_type import EventType

HEADER = """\
// Made of the service's event dictionary (chalicelib/domain/event_dictionary.py) by `make setup`. Do not edit.

/** Who sends. */
export type Source = {sources};

/** What an event of each type must carry. Of alternatives, one is enough. */
export interface RequiredFields {{
"""
# The service takes a fingerprint wherever it takes an address.
INSTEAD = {"email": ("email", "email_fingerprint")}
TYPES = {"success": "boolean"}


def type_text() -> str:
    """The whole file."""
    sources = " | ".join(f"'{source}'" for source in SOURCES)
    members = "".join(f"  /** {one.when} */\n  {one.name}: {_required(one)};\n" for one in EVENT_TYPES)
    return f"{HEADER.format(sources=sources)}{members}}}\n"


def _required(event_type: EventType) -> str:
    return " & ".join(_one_of(alternatives) for alternatives in event_type.required)


def _one_of(alternatives: tuple[str, ...]) -> str:
    fields = [field for alternative in alternatives for field in INSTEAD.get(alternative, (alternative,))]
    shapes = [_shape(field) for field in fields]
    return shapes[0] if len(shapes) == 1 else f"({' | '.join(shapes)})"


def _shape(field: str) -> str:
    outer, _, inner = field.partition(".")
    return f"{{ {outer}: {_shape(inner) if inner else TYPES.get(outer, 'string')} }}"


def main(arguments: list[str]) -> int:
    (target,) = map(Path, arguments)
    text = type_text()
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        target.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
