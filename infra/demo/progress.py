"""What the data folder remembers of the demonstration: from when it looks back, and whether all of it was sent."""

import json
import os
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from chalicelib.domain.timestamp import format_utc, parse_rfc3339

FILE_NAME = "demo.json"


@dataclass(frozen=True)
class DemoProgress:
    """One that was killed looks back from the same moment, and so sends the same events again."""

    up_to: datetime
    complete: bool = False

    def completed(self) -> "DemoProgress":
        return replace(self, complete=True)


def read_progress(folder: Path | None) -> DemoProgress | None:
    """None where there was no demonstration yet."""
    if folder is None or not (folder / FILE_NAME).exists():
        return None
    kept = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    return DemoProgress(parse_rfc3339(kept["up_to"]), kept["complete"])


def keep_progress(folder: Path | None, progress: DemoProgress) -> None:
    if folder is None:
        return
    unfinished = folder / f"{FILE_NAME}.part"
    kept = {"up_to": format_utc(progress.up_to), "complete": progress.complete}
    unfinished.write_text(json.dumps(kept) + "\n", encoding="utf-8")
    os.replace(unfinished, folder / FILE_NAME)
