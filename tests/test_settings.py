"""The environment as one model: defaults, the ends of each range, and messages that name but never tell."""

from zoneinfo import ZoneInfo

import pytest

from chalicelib.settings import SECRET_NAMES, Settings, SettingsError, keys_from_environment

CANARY = "canary7f3a"
KEYS = {
    "INTERNAL_API_KEY": "i" * 32,
    "INGEST_SIGNING_SECRET": "whsec_" + "A" * 26,
    "COOKIE_SECRET": "c" * 32,
    "EMAIL_PEPPER": "e" * 32,
    "STRIPE_WEBHOOK_SECRET": "s" * 32,
    "SESSION_SECRET": "n" * 32,
    "OPERATOR_KEYS": "viewer:" + "v" * 25 + " admin:" + "a" * 26,
}
# As the contract and the design give them; None: not set.
DEFAULTS: dict[str, object] = {
    "reporting_timezone": "UTC",
    "email_policy": "domain",
    "retention_days": 180,
    "bucket_retention_days": 1095,
    "feed_shards": 1,
    "table_prefix": "tracefunnel-",
    "dynamodb_endpoint_url": None,
    "secrets_path": None,
    "cookie_trust_window_hours": 24,
    "cookie_domain": None,
    "tracking_rate_min_percent": 95,
    "alarm_window_minutes": 60,
    "alarm_min_volume": 20,
    "untracked_surge_factor": 3,
    "campaign_min_volume": 5,
    "login_failure_max_percent": 20,
    "otp_failure_max_percent": 10,
    "checkout_completion_min_percent": 30,
    "provision_failure_max": 0,
    "silence_minutes": 30,
    "public_base_url": "http://127.0.0.1:8000",
    "link_allowed_hosts": None,
    "link_fallback_url": None,
    "onboarding_url_template": None,
    "stripe_dashboard_url": "https://dashboard.stripe.com",
}


def settings_of(**given: str) -> Settings:
    return Settings.from_environment(KEYS | given)


