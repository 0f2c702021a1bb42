"""The websocket spoken by hand, as anybody can: any event name, any payload, with the cookies of the browser."""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

# Engine.IO 4 and Socket.IO 5 over one websocket, as far as sending an event and hearing the answers needs them.
_SPEAK = """
([token, events, last]) => new Promise((resolve, reject) => {
  const heard = [];
  const socket = new WebSocket(`ws://${location.host}/_event/?EIO=4&transport=websocket&token=${token}`);
  const finish = () => { socket.close(); resolve(heard); };
  const timer = setTimeout(finish, 60000);
  socket.onerror = () => reject(new Error("the websocket was refused"));
  socket.onclose = finish;
  socket.onmessage = (message) => {
    const said = String(message.data);
    if (said === "2") return socket.send("3");
    if (said.startsWith("0")) return socket.send("40/_event,{}");
    if (said.startsWith("40/_event,")) {
      for (const event of events) socket.send("42/_event," + JSON.stringify(["event", event]));
      return;
    }
    heard.push(said);
    if (said.includes(last)) { clearTimeout(timer); finish(); }
  };
})
"""


@dataclass(frozen=True, slots=True)
class Call:
    """One event: the full name of a handler, or anything else, and its payload."""

    name: Any
    payload: Any
    at: dict[str, Any] = field(default_factory=lambda: {"pathname": "/", "query": {}})

    def event(self) -> dict[str, Any]:
        """As the server reads it; `at` is the page on which the browser claims to be."""
        return {"name": self.name, "payload": self.payload, "router_data": self.at}


def speak(page: Page, calls: list[Call], last: str) -> list[str]:
    """Send the calls in order from the page's browser; every answer until one that contains `last`."""
    said: list[str] = page.evaluate(_SPEAK, [secrets.token_hex(16), [call.event() for call in calls], last])
    assert any(last in each for each in said), f"no answer contains {last!r}: {json.dumps(said)[:2000]}"
    return said
