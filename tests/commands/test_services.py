"""Services: started in order, stopped in reverse, restarted when asked, and never left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from thoughtcloud.commands import processes, services
from thoughtcloud.commands.progress import StepFailed
from thoughtcloud.commands.services import Service, Services

# Notes its end in a common file, so that the order of ends can be read there.
NOTES_ITS_END = """
import pathlib, signal, sys, time
def end(*_):
    with pathlib.Path("ends").open("a") as notes: notes.write(sys.argv[1] + "\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
pathlib.Path(sys.argv[1] + ".up").touch()
time.sleep(60)
"""


def service(folder: Path, title: str, code: str, *arguments: str, ready_at: str | None = None) -> Service:
    command = (sys.executable, "-c", code, *arguments)
    return Service(title, command, dict(os.environ), folder / f"{title}.log", ready_at)


def eventually(condition: object, seconds: float = 60.0) -> None:
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z" if Path("/proc").exists() else True


def test_services_stop_in_the_reverse_order_of_their_start(tmp_path: Path) -> None:
    with Services(tmp_path) as running:
        for title in ("sandbox", "app", "worker"):
            running.start(service(tmp_path, title, NOTES_ITS_END, title))
            eventually((tmp_path / f"{title}.up").exists)
    assert (tmp_path / "ends").read_text().split() == ["worker", "app", "sandbox"]


def test_one_service_can_be_stopped_by_its_title(tmp_path: Path) -> None:
    with Services(tmp_path) as running:
        for title in ("sandbox", "app"):
            running.start(service(tmp_path, title, NOTES_ITS_END, title))
            eventually((tmp_path / f"{title}.up").exists)
        running.stop("sandbox")
        assert (tmp_path / "ends").read_text().split() == ["sandbox"]
        assert [each.service.title for each in running.running] == ["app"]


def test_a_service_that_does_not_come_up_shows_the_end_of_its_log(tmp_path: Path) -> None:
    broken = service(tmp_path, "app", "print('PORT is wrong'); raise SystemExit(3)", ready_at="http://127.0.0.1:9/")
    with Services(tmp_path) as running, pytest.raises(StepFailed) as caught:
        running.start(broken)
    assert "ended with code 3" in str(caught.value)
    assert "PORT is wrong" in str(caught.value)
    assert str(broken.log) in str(caught.value)


def test_a_service_that_ends_later_stops_the_watch(tmp_path: Path) -> None:
    with Services(tmp_path) as running:
        running.start(service(tmp_path, "app", "import time; time.sleep(0.2); raise SystemExit(4)"))
        with pytest.raises(StepFailed, match="ended with code 4"):
            running.watch(restart=False)


def test_a_service_that_keeps_failing_is_given_up_after_some_restarts(tmp_path: Path) -> None:
    counting = "open('starts', 'a').write('x')"
    with Services(tmp_path, sleep=lambda _: time.sleep(0.02)) as running:
        running.start(service(tmp_path, "app", counting))
        with pytest.raises(StepFailed):
            running.watch(restart=True)
    assert (tmp_path / "starts").read_text() == "x" * (services.RESTARTS + 1)


def test_ready_means_that_it_answers(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = (
        "import http.server, time; time.sleep(0.3)\n"
        f"http.server.HTTPServer(('127.0.0.1', {port}), http.server.SimpleHTTPRequestHandler).serve_forever()"
    )
    address = f"http://127.0.0.1:{port}/"
    assert not services.answers(address)
    assert services.port_is_free("127.0.0.1", port)
    with Services(tmp_path) as running:
        running.start(service(tmp_path, "server", server, ready_at=address))
        assert services.answers(address)
        assert not services.port_is_free("127.0.0.1", port)


def test_stopping_ends_what_a_service_started_itself(tmp_path: Path) -> None:
    parent = (
        "import pathlib, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "pathlib.Path('child').write_text(str(child.pid)); time.sleep(60)"
    )
    with Services(tmp_path) as running:
        running.start(service(tmp_path, "app", parent))
        eventually(lambda: (tmp_path / "child").exists() and (tmp_path / "child").read_text())
        child = int((tmp_path / "child").read_text())
        assert is_alive(child)
    eventually(lambda: not is_alive(child))


def test_a_service_deaf_to_a_polite_request_is_ended_all_the_same(tmp_path: Path) -> None:
    deaf = "import signal, pathlib, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    deaf += "pathlib.Path('up').touch(); time.sleep(60)"
    with (tmp_path / "log").open("wb") as log:
        process = processes.spawn([sys.executable, "-c", deaf], env=dict(os.environ), cwd=tmp_path, output=log)
    eventually((tmp_path / "up").exists)
    processes.stop(process, patience=0.2)
    assert process.returncode == -signal.SIGKILL


if sys.platform.startswith("linux"):  # elsewhere the system offers no such signal

    def test_services_end_with_a_manager_that_was_killed_outright(tmp_path: Path) -> None:
        manager = (
            "import os, pathlib, sys, time\n"
            "from thoughtcloud.commands import processes\n"
            "log = open('log', 'wb')\n"
            "child = processes.spawn([sys.executable, '-c', 'import time; time.sleep(60)'], "
            "env=dict(os.environ), cwd=pathlib.Path('.'), output=log)\n"
            "pathlib.Path('child').write_text(str(child.pid)); time.sleep(60)"
        )
        env = {**os.environ, "PYTHONPATH": str(Path(services.__file__).parents[2])}
        process = subprocess.Popen([sys.executable, "-c", manager], cwd=tmp_path, env=env)
        eventually(lambda: (tmp_path / "child").exists() and (tmp_path / "child").read_text())
        child = int((tmp_path / "child").read_text())
        assert is_alive(child)
        process.kill()
        process.wait()
        eventually(lambda: not is_alive(child))
