"""The snapshot of a decision: immutable, enough to decide again, and readable whichever version wrote it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from chalicelib.domain.tracking.attribution import Attribution, Source
from chalicelib.domain.tracking.evidence import (
    CookieCandidate,
    CookieClaimsKept,
    Evidence,
    LinkCandidate,
    LinkRecord,
    UrlCandidate,
)
from chalicelib.domain.tracking.landing import read_landing, read_referrer
from chalicelib.domain.tracking.snapshot import Snapshot, take_snapshot
from chalicelib.domain.tracking.utm import Utm

NOW = datetime(2026, 11, 22, 9, 15, 2, 120_000, tzinfo=UTC)
LANDING = read_landing("https://shop.example/spring?utm_source=newsletter&session=secret")
REFERRER = read_referrer("https://mail.example/inbox?who=kim")


def cookie_captured(ago: timedelta, **more: Any) -> CookieCandidate:
    claims = {
        "cid": "spring-link",
        "campaign_id": "spring",
        "captured_at": NOW - ago,
        "expires_at": NOW - ago + timedelta(days=30),
        "utm_source": "newsletter",
    }
    link = LinkRecord(campaign_id="spring", active=False)
    return CookieCandidate(signature_valid=True, claims=CookieClaimsKept.model_validate(claims | more), link=link)


def taken(window_hours: int = 24, **sources: Any) -> Snapshot:
    return take_snapshot(
        Evidence(campaign_id="spring", captured_at=NOW, **sources),
        trust_window_hours=window_hours,
        landing=LANDING,
        referrer=REFERRER,
        user_agent=None,
        own_hosts=(),
    )


def test_it_holds_all_that_the_design_names() -> None:
    url, cookie = UrlCandidate(utm_source="newsletter"), cookie_captured(timedelta(hours=1))
    link = LinkCandidate(cid="named-link", link=None)
    found = json.loads(taken(url=url, cookie=cookie, link=link).model_dump_json())
    assert found["rule_version"] == 1
    assert found["captured_at"] == "2026-11-22T09:15:02.120Z"
    assert found["campaign_id"] == "spring"
    assert found["settings"] == {"cookie_trust_window_hours": 24}
    assert found["landing_url"] == "https://shop.example/spring?utm_source=newsletter"
    assert found["referrer"] == "https://mail.example/inbox"
    assert found["candidates"]["url"]["utm_source"] == "newsletter"
    assert found["candidates"]["cookie"]["claims"]["cid"] == "spring-link"
    assert found["candidates"]["cookie"]["link"]["active"] is False
    assert found["candidates"]["link"]["cid"] == "named-link"
    assert {guard["source"] for guard in found["guards"]} == {"cookie", "link"}
    assert found["decision"]["tracked"] is True
    assert found["decision"]["attribution"]["source"] == "url"
    assert found["decision"]["untracked_reason"] is None


def test_no_field_of_it_can_be_set() -> None:
    snapshot = taken(url=UrlCandidate(utm_source="newsletter"))
    with pytest.raises(ValidationError, match="frozen"):
        snapshot.campaign_id = "autumn"  # type: ignore[misc]
    with pytest.raises(ValidationError, match="frozen"):
        snapshot.decision.tracked = False  # type: ignore[misc]


def test_deciding_again_under_another_window_changes_the_answer_and_not_the_snapshot() -> None:
    snapshot = taken(cookie=cookie_captured(timedelta(hours=30)))
    before = snapshot.model_dump_json()
    assert snapshot.decision.untracked_reason == "cookie_window_exceeded"
    assert snapshot.decide_again(24).untracked_reason == "cookie_window_exceeded"
    again = snapshot.decide_again(48)
    assert again.attribution == Attribution(Source.COOKIE, "spring-link", Utm(utm_source="newsletter"))
    assert again.untracked_reason is None
    assert snapshot.model_dump_json() == before


def test_a_longer_window_forgives_nothing_else() -> None:
    other_campaign = taken(cookie=cookie_captured(timedelta(hours=30), campaign_id="autumn"))
    assert other_campaign.decision.untracked_reason == "cookie_window_exceeded"
    assert other_campaign.decide_again(48).untracked_reason == "cookie_mismatch"
    expired = taken(cookie=cookie_captured(timedelta(days=31)))
    assert expired.decide_again(24 * 60).untracked_reason == "cookie_expired"


def test_a_shorter_window_refuses_what_was_taken() -> None:
    snapshot = taken(cookie=cookie_captured(timedelta(hours=2)))
    assert snapshot.decision.attribution is not None
    assert snapshot.decide_again(2).attribution is not None
    assert snapshot.decide_again(1).untracked_reason == "cookie_window_exceeded"


def test_what_is_kept_of_the_person_has_no_part_in_deciding_again() -> None:
    snapshot = taken(url=UrlCandidate(utm_source="newsletter"))
    erased = snapshot.model_copy(update={"landing_url": None, "referrer": None, "user_agent": None})
    assert erased.decide_again(24) == snapshot.decide_again(24)


# Written by hand, as one that was stored long ago: without what may be absent.
OLD = """
{
  "rule_version": 1,
  "captured_at": "2026-03-01T10:00:00.000Z",
  "campaign_id": "spring",
  "settings": {"cookie_trust_window_hours": 24},
  "candidates": {
    "cookie": {
      "signature_valid": true,
      "claims": {
        "cid": "spring-link",
        "utm_source": "newsletter",
        "campaign_id": "spring",
        "captured_at": "2026-02-28T09:00:00.000Z",
        "expires_at": "2026-03-30T09:00:00.000Z"
      },
      "link": {"campaign_id": "spring", "active": true}
    }
  },
  "guards": [{"source": "cookie", "guard": "within_trust_window", "passed": false, "reason": "cookie_window_exceeded"}],
  "decision": {"tracked": false, "untracked_reason": "cookie_window_exceeded"}
}
"""


def test_an_older_snapshot_without_the_optional_fields_is_read() -> None:
    snapshot = Snapshot.model_validate_json(OLD)
    assert (snapshot.landing_url, snapshot.referrer, snapshot.user_agent) == (None, None, None)
    assert (snapshot.candidates.url, snapshot.candidates.link) == (None, None)
    assert snapshot.decision.attribution is None
    assert snapshot.decide_again(24).untracked_reason == "cookie_window_exceeded"
    again = snapshot.decide_again(48).attribution
    assert again == Attribution(Source.COOKIE, "spring-link", Utm(utm_source="newsletter"))


def test_a_stored_attribution_by_utm_fields_alone_is_read() -> None:
    stored = json.loads(OLD) | {
        "candidates": {"url": {"utm_source": "newsletter"}},
        "guards": [],
        "decision": {"tracked": True, "attribution": {"source": "url", "utm_source": "newsletter"}},
    }
    attribution = Snapshot.model_validate_json(json.dumps(stored)).decision.attribution
    assert attribution is not None
    assert (attribution.source, attribution.link_id, attribution.cid) == ("url", None, None)


def _with_unknown_fields(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _with_unknown_fields(inner) for name, inner in value.items()} | {"of_a_later_version": {"x": [1]}}
    return [_with_unknown_fields(inner) for inner in value] if isinstance(value, list) else value


def test_fields_that_only_a_later_version_knows_are_passed_over_wherever_they_stand() -> None:
    plain = Snapshot.model_validate_json(OLD)
    assert Snapshot.model_validate_json(json.dumps(_with_unknown_fields(json.loads(OLD)))) == plain


def test_an_older_snapshot_is_written_back_with_the_same_decision() -> None:
    plain = Snapshot.model_validate_json(OLD)
    assert Snapshot.model_validate_json(plain.model_dump_json()) == plain
    assert Snapshot.model_validate_json(plain.model_dump_json(exclude_none=True)) == plain
