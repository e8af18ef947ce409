"""Nothing is changed on AWS before somebody has seen what, and said so."""

import sys

from infra.deployment.errors import ConsentError


def require_someone_to_ask(*, said_yes: bool) -> None:
    """Raises ConsentError, before any work is done."""
    if not said_yes and not sys.stdin.isatty():
        raise ConsentError("nobody can be asked here: --yes says that the changes are wanted, whatever they are")


def ask(question: str, expected: str, *, said_yes: bool) -> None:
    """Raises ConsentError unless `expected` is typed."""
    if said_yes:
        return
    require_someone_to_ask(said_yes=said_yes)
    try:
        answer = input(f"{question} Type {expected} to go on: ")
    except EOFError:
        answer = ""
    if answer.strip() != expected:
        raise ConsentError("not wanted: nothing was changed")
