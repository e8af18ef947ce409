"""What a deployment is asked for."""

from dataclasses import dataclass
from pathlib import Path

from infra.dashboard_files import BUILT
from infra.deployment import emulator, place
from infra.deployment.place import Place


@dataclass(frozen=True)
class Options:
    """`bucket`: for the package. `port`: of the local stage's emulator. `said_yes`: nobody need be asked."""

    stage: str
    bucket: str
    port: int
    out: Path
    parameters: dict[str, str]
    said_yes: bool = True
    dashboard: Path = BUILT

    @property
    def place(self) -> Place:
        return place.emulated(self.stage, emulator.url(self.port)) if self.stage == "local" else place.aws(self.stage)
