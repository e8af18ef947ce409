"""Campaigns and links as they may be sent: what cannot be kept as it is, is refused rather than changed."""

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from chalicelib.domain.control_characters import WITHOUT_CONTROL_CHARACTERS, has_control_characters
from chalicelib.domain.pii import holds_email
from chalicelib.domain.redaction import redact_text
from chalicelib.domain.refusal_words import refusal
from chalicelib.domain.tracking.allowed_hosts import malformed
from chalicelib.domain.tracking.link import CAMPAIGN_ID_SHAPE, CID_SHAPE, is_campaign_id, is_cid
from chalicelib.domain.tracking.utm import UTM_NAMES, Utm

MAX_NAME_CHARACTERS = 256


def _campaign_id(text: str) -> str:
    if not is_campaign_id(text):
        raise refusal("must be 1 to 128 of A-Z a-z 0-9 . _ ~ -, and neither summary nor dots alone")
    return text


def _cid(text: str) -> str:
    if not is_cid(text):
        raise refusal("must be 3 to 64 of A-Z a-z 0-9 _ -")
    if redact_text(text) != text:  # it would not be found again in its events
        raise refusal("looks like a card number or another secret: choose another one")
    return text


def _name(text: str) -> str:
    if has_control_characters(text):
        raise refusal("must hold no control characters")
    if holds_email(text):
        raise refusal("must hold no e-mail address")
    return text


def _destination(text: str) -> str:
    if complaint := malformed(text):
        raise refusal(complaint)
    return text


def _utm_value(text: str) -> str | None:
    value = text.strip(" ")
    if not value:
        return None
    if Utm.sanitized({UTM_NAMES[0]: value}) != Utm(value):
        raise refusal("must have at most 200 characters, no control characters, no e-mail address and no secret")
    return value


def _true_or_false(value: object) -> object:
    if not isinstance(value, bool):
        raise refusal("must be true or false")
    return value


def _has_no_default(schema: dict[str, Any]) -> None:
    """What is not sent stays as it is."""
    schema.pop("default", None)


CampaignId = Annotated[
    str, AfterValidator(_campaign_id), WithJsonSchema({"type": "string", "pattern": f"^{CAMPAIGN_ID_SHAPE.pattern}$"})
]
Cid = Annotated[str, AfterValidator(_cid), WithJsonSchema({"type": "string", "pattern": f"^{CID_SHAPE.pattern}$"})]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_NAME_CHARACTERS),
    AfterValidator(_name),
]
Destination = Annotated[
    str, AfterValidator(_destination), WithJsonSchema({"type": "string", "format": "uri", "maxLength": 2048})
]
UtmValue = Annotated[str, AfterValidator(_utm_value), Field(json_schema_extra={"pattern": WITHOUT_CONTROL_CHARACTERS})]
Active = Annotated[bool, BeforeValidator(_true_or_false)]


class _Sent(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _New(_Sent):
    @model_validator(mode="before")
    @classmethod
    def _without_absent(cls, sent: Any) -> Any:
        if not isinstance(sent, dict):
            return sent
        return {name: value for name, value in sent.items() if value is not None and value != ""}


class _Change(_Sent):
    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    @model_validator(mode="after")
    def _says_something(self) -> "_Change":
        if not self.model_fields_set:
            raise refusal(f"must have at least one of {', '.join(type(self).model_fields)}")
        return self

    def changes(self) -> dict[str, Any]:
        """What was sent, by name; None: taken away."""
        return {name: getattr(self, name) for name in type(self).model_fields if name in self.model_fields_set}


class _UtmSent(BaseModel):
    utm_source: UtmValue | None = None
    utm_medium: UtmValue | None = None
    utm_campaign: UtmValue | None = None
    utm_term: UtmValue | None = None
    utm_content: UtmValue | None = None


class IncomingCampaign(_New):
    """A campaign to be made. Empty strings and nulls count as absent."""

    campaign_id: CampaignId
    name: Name
    default_url: Destination = Field(description="where its links lead that name no destination of their own")


class CampaignChange(_Change):
    """What is not sent stays as it is. `active`: false takes no new links; each link has a switch of its own."""

    name: Name = Field("", json_schema_extra=_has_no_default)
    default_url: Destination = Field("", json_schema_extra=_has_no_default)
    active: Active = Field(True, json_schema_extra=_has_no_default)


class IncomingLink(_New, _UtmSent):
    """A link to be made. Empty strings and nulls count as absent."""

    campaign_id: CampaignId
    destination_url: Destination | None = Field(None, description="the campaign's default_url where it is absent")
    cid: Cid | None = Field(None, description="made where it is absent, of 8 characters that are hard to mistake")

    @property
    def utm(self) -> Utm:
        return Utm(**{name: getattr(self, name) for name in UTM_NAMES})


class LinkChange(_Change, _UtmSent):
    """What is not sent stays as it is. An empty string or null takes a UTM field away."""

    destination_url: Destination = Field("", json_schema_extra=_has_no_default)
    active: Active = Field(True, json_schema_extra=_has_no_default)
