"""A PostgreSQL of the test run's own: started in a temporary folder, reached by a socket, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

# Where Debian keeps the binaries; THOUGHTCLOUD_PG_BIN names another folder.
DEBIAN = Path("/usr/lib/postgresql")
SETTINGS = "-c listen_addresses=''"
# What a test writes need not outlive the machine.
HASTY = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class Cluster:
    """A running server; `database` makes an empty database, `url` says how to reach it."""

    def __init__(self, folder: Path, options: str) -> None:
        self.folder, self._options = folder, options
        self._numbers = count()

    def stop(self) -> None:
        """Every connection breaks at once, as when the machine fails."""
        _run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def start(self) -> None:
        """It is there, again; what was committed before is too, if the cluster is durable."""
        log = str(self.folder / "log")
        _run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-l", log, "-o", self._options, "start")

    def database(self) -> str:
        """The name of a new, empty database."""
        name = f"test_{next(self._numbers)}"
        with psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True) as server:
            server.execute(sql.SQL("create database {} template template0").format(sql.Identifier(name)))
        return name

    def url(self, name: str) -> str:
        """The address of a database of this cluster, as the settings would have it."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"


@contextmanager
def running(*, durable: bool = False) -> Iterator[Cluster]:
    """A cluster that is stopped and deleted at the end; `durable` if each commit is to reach the disk."""
    folder = Path(tempfile.mkdtemp(prefix="thoughtcloud-pg-"))
    data = folder / "data"
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        _run("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"{SETTINGS} {'' if durable else HASTY} -c unix_socket_directories='{folder}'"
        cluster = Cluster(folder, options)
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(program: str, *arguments: str) -> None:
    # PostgreSQL refuses to run as root; the package's own user takes its place.
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run(
        [*as_postgres, str(_binaries() / program), *arguments],
        check=True,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"], "PGCTLTIMEOUT": "600"},
    )


def _binaries() -> Path:
    named = os.environ.get("THOUGHTCLOUD_PG_BIN")
    found = [Path(named)] if named else sorted(DEBIAN.glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    found += [Path(on_path).parent] if on_path else []
    for folder in found:
        if (folder / "initdb").exists():
            return folder
    raise FileNotFoundError("no PostgreSQL found: install it, or name its bin folder in THOUGHTCLOUD_PG_BIN")
