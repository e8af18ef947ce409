"""What an event keeps of the e-mail address that came with it (design, "E-mail")."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.pii import EmailPolicy, identify
from chalicelib.domain.pii import fingerprint as fingerprint_of
from chalicelib.domain.redaction import redact_text


@dataclass(frozen=True, slots=True)
class Identity:
    """`fingerprints`: under every pepper, the stored one first; none of no address."""

    fingerprints: tuple[str, ...] = ()
    domain: str | None = None
    masked: str | None = None

    @property
    def fingerprint(self) -> str | None:
        return next(iter(self.fingerprints), None)


def fingerprints_of(address: str, peppers: Sequence[str]) -> tuple[str, ...]:
    """Under every pepper, the one that signs first: what was stored under a rotated one is found too."""
    return tuple(fingerprint_of(address, pepper) for pepper in peppers)


def identity_of(address: str, peppers: Sequence[str], policy: EmailPolicy) -> Identity:
    """Of an address as `normalize_email` gives it."""
    found = identify(address, peppers[0], policy)
    fingerprints = fingerprints_of(address, peppers)
    if found.domain is not None and redact_text(found.domain) != found.domain:
        return Identity(fingerprints)  # what stands behind the @ holds more than a domain
    return Identity(fingerprints, found.domain, found.masked)
