"""The movable clock: real time plus an offset in whole seconds, kept in a file that others may read."""

import os
import time
from contextlib import suppress
from pathlib import Path


class Clock:
    """Unix seconds as the sandbox sees them. Without a file the offset lives in memory only."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._offset = 0
        if path is not None and not path.exists():
            self._write(0)

    @property
    def offset(self) -> int:
        """Seconds ahead of (negative: behind) real time."""
        if self._path is not None:
            # A reader may find the file gone or being made; the last offset still holds then.
            with suppress(FileNotFoundError, ValueError):
                self._offset = int(self._path.read_text().strip() or 0)
        return self._offset

    def now(self) -> int:
        """The simulated time in unix seconds."""
        return int(time.time()) + self.offset

    def move_to(self, offset: int) -> None:
        """Sets the offset; the file is replaced in one step, so no reader sees half a number."""
        self._offset = offset
        if self._path is not None:
            self._write(offset)

    def advance(self, seconds: int) -> None:
        """Moves the clock by so many seconds."""
        self.move_to(self.offset + seconds)

    def _write(self, offset: int) -> None:
        assert self._path is not None
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}.new")
        draft.write_text(f"{offset}\n")
        draft.replace(self._path)
