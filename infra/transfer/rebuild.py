"""`tracefunnel rebuild`: reporting days counted again from nothing."""

from datetime import date

from infra.transfer.api import Api
from infra.transfer.console import progress_bar
from infra.transfer.export import days_of

REBUILD = "/internal/rollups/rebuild"


def rebuild(api: Api, first: date, last: date) -> None:
    """Day by day, each until there is no more to do. Raises TransferError."""
    days = days_of(first, last)
    with progress_bar(total=len(days), unit=" days") as bar:
        for day in days:
            while api.post(REBUILD, b"", params={"from": day.isoformat(), "to": day.isoformat()}).get("more"):
                pass
            bar.update()
