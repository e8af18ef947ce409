"""What a host name belongs to: itself, the hosts above it, and sites that have a host in many countries."""

import re
from collections.abc import Iterator

MAX_HOST_CHARACTERS = 253

# What a site's name ends in from country to country: `google.com`, `.de`, `.co.kr`, `.com.au`, `.ne.jp`.
_COUNTRY_ENDING = re.compile(r"\.(?:com|[a-z]{2}|(?:co|com|ne|or)\.[a-z]{2})")


def names_of(host: str) -> Iterator[str]:
    """The host and all that it is a subdomain of, the most specific first; each also as `name.*` of a site.

    `www.google.co.kr` gives `www.google.co.kr`, `www.google.*`, ..., `google.co.kr`, `google.*` and so on;
    `notgoogle.com` and `google.com.evil.example` give neither `google.com` nor `google.*`.
    """
    labels = host.rstrip(".").split(".") if len(host) <= MAX_HOST_CHARACTERS else []
    for start in range(len(labels)):
        yield ".".join(labels[start:])
        for end in (len(labels) - 1, len(labels) - 2):
            if start < end and _COUNTRY_ENDING.fullmatch("." + ".".join(labels[end:])):
                yield ".".join(labels[start:end]) + ".*"


def is_within(host: str, owner: str) -> bool:
    """Whether it is that host or a subdomain of it."""
    return host == owner or host.endswith(f".{owner}")