def complaint_about(environment: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment(environment)
    return str(caught.value)


def test_each_setting_has_the_default_that_is_written_down() -> None:
    assert settings_of().model_dump() == DEFAULTS


@pytest.mark.parametrize("name", sorted(DEFAULTS))
def test_an_empty_setting_counts_as_not_set(name: str) -> None:
    assert settings_of(**{name.upper(): ""}).model_dump() == DEFAULTS


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("REPORTING_TIMEZONE", "Asia/Seoul", "Asia/Seoul"),
        ("REPORTING_TIMEZONE", "Pacific/Chatham", "Pacific/Chatham"),
        ("EMAIL_POLICY", "fingerprint", "fingerprint"),
        ("EMAIL_POLICY", "domain", "domain"),
        ("EMAIL_POLICY", "masked", "masked"),
        ("RETENTION_DAYS", "1", 1),
        ("RETENTION_DAYS", "7300", 7300),
        ("BUCKET_RETENTION_DAYS", "1", 1),
        ("BUCKET_RETENTION_DAYS", "36500", 36500),
        ("FEED_SHARDS", "1", 1),
        ("FEED_SHARDS", "64", 64),
        ("TABLE_PREFIX", "t", "t"),
        ("TABLE_PREFIX", "Az09_.-" + "x" * 57, "Az09_.-" + "x" * 57),
        ("DYNAMODB_ENDPOINT_URL", "http://127.0.0.1:4567", "http://127.0.0.1:4567"),
        ("SECRETS_PATH", "/tracefunnel/prod", "/tracefunnel/prod"),
        ("PUBLIC_BASE_URL", "https://funnel.example.com/", "https://funnel.example.com"),
        ("PUBLIC_BASE_URL", "https://example.com/funnel/", "https://example.com/funnel"),
        ("COOKIE_TRUST_WINDOW_HOURS", "1", 1),
        ("COOKIE_TRUST_WINDOW_HOURS", "720", 720),
        ("COOKIE_DOMAIN", "Example.com", "example.com"),
        ("COOKIE_DOMAIN", ".go.example.com", "go.example.com"),
        ("COOKIE_DOMAIN", "xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("COOKIE_DOMAIN", "localhost", "localhost"),
        ("LINK_ALLOWED_HOSTS", "shop.example.com  www.example.com:8443 localhost 10.0.0.1", None),
        ("LINK_FALLBACK_URL", "http://127.0.0.1:3000/gone?a=b#c", None),
        ("ONBOARDING_URL_TEMPLATE", "https://cp.example.com/{tenant_id}/{job_id}", None),
        ("ONBOARDING_URL_TEMPLATE", "http://127.0.0.1:3000/?t={trace_id}&u={user_id}", None),
        ("STRIPE_DASHBOARD_URL", "https://dashboard.stripe.com/test", "https://dashboard.stripe.com/test"),
    ],
)
def test_a_setting_just_within_its_range_is_taken(name: str, text: str, value: object) -> None:
    assert getattr(settings_of(**{name: text}), name.lower()) == (text if value is None else value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("REPORTING_TIMEZONE", f"Asia/{CANARY}"),
        ("REPORTING_TIMEZONE", "America"),  # a folder of zones
        ("REPORTING_TIMEZONE", "../../etc/passwd"),
        ("REPORTING_TIMEZONE", "/etc/passwd"),
        ("REPORTING_TIMEZONE", "zone.tab"),  # a file beside the zones
        ("EMAIL_POLICY", CANARY),
        ("EMAIL_POLICY", "Domain"),
        ("RETENTION_DAYS", "0"),
        ("RETENTION_DAYS", "7301"),
        ("RETENTION_DAYS", "-1"),
        ("RETENTION_DAYS", "1.5"),
        ("RETENTION_DAYS", CANARY),
        ("BUCKET_RETENTION_DAYS", "0"),
        ("BUCKET_RETENTION_DAYS", "36501"),
        ("FEED_SHARDS", "0"),
        ("FEED_SHARDS", "65"),
        ("FEED_SHARDS", CANARY),
        ("TABLE_PREFIX", "x" * 65),
        ("TABLE_PREFIX", f"{CANARY} "),
        ("TABLE_PREFIX", f"{CANARY}\n"),
        ("TABLE_PREFIX", f"{CANARY}/"),
        ("DYNAMODB_ENDPOINT_URL", f"{CANARY}:4567"),
        ("DYNAMODB_ENDPOINT_URL", f"ftp://{CANARY}"),
        ("SECRETS_PATH", CANARY),
        ("SECRETS_PATH", f"/{CANARY}/"),
        ("SECRETS_PATH", f"/{CANARY}//x"),
        ("SECRETS_PATH", f"/{CANARY} x"),
        ("PUBLIC_BASE_URL", "https://"),
        ("PUBLIC_BASE_URL", f"https://{CANARY}/?a=b"),
        ("PUBLIC_BASE_URL", f"https://{CANARY}/#a"),
        ("PUBLIC_BASE_URL", f"https://[{CANARY}]/"),
        ("PUBLIC_BASE_URL", f"https://[{CANARY}/"),
        ("PUBLIC_BASE_URL", f"https://{CANARY}℀.example.com/"),  # a/c in one character, which folds to a slash
        ("PUBLIC_BASE_URL", f"https://{CANARY}:99999"),
        ("PUBLIC_BASE_URL", f"https://{CANARY}:port"),
        ("PUBLIC_BASE_URL", f"https://{CANARY} x"),
        ("PUBLIC_BASE_URL", f" https://{CANARY}"),
        ("PUBLIC_BASE_URL", f"https://{CANARY}\n"),
        ("PUBLIC_BASE_URL", f"https:{CANARY}.example"),
        ("PUBLIC_BASE_URL", f"https:///{CANARY}.example"),
        ("PUBLIC_BASE_URL", f"https:\\\\{CANARY}.example"),
        ("COOKIE_TRUST_WINDOW_HOURS", "0"),
        ("COOKIE_TRUST_WINDOW_HOURS", "721"),
        ("COOKIE_TRUST_WINDOW_HOURS", "1.5"),
        ("COOKIE_TRUST_WINDOW_HOURS", CANARY),
        ("COOKIE_DOMAIN", "."),
        ("COOKIE_DOMAIN", f"..{CANARY}"),
        ("COOKIE_DOMAIN", f"{CANARY}."),
        ("COOKIE_DOMAIN", f"{CANARY}.example; Path=/x"),
        ("COOKIE_DOMAIN", f"{CANARY}.example\n"),
        ("COOKIE_DOMAIN", f"https://{CANARY}.example"),
        ("COOKIE_DOMAIN", f"{CANARY}.example:8000"),
        ("COOKIE_DOMAIN", f"{CANARY}.bücher"),
        ("COOKIE_DOMAIN", "127.0.0.1"),
        ("COOKIE_DOMAIN", "a" * 64),
        ("LINK_ALLOWED_HOSTS", " "),
        ("LINK_ALLOWED_HOSTS", f"https://{CANARY}.example"),
        ("LINK_ALLOWED_HOSTS", f"{CANARY}.example,other.example"),
        ("LINK_ALLOWED_HOSTS", f"*.{CANARY}.example"),
        ("LINK_ALLOWED_HOSTS", f"{CANARY}.example:port"),
        ("LINK_FALLBACK_URL", f"https://{CANARY}.example/"),
        ("LINK_FALLBACK_URL", f"http://127.0.0.1@{CANARY}.example/"),
        ("LINK_FALLBACK_URL", f"/{CANARY}"),
        ("LINK_FALLBACK_URL", f"http://127.0.0.1/{CANARY}\r\nX: y"),
        ("ONBOARDING_URL_TEMPLATE", f"{CANARY}/{{job_id}}"),
        ("ONBOARDING_URL_TEMPLATE", f"https://{CANARY}/{{job}}"),
        ("ONBOARDING_URL_TEMPLATE", f"https://{CANARY}/{{}}"),
        ("ONBOARDING_URL_TEMPLATE", f"https://{CANARY}/{{0}}"),
        ("ONBOARDING_URL_TEMPLATE", f"https://{CANARY}/{{job_id"),
        ("ONBOARDING_URL_TEMPLATE", f"https://{CANARY}/{{job_id.__class__}}"),
        ("ONBOARDING_URL_TEMPLATE", f"https://{CANARY}/{{job_id[0]}}"),
        ("ONBOARDING_URL_TEMPLATE", f"https://{CANARY}/{{job_id:d}}"),  # no text can be written so
        ("ONBOARDING_URL_TEMPLATE", f"https://{CANARY}/{{job_id:{{other}}}}"),
        ("STRIPE_DASHBOARD_URL", CANARY),
    ],
)
def test_a_setting_just_out_of_its_range_is_named_and_not_repeated(name: str, text: str) -> None:
    complaint = complaint_about(KEYS | {name: text})
    assert complaint.startswith(f"{name}: ")
    assert CANARY not in complaint


