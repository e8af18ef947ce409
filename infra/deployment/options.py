"""What a deployment is asked for."""

from dataclasses import dataclass
from pathlib import Path

from infra.deployment import emulator, place
from infra.deployment.place import Place
from infra.package import PROJECT

DASHBOARD = PROJECT / "frontend" / "dashboard" / "dist"


@dataclass(frozen=True)
class Options:
    """`bucket`: for the package. `port`: of the local stage's emulator. `said_yes`: nobody need be asked."""

    stage: str
    bucket: str
    port: int
    out: Path
    parameters: dict[str, str]
    said_yes: bool = True
    dashboard: Path = DASHBOARD

    @property
    def place(self) -> Place:
        return place.emulated(self.stage, emulator.url(self.port)) if self.stage == "local" else place.aws(self.stage)
