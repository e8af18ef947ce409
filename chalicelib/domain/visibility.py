"""What a viewer does not see: identifiers, and whatever could hold one (contract, Credentials and roles)."""

from chalicelib.domain.access import Role
from chalicelib.domain.errors import RoleNotAllowedError

HIDDEN_FIELDS = (
    "id",
    "trace_id",
    "anonymous_id",
    "user_id",
    "tenant_id",
    "job_id",
    "email",
    "payload",
    "error_message",
    "links",
)
HIDDEN_FILTERS = ("trace_id", "q_email", "tenant_id")


def sees_identifiers(role: Role) -> bool:
    return role is not Role.VIEWER


def check_filters(role: Role, asked: set[str]) -> None:
    """Raises RoleNotAllowedError."""
    hidden = [name for name in HIDDEN_FILTERS if name in asked]
    if hidden and not sees_identifiers(role):
        raise RoleNotAllowedError(f"A viewer cannot filter by {', '.join(hidden)}: ask for the role support")
