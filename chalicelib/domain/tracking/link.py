"""Campaigns and their links, as they are kept (design section 6)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.tracking.utm import Utm

CID_SHAPE = re.compile(r"[A-Za-z0-9_-]{3,64}")


@dataclass(frozen=True, slots=True)
class Campaign:
    """`default_url`: where a link of it leads that names no destination of its own."""

    campaign_id: str
    name: str
    default_url: str
    active: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """`bot_clicks`: how often something other than a person followed it, by reason."""

    cid: str
    campaign_id: str
    destination_url: str
    utm: Utm
    active: bool
    created_at: datetime
    bot_clicks: Mapping[str, int] = field(default_factory=dict)


def is_cid(text: str) -> bool:
    return CID_SHAPE.fullmatch(text) is not None
