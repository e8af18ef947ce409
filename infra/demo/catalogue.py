"""The demonstration's campaigns and links, made through the API, so that its registrations belong to something."""

from collections.abc import Iterator
from typing import Any

from chalicelib.domain.dashboard_urls import DASHBOARD_PATH
from infra.demo.people import CAMPAIGNS, CLICKS
from infra.transfer.api import Api

CAMPAIGNS_PATH, LINKS_PATH = "/internal/campaigns", "/internal/links"
_MADE, _THERE_ALREADY = 201, 409


def make_catalogue(api: Api) -> bool:
    """Every link leads back to the service itself; False where it takes no link that does."""
    requests = _requests(str(api.http.base_url.join(f"{DASHBOARD_PATH}/")))
    return all(api.http.post(path, json=body).status_code in (_MADE, _THERE_ALREADY) for path, body in requests)


def _requests(destination_url: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for campaign_id, name in CAMPAIGNS.items():
        yield CAMPAIGNS_PATH, {"campaign_id": campaign_id, "name": name, "default_url": destination_url}
    for click in CLICKS:
        yield LINKS_PATH, {"campaign_id": click.campaign_id, "cid": click.cid, **click.utm.present()}
