"""Keys are rotated with nothing lost: what one instance made, another takes, whichever refreshed its cache first."""

import json
import uuid
from typing import Any

import pytest
from stripe import WebhookSignature

from tests.api_client import FEED, ApiClient, ids, page_view, statuses
from tests.http.tracking_parts import CHROME, REGISTRATIONS, SHOP, VISITS, Campaign, make_campaign, make_link
from tests.scenarios.rotation_parts import (
    BOTH_WAYS,
    NEW,
    NEW_IN_FRONT,
    NEW_SECOND,
    OLD,
    OLD_ALONE,
    OLD_REMOVED,
    Instances,
    Keys,
    checked,
    senders_keys,
)

ROLES = ("viewer", "support", "admin")
SLICE = 200  # events of a person's export
STRIPE_EVENT = {"object": "event", "type": "checkout.session.completed", "livemode": False, "created": 1795338902}


@pytest.fixture(params=BOTH_WAYS, ids=lambda pair: f"{pair[0]} to {pair[1]}")
def pair(request: pytest.FixtureRequest, instances: Instances) -> tuple[ApiClient, ApiClient]:
    """Where something is made, and where it is used. Both are spoken to with keys that both know."""
    keys = senders_keys(*request.param)
    return instances.at(request.param[0], keys[0]), instances.at(request.param[1], keys[-1])


@pytest.fixture(scope="module")
def campaign(instances: Instances) -> Campaign:
    made = make_campaign(instances.at(OLD_ALONE, OLD), "rotation")
    make_link(made.api, "rotation")
    return made


def _new(prefix: str) -> str:
    return prefix + uuid.uuid4().hex.translate(str.maketrans("0123456789abcdef", "bcdfghjklmnpqrst"))


def _stripe_delivery(api: ApiClient, event_id: str, *signed_with: Keys) -> Any:
    """As Stripe sends it while it rolls a secret: signed with both for up to 24 hours."""
    trace = {"metadata": {"trace_id": _new("trace_"), "plan_tier": "pro"}, "payment_status": "paid", "id": "cs_1"}
    body = json.dumps(STRIPE_EVENT | {"id": event_id, "data": {"object": trace}})
    secrets = [keys["STRIPE_WEBHOOK_SECRET"] for keys in signed_with]
    time, _ = WebhookSignature.generate_signature_header(body, secrets[0]).split(",")
    at = int(time.removeprefix("t="))
    digests = [WebhookSignature.generate_signature_header(body, secret, at).split(",")[1] for secret in secrets]
    headers = {"Stripe-Signature": ",".join([time, *digests]), "content-type": "application/json"}
    return checked(api.http.post("/webhooks/stripe", content=body, headers=headers))


@pytest.mark.parametrize("steps", BOTH_WAYS[:3], ids=str)
def test_whoever_sends_is_admitted_by_both_neighbours_with_each_key_that_both_know(
    instances: Instances, steps: tuple[int, int]
) -> None:
    for keys in senders_keys(*steps):
        for step in steps:
            api = instances.at(step, keys)
            assert statuses(api.send(page_view("v"))) == ["accepted"]
            assert statuses(api.send_signed(page_view("v"))) == ["accepted"]
            assert _stripe_delivery(api, _new("evt_"), keys)["accepted"] == 1
            assert [checked(api.get("/auth/session", token=api.sign_in(role)))["role"] for role in ROLES] == [*ROLES]


@pytest.mark.parametrize("step", range(4))
def test_stripe_is_believed_at_every_step_while_it_signs_with_both(instances: Instances, step: int) -> None:
    """It makes the new secret itself, and signs with it before anybody can have told the service."""
    assert _stripe_delivery(instances.at(step, OLD), _new("evt_"), OLD, NEW)["accepted"] == 1
    assert _stripe_delivery(instances.at(step, OLD), _new("evt_"), NEW, OLD)["accepted"] == 1


def test_a_key_that_was_removed_opens_nothing_any_more(instances: Instances) -> None:
    for step, keys in ((OLD_REMOVED, OLD), (OLD_ALONE, NEW)):
        api = instances.at(step, keys)
        assert api.send(page_view("v")).status_code == 401
        assert api.send_signed(page_view("v")).status_code == 401
        key = keys["OPERATOR_KEYS"].split()[0].partition(":")[2]
        assert api.http.post("/auth/session", json={"api_key": key}).status_code == 401