def test_the_fallback_lies_within_the_hosts_that_links_may_lead_to() -> None:
    hosts = "shop.example.com"
    assert settings_of(LINK_ALLOWED_HOSTS=hosts, LINK_FALLBACK_URL="https://shop.example.com/").link_fallback_url
    complaint = complaint_about(KEYS | {"LINK_ALLOWED_HOSTS": hosts, "LINK_FALLBACK_URL": "https://www.example.com/"})
    assert complaint == "LINK_FALLBACK_URL: leads to a host that is not among LINK_ALLOWED_HOSTS"


def test_of_hosts_and_a_fallback_the_one_that_is_wrong_is_named() -> None:
    complaint = complaint_about(KEYS | {"LINK_ALLOWED_HOSTS": "*", "LINK_FALLBACK_URL": "https://www.example.com/"})
    assert complaint.startswith("LINK_ALLOWED_HOSTS: must be host names")
    assert "LINK_FALLBACK_URL" not in complaint


def test_where_no_hosts_are_named_links_may_lead_to_the_host_of_the_service_alone() -> None:
    hosts = settings_of(PUBLIC_BASE_URL="https://go.example.com/funnel").allowed_hosts
    assert hosts.admits("https://go.example.com:8443/landing")
    assert not hosts.admits("https://example.com/")
    assert not settings_of(LINK_ALLOWED_HOSTS="shop.example.com").allowed_hosts.admits("http://127.0.0.1:8000/")


