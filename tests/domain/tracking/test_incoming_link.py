"""Campaigns and links as they may be sent: what is taken as it is, and what is refused rather than changed."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from chalicelib.domain.refusal_words import reasons_of
from chalicelib.domain.tracking.incoming_link import CampaignChange, IncomingCampaign, IncomingLink, LinkChange
from chalicelib.domain.tracking.link import CID_ALPHABET, CID_SHAPE
from chalicelib.domain.tracking.utm import UTM_NAMES, Utm

CAMPAIGN = {"campaign_id": "spring", "name": "Spring", "default_url": "https://shop.example/"}
LINK = {"campaign_id": "spring"}


def refused(model: type[BaseModel], sent: Any) -> list[str]:
    """The fields that are complained about."""
    with pytest.raises(ValidationError) as caught:
        model.model_validate(sent)
    return [reason.field for reason in reasons_of(caught.value)]


@pytest.mark.parametrize("campaign_id", ["a", "A-z_0.9~", "x" * 128, "summary2", "..."])
def test_a_campaign_id_that_can_stand_in_a_path_is_taken(campaign_id: str) -> None:
    assert IncomingCampaign.model_validate(CAMPAIGN | {"campaign_id": campaign_id}).campaign_id == campaign_id


@pytest.mark.parametrize(
    "campaign_id",
    ["", "x" * 129, "a b", "a/b", "a%20b", "봄", "summary", ".", "..", "a\n", "a?b", "kim@example.com", 5, None],
)
def test_a_campaign_id_that_cannot_or_that_means_something_else_there_is_refused(campaign_id: object) -> None:
    assert refused(IncomingCampaign, CAMPAIGN | {"campaign_id": campaign_id}) == ["campaign_id"]


@pytest.mark.parametrize(("name", "kept"), [("봄 세일", "봄 세일"), ("  Spring ", "Spring"), ("x" * 256, "x" * 256)])
def test_a_name_is_kept_without_the_spaces_around_it(name: str, kept: str) -> None:
    assert IncomingCampaign.model_validate(CAMPAIGN | {"name": name}).name == kept


@pytest.mark.parametrize("name", ["", "  ", "x" * 257, "a\nb", "a\x00b", "for kim@example.com", 5, ["a"], None])
def test_a_name_that_is_none_is_refused(name: object) -> None:
    assert refused(IncomingCampaign, CAMPAIGN | {"name": name}) == ["name"]


@pytest.mark.parametrize("cid", ["abc", "A-z_09", "x" * 64, "---"])
def test_a_cid_of_ones_own_is_taken(cid: str) -> None:
    assert IncomingLink.model_validate(LINK | {"cid": cid}).cid == cid


@pytest.mark.parametrize(
    "cid", ["ab", "x" * 65, "a.b", "a b", "a/b", "봄봄봄", "abc\n", "4111111111111111", "4111-1111-1111-1111", 12345]
)
def test_a_cid_of_another_shape_or_one_that_reads_like_a_card_number_is_refused(cid: object) -> None:
    assert refused(IncomingLink, LINK | {"cid": cid}) == ["cid"]


def test_the_alphabet_of_made_cids_has_no_look_alikes_and_no_vowels() -> None:
    assert set(CID_ALPHABET).isdisjoint("0Oo1lIi2Zz5SsaeiouAEIOU")
    assert len(set(CID_ALPHABET)) == len(CID_ALPHABET)
    assert CID_ALPHABET.lower() == CID_ALPHABET
    assert CID_SHAPE.fullmatch(CID_ALPHABET)


@pytest.mark.parametrize("name", UTM_NAMES)
@pytest.mark.parametrize("value", ["a", "봄 세일", "x" * 200, "a&b=c#d", "100%"])
def test_a_utm_value_that_needs_no_change_is_taken(name: str, value: str) -> None:
    assert IncomingLink.model_validate(LINK | {name: value}).utm == Utm(**{name: value})


@pytest.mark.parametrize("model", [IncomingLink, LinkChange])
@pytest.mark.parametrize(
    "value",
    ["x" * 201, "a\r\nSet-Cookie: b", "news\n", "a\x00b", "\u0085a", "kim@example.com", "kim%40example.com", 5, ["a"]],
)
def test_a_utm_value_that_would_have_to_be_changed_is_refused(model: type[BaseModel], value: object) -> None:
    base = LINK if model is IncomingLink else {}
    assert refused(model, base | {"utm_content": value}) == ["utm_content"]


def test_spaces_around_a_utm_value_are_no_part_of_it_and_a_blank_one_is_absent() -> None:
    assert IncomingLink.model_validate(LINK | {"utm_source": " news ", "utm_term": " "}).utm == Utm("news")


def test_empty_texts_and_nulls_of_a_new_link_count_as_absent() -> None:
    sent = LINK | {"destination_url": "", "cid": None, "utm_source": "", "utm_medium": None}
    link = IncomingLink.model_validate(sent)
    assert (link.destination_url, link.cid, link.utm) == (None, None, Utm())


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//evil.example", "https://a@evil.example/", "a", 5])
def test_a_destination_that_is_none_is_refused_wherever_it_is_sent(url: object) -> None:
    assert refused(IncomingCampaign, CAMPAIGN | {"default_url": url}) == ["default_url"]
    assert refused(IncomingLink, LINK | {"destination_url": url}) == ["destination_url"]
    assert refused(CampaignChange, {"default_url": url}) == ["default_url"]
    assert refused(LinkChange, {"destination_url": url}) == ["destination_url"]


def test_every_field_that_is_wrong_is_named_at_once() -> None:
    sent = {"campaign_id": "a b", "cid": "x", "utm_source": 5, "destination_url": "x", "created_at": "now"}
    assert set(refused(IncomingLink, sent)) == set(sent)


def test_a_change_holds_what_was_sent_and_nothing_else() -> None:
    assert LinkChange.model_validate({"active": False}).changes() == {"active": False}
    assert CampaignChange.model_validate({"name": "New"}).changes() == {"name": "New"}


@pytest.mark.parametrize("value", [None, "", " "])
def test_a_utm_field_is_taken_away_by_null_or_an_empty_text(value: str | None) -> None:
    assert LinkChange.model_validate({"utm_source": value}).changes() == {"utm_source": None}


@pytest.mark.parametrize(
    ("model", "sent", "field"),
    [
        (LinkChange, {}, "body"),
        (CampaignChange, {}, "body"),
        (LinkChange, [], "body"),
        (LinkChange, {"active": None}, "active"),
        (LinkChange, {"active": "false"}, "active"),
        (LinkChange, {"active": 0}, "active"),
        (LinkChange, {"destination_url": None}, "destination_url"),
        (LinkChange, {"destination_url": ""}, "destination_url"),
        (LinkChange, {"campaign_id": "autumn"}, "campaign_id"),
        (LinkChange, {"cid": "abc"}, "cid"),
        (CampaignChange, {"name": None}, "name"),
        (CampaignChange, {"default_url": None}, "default_url"),
        (CampaignChange, {"campaign_id": "autumn"}, "campaign_id"),
    ],
)
def test_a_change_that_changes_nothing_or_what_cannot_be_changed_is_refused(
    model: type[BaseModel], sent: Any, field: str
) -> None:
    assert refused(model, sent) == [field]
