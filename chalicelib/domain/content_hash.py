"""Content hashes tell a retry from another event under the same id (design section 5).

What the server adds is left out (`ts`, defaults that follow from the type stay in), so that a retry, or an event that
comes back from an export, has the content that it had before.
"""

import hashlib
from dataclasses import dataclass, fields
from datetime import datetime

from chalicelib.domain.admission import Admitted
from chalicelib.domain.compact_json import canonical_json
from chalicelib.domain.event import Event, believed_time
from chalicelib.domain.timestamp import format_utc

_NOT_CONTENT = {"ts", "event_id", "trace_id", "occurred_at", "email_fingerprint", "email_domain", "email_masked"}
_CONTENT = tuple(field.name for field in fields(Event) if field.name not in _NOT_CONTENT)


@dataclass(frozen=True, slots=True)
class StoredContent:
    """What a stored event tells of itself."""

    content_hash: str
    ts: datetime


def content_of(admitted: Admitted) -> StoredContent:
    event = admitted.event
    return StoredContent(_hash(event, event.email_fingerprint, event.occurred_at), event.ts)


def has_content(admitted: Admitted, stored: StoredContent) -> bool:
    """Whether what is stored is this very content, first received under other conditions.

    A pepper may have been rotated since; and whether a sender's time is believed depends on when it was received.
    """
    occurred_at = believed_time(admitted.sent_occurred_at, stored.ts)
    fingerprints = admitted.fingerprints or (None,)
    return any(_hash(admitted.event, one, occurred_at) == stored.content_hash for one in fingerprints)


def _hash(event: Event, fingerprint: str | None, occurred_at: datetime | None) -> str:
    content = {name: getattr(event, name) for name in _CONTENT}
    content["email_fingerprint"] = fingerprint
    content["occurred_at"] = None if occurred_at is None else format_utc(occurred_at)
    return hashlib.sha256(canonical_json(content)).hexdigest()[:32]