def test_a_session_outlives_the_operator_key_that_it_was_opened_with(instances: Instances) -> None:
    token = instances.at(NEW_IN_FRONT, OLD).sign_in("viewer")
    assert checked(instances.at(OLD_REMOVED, NEW).get("/auth/session", token=token))["role"] == "viewer"


def test_a_session_and_every_cursor_made_at_one_instance_go_on_at_the_other(
    pair: tuple[ApiClient, ApiClient], campaign: Campaign
) -> None:
    here, there = pair
    address = f"{_new('kim')}@example.com"
    for _ in range(2):
        here.send(page_view("v", email=address))
        here.send(page_view("v", unknown=_new("x")))
    token = here.sign_in("support")
    cookie = {"Cookie": f"tf_session={token}"}
    assert there.http.get("/auth/session", headers=cookie).json()["role"] == "support"
    own = str(there.http.base_url).rstrip("/")
    assert there.http.delete("/auth/session", headers=cookie | {"Origin": own}).status_code == 204
    for path, query in (
        (FEED, {}),
        (FEED, {"q_email": address}),
        ("/internal/quarantine", {}),
        ("/internal/links", {"campaign_id": campaign.campaign_id}),
    ):
        first = checked(here.get(path, query | {"limit": 1}, token))
        assert first["next_cursor"], path
        second = checked(there.get(path, query | {"limit": 1, "cursor": first["next_cursor"]}, token))
        (before, _), (after, _) = first.values(), second.values()  # events, or items
        assert (len(before), len(after)) == (1, 1), path
        assert before != after, path


def test_an_export_begun_at_one_instance_goes_on_at_the_other(pair: tuple[ApiClient, ApiClient]) -> None:
    here, there = pair
    address, trace_id = f"{_new('kim')}@example.com", _new("trace_")
    events = [page_view("v", email=address, trace_id=trace_id) for _ in range(SLICE + 1)]
    assert set(statuses(here.send({"events": events}))) == {"accepted"}
    subject = {"email": address}
    first = checked(here.http.post("/internal/subjects/export", json=subject, headers=here.bearer()))
    assert (len(first["events"]), first["more"]) == (SLICE, True)
    more = subject | {"cursor": first["next_cursor"]}
    second = checked(there.http.post("/internal/subjects/export", json=more, headers=there.bearer()))
    assert (len(second["events"]), second["more"]) == (1, False)
    assert len({*ids(first["events"]), *ids(second["events"])}) == SLICE + 1


@pytest.mark.parametrize("made_by", ["visit", "redirect"])
def test_a_campaign_cookie_set_by_one_instance_credits_a_registration_at_the_other(
    pair: tuple[ApiClient, ApiClient], campaign: Campaign, made_by: str
) -> None:
    here, there = pair
    if made_by == "visit":
        cookie = Campaign(here, campaign.campaign_id, campaign.cid).cookie(f"cid={campaign.cid}")
    else:
        answer = here.http.get(f"/r/{campaign.cid}", headers={"User-Agent": CHROME})
        cookie = answer.headers["set-cookie"].partition("=")[2].partition(";")[0]
    told = checked(Campaign(there, campaign.campaign_id, campaign.cid).register(_new("reg-"), cookie=cookie))
    assert (told["tracked"], told["attribution"]["source"]) == (True, "cookie")


