"""Writes the OpenAPI document to a file, for the dashboard's client: `python -m infra.openapi_document FILE`.

A file that says the same already is left alone, so that nothing made of it is made again.
"""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from infra.local.environment import complete_aws_environment
from infra.new_keys import MAKERS

NO_STORE = "http://127.0.0.1:9"  # an address is asked for; making the document calls nobody


def made_up_environment() -> Mapping[str, str]:
    """Settings under which the application can be imported, and nothing of this machine's own."""
    environment = {name: make() for name, make in MAKERS.items()} | {"DYNAMODB_ENDPOINT_URL": NO_STORE}
    complete_aws_environment(environment)
    return environment


def document_text() -> str:
    """As the application answers it at /openapi.json. Replaces this process's environment, which importing reads."""
    os.environ.clear()
    os.environ.update(made_up_environment())
    import app  # noqa: F401 - its routes make themselves known as they are imported
    from chalicelib.routes.openapi import document

    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


def main(arguments: list[str]) -> int:
    (target,) = map(Path, arguments)
    text = document_text()
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        target.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
