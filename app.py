"""The Chalice application: its blueprints and its schedule, nothing else."""

from chalice import Chalice

from chalicelib.routes import event_types, feed, health, ingest, openapi, quarantine, session, trace

app = Chalice(app_name="tracefunnel")
for room in (ingest, feed, trace, event_types, quarantine, session, health, openapi):
    app.register_blueprint(room.blueprint)