def test_a_request_that_is_repeated_at_the_other_instance_is_a_duplicate_and_no_conflict(
    pair: tuple[ApiClient, ApiClient], campaign: Campaign
) -> None:
    here, there = pair
    event = page_view("v", email=f"{_new('kim')}@example.com")
    named = [event | {"event_id": _new("e-"), "trace_id": _new("trace_")}, event | {"event_id": _new("e-")}]
    message_id, key, stripe_id = _new("msg_"), _new("key-"), _new("evt_")
    assert statuses(here.send({"events": named})) == ["accepted"] * 2
    assert statuses(here.send_signed({"events": [event, event]}, message_id)) == ["accepted"] * 2
    assert statuses(here.send(event, **{"Idempotency-Key": key})) == ["accepted"]
    repeated = [there.send({"events": named}), there.send_signed({"events": [event, event]}, message_id)]
    repeated.append(there.send(event, **{"Idempotency-Key": key}))
    assert [status for answer in repeated for status in statuses(answer)] == ["duplicate"] * 5
    assert not any("conflict" in answer.text for answer in repeated)
    assert _stripe_delivery(here, stripe_id, here.secrets)["accepted"] == 1
    landed = {"campaign_id": campaign.campaign_id, "url": f"{SHOP}?utm_source=mail", "user_agent": CHROME}
    landed |= {"trace_id": _new("trace_")}
    sent = {VISITS: landed, REGISTRATIONS: landed | {"registration_id": _new("reg-"), "email": event["email"]}}
    for path, body in sent.items():
        text, name = json.dumps(body), _new("msg_")
        first, again = (checked(api.http.post(path, content=text, headers=api.signed(text, name))) for api in pair)
        assert again | {"set_cookie": None} == first | {"set_cookie": None}
    assert len(there.feed(trace_id=landed["trace_id"])) == 2


def test_a_person_is_found_looked_up_exported_and_erased_at_the_other_instance(
    pair: tuple[ApiClient, ApiClient],
) -> None:
    here, there = pair
    address = f"{_new('kim')}@example.com"
    assert statuses(here.send({"events": [page_view("v", email=address), page_view("v", email=address)]}))
    assert here.send(page_view("v", email=address, unknown=1)).status_code == 422
    _is_found_and_erased(there, address, events=2, quarantined=1)
    assert here.feed(q_email=address) == []


@pytest.mark.parametrize("at", [NEW_SECOND, NEW_IN_FRONT])
def test_what_lies_under_both_peppers_is_one_persons_and_goes_with_one_erasure(instances: Instances, at: int) -> None:
    address = f"{_new('kim')}@example.com"
    for step in (OLD_ALONE, NEW_SECOND, NEW_IN_FRONT):
        api = instances.at(step, OLD)
        assert statuses(api.send(page_view("v", email=address))) == ["accepted"]
        assert api.send(page_view("v", email=address, unknown=1)).status_code == 422
    fingerprints = {event["email"]["fingerprint"] for event in instances.at(at, OLD).feed(q_email=address)}
    assert len(fingerprints) == 2
    # one content, refused under two peppers, waits as two
    _is_found_and_erased(instances.at(at, OLD), address, events=3, quarantined=2)


def _is_found_and_erased(api: ApiClient, address: str, *, events: int, quarantined: int) -> None:
    def ask(verb: str) -> Any:
        return checked(api.http.post(f"/internal/subjects/{verb}", json={"email": address}, headers=api.bearer()))

    found = ids(api.feed(q_email=address))
    assert len(found) == events
    assert ids(api.feed(q_email=",".join(ask("lookup")["fingerprints"]))) == found
    exported = ask("export")
    assert (sorted(ids(exported["events"])), len(exported["quarantine"])) == (sorted(found), quarantined)
    receipt = ask("erase")
    assert (receipt["events"], receipt["quarantine"]) == (events, quarantined)
    assert api.feed(q_email=address) == []


def test_a_request_named_after_an_address_is_a_new_one_once_the_new_pepper_is_in_front(instances: Instances) -> None:
    """The README says so: its name is kept as a hash under the first pepper. Before and after, it is a duplicate."""
    event, name = page_view("v"), {"Idempotency-Key": f"{_new('kim')}@example.com/1"}
    told = {step: statuses(instances.at(step, OLD).send(event, **name)) for step in (OLD_ALONE, NEW_SECOND)}
    told[NEW_IN_FRONT] = statuses(instances.at(NEW_IN_FRONT, OLD).send(event, **name))
    told[OLD_REMOVED] = statuses(instances.at(OLD_REMOVED, NEW).send(event, **name))
    assert [told[step] for step in sorted(told)] == [["accepted"], ["duplicate"], ["accepted"], ["duplicate"]]
