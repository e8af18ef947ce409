"""What the local run adds to the environment before the application reads it."""

from collections.abc import MutableMapping

from chalicelib.domain.secret_values import split_operator_key

LOCAL_REGION = "us-east-1"
_ROLES_BY_REACH = ("admin", "support", "viewer")


def complete_aws_environment(environment: MutableMapping[str, str]) -> None:
    """Give the AWS SDK what it cannot do without, though the engine of DYNAMODB_ENDPOINT_URL may ask for none of it."""
    region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or LOCAL_REGION
    environment["AWS_REGION"] = environment["AWS_DEFAULT_REGION"] = region
    endpoint_is_local = environment["DYNAMODB_ENDPOINT_URL"].startswith("http://")  # AWS answers on https alone
    if endpoint_is_local and not (environment.get("AWS_ACCESS_KEY_ID") or environment.get("AWS_PROFILE")):
        environment["AWS_ACCESS_KEY_ID"] = environment["AWS_SECRET_ACCESS_KEY"] = "local"  # noqa: S105 - the engine takes any
    # A proxy that the environment names for the world cannot reach this machine's loopback.
    bypassed = [environment.get("no_proxy") or environment.get("NO_PROXY") or "", "127.0.0.1", "localhost"]
    environment["no_proxy"] = environment["NO_PROXY"] = ",".join(filter(None, bypassed))


def sign_in_key(operator_keys: str) -> str | None:
    """The first key of the role that may do most."""
    pairs = [split_operator_key(value) for value in operator_keys.split()]
    for wanted in _ROLES_BY_REACH:
        for role, key in pairs:
            if role == wanted:
                return key
    return None
