"""The channel of what is tracked, by a table of rules."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.tracking.channel import CHANNEL_RULES, CLEAR_WORDS, VAGUE_WORDS, Channel, channel_of
from chalicelib.domain.tracking.known_sites import SITES, Kind, kind_of_host, kind_of_source
from chalicelib.domain.tracking.return_hops import RETURN_HOPS, is_return_hop
from chalicelib.domain.tracking.utm import Utm

OWN_HOSTS = {"app.own.example", "www.own-shop.example:8443"}


def channel(
    source: str | None = None, medium: str | None = None, campaign: str | None = None, referrer: str | None = None
) -> Channel:
    utm = Utm(utm_source=source, utm_medium=medium, utm_campaign=campaign)
    return channel_of(utm, referrer, OWN_HOSTS)


BY_UTM: list[tuple[str | None, str | None, Channel]] = [
    # What the standard groupings give.
    ("google", "cpc", Channel.PAID_SEARCH),
    ("bing", "ppc", Channel.PAID_SEARCH),
    ("naver", "cpc", Channel.PAID_SEARCH),
    ("naver", "powerlink", Channel.PAID_SEARCH),
    ("daum", "retargeting", Channel.PAID_SEARCH),
    ("baidu", "paid", Channel.PAID_SEARCH),
    ("partner", "paid-search", Channel.PAID_SEARCH),
    (None, "sem", Channel.PAID_SEARCH),
    ("facebook", "cpc", Channel.PAID_SOCIAL),
    ("meta", "paid", Channel.PAID_SOCIAL),
    ("ig", "paid_story", Channel.PAID_SOCIAL),
    ("kakao", "cpm", Channel.PAID_SOCIAL),
    ("linkedin", "sponsored", Channel.PAID_SOCIAL),
    ("google", "paid_social", Channel.PAID_SOCIAL),
    ("youtube", "cpv", Channel.PAID_VIDEO),
    ("partner", "cpv", Channel.PAID_VIDEO),
    ("facebook", "paid_video", Channel.PAID_VIDEO),
    ("amazon", "cpc", Channel.PAID_SHOPPING),
    ("google", "shopping_ads", Channel.PAID_SHOPPING),
    ("google", "display", Channel.DISPLAY),
    ("news.example", "banner", Channel.DISPLAY),
    ("news.example", "cpm", Channel.DISPLAY),
    ("taboola", "cpc", Channel.DISPLAY),
    ("google_gdn", None, Channel.DISPLAY),
    ("show", "podcast", Channel.AUDIO),
    ("blogger", "affiliate", Channel.AFFILIATE),
    ("blogger", "affiliate_cpa", Channel.AFFILIATE),
    ("weekly", "email", Channel.EMAIL),
    ("facebook", "email", Channel.EMAIL),
    ("newsletter", None, Channel.EMAIL),
    ("spring-newsletter", None, Channel.EMAIL),
    ("gmail", None, Channel.EMAIL),
    ("mailchimp", "cpc", Channel.EMAIL),
    ("partner", "E_Mail", Channel.EMAIL),
    ("sms", None, Channel.SMS),
    ("kakao", "alimtalk", Channel.SMS),
    ("app", "web-push", Channel.PUSH),
    ("firebase", None, Channel.PUSH),
    ("app", "mobile", Channel.PUSH),
    ("poster", "qr", Channel.QR),
    ("qr-code", "print", Channel.QR),
    ("partner", "cpc", Channel.PAID_OTHER),
    ("chatgpt", "cpc", Channel.PAID_OTHER),
    (None, "remarketing", Channel.PAID_OTHER),
    ("chatgpt.com", None, Channel.AI_ASSISTANT),
    ("perplexity", "referral", Channel.AI_ASSISTANT),
    ("google", None, Channel.ORGANIC_SEARCH),
    ("partner", "organic", Channel.ORGANIC_SEARCH),
    ("instagram", "organic", Channel.ORGANIC_SOCIAL),
    ("l.facebook.com", None, Channel.ORGANIC_SOCIAL),
    ("www.linkedin.com", "post", Channel.ORGANIC_SOCIAL),
    ("naver_blog", None, Channel.ORGANIC_SOCIAL),
    ("threads", None, Channel.ORGANIC_SOCIAL),
    ("partner", "social", Channel.ORGANIC_SOCIAL),
    ("youtube", "referral", Channel.ORGANIC_VIDEO),
    ("partner", "video", Channel.ORGANIC_VIDEO),
    ("etsy", None, Channel.ORGANIC_SHOPPING),
    ("partner.example", "referral", Channel.REFERRAL),
    ("partner", "link", Channel.REFERRAL),
    ("partner", None, Channel.OTHER),
    ("partner", "launch", Channel.OTHER),
    (None, None, Channel.OTHER),
    # Sources that say that they are ads.
    ("google_ads", None, Channel.PAID_SEARCH),
    ("googleads", None, Channel.PAID_SEARCH),
    ("adwords", None, Channel.PAID_SEARCH),
    ("facebook-ad", None, Channel.PAID_SOCIAL),
    ("fbads", "launch", Channel.PAID_SOCIAL),
    ("yt-ads", None, Channel.PAID_VIDEO),
    # Near misses.
    ("notgoogle", "cpc", Channel.PAID_OTHER),
    ("google.com.evil.example", "cpc", Channel.PAID_OTHER),
    ("google.evil.example", None, Channel.OTHER),
    ("google_docs", None, Channel.OTHER),
    ("partner", "unpaid", Channel.OTHER),
    ("partner", "mcpc", Channel.OTHER),
    ("partner", "leads", Channel.OTHER),
    ("partner", "video-less", Channel.ORGANIC_VIDEO),
    ("partner", "direct_mail", Channel.OTHER),
    ("direct", "none", Channel.OTHER),
    ("(direct)", "(none)", Channel.OTHER),
]


@pytest.mark.parametrize(("source", "medium", "expected"), BY_UTM)
def test_source_and_medium_decide(source: str | None, medium: str | None, expected: Channel) -> None:
    assert channel(source, medium) is expected


@pytest.mark.parametrize(("source", "medium", "expected"), BY_UTM)
def test_case_and_spaces_do_not_matter(source: str | None, medium: str | None, expected: Channel) -> None:
    assert channel(source and f"  {source.upper()} ", medium and f" {medium.title()}\u3000") is expected


@pytest.mark.parametrize(
    ("campaign", "expected"),
    [
        ("2026 Cross-Network launch", Channel.CROSS_NETWORK),
        ("cross_network", Channel.CROSS_NETWORK),
        ("across network", Channel.PAID_SEARCH),
        ("workshop shopping email", Channel.PAID_SEARCH),
    ],
)
def test_a_campaigns_name_decides_nothing_but_cross_network(campaign: str, expected: Channel) -> None:
    assert channel("google", "cpc", campaign) is expected


BY_REFERRER = [
    ("www.google.com", Channel.ORGANIC_SEARCH),
    ("google.co.kr", Channel.ORGANIC_SEARCH),
    ("www.google.com.au", Channel.ORGANIC_SEARCH),
    ("com.google.android.googlequicksearchbox", Channel.ORGANIC_SEARCH),
    ("m.search.naver.com", Channel.ORGANIC_SEARCH),
    ("search.daum.net", Channel.ORGANIC_SEARCH),
    ("search.yahoo.co.jp", Channel.ORGANIC_SEARCH),
    ("yandex.com.tr", Channel.ORGANIC_SEARCH),
    ("m.baidu.com", Channel.ORGANIC_SEARCH),
    ("duckduckgo.com", Channel.ORGANIC_SEARCH),
    ("l.facebook.com", Channel.ORGANIC_SOCIAL),
    ("t.co", Channel.ORGANIC_SOCIAL),
    ("m.blog.naver.com", Channel.ORGANIC_SOCIAL),
    ("cafe.daum.net", Channel.ORGANIC_SOCIAL),
    ("com.kakao.talk", Channel.ORGANIC_SOCIAL),
    ("away.vk.com", Channel.ORGANIC_SOCIAL),
    ("tieba.baidu.com", Channel.ORGANIC_SOCIAL),
    ("kr.pinterest.com", Channel.ORGANIC_SOCIAL),
    ("m.youtube.com", Channel.ORGANIC_VIDEO),
    ("tv.naver.com", Channel.ORGANIC_VIDEO),
    ("smartstore.naver.com", Channel.ORGANIC_SHOPPING),
    ("www.amazon.co.jp", Channel.ORGANIC_SHOPPING),
    ("chatgpt.com", Channel.AI_ASSISTANT),
    ("gemini.google.com", Channel.AI_ASSISTANT),
    ("mail.google.com", Channel.EMAIL),
    ("mail.naver.com", Channel.EMAIL),
    ("nam02.safelinks.protection.outlook.com", Channel.EMAIL),
    ("googleads.g.doubleclick.net", Channel.DISPLAY),
    ("docs.google.com", Channel.REFERRAL),
    ("github.com", Channel.REFERRAL),
    ("partner.example", Channel.REFERRAL),
    ("192.0.2.1", Channel.REFERRAL),
    # Look-alikes are sites like any other.
    ("notgoogle.com", Channel.REFERRAL),
    ("google.com.evil.example", Channel.REFERRAL),
    ("google.evil.example", Channel.REFERRAL),
    ("facebook.com-login.example", Channel.REFERRAL),
    ("my-t.co", Channel.REFERRAL),
    ("xt.co", Channel.REFERRAL),
    ("fakenaver.com", Channel.REFERRAL),
    ("notpaypal.com", Channel.REFERRAL),
    ("notown.example", Channel.REFERRAL),
    ("app.own.example.evil.example", Channel.REFERRAL),
    # Not where anybody came from.
    ("checkout.stripe.com", Channel.OTHER),
    ("accounts.google.com", Channel.OTHER),
    ("kauth.kakao.com", Channel.OTHER),
    ("nid.naver.com", Channel.OTHER),
    ("app.own.example", Channel.OTHER),
    ("eu.app.own.example", Channel.OTHER),
    ("own-shop.example", Channel.OTHER),
    ("www.own-shop.example", Channel.OTHER),
    ("", Channel.OTHER),
    (None, Channel.OTHER),
]


@pytest.mark.parametrize(("referrer", "expected"), BY_REFERRER)
def test_where_the_utm_fields_decide_nothing_the_referrer_does(referrer: str | None, expected: Channel) -> None:
    assert channel(referrer=referrer) is expected
    assert channel("partner", "launch", referrer=referrer) is expected


@pytest.mark.parametrize("referrer", [referrer for referrer, _ in BY_REFERRER])
@pytest.mark.parametrize(
    ("source", "medium", "expected"),
    [("weekly", "email", Channel.EMAIL), (None, "cpc", Channel.PAID_OTHER), ("facebook", None, Channel.ORGANIC_SOCIAL)],
)
def test_utm_fields_beat_the_referrer(
    referrer: str | None, source: str | None, medium: str | None, expected: Channel
) -> None:
    assert channel(source, medium, referrer=referrer) is expected


def test_every_rule_is_reached() -> None:
    reached = {expected for _, _, expected in BY_UTM} | {expected for _, expected in BY_REFERRER}
    assert reached | {channel(campaign="cross-network")} == {rule.name for rule in CHANNEL_RULES}


def test_every_channel_has_one_rule_that_says_when_and_none_is_direct() -> None:
    assert sorted(rule.name for rule in CHANNEL_RULES) == sorted(Channel)
    assert all(rule.when and "|" not in rule.when for rule in CHANNEL_RULES)
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", name) and name != "direct" for name in Channel)


def test_the_last_rule_fits_whatever_comes() -> None:
    assert (CHANNEL_RULES[-1].kind, CHANNEL_RULES[-1].paid) == (None, None)


KNOWN_WORDS = sorted(
    {word for row in (*CLEAR_WORDS, *VAGUE_WORDS) for word in row.words}
    | {source for row in SITES for source in row.sources}
    | {"cpc", "paid", "ads", "cross-network", "story", "."}
)
VALUES = st.text(max_size=60) | st.lists(st.sampled_from(KNOWN_WORDS), max_size=4).map("_".join)
HOSTS = (
    st.none() | st.text("agoglecmkr.-*", max_size=80) | st.sampled_from([host for row in SITES for host in row.hosts])
)


@given(VALUES, VALUES, VALUES, HOSTS)
def test_whatever_is_sent_has_a_channel_of_the_closed_set(
    source: str, medium: str, campaign: str, referrer: str | None
) -> None:
    assert channel(source, medium, campaign, referrer) in set(Channel)


def test_the_tables_name_nothing_twice() -> None:
    for names in (
        [host for row in SITES for host in row.hosts],
        [source for row in SITES for source in row.sources],
        [word for row in (*CLEAR_WORDS, *VAGUE_WORDS) for word in row.words],
    ):
        assert len(set(names)) == len(names)


def test_every_site_of_the_tables_is_found_and_is_no_return_hop() -> None:
    for row in SITES:
        for host in row.hosts:
            assert kind_of_host(host.replace(".*", ".co.kr")) is row.kind
            assert not is_return_hop(host.replace(".*", ".com")), host
        for source in row.sources:
            assert kind_of_source(source) is row.kind


def test_no_return_hop_is_taken_for_a_mailbox_or_an_assistant() -> None:
    kinds = {kind_of_host(host.replace(".*", ".com")) for hops in RETURN_HOPS for host in hops.hosts}
    assert not kinds & {Kind.EMAIL, Kind.AI_ASSISTANT, Kind.DISPLAY}


def test_sources_are_written_as_they_are_looked_up() -> None:
    for source in (source for row in SITES for source in row.sources):
        assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", source)
