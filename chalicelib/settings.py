"""The environment as one frozen model, read once and checked at start; the README's table documents each setting."""

import re
import string
from collections.abc import Mapping
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from chalicelib.domain.event_links import TEMPLATE_FIELDS
from chalicelib.domain.pii import EmailPolicy
from chalicelib.domain.secret_values import KEY_NAMES, InvalidKeyError, parse_key_values
from chalicelib.domain.tracking.allowed_hosts import AllowedHosts

SECRET_NAMES = KEY_NAMES
MAX_TRUST_WINDOW_HOURS = 720
_DOMAIN_SHAPE = re.compile(r"(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
# What is allowed, not what is not: Python takes 4 ms to compile a class of all that is beyond ASCII.
_URL_SHAPE = re.compile(r"https?://[!$-.0-;=A-\[\]-~][!$-;=A-\[\]-~]*")
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


def _check_domain(name: str) -> str:
    domain = name.removeprefix(".").lower()  # browsers drop the dot, and send the cookie to names below all the same
    if not _DOMAIN_SHAPE.fullmatch(domain):
        raise ValueError("must be a host name in ASCII such as example.com")
    return domain


def _check_hosts(text: str) -> str:
    AllowedHosts.parse(text)
    return text


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
    cookie_trust_window_hours: int = Field(24, ge=1, le=MAX_TRUST_WINDOW_HOURS)
    cookie_domain: Annotated[str, AfterValidator(_check_domain)] | None = None
    tracking_rate_min_percent: float = Field(95, ge=0, le=100)
    alarm_window_minutes: int = Field(60, ge=15, le=720)
    alarm_min_volume: int = Field(20, ge=1, le=1_000_000)
    untracked_surge_factor: float = Field(3, ge=1, le=1000)
    campaign_min_volume: int = Field(5, ge=1, le=1_000_000)
    login_failure_max_percent: float = Field(20, ge=0, le=100)
    otp_failure_max_percent: float = Field(10, ge=0, le=100)
    checkout_completion_min_percent: float = Field(30, ge=0, le=100)
    provision_failure_max: int = Field(0, ge=0, le=1_000_000)
    silence_minutes: int = Field(30, ge=5, le=720)
    public_base_url: Url = "http://127.0.0.1:8000"
    link_allowed_hosts: Annotated[str, AfterValidator(_check_hosts)] | None = None
    link_fallback_url: str | None = None
    onboarding_url_template: Annotated[str, AfterValidator(_check_link_template)] | None = None
    stripe_dashboard_url: Url = "https://dashboard.stripe.com"

    @field_validator("link_fallback_url")
    @classmethod
    def _check_fallback(cls, url: str, fields: ValidationInfo) -> str:
        if {"link_allowed_hosts", "public_base_url"} <= fields.data.keys():  # else one of them is complained about
            hosts = _allowed_hosts(fields.data["link_allowed_hosts"], fields.data["public_base_url"])
            if complaint := hosts.complaint_about(url):
                raise ValueError(complaint)
        return url

    @property
    def allowed_hosts(self) -> AllowedHosts:
        """Where links may lead: where LINK_ALLOWED_HOSTS is not set, to the host of PUBLIC_BASE_URL alone."""
        return _allowed_hosts(self.link_allowed_hosts, self.public_base_url)

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


def _allowed_hosts(named: str | None, public_base_url: str) -> AllowedHosts:
    return AllowedHosts.only_that_of(public_base_url) if named is None else AllowedHosts.parse(named)


def _in_words(name: str, message: str) -> str:
    return f"{name.upper()}: {message.removeprefix('Value error, ')}"
