"""Who comes and from where: invented people at example domains, and the links that bring them."""

from dataclasses import dataclass
from random import Random

from chalicelib.domain.tracking.utm import Utm

_FIRST_NAMES = (
    *(
        "mina",
        "jisoo",
        "haneul",
        "yuna",
        "minjun",
        "seoyeon",
        "doyun",
        "jiho",
        "ara",
        "taeyang",
        "anna",
        "ben",
        "carla",
    ),
    *("david", "elif", "farid", "grace", "hugo", "ines", "jonas", "kira", "leon", "maria", "noah", "olga", "pavel"),
)
_LAST_NAMES = (
    *("kim", "lee", "park", "choi", "jung", "kang", "cho", "yoon", "jang", "lim", "berg", "costa", "dubois", "evans"),
    *("fischer", "garcia", "hansen", "ivanova", "jensen", "keller", "lopez", "moreau", "novak", "okafor", "rossi"),
)
_DOMAINS = ("example.com", "example.com", "example.com", "example.net", "example.org")  # reserved: nobody's address
KNOWN_PEOPLE = 700  # who come back now and then


@dataclass(frozen=True)
class Person:
    email: str
    user_id: str
    tenant_id: str
    anonymous_id: str


@dataclass(frozen=True)
class Click:
    """On a campaign's link."""

    campaign_id: str
    cid: str
    utm: Utm


CAMPAIGNS = {
    "autumn-launch": "Autumn launch",
    "brand-search": "Search ads on our name",
    "partner-acme": "Acme's blog and manual",
    "webinar-series": "Webinars",
}
CLICKS = {
    Click("autumn-launch", "autumn-hero", Utm("newsletter", "email", "autumn", None, "hero")): 3,
    Click("autumn-launch", "autumn-footer", Utm("newsletter", "email", "autumn", None, "footer")): 1,
    Click("brand-search", "brand-exact", Utm("google", "cpc", "brand", "tracefunnel")): 3,
    Click("partner-acme", "acme-blog", Utm("acme", "affiliate", "blog")): 1,
    Click("partner-acme", "acme-manual", Utm("acme", "referral", "manual")): 1,
    Click("webinar-series", "webinar-3", Utm("linkedin", "social", "webinar")): 1,
}


def new_person(rng: Random) -> Person:
    return _person(rng.getrandbits(40))


def known_person(rng: Random) -> Person:
    return _person(rng.randrange(KNOWN_PEOPLE))


def _person(number: int) -> Person:
    """The same number is the same person, on every day."""
    rng = Random(f"person {number}")  # noqa: S311 - nothing to guess
    name = f"{rng.choice(_FIRST_NAMES)}.{rng.choice(_LAST_NAMES)}{rng.randrange(1000)}"
    return Person(
        email=f"{name}@{rng.choice(_DOMAINS)}",
        user_id=f"usr_{rng.getrandbits(40):010x}",
        tenant_id=f"tnt_{rng.getrandbits(32):08x}",
        anonymous_id=f"anon_{rng.getrandbits(48):012x}",
    )


def any_click(rng: Random) -> Click:
    return rng.choices(list(CLICKS), list(CLICKS.values()))[0]
