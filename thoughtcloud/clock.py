"""The clock knows what time it is for the whole product; in sandbox mode it can be moved ahead."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from thoughtcloud import settings

# How long a read offset is used before the file is looked at again, in seconds.
LOOK_AGAIN_AFTER = 0.1


def now() -> datetime:
    """The present moment as aware UTC; in sandbox mode plus the offset that the sandbox's console set."""
    return datetime.now(UTC) + _offset.current(_clock_file())


class FileOffset:
    """A file of whole seconds, read again only when it has changed and at most ten times a second."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._looked_at = -LOOK_AGAIN_AFTER
        self._stamp = 0
        self._offset = timedelta(0)

    def current(self, path: Path | None) -> timedelta:
        """The offset written in `path`; none when there is no path, no file or no number in it."""
        if path is None:
            return timedelta(0)
        if path != self._path or time.monotonic() - self._looked_at >= LOOK_AGAIN_AFTER:
            self._look(path)
        return self._offset

    def _look(self, path: Path) -> None:
        self._looked_at = time.monotonic()
        try:
            stamp = path.stat().st_mtime_ns
            if path != self._path or stamp != self._stamp:
                self._offset = timedelta(seconds=int(path.read_text(encoding="ascii").strip() or "0"))
        except FileNotFoundError:
            stamp, self._offset = 0, timedelta(0)
        except ValueError:
            # The writer is in the middle of its write: keep what was known and look again.
            stamp = 0
        self._path, self._stamp = path, stamp


_offset = FileOffset()


def _clock_file() -> Path | None:
    return settings.current().sandbox_clock_file
