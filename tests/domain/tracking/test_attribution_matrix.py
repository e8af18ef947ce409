"""Every combination of evidence, against design section 6: corners by hand, all of it by an oracle of its own."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

import pytest

from chalicelib.domain.tracking.attribution import Decision
from chalicelib.domain.tracking.link import Link
from chalicelib.domain.tracking.registration import IncomingRegistration
from chalicelib.domain.tracking.snapshot import DecisionKept, Snapshot
from chalicelib.domain.tracking.utm import Utm
from chalicelib.storage.dynamodb import Deadline, Store
from chalicelib.storage.link_store import LinkStore
from chalicelib.usecases.decide_attribution import DecideAttribution, TrackingKeys
from infra.table_definitions import create_tables, table_definitions
from tests.domain.tracking.attribution_oracle import NOTHING, Cell, Expected, all_cells, expect
from tests.domain.tracking.tokens import cookie_claims, token, unsigned
from tests.storage.parts import deadline

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

NOW = datetime(2026, 11, 22, 9, 15, 2, tzinfo=UTC)
WINDOW_HOURS = 24
FIELDS = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
KEY, OLDER_KEY, FOREIGN_KEY = (f"{name}-cookie-key-0123456789abcdef-0123456789" for name in ("new", "old", "foreign"))
KEYS = TrackingKeys((KEY, OLDER_KEY), ("user-agent-key-0123456789abcdef-0123456789",))
OWNERS = {"U": "url", "X": "url", "L": "link of url", "C": "cookie", "N": "named link"}


def value_of(field: str, letter: str) -> str | None:
    """The value that stands for a letter of the oracle; X is cut from 10,000 characters to 200."""
    if letter == "-":
        return None
    value = f"{field} of {OWNERS[letter]}"
    return value.ljust(10_000, "x")[:200] if letter == "X" else value


def utm_of(letters: str) -> dict[str, str]:
    values = {field: value_of(field, letter) for field, letter in zip(FIELDS, letters, strict=True)}
    return {field: value for field, value in values.items() if value is not None}


# Two of the links have UTM fields that may be shown; those of the others must never be.
SPRING, AUTUMN = "spring", "autumn"
NEVER = dict.fromkeys(FIELDS, "never to be seen")
LINKS: dict[str, tuple[str, bool, dict[str, str]]] = {
    "url-link": (SPRING, True, utm_of("LLLLL")),
    "url-inactive": (SPRING, False, NEVER),
    "url-other_campaign": (AUTUMN, True, NEVER),
    "cookie-link": (SPRING, True, NEVER),
    "cookie-dead": (SPRING, False, NEVER),
    "cookie-other_campaign": (AUTUMN, True, NEVER),
    "named-link": (SPRING, True, utm_of("N-N-N")),
    "named-inactive": (SPRING, False, NEVER),
    "named-other_campaign": (AUTUMN, True, NEVER),
}
URL_UTM = {
    "none": {},
    "full": utm_of("UUUUU"),
    "partial": utm_of("U-U--"),
    "garbage": dict(zip(FIELDS, ("", "   ", "two\r\nlines", "nul\0inside", "del\x7finside"), strict=True)),
    "over_long": {field: f"{field} of url".ljust(10_000, "x") for field in FIELDS},
}


def _cid(owner: str, kind: str) -> str | None:
    return {"none": None, "valid": f"{owner}-link", "malformed": "no cid!"}.get(kind, f"{owner}-{kind}")


def _cookies() -> dict[str, str | None]:
    def captured(ago: timedelta, *, by: str = KEY, **more: Any) -> str:
        return token(cookie_claims(NOW - ago, **fields | more), by)

    fields: dict[str, Any] = {"cid": "cookie-link", "campaign_id": SPRING, **utm_of("CCC--")}
    recently, just_too_old = timedelta(hours=2), timedelta(hours=WINDOW_HOURS, seconds=1)
    without_utm: dict[str, Any] = dict.fromkeys(FIELDS)
    return {
        "none": None,
        "valid": captured(recently),
        "signed_by_an_older_key": captured(recently, by=OLDER_KEY),
        "of_a_link_dead_since": captured(recently, cid="cookie-dead"),
        "at_the_window's_edge": captured(timedelta(hours=WINDOW_HOURS)),
        "captured_60_s_ahead": captured(timedelta(seconds=-60)),
        "utm_alone": captured(recently, cid=None),
        "cid_alone": captured(recently, **without_utm),
        "neither_cid_nor_utm": captured(recently, cid=None, **without_utm),
        "forged": captured(recently, by=FOREIGN_KEY),
        "alg_none": unsigned(cookie_claims(NOW - recently, **fields)),
        "garbled": captured(recently, captured_at="the day before"),
        "captured_61_s_ahead": captured(timedelta(seconds=-61)),
        "expired": captured(timedelta(days=31)),
        "expires_now": captured(timedelta(minutes=1), exp=int(NOW.timestamp())),
        "window_exceeded_by_1_s": captured(just_too_old),
        "other_campaign": captured(recently, campaign_id=AUTUMN, cid="cookie-other_campaign"),
        "utm_alone_of_other_campaign": captured(recently, campaign_id=AUTUMN, cid=None),
        "link_of_other_campaign": captured(recently, cid="cookie-other_campaign"),
        "unknown_cid": captured(recently, cid="cookie-unknown"),
        "old_and_of_other_campaign": captured(just_too_old, campaign_id=AUTUMN, cid="cookie-other_campaign"),
    }


COOKIES = _cookies()


@dataclass(frozen=True)
class _RememberingLinkStore(LinkStore):
    """Reads each link once: nobody changes one here, and thousands of decisions ask for the same few."""

    _read: dict[str, Link | None] = field(default_factory=dict)

    def read(self, cid: str, deadline: Deadline) -> Link | None:
        if cid not in self._read:
            self._read[cid] = LinkStore.read(self, cid, deadline)
        return self._read[cid]


@pytest.fixture(scope="module")
def links(dynamodb: "DynamoDBClient") -> Iterator[LinkStore]:
    """The registry, with all links that these tests name, but for the unknown ones."""
    prefix = f"matrix-{uuid.uuid4().hex[:12]}-"
    create_tables(dynamodb, prefix)
    store = _RememberingLinkStore(Store(dynamodb), f"{prefix}links")
    for cid, (campaign_id, active, utm) in LINKS.items():
        store.put_new(Link(cid, campaign_id, "https://shop.example/", Utm(**utm), active, NOW), deadline())
    yield store
    for definition in table_definitions(prefix):
        dynamodb.delete_table(TableName=definition.name)


def _take(links: LinkStore, cell: Cell) -> Snapshot:
    parameters = URL_UTM[cell.utm] | ({} if cell.cid == "none" else {"cid": f"{_cid('url', cell.cid)}"})
    query = "&".join(f"{name}={quote_plus(value)}" for name, value in parameters.items())
    sent = IncomingRegistration(
        registration_id="r1",
        campaign_id=SPRING,
        url=f"https://shop.example/spring{'?' if query else ''}{query}",
        cookie=COOKIES[cell.cookie],
        cid=_cid("named", cell.named),
    )
    decide = DecideAttribution(links, WINDOW_HOURS, own_hosts=())
    return decide(sent, campaign_id=SPRING, cid=sent.cid, keys=KEYS, now=NOW, deadline=deadline())


@pytest.fixture(scope="module")
def snapshots(links: LinkStore) -> Mapping[Cell, Snapshot]:
    """Of every cell."""
    return {cell: _take(links, cell) for cell in all_cells()}


def _fields(found: Mapping[str, str | None]) -> str:
    """As letters; `?` for a value that stands for none."""
    return "".join(
        next((letter for letter in "-UXLCN" if value_of(field, letter) == found.get(field)), "?") for field in FIELDS
    )


def _stored(decision: DecisionKept) -> Expected:
    found = decision.attribution
    assert decision.tracked is (found is not None)
    if found is None:
        return Expected(None, None, NOTHING, decision.untracked_reason)
    return Expected(found.source, found.link_id, _fields(found.model_dump()), decision.untracked_reason)


def _derived(decision: Decision) -> Expected:
    found = decision.attribution
    if found is None:
        return Expected(None, None, NOTHING, decision.untracked_reason)
    return Expected(found.source, found.link_id, _fields(found.utm.present()), decision.untracked_reason)


def untracked(reason: str) -> Expected:
    return Expected(None, None, NOTHING, reason)


BY_HAND: list[tuple[Cell, Expected]] = [
    # utm in URL, cid in URL, cookie, named link -> source, link_id, source-medium-campaign-term-content, reason
    #
    # URL > cookie > link, each as a whole
    (Cell("full", "none", "valid", "valid"), Expected("url", None, "UUUUU", None)),
    (Cell("partial", "none", "valid", "valid"), Expected("url", None, "U-U--", None)),
    (Cell("none", "none", "valid", "valid"), Expected("cookie", "cookie-link", "CCC--", None)),
    (Cell("none", "none", "none", "valid"), Expected("link", "named-link", "N-N-N", None)),
    (Cell("none", "none", "none", "none"), untracked("url_missing")),
    # what the URL lacks, the link of its own cid completes, and nothing else does
    (Cell("full", "valid", "none", "none"), Expected("url", "url-link", "UUUUU", None)),
    (Cell("partial", "valid", "valid", "valid"), Expected("url", "url-link", "ULULL", None)),
    (Cell("none", "valid", "valid", "valid"), Expected("url", "url-link", "LLLLL", None)),
    (Cell("garbage", "valid", "none", "none"), Expected("url", "url-link", "LLLLL", None)),
    (Cell("over_long", "valid", "none", "none"), Expected("url", "url-link", "XXXXX", None)),
    # garbage is nothing, too long is cut
    (Cell("garbage", "none", "none", "none"), untracked("url_missing")),
    (Cell("garbage", "none", "valid", "none"), Expected("cookie", "cookie-link", "CCC--", None)),
    (Cell("over_long", "none", "valid", "none"), Expected("url", None, "XXXXX", None)),
    # a cid in the URL that is no evidence: the UTM fields beside it still are, else the next source is asked
    (Cell("partial", "unknown", "valid", "none"), Expected("url", None, "U-U--", None)),
    (Cell("partial", "other_campaign", "valid", "none"), Expected("url", None, "U-U--", None)),
    (Cell("partial", "inactive", "valid", "none"), Expected("url", None, "U-U--", None)),
    (Cell("none", "unknown", "valid", "none"), Expected("cookie", "cookie-link", "CCC--", None)),
    (Cell("none", "inactive", "none", "valid"), Expected("link", "named-link", "N-N-N", None)),
    (Cell("none", "unknown", "none", "none"), untracked("link_not_found")),
    (Cell("garbage", "malformed", "none", "none"), untracked("link_not_found")),
    (Cell("none", "other_campaign", "none", "none"), untracked("link_campaign_mismatch")),
    (Cell("none", "inactive", "none", "none"), untracked("link_inactive")),
    # the guards of the cookie
    (Cell("none", "none", "forged", "none"), untracked("cookie_invalid")),
    (Cell("none", "none", "alg_none", "none"), untracked("cookie_invalid")),
    (Cell("none", "none", "garbled", "none"), untracked("cookie_invalid")),
    (Cell("none", "none", "captured_61_s_ahead", "none"), untracked("cookie_invalid")),
    (Cell("none", "none", "captured_60_s_ahead", "none"), Expected("cookie", "cookie-link", "CCC--", None)),
    (Cell("none", "none", "expired", "none"), untracked("cookie_expired")),
    (Cell("none", "none", "expires_now", "none"), untracked("cookie_expired")),
    (Cell("none", "none", "window_exceeded_by_1_s", "none"), untracked("cookie_window_exceeded")),
    (Cell("none", "none", "at_the_window's_edge", "none"), Expected("cookie", "cookie-link", "CCC--", None)),
    (Cell("none", "none", "other_campaign", "none"), untracked("cookie_mismatch")),
    (Cell("none", "none", "utm_alone_of_other_campaign", "none"), untracked("cookie_mismatch")),
    (Cell("none", "none", "link_of_other_campaign", "none"), untracked("cookie_mismatch")),
    (Cell("none", "none", "unknown_cid", "none"), untracked("link_not_found")),
    (Cell("none", "none", "of_a_link_dead_since", "none"), Expected("cookie", "cookie-dead", "CCC--", None)),
    (Cell("none", "none", "signed_by_an_older_key", "none"), Expected("cookie", "cookie-link", "CCC--", None)),
    (Cell("none", "none", "utm_alone", "none"), Expected("cookie", None, "CCC--", None)),
    (Cell("none", "none", "cid_alone", "none"), Expected("cookie", "cookie-link", "-----", None)),
    (Cell("none", "none", "neither_cid_nor_utm", "valid"), Expected("link", "named-link", "N-N-N", None)),
    # one guard fails, and nothing of the cookie is left: not even to complete the next source
    (Cell("none", "none", "forged", "valid"), Expected("link", "named-link", "N-N-N", None)),
    (Cell("none", "none", "unknown_cid", "valid"), Expected("link", "named-link", "N-N-N", None)),
    (Cell("partial", "none", "other_campaign", "none"), Expected("url", None, "U-U--", None)),
    # the named link
    (Cell("none", "none", "none", "unknown"), untracked("link_not_found")),
    (Cell("none", "none", "none", "other_campaign"), untracked("link_campaign_mismatch")),
    (Cell("none", "none", "none", "inactive"), untracked("link_inactive")),
    # of several failures, the first in the list of reasons, whichever source it was of
    (Cell("none", "unknown", "forged", "inactive"), untracked("cookie_invalid")),
    (Cell("none", "inactive", "old_and_of_other_campaign", "unknown"), untracked("cookie_window_exceeded")),
    (Cell("none", "unknown", "other_campaign", "inactive"), untracked("cookie_mismatch")),
    (Cell("none", "inactive", "none", "unknown"), untracked("link_not_found")),
    (Cell("none", "inactive", "unknown_cid", "other_campaign"), untracked("link_not_found")),
    (Cell("garbage", "inactive", "none", "other_campaign"), untracked("link_campaign_mismatch")),
]


@pytest.mark.parametrize(("cell", "expected"), BY_HAND, ids=["-".join(cell) for cell, _ in BY_HAND])
def test_a_registration_is_decided_as_the_table_says(links: LinkStore, cell: Cell, expected: Expected) -> None:
    assert _stored(_take(links, cell).decision) == expected


def test_the_oracle_says_what_the_table_says() -> None:
    assert {cell: expect(cell) for cell, _ in BY_HAND} == dict(BY_HAND)


def test_every_combination_is_decided_as_the_oracle_says(snapshots: Mapping[Cell, Snapshot]) -> None:
    assert len(snapshots) > 2500
    found = {cell: _stored(snapshot.decision) for cell, snapshot in snapshots.items()}
    assert _differing(found, WINDOW_HOURS) == {}


def test_every_decision_is_derived_again_from_its_snapshot(snapshots: Mapping[Cell, Snapshot]) -> None:
    found = {cell: _derived(snapshot.decide_again(WINDOW_HOURS)) for cell, snapshot in snapshots.items()}
    assert found == {cell: _stored(snapshot.decision) for cell, snapshot in snapshots.items()}


def test_every_snapshot_is_the_same_after_its_way_through_json(snapshots: Mapping[Cell, Snapshot]) -> None:
    for cell, snapshot in snapshots.items():
        assert Snapshot.model_validate_json(snapshot.model_dump_json()) == snapshot, cell
        stored = Snapshot.model_validate_json(snapshot.model_dump_json(exclude_none=True))
        assert stored == snapshot, cell
        assert _derived(stored.decide_again(WINDOW_HOURS)) == _stored(snapshot.decision), cell


@pytest.mark.parametrize("window_hours", [1, 24, 25, 48, 720])
def test_a_replay_under_another_window_decides_as_if_it_had_been_set_from_the_start(
    snapshots: Mapping[Cell, Snapshot], window_hours: int
) -> None:
    found = {cell: _derived(snapshot.decide_again(window_hours)) for cell, snapshot in snapshots.items()}
    assert _differing(found, window_hours) == {}


def test_the_guards_of_every_snapshot_tell_what_failed(snapshots: Mapping[Cell, Snapshot]) -> None:
    for cell, snapshot in snapshots.items():
        failed = {str(guard.reason) for guard in snapshot.guards if not guard.passed}
        assert "None" not in failed, cell
        assert all(guard.reason is None for guard in snapshot.guards if guard.passed), cell
        reason = snapshot.decision.untracked_reason
        assert reason is None or reason in (failed or {"url_missing"}), cell


def test_nothing_of_a_cookie_that_we_did_not_sign_is_kept(snapshots: Mapping[Cell, Snapshot]) -> None:
    for cell, snapshot in snapshots.items():
        if cell.cookie in ("forged", "alg_none"):
            assert "of cookie" not in snapshot.model_dump_json(), cell
        assert KEY not in snapshot.model_dump_json(), cell


def _differing(found: Mapping[Cell, Expected], window_hours: int) -> dict[Cell, tuple[Expected, Expected]]:
    """Found and expected, of at most ten cells where they are not the same."""
    differing = [cell for cell, one in found.items() if one != expect(cell, window_hours)]
    return {cell: (found[cell], expect(cell, window_hours)) for cell in differing[:10]}
