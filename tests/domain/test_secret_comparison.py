"""Secrets are compared in constant time, each with all there are (contract, Credentials: "in constant time")."""

import ast
import base64
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from standardwebhooks import Webhook
from stripe import WebhookSignature

from chalicelib.domain.access import matches_any, role_of_operator_key
from chalicelib.domain.signatures import verify_webhook
from chalicelib.domain.stripe_signature import verify_stripe_signature

CHALICELIB = Path(__file__).resolve().parents[2] / "chalicelib"
NOW = datetime.now(UTC).replace(microsecond=0)
BODY = "{}"

# Every comparison by operator in a module that handles keys: none touches a key, or what a key made. Whoever adds one
# looks whether that is true of it too, and enters it here.
OPERATORS_THAT_TOUCH_NO_SECRET = {
    "domain/access.py": {
        "type(one) is not int",
        "begins_at - _CLOCK_SKEW_SECONDS <= now.timestamp() < ends_at <= issued_at + SESSION_LIFETIME.total_seconds()",
        "name in claims",
        "found is None",
        "role is not Role.INGEST",
    },
    "domain/cursor.py": {"_encode(sealed) != cursor"},  # whether it is spelt as ours are: both are the caller's
    "domain/secret_values.py": {"len(value) < MIN_KEY_LENGTH", "role not in OPERATOR_ROLES"},
    "domain/signatures.py": {"abs(now - timestamp) > TOLERANCE", "version == 'v1'"},
    "domain/stripe_signature.py": {
        "int(timestamp) < now.timestamp() - TOLERANCE_SECONDS",
        "len(timestamps) != 1",
        "name == 't'",
        "name == 'v1'",
    },
    "routes/credentials.py": {
        "'authorization' in headers",
        "name in headers",
        "token is None",
        "headers.get('origin') != _origin(own_url)",
        "principal.role not in access.roles",
        "principal.proof not in {Proof.INTERNAL_KEY, Proof.WEBHOOK}",
        "found == name",
        "scheme.lower() != 'bearer'",
    },
    "routes/session.py": set(),
}
COMPARE_NO_SECRET = {"domain/pii.py", "domain/user_agent.py", "domain/tracking/cookie.py"}  # keyed hashes; PyJWT looks


def _modules_that_handle_keys() -> set[str]:
    """Those that import what compares or makes a keyed hash, or that are given the secrets of credentials."""
    named = {"domain/secret_values.py", "routes/credentials.py", "routes/session.py"}
    return named | {
        path.relative_to(CHALICELIB).as_posix()
        for path in CHALICELIB.rglob("*.py")
        if {"hmac", "jwt", "standardwebhooks.webhooks"} & _imported(path)
    }


def _imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def _comparisons(module: str) -> set[str]:
    tree = ast.parse((CHALICELIB / module).read_text())
    return {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Compare)}


def test_the_list_names_every_module_that_handles_keys() -> None:
    assert _modules_that_handle_keys() == OPERATORS_THAT_TOUCH_NO_SECRET.keys() | COMPARE_NO_SECRET


@pytest.mark.parametrize("module", OPERATORS_THAT_TOUCH_NO_SECRET)
def test_no_secret_is_compared_by_an_operator(module: str) -> None:
    assert _comparisons(module) == OPERATORS_THAT_TOUCH_NO_SECRET[module]


@pytest.mark.parametrize("module", ["access", "cursor", "signatures", "stripe_signature"])
def test_what_decides_is_compare_digest(module: str) -> None:
    calls = [
        ast.unparse(node.func)
        for node in ast.walk(ast.parse((CHALICELIB / "domain" / f"{module}.py").read_text()))
        if isinstance(node, ast.Call)
    ]
    assert "hmac.compare_digest" in calls


class Counted(tuple[str, ...]):
    """Counts how many of its values were taken out, over all times that it was walked."""

    walked: int = 0

    def __iter__(self) -> Iterator[str]:
        for value in super().__iter__():
            self.walked += 1
            yield value


SECRETS = [
    f"whsec_{base64.b64encode(f'secret {number} of the tests of walking'.encode()).decode()}" for number in range(4)
]


def _by_key(given: int, keys: Counted) -> None:
    matches_any(SECRETS[given], keys)


def _by_operator_key(given: int, keys: Counted) -> None:
    role_of_operator_key(SECRETS[given], keys)


def _by_webhook(given: int, keys: Counted) -> None:
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    values = ("msg_1", str(int(NOW.timestamp())), Webhook(SECRETS[given]).sign("msg_1", NOW, BODY))
    verify_webhook(dict(zip(names, values, strict=True)), BODY.encode(), keys, NOW)


def _by_stripe(given: int, keys: Counted) -> None:
    header = WebhookSignature.generate_signature_header(BODY, SECRETS[given], int(NOW.timestamp()))
    verify_stripe_signature(header, BODY.encode(), keys, NOW)


@pytest.mark.parametrize("prove", [_by_key, _by_operator_key, _by_webhook, _by_stripe])
@pytest.mark.parametrize("given", range(len(SECRETS)))
def test_what_is_shown_is_compared_with_every_value_whichever_fits(
    prove: Callable[[int, Counted], None], given: int
) -> None:
    """So that the time taken does not tell which of them it was."""
    keys = Counted(f"admin:{secret}" for secret in SECRETS) if prove is _by_operator_key else Counted(SECRETS)
    prove(given, keys)
    assert keys.walked == len(SECRETS)
