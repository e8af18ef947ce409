"""What a landing URL and a referrer show, and what is kept of them (design sections 2 and 6)."""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlencode, urlsplit

from chalicelib.domain.redaction import redact_text
from chalicelib.domain.tracking.link import is_cid
from chalicelib.domain.tracking.utm import Utm

MAX_URL_CHARACTERS = 1024
MALFORMED_CID = "[malformed]"  # stands for a cid that no link can have: it is unknown, and is not kept
_NO_HOST = re.compile(r"[\x00-\x20\x7f-\xa0%<>\\^|`{}\"]|[\ud800-\udfff]")
_LANDING_SCHEMES = ("http", "https")
_REFERRER_SCHEMES = (*_LANDING_SCHEMES, "android-app")


@dataclass(frozen=True, slots=True)
class Landing:
    """`url`: scheme, host, path, and of the query the cid and the UTM fields alone; None where it is no web address.

    `cid`: of the query, or `[malformed]`; None where the query has none.
    """

    url: str | None
    host: str | None
    cid: str | None
    utm: Utm


@dataclass(frozen=True, slots=True)
class Referrer:
    """`url`: scheme, host and path."""

    url: str
    host: str


def read_landing(url: str | None) -> Landing:
    """Never refuses: what cannot be read shows nothing. Of repeated parameters the first usable value counts."""
    parts = _split(url)
    if parts is None:
        return Landing(None, None, None, Utm())
    given = parse_qs(_raw_query(url))
    utm, cid = Utm.first_usable(given), next(filter(None, map(read_cid, given.get("cid", ()))), None)
    kept = ({"cid": cid} if cid is not None and is_cid(cid) else {}) | utm.present()
    place = _place(parts, _LANDING_SCHEMES)
    query = f"?{urlencode(kept, quote_via=quote, errors='replace')}" if kept else ""
    return Landing(
        url=None if place is None else place + query,
        host=parts.hostname if place is not None else None,
        cid=cid,
        utm=utm,
    )


def read_referrer(url: str | None) -> Referrer | None:
    parts = _split(url)
    place = None if parts is None else _place(parts, _REFERRER_SCHEMES)
    return None if place is None or parts is None or not parts.hostname else Referrer(place, parts.hostname)


def read_cid(given: str | None) -> str | None:
    """As it is kept: itself, `[malformed]`, or None where there is none."""
    trimmed = (given or "").strip()
    return (trimmed if is_cid(trimmed) else MALFORMED_CID) if trimmed else None


def _raw_query(url: str | None) -> str:
    """Before `urlsplit` takes line ends out of it: a value with a control character must not pass for one without."""
    return (url or "").strip().partition("#")[0].partition("?")[2]


def _split(url: str | None) -> SplitResult | None:
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        _ = parts.port, parts.hostname
    except ValueError:  # a host or a port that is none
        return None
    return parts


def _place(parts: SplitResult, schemes: tuple[str, ...]) -> str | None:
    """Without user info. The path is redacted as it reads, not as it is encoded: that could hide an address."""
    host = parts.hostname
    if parts.scheme not in schemes or not host or _NO_HOST.search(host):
        return None
    bracketed = f"[{host}]" if ":" in host else host
    port = "" if parts.port is None else f":{parts.port}"
    path = quote(redact_text(unquote(parts.path)), safe="/:@!$&'()*+,;=~-._[]", errors="replace")
    return f"{parts.scheme}://{bracketed}{port}{path}"[:MAX_URL_CHARACTERS]
