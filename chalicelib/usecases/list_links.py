"""The links, of one campaign or of all, page by page: a catalogue small enough to be read whole for each page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.timestamp import format_utc
from chalicelib.domain.tracking.link import Link
from chalicelib.storage.dynamodb import Deadline
from chalicelib.storage.link_store import LinkStore


@dataclass(frozen=True, slots=True)
class LinkList:
    """`goes_on_after`: None at the end; else behind which link the next page begins, as plain JSON."""

    items: Sequence[Link]
    goes_on_after: dict[str, Any] | None


def list_links(
    links: LinkStore, *, campaign_id: str | None, limit: int, start: dict[str, Any] | None, deadline: Deadline
) -> LinkList:
    """The oldest first. `start`: where the page before said that it goes on. Raises UnavailableError."""
    after = ("", "") if start is None else (start["created_at"], start["cid"])
    wanted = [link for link in links.read_all(deadline) if campaign_id in (None, link.campaign_id)]
    rest = sorted((link for link in wanted if _place(link) > after), key=_place)
    page = rest[:limit]
    if len(rest) <= limit:
        return LinkList(page, None)
    created_at, cid = _place(page[-1])
    return LinkList(page, {"created_at": created_at, "cid": cid})


def _place(link: Link) -> tuple[str, str]:
    return format_utc(link.created_at), link.cid
