"""`tracefunnel export`: the events of reporting days as JSON Lines, which backfill takes back."""

import gzip
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import IO, Any

from infra.transfer.api import Api
from infra.transfer.console import progress_bar
from infra.transfer.errors import TransferError

FEED = "/internal/funnel-events"
PAGE = "200"
_ALWAYS = ("event_id", "ts", "event_type", "success")
_WHERE_GIVEN = (
    *("trace_id", "anonymous_id", "user_id", "tenant_id", "job_id", "campaign_id", "email_fingerprint"),
    *("error_code", "error_message", "source", "occurred_at", "payload"),
)


def days_of(first: date, last: date) -> list[date]:
    """Both ends included. Raises TransferError."""
    if first > last:
        raise TransferError("--from must not be after --to")
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def export(api: Api, first: date, last: date, output: Path | None) -> int:
    """How many events were written. A file gets its name only when it is whole. Raises TransferError."""
    count = 0
    with _opened(output) as lines, progress_bar(total=len(days_of(first, last)), unit=" days") as bar:
        for day in days_of(first, last):
            for event in _events_of(api, day):
                lines.write(json.dumps(_as_sent(event), ensure_ascii=False).encode("utf-8") + b"\n")
                count += 1
            bar.set_postfix_str(f"{count} events", refresh=False)
            bar.update()
    return count


def _events_of(api: Api, day: date) -> Iterator[dict[str, Any]]:
    parameters = {"from": day.isoformat(), "to": day.isoformat(), "limit": PAGE}
    while True:
        page = api.get(FEED, parameters)
        yield from page["events"]
        if page["next_cursor"] is None:
            return
        parameters["cursor"] = page["next_cursor"]


def _as_sent(event: dict[str, Any]) -> dict[str, Any]:
    """As backfill takes it. An outcome that is not known is said, lest the default of the type stand in for it."""
    email = event["email"] or {}
    fields = event | {"event_id": event["id"], "email_fingerprint": email.get("fingerprint")}
    given = {name: fields[name] for name in _WHERE_GIVEN if fields[name] is not None}
    return {name: fields[name] for name in _ALWAYS} | given


@contextmanager
def _opened(output: Path | None) -> Iterator[IO[bytes] | gzip.GzipFile]:
    """Compressed where the name ends with .gz. Raises TransferError."""
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    unfinished = output.with_name(output.name + ".part")
    try:
        with unfinished.open("wb") as file:
            if output.suffix == ".gz":
                with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as compressed:
                    yield compressed
            else:
                yield file
        os.replace(unfinished, output)
    except OSError as error:
        raise TransferError(f"{output} cannot be written: {error.strerror}") from error
    finally:
        unfinished.unlink(missing_ok=True)
