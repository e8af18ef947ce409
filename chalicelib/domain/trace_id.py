"""The shape of a trace id (design, "Trace id"); a twin guards the browser and the edge, tested on the same cases."""

import re

from chalicelib.domain.pii import holds_email

# 128 characters in all: the prefix, at least one character after it, visible ASCII only.
_SHAPE = re.compile(r"trace_[!-~]{1,122}")
_TRIMMED = " \t\r\n"
# As a JSON schema says it: of a value that is sent, and of one that stands in a path, where nothing is trimmed.
SENT_PATTERN = rf"^[ \t\r\n]*{_SHAPE.pattern}[ \t\r\n]*$"
PATH_PATTERN = "^trace_[A-Za-z0-9._~-]{1,122}$"


def sanitize_trace_id(value: str | None) -> str | None:
    """Give the trimmed id, or None where it counts as absent: another shape, or an e-mail address in it."""
    if value is None:
        return None
    trimmed = value.strip(_TRIMMED)
    if _SHAPE.fullmatch(trimmed) is None or holds_email(trimmed):
        return None
    return trimmed
