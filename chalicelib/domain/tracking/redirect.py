"""Where a short link leads (contract, GET /r/{cid}): its destination, the evidence, and what the request brought along.

Nothing but the query changes on the way: scheme, host, path and fragment are those of the destination.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote_plus

from chalicelib.domain.pii import mask_emails
from chalicelib.domain.tracking.link import Link
from chalicelib.domain.tracking.utm import UTM_NAMES, Utm, usable_values

MAX_LOCATION_BYTES = 6000  # API Gateway takes 10,240 bytes of headers in all, and the cookie is one of them
_CID = "cid"


@dataclass(frozen=True, slots=True)
class Redirect:
    """`location`: visible ASCII; `utm`: what it says of the five fields, each cut to its length."""

    location: str
    utm: Utm


def redirect_to(link: Link, request: Mapping[str, Sequence[str]]) -> Redirect:
    """`request`: the parameters of the request, decoded. Later ones of these win by name:

    the destination's own parameters, the link's UTM fields, those of the request, the link's cid. What makes the URL
    too long is as if it had not been sent.
    """
    rest, _, fragment = link.destination_url.partition("#")
    place, _, query = rest.partition("?")
    own = [_Own(raw) for raw in query.split("&") if raw]
    utm = _utm_values(link.utm, request)
    added = _that_fit(
        [(_CID, [link.cid]), *utm.items(), *_passed_on(request)],
        own,
        MAX_LOCATION_BYTES - len(link.destination_url) - 2,  # a slash and a question mark, where it has none
    )
    parts = [one.raw for one in own if one.name not in added]
    parts += [part for encoded in added.values() for part in encoded]
    path = "" if "/" in place.partition("://")[2] else "/"
    location = f"{place}{path}?{'&'.join(parts)}{'#' if fragment else ''}{fragment}"
    of_destination = {one.name: one.value for one in reversed(own)}
    first = {name: values[0] for name, values in utm.items()}
    return Redirect(location, Utm(**first).completed_from(Utm.sanitized(of_destination)))


@dataclass(frozen=True, slots=True)
class _Own:
    """A parameter of the destination, kept to the letter: it may be in another encoding than UTF-8."""

    raw: str

    @property
    def name(self) -> str:
        return unquote_plus(self.raw.partition("=")[0])

    @property
    def value(self) -> str:
        return unquote_plus(self.raw.partition("=")[2])


def _utm_values(of_link: Utm, request: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Of each field what the request says; where it says nothing that can be used, what the link says."""
    values = {name: [value] for name, value in of_link.present().items()}
    for name in UTM_NAMES:
        if usable := usable_values(request.get(name, ())):
            values[name] = usable
    return {name: values[name] for name in UTM_NAMES if name in values}


def _passed_on(request: Mapping[str, Sequence[str]]) -> Iterable[tuple[str, list[str]]]:
    for name, values in request.items():
        if name != _CID and name not in UTM_NAMES:
            yield mask_emails(name), [mask_emails(value) for value in values]


def _that_fit(wanted: Iterable[tuple[str, list[str]]], own: Sequence[_Own], room: int) -> dict[str, list[str]]:
    """Encoded; as many of them as there is room for, in their order, each with all of its values or not at all."""
    replaced: dict[str, int] = {}
    for one in own:
        replaced[one.name] = replaced.get(one.name, 0) + len(one.raw) + 1
    fitting: dict[str, list[str]] = {}
    for name, values in wanted:
        encoded = [f"{_encode(name)}={_encode(value)}" for value in values]
        taken = sum(len(part) + 1 for part in encoded) - (0 if name in fitting else replaced.get(name, 0))
        if taken > room:
            continue
        room -= taken
        fitting[name] = fitting.get(name, []) + encoded
    return fitting


def _encode(text: str) -> str:
    return quote(text, safe="", errors="replace")  # half of a surrogate pair has no UTF-8
