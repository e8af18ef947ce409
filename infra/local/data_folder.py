"""The folder that keeps what one local run must not lose: the engine's store and the secrets."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.local.errors import LocalRunError


class DataFolderError(LocalRunError):
    """The data folder cannot be used; the message says why."""


@contextmanager
def locked_data_folder(folder: Path) -> Iterator[Path]:
    """Make the folder where it is missing and hold it for this process alone; yields its absolute path.

    The lock ends with the process however that ends, since the kernel holds it and no child inherits its descriptor.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock_file = (folder / "lock").open("a")
    except OSError as error:
        raise DataFolderError(f"the data folder {folder} cannot be used: {error.strerror}") from error
    with lock_file:
        try:
            fcntl.flock(lock_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DataFolderError(
                f"the data folder {folder} is in use by another service: stop that one or name another by --data"
            ) from error
        yield folder.resolve()
