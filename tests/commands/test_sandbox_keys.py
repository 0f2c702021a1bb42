"""The sandbox's keys: made once, of the right shape, readable by their owner only."""

import os
import stat
from pathlib import Path

from thoughtcloud import settings
from thoughtcloud.commands import sandbox_keys


def test_keys_are_made_once_and_kept(tmp_path: Path) -> None:
    first = sandbox_keys.kept(tmp_path / "sandbox.env")
    assert sandbox_keys.kept(tmp_path / "sandbox.env") == first
    assert sandbox_keys.kept(tmp_path / "other.env") != first


def test_the_keys_are_valid_settings_of_the_test_mode(tmp_path: Path) -> None:
    chosen = settings.load(sandbox_keys.kept(tmp_path / "sandbox.env"), tmp_path / "no.env")
    assert chosen.test_mode


def test_nobody_else_may_read_them(tmp_path: Path) -> None:
    sandbox_keys.kept(tmp_path / "sandbox.env")
    mode = stat.S_IMODE(os.stat(tmp_path / "sandbox.env").st_mode)
    assert mode == 0o600 or os.name == "nt"


def test_a_write_that_was_cut_off_is_done_again(tmp_path: Path) -> None:
    (tmp_path / "sandbox.env.unfinished").write_text("STRIPE_SECRET_KEY=sk_te")
    assert len(sandbox_keys.kept(tmp_path / "sandbox.env")) == 3
