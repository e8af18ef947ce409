"""A person's data, handed over and taken away: all of it, nobody else's, and no count with it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from infra.table_definitions import table_definitions
from tests.api_client import ApiClient, ids, page_view, statuses
from tests.conftest import ServiceFactory
from tests.http.tracking_parts import CHROME, REGISTRATIONS, SHOP, make_campaign

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

NewId = Callable[[str], str]
EXPORT, ERASE = "/internal/subjects/export", "/internal/subjects/erase"


def _post(api: ApiClient, path: str, body: Any) -> Any:
    answer = api.http.post(path, json=body, headers=api.bearer())
    assert answer.status_code == 200, answer.text
    return answer.json()


def _export(api: ApiClient, address: str) -> dict[str, list[Any]]:
    whole: dict[str, list[Any]] = {"events": [], "quarantine": [], "registrations": []}
    cursor: dict[str, str] = {}
    while True:
        one = _post(api, EXPORT, {"email": address} | cursor)
        for kind in whole:
            whole[kind] += one[kind]
        assert one["more"] is (one["next_cursor"] is not None)
        if not one["more"]:
            return whole
        cursor = {"cursor": one["next_cursor"]}


def _erase(api: ApiClient, address: str) -> dict[str, int]:
    receipt = _post(api, ERASE, {"email": address})
    assert receipt["more"] is False
    return {name: receipt[name] for name in ("events", "journeys", "quarantine", "registrations")}


class Person:
    """Who registered, failed to log in, clicked Pay; of whom an event was refused; with another in the same trace."""

    def __init__(self, api: ApiClient, name: str) -> None:
        self.api, self.name, self.address, self.trace = api, name, f"{name}@example.com", f"trace_{name}"
        self.other = f"other-{name}@example.org"
        self.login = {
            "event_type": "m_auth_login_fail",
            "event_id": f"{name}-login",
            "trace_id": self.trace,
            "email": self.address,
            "error_code": "otp_expired",
            "error_message": f"seen by {name}",
            "user_id": f"user-{name}",
            "payload": {"device": f"of {name}"},
        }
        self.untraced = {"event_type": "m_otp_send", "event_id": f"{name}-otp", "email": self.address}
        self.click = {
            "event_type": "m_checkout_click",
            "event_id": f"{name}-click",
            "trace_id": self.trace,
            "tenant_id": f"tenant-{name}",
            "payload": {"plan_tier": "pro"},
        }
        self.others = {
            "event_type": "m_otp_send",
            "event_id": f"{name}-others",
            "trace_id": self.trace,
            "email": self.other,
            "user_id": f"someone-{name}",
        }

    def lives(self) -> None:
        sent = [self.login, self.untraced, self.click, self.others]
        assert statuses(self.api.send({"events": sent})) == ["accepted"] * 4
        assert self.api.send({"event_type": "m_auth_login_fail", "email": self.address}).status_code == 422
        campaign = make_campaign(self.api, f"campaign-{self.name}", utm_source="mail")
        url = f"{SHOP}/{self.name}?cid={campaign.cid}"
        more = {"url": url, "referrer": f"https://news.example.org/{self.name}", "user_agent": CHROME}
        registered = campaign.register(f"reg-{self.name}", email=self.address, trace_id=self.trace, **more)
        assert registered.json()["tracked"]


@pytest.fixture
def person(api: ApiClient, new_id: NewId) -> Person:
    found = Person(api, new_id("p"))
    found.lives()
    return found


def test_the_copy_holds_all_that_is_theirs_and_nothing_of_another(person: Person) -> None:
    copy = _export(person.api, f" {person.address.upper()}")
    name = person.name
    assert sorted(ids(copy["events"])) == sorted([f"{name}-login", f"{name}-otp", f"{name}-click", f"reg-{name}"])
    assert [item["event"]["event_type"] for item in copy["quarantine"]] == ["m_auth_login_fail"]
    (registration,) = copy["registrations"]
    assert registration["snapshot"]["referrer"] == f"https://news.example.org/{name}"
    assert person.address not in str(copy)


def test_erasing_leaves_nothing_that_tells_of_them_and_every_count(person: Person) -> None:
    api, name = person.api, person.name
    before = _counts(api, person)
    assert _erase(api, person.address) == {"events": 5, "journeys": 0, "quarantine": 1, "registrations": 1}
    events = {event["id"]: event for event in api.get(f"/internal/trace/{person.trace}").json()["events"]}
    login, others = events[f"{name}-login"], events[f"{name}-others"]
    assert (login["trace_id"], login["error_code"], login["success"]) == (person.trace, "otp_expired", False)
    for field in ("user_id", "tenant_id", "job_id", "anonymous_id", "email", "error_message", "payload"):
        assert login[field] is None
    assert events[f"{name}-click"]["tenant_id"] is None
    assert others["user_id"] is None
    assert others["email"]["domain"] == "example.org"  # another's address stays
    assert events[f"reg-{name}"]["campaign_id"] == f"campaign-{name}"
    registration = api.get("/internal/registrations", {"registration_id": f"reg-{name}"}).json()
    assert registration["tracked"] is True
    assert [registration["snapshot"][seen] for seen in ("landing_url", "referrer", "user_agent")] == [None] * 3
    assert _export(api, person.address) == {"events": [], "quarantine": [], "registrations": []}
    assert _counts(api, person) == before


def test_no_table_holds_a_word_of_them_after_erasing(service: ServiceFactory, dynamodb: "DynamoDBClient") -> None:
    running = service(EMAIL_POLICY="masked", LINK_ALLOWED_HOSTS="shop.example.com")
    with ApiClient.to(running.base_url, running.secrets) as api:
        address, event = "zebedee@example.com", {"email": "zebedee@example.com", "trace_id": "trace_t"}
        told: dict[str, Any] = dict.fromkeys(("user_id", "tenant_id", "job_id", "anonymous_id"), "of-zebedee")
        told |= {"error_message": "zebedee's", "error_code": "x", "payload": {"zebedee": "zebedee"}}
        api.send({"events": [event | told | {"event_type": name} for name in ("m_auth_login_fail", "m_otp_send")]})
        assert api.send(event | told | {"event_type": "m_checkout_click"}).status_code == 422
        campaign = make_campaign(api, "spring")
        pages = {"url": f"{SHOP}/zebedee?cid={campaign.cid}", "referrer": "https://example.org/zebedee"}
        assert campaign.register("reg-1", email=address, trace_id="trace_t", user_agent=CHROME, **pages).is_success
        (fingerprint,) = _post(api, "/internal/subjects/lookup", {"email": address})["fingerprints"]
        assert set(_tables_with(dynamodb, running.table_prefix, "zebedee", fingerprint, "z***@")) == {
            "events",
            "quarantine",
            "registrations",
        }
        rolled_up = api.http.post("/internal/rollups/run", params={"lag_seconds": 0}, headers=api.bearer())
        assert rolled_up.json()["journeys_updated"] == 1
        before = _summary(api)
        assert _erase(api, address)["journeys"] == 1
        assert _tables_with(dynamodb, running.table_prefix, "zebedee", fingerprint, "z***@") == []
        assert _summary(api) == before


def _summary(api: ApiClient) -> Any:
    answer = api.get("/internal/funnel-events/summary").json()
    return [answer[name] for name in ("kpis", "series", "errors", "sources", "tracking_metadata")]


def _tables_with(client: "DynamoDBClient", prefix: str, *words: str) -> list[str]:
    found = []
    for definition in table_definitions(prefix):
        items = [
            item for page in client.get_paginator("scan").paginate(TableName=definition.name) for item in page["Items"]
        ]
        if any(word in str(items) for word in words):
            found.append(definition.name.removeprefix(prefix))
    return found


def _counts(api: ApiClient, person: Person) -> Any:
    """After the days were counted again from nothing, which reads the stripped events."""
    summary = api.get("/internal/funnel-events/summary").json()
    days = {"from": summary["range"]["to"], "to": summary["range"]["to"]}
    rebuilt = api.http.post("/internal/rollups/rebuild", params=days, headers=api.bearer()).json()
    assert rebuilt["more"] is False
    campaign = api.get(f"/internal/campaigns/campaign-{person.name}/summary").json()
    return [campaign[name] for name in ("registrations", "tracking_metadata", "channels", "utm_sources")]


def test_erasing_twice_is_harmless(person: Person) -> None:
    _erase(person.api, person.address)
    assert set(_erase(person.api, person.address).values()) == {0}


def test_a_late_retry_of_an_erased_event_is_a_duplicate_that_brings_nothing_back(person: Person) -> None:
    _erase(person.api, person.address)
    answer = person.api.send({"events": [person.login, person.untraced]}).json()
    assert [(one["status"], one.get("conflict")) for one in answer["results"]] == [("duplicate", None)] * 2
    assert _export(person.api, person.address)["events"] == []


def test_a_registration_that_is_sent_again_after_erasing_has_its_first_answer_and_brings_nothing_back(
    person: Person,
) -> None:
    body = {"registration_id": f"reg-{person.name}", "campaign_id": f"campaign-{person.name}"}
    body |= {"email": person.address, "trace_id": person.trace, "url": f"{SHOP}?utm_source=other"}
    _erase(person.api, person.address)
    answer = _post(person.api, REGISTRATIONS, body)
    assert answer["tracked"] is True
    assert answer["attribution"]["utm_source"] == "mail"
    assert answer["snapshot"]["landing_url"] is None
    assert _export(person.api, person.address) == {"events": [], "quarantine": [], "registrations": []}


def test_a_registration_of_another_trace_that_an_event_calls_by_its_id_is_neither_handed_over_nor_erased(
    person: Person, new_id: NewId
) -> None:
    api, theirs = person.api, f"reg-{new_id('bob')}"
    kept = {"registration_id": theirs, "campaign_id": "c", "trace_id": f"trace_{theirs}"}
    _post(api, REGISTRATIONS, kept | {"referrer": "https://bob.example.org/"})
    named = {"event_type": "m_registration", "event_id": theirs, "trace_id": person.trace, "campaign_id": "c"}
    assert statuses(api.send(named | {"payload": {"registration_id": theirs}})) == ["accepted"]
    assert [one["registration_id"] for one in _export(api, person.address)["registrations"]] == [f"reg-{person.name}"]
    assert _erase(api, person.address)["registrations"] == 1
    found = api.get("/internal/registrations", {"registration_id": theirs}).json()
    assert found["snapshot"]["referrer"] == "https://bob.example.org/"


def test_an_address_of_which_nothing_is_stored_gets_an_empty_receipt(api: ApiClient, new_id: NewId) -> None:
    assert set(_erase(api, f"{new_id('nobody')}@example.com").values()) == {0}


@pytest.mark.parametrize("path", [EXPORT, ERASE])
@pytest.mark.parametrize("body", [{}, {"email": "no address"}, {"email": "a@b", "more": 1}, {"email": 5}])
def test_what_is_no_address_is_a_400_that_does_not_repeat_it(api: ApiClient, path: str, body: Any) -> None:
    answer = api.http.post(path, json=body, headers=api.bearer())
    assert answer.status_code == 400
    assert "no address" not in answer.text.replace("must be one e-mail address", "")


def test_a_cursor_of_another_persons_copy_is_refused(api: ApiClient, new_id: NewId) -> None:
    names = [f"{new_id('c')}@example.com" for _ in range(2)]
    for address in names:
        batch = [page_view("v", event_id=new_id("e"), email=address) for _ in range(250)]
        assert statuses(api.send({"events": batch})) == ["accepted"] * 250
    cursor = _post(api, EXPORT, {"email": names[0]})["next_cursor"]
    assert cursor is not None
    answer = api.http.post(EXPORT, json={"email": names[1], "cursor": cursor}, headers=api.bearer())
    assert answer.status_code == 400


def test_a_long_life_is_handed_over_once_slice_by_slice_and_erased_whole(api: ApiClient, new_id: NewId) -> None:
    """One trace of many events, and many of their own."""
    address, trace = f"{new_id('long')}@example.com", f"trace_{new_id('long')}"
    sent = [page_view("v", event_id=new_id("e"), trace_id=trace, email=address) for _ in range(450)]
    sent += [page_view("v", event_id=new_id("e"), email=address) for _ in range(30)]
    sent += [page_view("v", event_id=new_id("e"), trace_id=trace) for _ in range(20)]
    assert statuses(api.send({"events": sent})) == ["accepted"] * 500
    handed_over = ids(_export(api, address)["events"])
    assert sorted(handed_over) == sorted(event["event_id"] for event in sent)
    assert _erase(api, address)["events"] == 500


def test_what_a_rotated_pepper_has_named_is_found_too(service: ServiceFactory) -> None:
    old, new = "the-older-pepper-0123456789abcdef", "the-newer-pepper-0123456789abcdef"
    before = service(EMAIL_PEPPER=old)
    with ApiClient.to(before.base_url, before.secrets) as api:
        api.send({"event_type": "m_otp_send", "event_id": "old", "email": "kim@example.com"})
        api.send({"event_type": "m_auth_login_fail", "email": "kim@example.com"})
    after = service(EMAIL_PEPPER=f"{new} {old}")
    with ApiClient.to(after.base_url, after.secrets) as api:
        api.send({"event_type": "m_otp_send", "event_id": "new", "email": "kim@example.com"})
        assert sorted(ids(_export(api, "kim@example.com")["events"])) == ["new", "old"]
        assert _erase(api, "kim@example.com") == {"events": 2, "journeys": 0, "quarantine": 1, "registrations": 0}
        assert api.feed(q_email="kim@example.com") == []
