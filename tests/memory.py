"""A folder for files that a run of the tests writes without end, and that need not outlive the machine.

Each commit of SQLite waits for the disk several times, as it should; in memory there is nothing to wait for.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Linux keeps what is here in memory; containers are often given little of it.
MEMORY = Path("/dev/shm")
ENOUGH_BYTES = 256 * 1024 * 1024


@contextmanager
def folder() -> Iterator[Path]:
    """An empty folder, in memory where there is enough, gone with the end of the block."""
    with tempfile.TemporaryDirectory(
        prefix="thoughtcloud-tests-", dir=MEMORY if _has_room() else None, ignore_cleanup_errors=True
    ) as name:
        yield Path(name)


def _has_room() -> bool:
    return os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ENOUGH_BYTES
