"""The Chalice application: its blueprints and its schedule, nothing else."""

import os
from typing import Any

from chalice import Chalice, Rate

import chalicelib.routes.services  # noqa: F401 - settings are checked and clients made at the start of the process
from chalicelib.routes.rooms import ROOM_OF, ROOMS, blueprint_of


class Routes(dict[str, dict[str, Any]]):
    """Path -> method -> Chalice's entry. A room opens when one of its paths is first asked for."""

    def __missing__(self, path: str) -> dict[str, Any]:
        self.open(ROOM_OF[path])
        return self[path]

    def open(self, room: str) -> None:
        blueprint = blueprint_of(room)  # should that fail, the next request tries again
        self.update({path: {} for path in ROOMS[room]})  # Chalice enters the methods
        app.register_blueprint(blueprint)


# Its own handler would print each line a second time, and raise the level of our logger, which has the same name.
app = Chalice(app_name="tracefunnel", configure_logs=False)
routes = app.routes = Routes()
if "AWS_LAMBDA_FUNCTION_NAME" not in os.environ:  # there, whoever waits for a cold start waits for one room alone
    for each in ROOMS:
        routes.open(each)


@app.schedule(Rate(1, unit=Rate.MINUTES))
def roll_up(_event: Any) -> None:
    from chalicelib.routes.schedule import roll_up_on_schedule  # noqa: PLC0415 - the Lambda of the routes runs it never

    roll_up_on_schedule()
