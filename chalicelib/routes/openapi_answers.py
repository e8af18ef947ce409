"""Answers of an operation: those that its route names, and the refusals that go with what it takes."""

from collections.abc import Mapping

from chalicelib.routes.endpoint import Answers, Endpoint
from chalicelib.routes.errors import ErrorAnswer

HEADERS_OF_STATUS: Mapping[int | None, Mapping[str, str]] = {
    401: {"WWW-Authenticate": "Bearer"},
    503: {"Retry-After": "seconds: then repeat the same request"},
}
ALWAYS_SENT = {"WWW-Authenticate", "Retry-After", "Location"}


def all_answers(one: Endpoint) -> Answers:
    """What a gateway in front may answer beside (429, 500, 504) is the document's `default`."""
    refusals = [400]
    if one.access is not None or one.body:  # the body of an open route brings the credential
        refusals.append(401)
    if one.access is not None and not one.access.stripe_only:  # whoever signs for Stripe may do what Stripe may
        refusals.append(403)
    if "{" in one.path:
        refusals.append(404)
    if one.body:
        refusals += [413, 415]
    if one.access is not None or one.body or one.uses_store:  # keys that are not to be had are a 503 too
        refusals.append(503)
    return dict.fromkeys(refusals, ErrorAnswer) | dict(one.answers)
