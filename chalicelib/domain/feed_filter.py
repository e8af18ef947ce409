"""What a reader asks the feed for: constraints as data, which the store and the program interpret alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.event import Event


@dataclass(frozen=True, slots=True)
class Constraint:
    """The attribute has one of `values`; None among them: or is absent."""

    attribute: str
    values: tuple[str | bool | None, ...]


@dataclass(frozen=True, slots=True)
class FeedFilter:
    """None: not asked for. `types` empty: all. `email_fingerprints`: one address under every pepper."""

    types: tuple[str, ...] = ()
    trace_id: str | None = None
    email_fingerprints: tuple[str, ...] | None = None
    success: tuple[bool | None, ...] | None = None
    source: str | None = None
    error_code: str | None = None
    campaign_id: str | None = None
    tenant_id: str | None = None

    def constraints(self) -> tuple[Constraint, ...]:
        """All but `trace_id`, which names a partition."""
        asked: dict[str, tuple[str | bool | None, ...] | None] = {
            "event_type": self.types or None,
            "email_fingerprint": self.email_fingerprints,
            "success": self.success,
        }
        for name in ("source", "error_code", "campaign_id", "tenant_id"):
            value = getattr(self, name)
            asked[name] = None if value is None else (value,)
        return tuple(Constraint(name, values) for name, values in asked.items() if values is not None)


def matches(event: Event, constraints: Sequence[Constraint]) -> bool:
    return all(getattr(event, constraint.attribute) in constraint.values for constraint in constraints)
