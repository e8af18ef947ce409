"""The README's tour, as a new user would type it."""

import json
import re
import subprocess
from pathlib import Path

from tests.conftest import ServiceFactory
from tests.running_service import PROJECT


def _tour() -> str:
    readme = (PROJECT / "README.md").read_text()
    chapter = readme.split("\n## Tour\n")[1].split("\n## ")[0]
    return "\necho\n".join(re.findall(r"```sh\n(.*?)```", chapter, flags=re.DOTALL))


def test_every_command_of_the_tour_does_what_the_words_beside_it_say(service: ServiceFactory, tmp_path: Path) -> None:
    running = service()
    (tmp_path / ".tracefunnel").mkdir()
    secrets = "".join(f"{name}='{value}'\n" for name, value in running.secrets.items())
    (tmp_path / ".tracefunnel" / "secrets.env").write_text(secrets)
    tour = _tour().replace("http://127.0.0.1:8000", running.base_url)
    script = re.sub("^curl -s", "echo; curl -s", tour, flags=re.MULTILINE)
    done = subprocess.run(["bash", "-euc", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines() if line]
    sent, signed, feed, by_address, timeline, summary = answers[:6]
    campaign, link, registration, campaign_summary, refused, quarantine, replayed = answers[6:]
    assert sent["results"] == [{"index": 0, "event_id": "login-1", "status": "accepted"}]
    assert signed["results"] == [{"index": 0, "event_id": "msg_tour:0", "status": "accepted"}]
    assert [event["id"] for event in feed["events"]] == ["msg_tour:0", "login-1"]
    assert feed["events"][1]["error_message"] == "code expired, paid with [card]"
    assert [event["id"] for event in by_address["events"]] == ["login-1"]
    assert [event["id"] for event in timeline["events"]] == ["login-1", "msg_tour:0"]
    assert sum(summary["series"]["events"]["m_auth_login_fail"]) == 1
    assert (campaign["campaign_id"], link["cid"]) == ("tour", "tour-mail")
    assert registration["attribution"]["link_id"] == "tour-mail"
    assert registration["attribution"]["utm_content"] == "top"
    assert registration["attribution"]["channel"] == "email"
    assert (campaign_summary["registrations"], campaign_summary["clicks"]) == (1, 1)
    assert campaign_summary["tracking_metadata"]["tracking_success_rate"] == "100.0%"
    assert refused["Code"] == "UnprocessableEntityError"
    assert {reason["field"] for reason in refused["results"][0]["reasons"]} == {"email", "user_id"}
    assert quarantine["items"][0]["event"]["user_id"] == "[email]"
    assert replayed["results"][0]["status"] == "accepted"
    assert "kim@" not in done.stdout
