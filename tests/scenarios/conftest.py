"""What scenarios share."""

from collections.abc import Iterator

import pytest

from tests.scenarios.rotation_parts import Instances, instances_at_every_step


@pytest.fixture(scope="session")
def instances(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instances]:
    """One at each step of a rotation; four starts take seconds. Each test has ids of its own."""
    with instances_at_every_step(engine, tmp_path_factory.mktemp("rotation")) as running:
        yield running
