"""The websocket spoken by hand, as anybody can: any event name, any payload, with the cookie of whoever it is."""

import json
import secrets
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from simple_websocket import Client, ConnectionClosed

from tests.browser.cast import Someone
from thoughtcloud.ui.states.viewer import CHOSEN_ZONE_COOKIE, ViewerState

# Events of one browser are worked off in their order, so that when the last call is answered all were. No other
# call asks for this zone, and no other answer contains this.
_LAST_ZONE = "Antarctica/Troll"
_LAST_ANSWER = f"{CHOSEN_ZONE_COOKIE}={_LAST_ZONE}"
# Handlers in the background go on beside the others: when nothing was heard for so many seconds, they are done.
_SILENCE = 1.0
# How long no single answer may take, on the busiest machine, in seconds.
_PATIENCE = 120.0
_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Call:
    """One event: the full name of a handler, or anything else, and its payload."""

    name: Any
    payload: Any
    path: str = "/"

    def packet(self) -> str:
        """As Socket.IO sends it; `path` is the page on which the browser claims to be."""
        at = {"pathname": self.path, "asPath": self.path, "query": {}}
        event = {"name": self.name, "payload": self.payload, "router_data": at}
        return "42/_event," + json.dumps(["event", event])


def speak(url: str, who: Someone | None, calls: Iterable[Call]) -> list[str]:
    """Send the calls in order as somebody, or as nobody; every answer, once all of them were worked off."""
    address = f"ws{url.removeprefix('http')}/_event/?EIO=4&transport=websocket&token={secrets.token_hex(16)}"
    headers = {"Origin": url, **({"Cookie": f"sid={who.token}"} if who else {})}
    socket = Client(address, headers=headers)
    last = Call(f"{ViewerState.get_full_name()}.choose_zone", {"zone": _LAST_ZONE})
    try:
        said = list(_conversation(socket, [*calls, last]))
    finally:
        socket.close()
    assert any(_LAST_ANSWER in each for each in said), f"not all was answered: {json.dumps(said)[-2000:]}"
    return said


def speak_apart(url: str, who: Someone | None, talks: Iterable[Iterable[Call]]) -> None:
    """`speak`, each talk in a browser of its own and several at a time."""
    with ThreadPoolExecutor(_AT_ONCE) as browsers:
        list(browsers.map(lambda talk: speak(url, who, talk), talks))


def _conversation(socket: Any, calls: list[Call]) -> Iterator[str]:
    """Engine.IO 4 and Socket.IO 5 over one websocket, as far as sending events and hearing answers needs them."""
    patience = _PATIENCE
    try:
        while (said := socket.receive(timeout=patience)) is not None:
            if said == "2":
                socket.send("3")
            elif said.startswith("0"):
                socket.send("40/_event,{}")
            elif said.startswith("40/_event,"):
                for call in calls:
                    socket.send(call.packet())
            else:
                patience = _SILENCE if _LAST_ANSWER in said else patience
                yield said
    except ConnectionClosed:
        return
