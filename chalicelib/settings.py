"""The environment as one frozen model, read once and checked at start; the README's table documents each setting."""

import re
import string
from collections.abc import Mapping
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl, TypeAdapter, ValidationError

from chalicelib.domain.event_links import TEMPLATE_FIELDS
from chalicelib.domain.pii import EmailPolicy
from chalicelib.domain.secret_values import KEY_NAMES, InvalidKeyError, parse_key_values

SECRET_NAMES = KEY_NAMES
_URL_SHAPE = re.compile(
    r"https?://[^/\\?#@<>\"\x00-\x20\x7f-\U0010ffff][^\\?#@<>\"\x00-\x20\x7f-\U0010ffff]*", re.ASCII
)
_HTTP_URL: TypeAdapter[HttpUrl] = TypeAdapter(HttpUrl)


class SettingsError(Exception):
    """Names each setting that is missing or out of range, and what it must be; never its value."""


def _check_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:  # unknown, a folder of zones, a path
        raise ValueError("must be an IANA time zone such as Asia/Seoul") from error
    return name


def _check_url(url: str) -> str:
    # pydantic forgives what browsers forgive (https:host, spaces at the ends) and would repeat the value in its words
    complaint = ValueError("must be an http(s) URL in ASCII, without user, query or fragment")
    if not _URL_SHAPE.fullmatch(url):
        raise complaint
    try:
        _HTTP_URL.validate_python(url)
    except ValidationError:
        raise complaint from None
    return url.rstrip("/")


def _check_link_template(template: str) -> str:
    try:
        fields = [part[1:] for part in string.Formatter().parse(template) if part[1] is not None]
    except ValueError:
        raise ValueError("has unbalanced braces") from None
    allowed = {(name, "", None) for name in TEMPLATE_FIELDS}
    if not template.startswith(("http://", "https://")) or not set(fields) <= allowed:
        raise ValueError(f"must be an http(s) URL with placeholders among {{{'}, {'.join(TEMPLATE_FIELDS)}}}")
    return template


def _check_secrets_path(path: str) -> str:
    if not re.fullmatch(r"(/[A-Za-z0-9_.-]+)+", path):
        raise ValueError("must be a Parameter Store path such as /tracefunnel/prod")
    return path


Url = Annotated[str, AfterValidator(_check_url)]


class Settings(BaseModel):
    """Each field is the environment's name in lower case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reporting_timezone: Annotated[str, AfterValidator(_check_zone)] = "UTC"
    email_policy: EmailPolicy = EmailPolicy.DOMAIN
    retention_days: int = Field(180, ge=1, le=7300)
    bucket_retention_days: int = Field(1095, ge=1, le=36500)
    feed_shards: int = Field(1, ge=1, le=64)
    table_prefix: str = Field("tracefunnel-", pattern=r"^[A-Za-z0-9_.-]{1,64}$")
    dynamodb_endpoint_url: Url | None = None
    secrets_path: Annotated[str, AfterValidator(_check_secrets_path)] | None = None
    public_base_url: Url = "http://127.0.0.1:8000"
    onboarding_url_template: Annotated[str, AfterValidator(_check_link_template)] | None = None
    stripe_dashboard_url: Url = "https://dashboard.stripe.com"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.reporting_timezone)  # zoneinfo caches by name

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Settings that are empty count as not set. Where no SECRETS_PATH is given, the keys are checked too.

        Raises SettingsError.
        """
        given = {name: environment.get(name.upper()) or None for name in cls.model_fields}
        try:
            settings = cls.model_validate({name: value for name, value in given.items() if value is not None})
        except ValidationError as error:
            complaints = [_in_words(str(one["loc"][0]), one["msg"]) for one in error.errors(include_input=False)]
            raise SettingsError("; ".join(complaints)) from None
        if settings.secrets_path is None:
            keys_from_environment(environment)
        return settings


def keys_from_environment(environment: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Name -> values, the first signs. Raises SettingsError."""
    try:
        return {name: parse_key_values(name, environment.get(name, "")) for name in SECRET_NAMES}
    except InvalidKeyError as error:
        raise SettingsError(str(error)) from None


def _in_words(name: str, message: str) -> str:
    return f"{name.upper()}: {message.removeprefix('Value error, ')}"
