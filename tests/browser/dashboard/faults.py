"""An API that is down, slow, or answers with an error, seen from one browser."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Route

from tests.browser.dashboard.problems import Problems

API = "/(internal|auth)/"
_CODES = {
    400: "BadRequestError",
    401: "UnauthorizedError",
    403: "ForbiddenError",
    404: "NotFoundError",
    429: "TooManyRequestsError",
    500: "InternalServerError",
    503: "ServiceUnavailableError",
}


@dataclass
class Faults:
    """Each takes how the paths begin that it is for, a regular expression; unless named, all of the API.

    Of several for one path the last wins. What the console says of failures that a fault makes fails no test.
    """

    context: BrowserContext
    problems: Problems
    _held: list[Route] = field(default_factory=list)

    def down(self, paths: str = API) -> None:
        """Nobody answers: connections are refused."""
        self._from_now_on(paths, lambda route: route.abort("connectionrefused"))

    def slow(self, paths: str = API) -> None:
        """No answer comes until `mend`."""
        self._from_now_on(paths, self._hold)

    def answer(self, status: int, paths: str = API, retry_after: int | None = None) -> None:
        """Every request gets this error, such as 401 or 503, in the shape of the API's own."""
        body = json.dumps({"Code": _CODES[status], "Message": "made by the test"})
        headers = {"Content-Type": "application/json"}
        if retry_after is not None:
            headers["Retry-After"] = str(retry_after)
        self._from_now_on(paths, lambda route: route.fulfill(status=status, headers=headers, body=body))

    def mend(self) -> None:
        """Everything works again, and what was held goes on.

        What comes to be held meanwhile goes on with the end of all routes, and cannot be freed a second time.
        """
        while self._held:
            self._held.pop(0).continue_()
        self.context.unroute_all()
        self._held.clear()

    def _hold(self, route: Route) -> None:
        self._held.append(route)

    def _from_now_on(self, paths: str, handler: Callable[[Route], object]) -> None:
        self.problems.expect(rf"\({paths}")
        self.context.route(re.compile(re.escape(self.problems.origin) + paths), handler)