def test_every_setting_that_is_wrong_is_named_at_once() -> None:
    complaint = complaint_about(KEYS | {"RETENTION_DAYS": "0", "EMAIL_POLICY": "all", "FEED_SHARDS": "two"})
    assert all(name in complaint for name in ("RETENTION_DAYS", "EMAIL_POLICY", "FEED_SHARDS"))


def test_what_the_environment_holds_beside_the_settings_is_passed_over() -> None:
    assert settings_of(PATH="/bin", RETENTION_DAY="5", retention_days="5").retention_days == 180


def test_the_zone_is_the_reporting_time_zone() -> None:
    assert settings_of(REPORTING_TIMEZONE="Asia/Seoul").zone == ZoneInfo("Asia/Seoul")


def test_settings_cannot_be_changed_after_the_start() -> None:
    with pytest.raises(ValueError, match="frozen"):
        settings_of().retention_days = 5  # type: ignore[misc]


def test_the_keys_are_those_of_the_design() -> None:
    assert set(SECRET_NAMES) == set(KEYS)


@pytest.mark.parametrize("name", sorted(KEYS))
def test_a_missing_key_is_named(name: str) -> None:
    assert name in complaint_about({other: value for other, value in KEYS.items() if other != name})


@pytest.mark.parametrize("blank", ["", "   "])
@pytest.mark.parametrize("name", sorted(KEYS))
def test_a_blank_key_counts_as_missing(name: str, blank: str) -> None:
    assert name in complaint_about(KEYS | {name: blank})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INTERNAL_API_KEY", CANARY + "x" * 21),
        ("INGEST_SIGNING_SECRET", "whsec_" + CANARY + "A" * 15),
        ("COOKIE_SECRET", CANARY + "x" * 21),
        ("EMAIL_PEPPER", CANARY + "x" * 21),
        ("STRIPE_WEBHOOK_SECRET", CANARY + "x" * 21),
        ("SESSION_SECRET", CANARY + "x" * 21),
        ("OPERATOR_KEYS", "viewer:" + CANARY + "x" * 14),
    ],
)
def test_a_key_of_31_characters_is_named_and_not_repeated(name: str, value: str) -> None:
    assert len(value) == 31
    complaint = complaint_about(KEYS | {name: value})
    assert name in complaint
    assert "32" in complaint
    assert CANARY not in complaint


def test_keys_of_32_characters_prefix_included_are_enough() -> None:
    assert {len(value) for values in keys_from_environment(KEYS).values() for value in values} == {32}


@pytest.mark.parametrize("name", sorted(set(KEYS) - {"INGEST_SIGNING_SECRET", "OPERATOR_KEYS"}))
def test_a_short_key_behind_a_long_one_is_refused_too(name: str) -> None:
    complaint = complaint_about(KEYS | {name: f"{KEYS[name]} {CANARY}"})
    assert name in complaint
    assert CANARY not in complaint


@pytest.mark.parametrize("name", sorted(KEYS))
def test_where_a_secrets_path_is_set_the_environment_is_not_asked_for_keys(name: str) -> None:
    others = {other: value for other, value in KEYS.items() if other != name}
    assert Settings.from_environment(others | {"SECRETS_PATH": "/tracefunnel"}).secrets_path == "/tracefunnel"
    assert Settings.from_environment({"SECRETS_PATH": "/tracefunnel", name: "short"}).retention_days == 180


def test_a_setting_out_of_range_is_refused_beside_a_secrets_path_too() -> None:
    assert "RETENTION_DAYS" in complaint_about({"SECRETS_PATH": "/tracefunnel", "RETENTION_DAYS": "0"})


def test_the_values_of_a_key_keep_their_order_since_the_first_signs() -> None:
    given = KEYS | {"SESSION_SECRET": f"  {'2' * 32}   {'1' * 32} "}
    assert keys_from_environment(given)["SESSION_SECRET"] == ("2" * 32, "1" * 32)
