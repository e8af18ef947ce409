"""What is kept of a user agent: family, system, device class, keyed hash; never the whole (design section 2)."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from chalicelib.domain.redaction import redact_text
from chalicelib.domain.tracking.robots import MAX_USER_AGENT_CHARACTERS, is_crawler

if TYPE_CHECKING:
    from ua_parser import Resolver

UNKNOWN = "Other"  # as the parser calls what it does not know
MAX_NAME_CHARACTERS = 64
_HASH_PREFIX, _HASH_DIGITS = "ua_", 16
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class DeviceClass(StrEnum):
    DESKTOP = "desktop"
    MOBILE = "mobile"
    TABLET = "tablet"
    TV = "tv"
    BOT = "bot"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class DeviceWords:
    """`pattern`: searched for anywhere, case ignored."""

    device: DeviceClass
    when: str
    pattern: re.Pattern[str]


def _words(device: DeviceClass, when: str, pattern: str) -> DeviceWords:
    return DeviceWords(device, when, re.compile(pattern, re.IGNORECASE))


# The first that fits decides. An iPad that asks for desktop pages calls itself a Mac, and cannot be told from one.
DEVICE_CLASSES: tuple[DeviceWords, ...] = (
    _words(
        DeviceClass.OTHER,
        "game consoles, headsets, cars and watches",
        r"playstation|xbox|nintendo|oculusbrowser|qtcarbrowser|tesla/|\bwatch\b",
    ),
    _words(
        DeviceClass.TV,
        "televisions and what is plugged into them",
        r"tv\b|_tv_|web0s|netcast|bravia|\bviera|crkey|roku|\baft[a-z]|large screen|_ott_|set-?top",
    ),
    _words(
        DeviceClass.TABLET,
        "tablets; Android without the word Mobile, which is for phones; a Mac with it, as iPads say in apps",
        r"ipad|macintosh.*\bmobile/|\btablet\b(?! pc)|playbook|kindle|^mozilla/(?!.*\bmobile).*(?:\bandroid\b|\bsilk/)",
    ),
    _words(
        DeviceClass.MOBILE,
        "phones",
        r"iphone|ipod|\bmobile|android|\bphone\b|iemobile|opera m(?:ini|obi)|blackberry|\bbb10\b|symb(?:ian|os)"
        r"|kaios|midp|j2me|nokia|ucweb|docomo",
    ),
    _words(DeviceClass.DESKTOP, "computers", r"windows|macintosh|mac os|x11|linux|\bcros\b|\(pc;"),
)


@dataclass(frozen=True, slots=True)
class UserAgentSummary:
    """`family`, `os`: names without versions, `Other` where unknown; `hash`: `ua_` and 16 hex digits."""

    family: str
    os: str
    device: DeviceClass
    hash: str


def summarize_user_agent(user_agent: str | None, key: str) -> UserAgentSummary | None:
    """None where there is none. The first 512 characters are looked at; the hash is of the whole."""
    if user_agent is None or not user_agent.strip():
        return None
    looked_at = user_agent[:MAX_USER_AGENT_CHARACTERS]
    family, os = _family_and_os(looked_at)
    return UserAgentSummary(family, os, _device_class(looked_at), _keyed_hash(user_agent, key))


def _family_and_os(user_agent: str) -> tuple[str, str]:
    # Models of devices, the third that the parser knows, are most of its patterns and of its time, and are not kept.
    from ua_parser import Domain  # noqa: PLC0415 - as below

    parsed = _parser()(user_agent, Domain.USER_AGENT | Domain.OS)
    family, os = parsed.user_agent, parsed.os
    return _name(family.family if family else UNKNOWN), _name(os.family if os else UNKNOWN)


@cache
def _parser() -> "Resolver":
    # Imported here: a cold Lambda that parses none should not wait for it. Patterns are compiled when first tried.
    from ua_parser import BasicResolver, load_lazy_builtins  # noqa: PLC0415 - as above

    return BasicResolver(load_lazy_builtins())


def _name(parsed: str) -> str:
    """Made safe: of a robot that it does not know the parser repeats what the user agent says."""
    name = redact_text(_CONTROL_CHARACTERS.sub("", parsed))[:MAX_NAME_CHARACTERS].strip()
    return name or UNKNOWN


def _device_class(user_agent: str) -> DeviceClass:
    if is_crawler(user_agent):
        return DeviceClass.BOT
    return next((row.device for row in DEVICE_CLASSES if row.pattern.search(user_agent)), DeviceClass.OTHER)


def _keyed_hash(user_agent: str, key: str) -> str:
    # named, so that no other hash under the same key can ever equal it
    content = b"user agent\0" + user_agent.encode("utf-8", "surrogatepass")
    return _HASH_PREFIX + hmac.new(key.encode(), content, hashlib.sha256).hexdigest()[:_HASH_DIGITS]
