"""Events as senders get them wrong, so that the quarantine has something to show."""

import json
from random import Random
from typing import Any

from infra.demo.people import Person, known_person
from infra.transfer.api import Api

INGEST = "/internal/funnel-events/ingest"
KINDS = 4


def send_refused(api: Api, rng: Random, kind: int | None = None) -> None:
    """`kind`: 0 to 3; None: any. The service answers 422 and keeps it, scrubbed, with its reasons."""
    event = _wrong(known_person(rng), rng.randrange(KINDS) if kind is None else kind)
    event |= {"trace_id": f"trace_{rng.getrandbits(56):014x}", "source": "admin-web"}
    name = f"demo-refused-{rng.getrandbits(48):012x}"
    api.post(INGEST, json.dumps(event).encode("utf-8"), headers={"webhook-id": name, "Idempotency-Key": name})


def _wrong(person: Person, kind: int) -> dict[str, Any]:
    return (
        {"event_type": "m_checkout_done", "user_id": person.user_id},  # no type of the dictionary
        {"event_type": "m_otp_send_result", "email": person.email},  # does not say how it went
        {"event_type": "m_auth_login_start", "user_id": person.email},  # an address in the field of another
        {"event_type": "m_checkout_click", "plan": "pro", "payload": {}},  # its plan is not in the payload
    )[kind]
