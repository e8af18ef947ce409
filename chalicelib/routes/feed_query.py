"""What the feed may be asked for, as parameters: parsed by the model that documents them."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from chalicelib.domain.event import MAX_TEXT_LENGTH, EventTypeName, Source
from chalicelib.domain.feed_filter import FeedFilter
from chalicelib.domain.identity import fingerprints_of
from chalicelib.domain.pii import is_fingerprint, normalize_email
from chalicelib.domain.refusal_words import refusal
from chalicelib.routes.query import Limit, TraceId

DEFAULT_LIMIT = 50
MAX_FINGERPRINTS = 10
_OUTCOMES = {"true": True, "false": False, "null": None}
_SEVERAL_OUTCOMES = "^(true|false|null)(,(true|false|null))*$"


def _outcome_names(text: str) -> str:
    """In one order, so that the same outcomes are the same filter."""
    asked = text.split(",")
    if not set(asked) <= _OUTCOMES.keys():
        raise refusal("must be true, false or null, or several of them separated by commas")
    return ",".join(name for name in _OUTCOMES if name in asked)


def _address_or_fingerprints(text: str) -> str:
    """Fingerprints in one order, as above. An address may hold a comma too."""
    parts = text.split(",")
    if all(map(is_fingerprint, parts)):
        if len(parts) > MAX_FINGERPRINTS:
            raise refusal(f"may hold at most {MAX_FINGERPRINTS} fingerprints")
        return ",".join(sorted(set(parts)))
    address = normalize_email(text)
    if address is None:
        raise refusal(
            "must be an e-mail address, or fingerprints (fp_ and 32 lower-case hex digits) separated by commas"
        )
    return address


FilterText = Annotated[str, StringConstraints(max_length=MAX_TEXT_LENGTH)]
OutcomeNames = Annotated[str, AfterValidator(_outcome_names), Field(json_schema_extra={"pattern": _SEVERAL_OUTCOMES})]
DayOrInstant = Annotated[str, Field(json_schema_extra={"anyOf": [{"format": "date"}, {"format": "date-time"}]})]
AddressOrFingerprints = Annotated[str, AfterValidator(_address_or_fingerprints)]


class FeedQuery(BaseModel):
    """`from` and `to`: both as reporting days (both included) or as RFC 3339 times (end excluded); or neither."""

    model_config = ConfigDict(extra="forbid")

    from_: DayOrInstant | None = Field(None, alias="from")
    to: DayOrInstant | None = None
    type: list[EventTypeName] = Field([], description="may repeat")
    trace_id: TraceId | None = None
    q_email: AddressOrFingerprints | None = Field(
        None,
        description=f"an address, fingerprinted at once, or up to {MAX_FINGERPRINTS} fingerprints (fp_...) with commas",
    )
    success: OutcomeNames | None = Field(None, description="true, false or null, or several of them with commas")
    source: Source | None = None
    error_code: FilterText | None = None
    campaign_id: FilterText | None = None
    tenant_id: FilterText | None = None
    limit: Limit = DEFAULT_LIMIT
    cursor: str | None = Field(None, description="from the page before; the filters must be the same")

    def filters(self) -> dict[str, Any]:
        """Those that were sent; the same, in whatever order their values came, are equal."""
        sent = self.model_dump(by_alias=True, exclude={"limit", "cursor"}, exclude_unset=True)
        return sent | {"type": sorted(self.type)}

    def feed_filter(self, peppers: Callable[[], Sequence[str]]) -> FeedFilter:
        """An address is looked up under every pepper; for nothing else they are asked for."""
        return FeedFilter(
            types=tuple(sorted(set(self.type))),
            trace_id=self.trace_id,
            email_fingerprints=_fingerprints(self.q_email, peppers),
            success=None if self.success is None else tuple(_OUTCOMES[name] for name in self.success.split(",")),
            source=self.source,
            error_code=self.error_code,
            campaign_id=self.campaign_id,
            tenant_id=self.tenant_id,
        )


def success_parameter(outcomes: Sequence[bool | None] | None) -> str | None:
    """The parameter `success` that asks for these outcomes; None: for any."""
    return None if outcomes is None else ",".join(name for name, outcome in _OUTCOMES.items() if outcome in outcomes)


def _fingerprints(text: str | None, peppers: Callable[[], Sequence[str]]) -> tuple[str, ...] | None:
    if text is None:
        return None
    parts = tuple(text.split(","))
    return parts if all(map(is_fingerprint, parts)) else fingerprints_of(text, peppers())
