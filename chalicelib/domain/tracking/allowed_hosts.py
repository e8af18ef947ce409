"""Where a redirect may lead: http(s) URLs of hosts that the operator named (contract, `LINK_ALLOWED_HOSTS`).

Every client must read the same host out of a destination: so nothing is allowed there that a browser would mend (a
backslash, user information, white space, a host in other letters or other numbers), and what is left is held against
the host as the URL standard parses it.
"""

import re
from dataclasses import dataclass
from typing import Self

from pydantic import HttpUrl, TypeAdapter, ValidationError

from chalicelib.domain.errors import Reason
from chalicelib.domain.pii import holds_email
from chalicelib.domain.refusal_words import invalid_input

MAX_DESTINATION_CHARACTERS = 2048
MALFORMED_DESTINATION = (
    "must be an http(s) URL of at most 2048 visible ASCII characters, its host a plain name, without user or backslash"
)
ADDRESS_IN_DESTINATION = "must hold no e-mail address"
HOST_NOT_ALLOWED = "leads to a host that is not among LINK_ALLOWED_HOSTS"
_MALFORMED_HOSTS = "must be host names in ASCII separated by spaces, each perhaps with a port, without scheme"
_HOST = r"(?P<host>[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::(?P<port>[0-9]{1,5}))?"
_HOST_SHAPE = re.compile(_HOST)
_URL_SHAPE = re.compile(rf"(?i:https?)://{_HOST}(?:[/?#][!-\[\]-~]*)?")
_HTTP_URL: TypeAdapter[HttpUrl] = TypeAdapter(HttpUrl)


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """Each is a host in lower case, and its port or None for any."""

    hosts: frozenset[tuple[str, int | None]]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Hosts, each perhaps with a port, separated by spaces. Raises ValueError, which repeats nothing of them."""
        if not text.strip():
            raise ValueError(_MALFORMED_HOSTS)
        return cls(frozenset(_parse_host(one) for one in text.split()))

    @classmethod
    def only_that_of(cls, url: str) -> Self:
        """The host of this URL, with any port; none at all where that host is no plain name."""
        found = _HTTP_URL.validate_python(url).host
        return cls(frozenset() if found is None else frozenset({(found, None)}))

    def require(self, url: str, field: str) -> None:
        """Raises InvalidInputError, which names the field."""
        if complaint := self.complaint_about(url):
            raise invalid_input([Reason(field, complaint)])

    def complaint_about(self, url: str) -> str | None:
        """What is wrong with a destination, or None where a redirect may lead there."""
        return malformed(url) or (None if self.admits(url) else HOST_NOT_ALLOWED)

    def admits(self, url: str) -> bool:
        found = _host_and_port(url)
        return found is not None and (found in self.hosts or (found[0], None) in self.hosts)


def malformed(url: str) -> str | None:
    """What is wrong with the URL itself, wherever it leads; None where nothing is."""
    if _host_and_port(url) is None:
        return MALFORMED_DESTINATION
    return ADDRESS_IN_DESTINATION if holds_email(url) else None


def _host_and_port(url: str) -> tuple[str, int] | None:
    """None of what is malformed. The port is that of the scheme where none is written."""
    if len(url) > MAX_DESTINATION_CHARACTERS:
        return None
    written = _URL_SHAPE.fullmatch(url)
    if written is None:
        return None
    try:
        parsed = _HTTP_URL.validate_python(url)
    except ValidationError:
        return None
    host = written["host"].lower()
    if parsed.host != host or parsed.port is None:  # 127.1 and 0x7f.1 are 127.0.0.1: other names of a host are none
        return None
    return host, parsed.port


def _parse_host(text: str) -> tuple[str, int | None]:
    written = _HOST_SHAPE.fullmatch(text)
    found = _host_and_port(f"http://{text}")
    if written is None or found is None or found[0].startswith(".") or found[0].endswith("."):
        raise ValueError(_MALFORMED_HOSTS)
    return found[0], None if written["port"] is None else found[1]
