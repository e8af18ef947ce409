"""What a sender calls its request (webhook-id, Idempotency-Key): events that do not name themselves are named so."""

import re

from chalicelib.domain.pii import fingerprint, holds_email

SHAPE = re.compile(r"[\x21-\x7e]{1,120}")
SHAPE_IN_WORDS = "must be 1 to 120 visible ASCII characters"


def name_to_store(name: str, pepper: str) -> str:
    """The name itself, or a keyed hash of one that holds an e-mail address: those are stored nowhere.

    A name that is an address and nothing else must not become that address's fingerprint, which erasing takes away.
    """
    return f"h_{fingerprint(f'request name {name}', pepper)}" if holds_email(name) else name
