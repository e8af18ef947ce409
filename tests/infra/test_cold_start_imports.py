"""What a Lambda that has just started loads for a route: its room and what every request needs, nothing of others."""

import json
import subprocess
import sys
from importlib.util import find_spec

import pytest

from infra.openapi_document import made_up_environment
from tests.infra.lambda_runtime_api import lambda_environment
from tests.running_service import PROJECT

LOADED = """
import json, sys
import app
if path := sys.argv[1]:
    app.app.routes[path]
print(json.dumps([*sys.modules]))
"""
SEPARATE = """
import json
import app
from chalicelib.routes.endpoint import ENDPOINTS
from chalicelib.routes.rooms import ROOMS, blueprint_of
found = {}
for room in ROOMS:
    before = len(ENDPOINTS)
    blueprint_of(room)
    found[room] = sorted({one.path for one in ENDPOINTS[before:]})
print(json.dumps(found))
"""
PATHS = """
import json
from chalicelib.routes.rooms import ROOMS
print(json.dumps({room: sorted(paths) for room, paths in ROOMS.items()}))
"""
FAILS_ONCE = """
import json
import app
working, app.blueprint_of = app.blueprint_of, {}.__getitem__
try:
    app.app.routes["/healthz"]
except KeyError:
    app.blueprint_of = working
    print(json.dumps(sorted(app.app.routes["/healthz"])))
"""
COUNTING = {"chalicelib.routes.count_services", "chalicelib.usecases.roll_up", "chalicelib.usecases.check_alarms"}
OF_OTHERS = {
    *("crawleruseragents", "ua_parser", "chalicelib.routes.openapi"),
    *("chalicelib.routes.summary", "chalicelib.routes.funnels", "chalicelib.routes.schedule", *COUNTING),
}
CLICKS = {"chalicelib.routes.link_services", "chalicelib.usecases.follow_link"}
TRACKING = {"chalicelib.routes.tracking_services", "chalicelib.domain.tracking.snapshot"}
PARAMETERS = {"aws_lambda_powertools.utilities.parameters"}
NEEDLESS = {
    "": {"chalicelib.routes.health", "chalicelib.routes.ingest", *OF_OTHERS, *CLICKS, *TRACKING, *PARAMETERS},
    "/healthz": {"chalicelib.routes.ingest", *OF_OTHERS, *CLICKS, *TRACKING, *PARAMETERS},
    "/internal/funnel-events/ingest": {"chalicelib.routes.health", *OF_OTHERS, *CLICKS, *TRACKING, *PARAMETERS},
    "/r/{cid}": {"chalicelib.routes.links", *OF_OTHERS, *TRACKING, *PARAMETERS},
    "/v1/tracking/visits": {"chalicelib.routes.ingest", *OF_OTHERS, *CLICKS, *PARAMETERS},
}


def _said(script: str, *arguments: str) -> object:
    """What a Lambda's process says that runs the script instead of a handler."""
    command = [sys.executable, "-c", script, *arguments]
    environment = lambda_environment("app.app", PROJECT) | dict(made_up_environment())
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=PROJECT, env=environment)
    said: object = json.loads(done.stdout)
    return said


@pytest.mark.parametrize(("path", "needless"), NEEDLESS.items(), ids=[path or "start" for path in NEEDLESS])
def test_a_cold_lambda_loads_nothing_for_other_routes(path: str, needless: set[str]) -> None:
    loaded = _said(LOADED, path)
    assert isinstance(loaded, list)
    assert "chalicelib.routes.services" in loaded
    assert needless & set(loaded) == set()


def test_what_is_not_loaded_is_there_to_be_loaded() -> None:
    named = {name for names in NEEDLESS.values() for name in names}
    assert [name for name in named if find_spec(name) is None] == []


def test_a_room_is_listed_with_the_paths_that_it_answers_and_answers_no_others() -> None:
    assert _said(SEPARATE) == _said(PATHS)


def test_a_room_that_could_not_be_opened_is_opened_by_the_next_request() -> None:
    assert _said(FAILS_ONCE) == ["GET"]
