"""Which module answers which paths, so that it need not be imported before one of them is asked for."""

import importlib
from collections.abc import Mapping
from typing import cast

from chalice import Blueprint

ROOMS: Mapping[str, tuple[str, ...]] = {
    "ingest": ("/internal/funnel-events/ingest",),
    "backfill": ("/internal/funnel-events/backfill",),
    "stripe_webhook": ("/webhooks/stripe",),
    "feed": ("/internal/funnel-events",),
    "summary": ("/internal/funnel-events/summary",),
    "campaign_summary": (
        "/internal/campaigns/summary",
        "/internal/campaigns/{campaign_id}/summary",
    ),
    "campaigns": (
        "/internal/campaigns",
        "/internal/campaigns/{campaign_id}",
    ),
    "funnels": (
        "/internal/funnels",
        "/internal/funnels/presets",
    ),
    "funnel_traces": ("/internal/funnels/traces",),
    "funnel_after": ("/internal/funnels/after",),
    "alarms": (
        "/internal/alarms",
        "/internal/alarms/{alarm_id}/history",
    ),
    "links": (
        "/internal/links",
        "/internal/links/{cid}",
    ),
    "redirect": ("/r/{cid}",),
    "registrations": ("/internal/registrations",),
    "tracking": (
        "/v1/tracking/visits",
        "/v1/tracking/registrations",
    ),
    "tracking_replay": ("/internal/tracking/replay",),
    "trace": (
        "/internal/trace",
        "/internal/trace/{trace_id}",
    ),
    "event_types": ("/internal/event-types",),
    "quarantine": (
        "/internal/quarantine",
        "/internal/quarantine/{quarantine_id}/replay",
        "/internal/quarantine/{quarantine_id}",
    ),
    "subjects": (
        "/internal/subjects/lookup",
        "/internal/subjects/export",
        "/internal/subjects/erase",
    ),
    "rollups": (
        "/internal/rollups/run",
        "/internal/rollups/rebuild",
    ),
    "session": ("/auth/session",),
    "health": (
        "/healthz",
        "/internal/health",
    ),
    "openapi": ("/openapi.json",),
}
ROOM_OF: Mapping[str, str] = {path: room for room, paths in ROOMS.items() for path in paths}


def blueprint_of(room: str) -> Blueprint:
    """Imports the room."""
    return cast(Blueprint, importlib.import_module(f"chalicelib.routes.{room}").blueprint)
