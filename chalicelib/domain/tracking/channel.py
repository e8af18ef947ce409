"""The channel of what is tracked: by which kind of marketing somebody came (design section 6).

The groups are those that Google Analytics, Plausible and PostHog agree on, without "direct": what is not tracked has no
channel. UTM fields decide where they can; the referrer is asked where they decide nothing.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.tracking.host_names import is_within
from chalicelib.domain.tracking.known_sites import Kind, kind_of_host, kind_of_source
from chalicelib.domain.tracking.return_hops import is_return_hop
from chalicelib.domain.tracking.utm import Utm


class Channel(StrEnum):
    PAID_SEARCH = "paid_search"
    PAID_SOCIAL = "paid_social"
    PAID_VIDEO = "paid_video"
    PAID_SHOPPING = "paid_shopping"
    CROSS_NETWORK = "cross_network"
    DISPLAY = "display"
    AUDIO = "audio"
    AFFILIATE = "affiliate"
    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"
    QR = "qr"
    PAID_OTHER = "paid_other"
    ORGANIC_SEARCH = "organic_search"
    ORGANIC_SOCIAL = "organic_social"
    ORGANIC_VIDEO = "organic_video"
    ORGANIC_SHOPPING = "organic_shopping"
    AI_ASSISTANT = "ai_assistant"
    REFERRAL = "referral"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ChannelRule:
    """Fits where `kind` (None: any, and none at all) and `paid` (None: either) are what was found out."""

    name: Channel
    when: str
    kind: Kind | None
    paid: bool | None


# The first that fits decides. "Source" is the site that `utm_source` names, unless `utm_medium` says otherwise
# (`paid_social` from Google is social); where the UTM fields decide nothing, the site that the referrer names.
CHANNEL_RULES: tuple[ChannelRule, ...] = (
    ChannelRule(Channel.CROSS_NETWORK, "campaign or medium says `cross-network`", Kind.CROSS_NETWORK, None),
    ChannelRule(Channel.PAID_SEARCH, "paid, and the source is a search engine", Kind.SEARCH, True),
    ChannelRule(Channel.PAID_SOCIAL, "paid, and the source is a social network", Kind.SOCIAL, True),
    ChannelRule(Channel.PAID_VIDEO, "paid, and the source is a video site", Kind.VIDEO, True),
    ChannelRule(Channel.PAID_SHOPPING, "paid, and the source is a shopping site", Kind.SHOPPING, True),
    ChannelRule(
        Channel.DISPLAY, "the medium is `display`, `banner`, `cpm` ..., or the source sells them", Kind.DISPLAY, None
    ),
    ChannelRule(Channel.AUDIO, "the medium is `audio` or `podcast`", Kind.AUDIO, None),
    ChannelRule(Channel.AFFILIATE, "the medium is `affiliate`", Kind.AFFILIATE, None),
    ChannelRule(
        Channel.EMAIL, "medium or source is `email` or `newsletter`; or the source is a mailbox", Kind.EMAIL, None
    ),
    ChannelRule(Channel.SMS, "medium or source is `sms`, `mms`, `rcs`, `alimtalk` ...", Kind.SMS, None),
    ChannelRule(Channel.PUSH, "medium or source is `push` or `notification`", Kind.PUSH, None),
    ChannelRule(Channel.QR, "medium or source is `qr`", Kind.QR, None),
    ChannelRule(
        Channel.PAID_OTHER, "paid (`cpc`, `ppc`, `paid`, `retargeting` ...), and none of the above", None, True
    ),
    ChannelRule(Channel.AI_ASSISTANT, "the source is an AI assistant, such as ChatGPT", Kind.AI_ASSISTANT, False),
    ChannelRule(Channel.ORGANIC_SEARCH, "the source is a search engine, or the medium `organic`", Kind.SEARCH, False),
    ChannelRule(Channel.ORGANIC_SOCIAL, "the source is a social network, or the medium `social`", Kind.SOCIAL, False),
    ChannelRule(Channel.ORGANIC_VIDEO, "the source is a video site, or the medium `video`", Kind.VIDEO, False),
    ChannelRule(Channel.ORGANIC_SHOPPING, "the source is a shopping site", Kind.SHOPPING, False),
    ChannelRule(Channel.REFERRAL, "the medium is `referral`, or the referrer is any other site", Kind.WEB_SITE, False),
    ChannelRule(Channel.OTHER, "none of the above, such as a link without `utm_*`", None, None),
)


@dataclass(frozen=True, slots=True)
class Words:
    """`words`: any of which, as a word of `utm_medium` (or of a `utm_source` that is no known site), says the kind."""

    kind: Kind
    words: frozenset[str]


def _words(kind: Kind, words: str) -> Words:
    return Words(kind, frozenset(words.split()))


# What a medium says whatever the source is.
CLEAR_WORDS: tuple[Words, ...] = (
    _words(Kind.EMAIL, "email mail emails newsletter newsletters edm"),
    _words(Kind.SMS, "sms mms lms rcs alimtalk friendtalk"),
    _words(Kind.PUSH, "push webpush apppush notification notifications firebase onesignal"),
    _words(Kind.AFFILIATE, "affiliate affiliates"),
    _words(Kind.AUDIO, "audio podcast podcasts"),
    _words(Kind.QR, "qr qrcode"),
    _words(Kind.DISPLAY, "display banner banners expandable interstitial gdn gfa da programmatic"),
    _words(Kind.SHOPPING, "shopping"),
    _words(Kind.VIDEO, "video videos trueview instream bumper shorts"),
    _words(Kind.SOCIAL, "social socialmedia socialnetwork sm sns paidsocial socialpaid"),
    _words(Kind.SEARCH, "search paidsearch searchads adwords sem seo powerlink brandsearch sa"),
)

# What a medium says where the source is no known site: `organic` from Instagram is social.
VAGUE_WORDS: tuple[Words, ...] = (
    _words(Kind.DISPLAY, "cpm"),
    _words(Kind.VIDEO, "cpv"),
    _words(Kind.SEARCH, "organic"),
    _words(Kind.PUSH, "mobile"),
    _words(Kind.WEB_SITE, "referral referrals referrer link website app"),
)

# Where on a site: `instagram_story`, `linkedin_post`.
_PLACES = frozenset({"story", "stories", "post", "posts", "feed", "reel", "reels", "bio", "profile", "page", "group"})
_SAID_BESIDE_A_SITE = _PLACES.union(*(row.words for row in (*CLEAR_WORDS, *VAGUE_WORDS)))

# `cpc`, `cpm`, `cpv`, `cpa` and the like; `paid` at either end of a word; what is always paid for.
_PAID_WORD = re.compile(
    r"cp[a-z]|ppc|paid.*|(?!un).*paid|ads?|adwords|searchads|sem|sa|powerlink|brandsearch|trueview|gdn|gfa"
    r"|retargeting|remarketing|sponsored"
)
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def channel_of(utm: Utm, referrer_host: str | None, own_hosts: Collection[str]) -> Channel:
    """`referrer_host`, `own_hosts`: bare names in lower case; subdomains of own hosts are own."""
    kind, is_paid = _said_by(utm)
    if kind is None and not is_paid and referrer_host and _tells(referrer_host, own_hosts):
        kind = kind_of_host(referrer_host)
    return next(rule.name for rule in CHANNEL_RULES if rule.kind in {kind, None} and rule.paid in {is_paid, None})


def _said_by(utm: Utm) -> tuple[Kind | None, bool]:
    """What the UTM fields say that it is, and whether it was paid for."""
    medium = _split(utm.utm_medium)
    site, beside = _site_of(utm.utm_source or "")
    if any(" cross network " in f" {' '.join(words)} " for words in (_split(utm.utm_campaign), medium)):
        return Kind.CROSS_NETWORK, True
    kind = _kind_in([*medium, *beside], CLEAR_WORDS) or site or _kind_in(medium, VAGUE_WORDS)
    return kind, any(map(_is_paid, [*medium, *beside]))


def _site_of(source: str) -> tuple[Kind | None, list[str]]:
    """The known site that it names, by host or by name, and the words beside the name: all, where it names none."""
    host = source.strip().lower()
    if "." in host and (kind := kind_of_host(host)) is not Kind.WEB_SITE:
        return kind, []
    words = _split(source)
    for end in range(len(words), 0, -1):
        site, beside = kind_of_source("_".join(words[:end])), words[end:]
        if site is not None and all(word in _SAID_BESIDE_A_SITE or _is_paid(word) for word in beside):
            return site, beside
    joined = kind_of_source(words[0].removesuffix("ads")) if len(words) == 1 else None  # `googleads`
    return (joined, ["ads"]) if joined else (None, words)


def _kind_in(words: Collection[str], table: tuple[Words, ...]) -> Kind | None:
    return next((row.kind for row in table if not row.words.isdisjoint(words)), None)


def _is_paid(word: str) -> bool:
    return _PAID_WORD.fullmatch(word) is not None


def _split(value: str | None) -> list[str]:
    """Its words in lower case; `e-mail` is one, and so is what the post brings."""
    words = f" {' '.join(_BETWEEN_WORDS.split((value or '').lower()))} "
    return words.replace(" e mail ", " email ").replace(" direct mail ", " directmail ").split()


def _tells(host: str, own_hosts: Collection[str]) -> bool:
    """Whether a referrer is another site than our own, and none that one is sent back from."""
    own = (name.partition(":")[0].removeprefix("www.") for name in own_hosts)
    return not is_return_hop(host) and not any(is_within(host, name) for name in own)
