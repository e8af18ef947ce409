"""The Chalice application: its blueprints and its schedule, nothing else."""

from chalice import Chalice

app = Chalice(app_name="tracefunnel")


@app.route("/healthz")
def healthz() -> dict[str, str]:
    return {"status": "ok"}
