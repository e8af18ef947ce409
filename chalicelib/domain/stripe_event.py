"""A Stripe event -> the event that is taken in of it (contract, POST /webhooks/stripe).

Money must never be invisible: beyond `id` and `type`, whatever is missing, misshapen or not admissible is left out, and
the rest is kept.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from chalicelib.domain.admission import UNTRACED
from chalicelib.domain.event import Text
from chalicelib.domain.pii import normalize_email
from chalicelib.domain.timestamp import format_utc
from chalicelib.domain.trace_id import sanitize_trace_id

_COMPLETED = "checkout.session.completed"
_NOT_PAID_YET = {"success": None}  # a payment that takes days: async_payment_succeeded or _failed will follow
_OUTCOMES: Mapping[str, Mapping[str, Any]] = {
    _COMPLETED: {"success": True},
    "checkout.session.async_payment_succeeded": {"success": True},
    "checkout.session.async_payment_failed": {"success": False, "error_code": "async_payment_failed"},
    "checkout.session.expired": {"success": False, "error_code": "checkout_expired"},
}
_IDENTIFIERS = ("tenant_id", "user_id", "job_id", "campaign_id")
_TEXT = TypeAdapter(Text)


class StripeEvent(BaseModel):
    """A Stripe event, as far as it is read. All but `id` and `type` may be missing or of any shape."""

    model_config = ConfigDict(strict=True, frozen=True)

    id: Annotated[str, Field(min_length=1)]
    type: Annotated[str, Field(min_length=1)]
    created: Any = Field(None, description="seconds since 1970")
    livemode: Any = None
    data: Any = Field(None, description="holds the checkout session as `object`")


def incoming_event(stripe_event: StripeEvent) -> dict[str, Any] | None:
    """As a sender would write it; None for a type that says nothing of how a checkout went."""
    session = _mapping(_mapping(stripe_event.data).get("object"))
    outcome = _outcome(stripe_event.type, session)
    if outcome is None:
        return None
    metadata, customer = _mapping(session.get("metadata")), _mapping(session.get("customer_details"))
    trace_id = _trace_id(metadata.get("trace_id")) or _trace_id(session.get("client_reference_id"))
    payload = {
        "stripe_event_id": stripe_event.id,
        UNTRACED: True if trace_id is None else None,  # early: a payload that is too large is cut from its end
        "stripe_session_id": _text(session.get("id")),
        "amount_total": _whole_number(session.get("amount_total")),
        "currency": _text(session.get("currency")),
        "payment_status": _text(session.get("payment_status")),
        "livemode": stripe_event.livemode if isinstance(stripe_event.livemode, bool) else None,
        "plan_tier": _text(metadata.get("plan_tier")),
    }
    event = {
        "event_type": "m_stripe_webhook_checkout_complete",
        "event_id": stripe_event.id,
        "trace_id": trace_id,
        "email": _address(customer.get("email")),
        "source": "stripe_webhook",
        "occurred_at": _moment(stripe_event.created),
        "payload": _without_none(payload),
    }
    event |= {name: _text(metadata.get(name)) for name in _IDENTIFIERS}
    return _without_none(event) | dict(outcome)


def _outcome(event_type: str, session: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if event_type == _COMPLETED and session.get("payment_status") == "unpaid":
        return _NOT_PAID_YET
    return _OUTCOMES.get(event_type)


def _without_none(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _trace_id(value: object) -> str | None:
    return sanitize_trace_id(value) if isinstance(value, str) else None


def _text(value: object) -> str | None:
    """Text that would be admitted as an identifier."""
    if not isinstance(value, str) or not value:
        return None
    try:
        return _TEXT.validate_python(value)
    except ValidationError:
        return None


def _whole_number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _address(value: object) -> str | None:
    return value if isinstance(value, str) and normalize_email(value) is not None else None


def _moment(seconds: object) -> str | None:
    if (since_1970 := _whole_number(seconds)) is None:
        return None
    try:
        return format_utc(datetime.fromtimestamp(since_1970, tz=UTC))
    except (ValueError, OverflowError, OSError):  # beyond what a calendar holds
        return None
