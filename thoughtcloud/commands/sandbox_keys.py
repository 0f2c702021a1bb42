"""The sandbox's keys: made once for this machine, kept in a file that only its owner reads."""

import os
import secrets
from pathlib import Path


def kept(path: Path) -> dict[str, str]:
    """The keys in `path`, made there first when there are none."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, _made())
    pairs = (line.partition("=") for line in path.read_text(encoding="ascii").splitlines())
    return {name: value for name, _, value in pairs}


def _made() -> dict[str, str]:
    return {
        "STRIPE_PUBLIC_KEY": f"pk_test_sandbox_{secrets.token_hex(16)}",
        "STRIPE_SECRET_KEY": f"sk_test_sandbox_{secrets.token_hex(16)}",
        "STRIPE_WEBHOOK_SECRET": f"whsec_{secrets.token_hex(24)}",
    }


def _write(path: Path, keys: dict[str, str]) -> None:
    """All of the file or nothing: a half-written key would be believed at the next start."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    file = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w", encoding="ascii") as output:
        output.writelines(f"{name}={value}\n" for name, value in keys.items())
    unfinished.replace(path)
