"""Bad weather on demand: calls that fail, and webhooks that get lost, repeated, delayed or out of order."""

from dataclasses import dataclass, field
from enum import StrEnum


class FaultKind(StrEnum):
    """How a call fails. `lost_answer` is carried out and then not answered; `slow` is answered late."""

    timeout = "timeout"
    server_error = "500"
    too_many_requests = "429"
    conflict = "409"
    lost_answer = "lost_answer"
    slow = "slow"


class WebhookMode(StrEnum):
    """How events are delivered."""

    normal = "normal"
    drop = "drop"
    repeat = "repeat"
    delay = "delay"
    reverse = "reverse"


@dataclass
class Fault:
    """A fault that hits the next `calls` calls with this method and path prefix (empty: any)."""

    kind: FaultKind
    calls: int
    method: str = ""
    path: str = ""
    seconds: float = 90.0


@dataclass
class Webhooks:
    """The mode of delivery; `times` counts for repeat, `seconds` for delay."""

    mode: WebhookMode = WebhookMode.normal
    times: int = 2
    seconds: float = 0.0


@dataclass
class Weather:
    """All that is wrong on purpose; kept in memory, a restart clears it."""

    faults: list[Fault] = field(default_factory=list)
    webhooks: Webhooks = field(default_factory=Webhooks)

    def strike(self, method: str, path: str) -> Fault | None:
        """The fault for this call, if one is waiting for it; it is used up by one."""
        for fault in self.faults:
            if fault.method in ("", method) and path.startswith(fault.path):
                fault.calls -= 1
                if fault.calls <= 0:
                    self.faults.remove(fault)
                return fault
        return None
