"""The project knows where things are: its folder, its environment's programs, its data and its logs."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Project:
    """A checkout of Thoughtcloud at `root`."""

    root: Path
    windows: bool = os.name == "nt"

    @property
    def environment(self) -> Path:
        """The virtual environment, made and filled by `toolchain`."""
        return self.root / ".venv"

    @property
    def programs(self) -> Path:
        """The folder of the environment's programs: python, node, npm, reflex."""
        return self.environment / ("Scripts" if self.windows else "bin")

    @property
    def python(self) -> Path:
        """The environment's Python."""
        return self.program("python")

    @property
    def requirements(self) -> Path:
        """The full list of pinned packages."""
        return self.root / "requirements.txt"

    @property
    def data(self) -> Path:
        """Everything that running makes: database, sandbox, logs, builds. Not in the history."""
        return self.root / ".data"

    @property
    def logs(self) -> Path:
        """One file for each step and each service."""
        return self.data / "logs"

    @property
    def frontends(self) -> Path:
        """Built frontends, one folder for each state of the sources."""
        return self.data / "frontend"

    @property
    def sandbox(self) -> Path:
        """The sandbox's own data."""
        return self.data / "sandbox"

    @property
    def clock(self) -> Path:
        """The file by which the sandbox's console moves the time of the application too."""
        return self.sandbox / "clock"

    def program(self, name: str) -> Path:
        """A program of the environment."""
        return self.programs / (f"{name}.exe" if self.windows else name)

    def module(self, name: str, *arguments: str) -> list[str]:
        """The command that runs a Python module inside the environment."""
        return [str(self.python), "-m", name, *arguments]


HERE = Project(Path(__file__).resolve().parents[2])
