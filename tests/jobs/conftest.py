"""Jobs are tested in the same small marketplace as payments."""

from tests.payments.conftest import sandbox_process, world

__all__ = ["sandbox_process", "world"]
