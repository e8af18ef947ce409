"""The shape of a trace id (design, "Trace id"); a twin guards the browser and the edge, tested on the same cases."""

import re

from chalicelib.domain.pii import holds_email

# 128 characters in all: the prefix, at least one character after it, visible ASCII only.
_AFTER_PREFIX = "{1,122}"
_SHAPE = re.compile(rf"trace_[!-~]{_AFTER_PREFIX}")
PATH_SHAPE = re.compile(rf"trace_[A-Za-z0-9._~-]{_AFTER_PREFIX}")  # in a path, where nothing is trimmed
_TRIMMED = " \t\r\n"
SENT_PATTERN = rf"^[ \t\r\n]*{_SHAPE.pattern}[ \t\r\n]*$"  # of a value that is sent, as a JSON schema says it


def sanitize_trace_id(value: str | None) -> str | None:
    """Give the trimmed id, or None where it counts as absent: another shape, or an e-mail address in it."""
    if value is None:
        return None
    trimmed = value.strip(_TRIMMED)
    if _SHAPE.fullmatch(trimmed) is None or holds_email(trimmed):
        return None
    return trimmed
