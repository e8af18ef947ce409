"""How long one step of a count may take; a count is many of them."""

from chalicelib.storage.dynamodb import Deadline

STEP_SECONDS = 10.0


def step_deadline() -> Deadline:
    """As long as a request's."""
    return Deadline.after(STEP_SECONDS)
