"""The Chalice application: its blueprints and its schedule, nothing else."""

from typing import Any

from chalice import Chalice, Rate

from chalicelib.routes import (
    alarms,
    campaign_summary,
    campaigns,
    event_types,
    feed,
    funnel_after,
    funnels,
    health,
    ingest,
    links,
    openapi,
    quarantine,
    redirect,
    registrations,
    rollups,
    session,
    stripe_webhook,
    subjects,
    summary,
    trace,
    tracking,
    tracking_replay,
)
from chalicelib.routes.schedule import roll_up_on_schedule

# Its own handler would print each line a second time, and raise the level of our logger, which has the same name.
app = Chalice(app_name="tracefunnel", configure_logs=False)
ROOMS = (
    ingest,
    stripe_webhook,
    feed,
    summary,
    campaign_summary,
    campaigns,
    funnels,
    funnel_after,
    alarms,
    links,
    redirect,
    registrations,
    tracking,
    tracking_replay,
    trace,
    event_types,
    quarantine,
    subjects,
    rollups,
    session,
    health,
    openapi,
)
for room in ROOMS:
    app.register_blueprint(room.blueprint)


@app.schedule(Rate(1, unit=Rate.MINUTES))
def roll_up(_event: Any) -> None:
    roll_up_on_schedule()
