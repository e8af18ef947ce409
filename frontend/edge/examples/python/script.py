"""How a script or a worker sends: it waits for the answer, and keeps what was not taken."""

import json
import logging
import os
from collections.abc import Sequence
from pathlib import Path

import httpx

from .tracefunnel_sender import Event, NotTakenError, TracefunnelSender


def send_or_keep(events: Sequence[Event], kept: Path) -> None:
    """`kept`: a file of events, as JSON Lines, for the next run to send."""
    with httpx.Client() as http:
        sender = TracefunnelSender(os.environ["TRACEFUNNEL_URL"], os.environ["TRACEFUNNEL_SECRET"], http)
        try:
            results = sender.send(events, within_seconds=20)
        except NotTakenError as error:
            logging.warning("%s", error)
            with kept.open("a", encoding="utf-8") as file:
                file.writelines(json.dumps(event) + "\n" for event in error.events)
            results = list(error.results)
    for result in results:
        if result.status == "rejected":
            logging.warning("event %s is in quarantine: %s", result.event_id, result.reasons)
