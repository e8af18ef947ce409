"""Campaigns and their links, as they are kept (design section 6)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.domain.tracking.utm import Utm

CID_SHAPE = re.compile(r"[A-Za-z0-9_-]{3,64}")
# No characters that look alike (0 o, 1 i l, 2 z, 5 s, 6 b, 9 g q, vv w), in one case only, and no vowels: no words.
CID_ALPHABET = "346789cdfhjkmnprtvxy"
GENERATED_CID_LENGTH = 8
CAMPAIGN_ID_SHAPE = re.compile(r"[A-Za-z0-9._~-]{1,128}")
_NOT_IN_A_PATH = ("summary", ".", "..")  # /internal/campaigns/summary is a route of its own


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


def is_campaign_id(text: str) -> bool:
    """Whether a campaign may be called so: it can stand in a path as it is."""
    return CAMPAIGN_ID_SHAPE.fullmatch(text) is not None and text not in _NOT_IN_A_PATH
