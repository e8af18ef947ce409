"""What design section 6 demands of a registration, worked out from the names of its circumstances alone.

It knows no URL, token or table. Each UTM field is one letter, in the order source, medium, campaign, term, content:
U of the URL, X of the URL and cut, L of the link that the URL's cid names, C of the cookie, N of the link that the
caller named, - absent.
"""

from typing import NamedTuple

UTM_IN_URL = {"none": "-----", "full": "UUUUU", "partial": "U-U--", "garbage": "-----", "over_long": "XXXXX"}
LINK_OF_URL = "LLLLL"
COOKIE = "CCC--"
NAMED_LINK = "N-N-N"
NOTHING = "-----"

# What is wrong with a cid that is there; nothing is wrong with a valid one.
CID_IN_URL = {
    "none": "",
    "valid": "",
    "unknown": "link_not_found",
    "malformed": "link_not_found",
    "other_campaign": "link_campaign_mismatch",
    "inactive": "link_inactive",
}
NAMED = {name: wrong for name, wrong in CID_IN_URL.items() if name != "malformed"}


class CookieFacts(NamedTuple):
    """`wrong`: all that is, but for its age; `link_id`: of a cookie that is taken."""

    wrong: tuple[str, ...] = ()
    age_seconds: int = 2 * 3600
    fields: str = COOKIE
    link_id: str | None = "cookie-link"


_DAY = 24 * 3600
COOKIES = {
    "none": CookieFacts(fields=NOTHING, link_id=None, age_seconds=0),
    "valid": CookieFacts(),
    "signed_by_an_older_key": CookieFacts(),
    "of_a_link_dead_since": CookieFacts(link_id="cookie-dead"),
    "at_the_window's_edge": CookieFacts(age_seconds=_DAY),
    "captured_60_s_ahead": CookieFacts(age_seconds=-60),
    "utm_alone": CookieFacts(link_id=None),
    "cid_alone": CookieFacts(fields=NOTHING),
    "neither_cid_nor_utm": CookieFacts(fields=NOTHING, link_id=None),
    "forged": CookieFacts(("cookie_invalid",)),
    "alg_none": CookieFacts(("cookie_invalid",)),
    "garbled": CookieFacts(("cookie_invalid",)),
    "captured_61_s_ahead": CookieFacts(("cookie_invalid",), age_seconds=-61),
    "expired": CookieFacts(("cookie_expired",), age_seconds=31 * _DAY),
    "expires_now": CookieFacts(("cookie_expired",), age_seconds=60),
    "window_exceeded_by_1_s": CookieFacts(age_seconds=_DAY + 1),
    "other_campaign": CookieFacts(("cookie_mismatch",)),
    "utm_alone_of_other_campaign": CookieFacts(("cookie_mismatch",), link_id=None),
    "link_of_other_campaign": CookieFacts(("cookie_mismatch",)),
    "unknown_cid": CookieFacts(("link_not_found",)),
    "old_and_of_other_campaign": CookieFacts(("cookie_mismatch",), age_seconds=_DAY + 1),
}
NO_AGE = ("none", "forged", "alg_none", "garbled")  # there is no believing when these were captured

RANKED_REASONS = (
    "cookie_invalid",
    "cookie_expired",
    "cookie_window_exceeded",
    "cookie_mismatch",
    "link_not_found",
    "link_campaign_mismatch",
    "link_inactive",
    "url_missing",
)


class Cell(NamedTuple):
    """One registration: the UTM fields and the cid of its URL, its cookie, the link that the caller named."""

    utm: str
    cid: str
    cookie: str
    named: str


class Expected(NamedTuple):
    """`fields`: a letter each; `reason`: None exactly where there is a source."""

    source: str | None
    link_id: str | None
    fields: str
    reason: str | None


def all_cells() -> list[Cell]:
    return [
        Cell(utm, cid, cookie, named)
        for cookie in COOKIES
        for utm in UTM_IN_URL
        for cid in CID_IN_URL
        for named in NAMED
    ]


def expect(cell: Cell, window_hours: int = 24) -> Expected:
    complaints = {CID_IN_URL[cell.cid], NAMED[cell.named], *_complaints_of_cookie(cell.cookie, window_hours)} - {""}
    takers = {
        "url": cell.cid == "valid" or UTM_IN_URL[cell.utm] != NOTHING,
        "cookie": _cookie_is_taken(cell.cookie, window_hours),
        "link": cell.named == "valid",
    }
    for source in [name for name, takes in takers.items() if takes]:
        return Expected(source, _link_id(source, cell), _fields(source, cell), None)
    return Expected(None, None, NOTHING, min(complaints or {"url_missing"}, key=RANKED_REASONS.index))


def _complaints_of_cookie(name: str, window_hours: int) -> set[str]:
    too_old = name not in NO_AGE and COOKIES[name].age_seconds > window_hours * 3600
    return {*COOKIES[name].wrong, *(["cookie_window_exceeded"] if too_old else [])}


def _cookie_is_taken(name: str, window_hours: int) -> bool:
    holds_evidence = COOKIES[name].fields != NOTHING or COOKIES[name].link_id is not None
    return holds_evidence and not _complaints_of_cookie(name, window_hours)


def _link_id(source: str, cell: Cell) -> str | None:
    of_url = "url-link" if cell.cid == "valid" else None
    return {"url": of_url, "cookie": COOKIES[cell.cookie].link_id, "link": "named-link"}[source]


def _fields(source: str, cell: Cell) -> str:
    if source == "url" and cell.cid == "valid":
        return "".join(
            own if own != "-" else of_link for own, of_link in zip(UTM_IN_URL[cell.utm], LINK_OF_URL, strict=True)
        )
    return {"url": UTM_IN_URL[cell.utm], "cookie": COOKIES[cell.cookie].fields, "link": NAMED_LINK}[source]
