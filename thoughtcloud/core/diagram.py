"""The process drawn: Mermaid diagrams and a table made from `process.EDGES`, so that documents cannot lie.

`python -m thoughtcloud.core.diagram` writes them into docs/money.md and README.md between their markers.
"""

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path

from thoughtcloud.core.process import EDGES, reachable
from thoughtcloud.core.process.edge import Edge, When
from thoughtcloud.core.process.groups import START
from thoughtcloud.core.states import Position

Part = Callable[[Position], StrEnum]
PARTS: dict[str, Part] = {
    "booking": lambda position: position.booking,
    "payment": lambda position: position.payment,
    "share": lambda position: position.share,
}


def moves(part: Part) -> dict[tuple[str, str], list[str]]:
    """Every change of one life cycle that can really happen: (from, to) -> the events that cause it."""
    found: dict[tuple[str, str], list[str]] = {}
    for position, edge in _steps():
        before, after = part(position), part(edge.leads_to(position))
        events = found.setdefault((before, after), []) if before != after else []
        if edge.event not in events:
            events.append(edge.event)
    return found


def _steps() -> Iterator[tuple[Position, Edge]]:
    for edge in EDGES:
        for position in sorted(reachable(), key=str):
            if (
                position.booking in edge.booking
                and position.payment in edge.payment
                and position.share in edge.share
            ):
                yield position, edge


def mermaid(name: str) -> str:
    """The state diagram of `booking`, `payment` or `share` as a Mermaid block."""
    part = PARTS[name]
    lines = ["```mermaid", "stateDiagram-v2", "    direction LR", f"    [*] --> {part(START)}"]
    changes = moves(part)
    lines += [f"    {before} --> {after}: {', '.join(events)}" for (before, after), events in changes.items()]
    last = {after for _, after in changes} - {before for before, _ in changes}
    lines += [f"    {state} --> [*]" for state in sorted(last)]
    return "\n".join([*lines, "```"])


def table() -> str:
    """All edges as a Markdown table, in the order in which they are tried."""
    rows = ["| event | who | when | what the history says | sets off | tells |", "|---|---|---|---|---|---|"]
    return "\n".join(rows + [_row(edge) for edge in EDGES])


def _row(edge: Edge) -> str:
    who = ", ".join(sorted(edge.actors))
    when = "" if edge.when is When.ALWAYS else edge.when
    sets_off = ", ".join(f"`{effect}`" for effect in edge.effects)
    tells = ", ".join(f"`{notice}`" for notice in edge.tells)
    return f"| `{edge.event}` | {who} | {when} | {edge.says} | {sets_off} | {tells} |"


SECTIONS: dict[str, Callable[[], str]] = {
    "booking": lambda: mermaid("booking"),
    "payment": lambda: mermaid("payment"),
    "share": lambda: mermaid("share"),
    "edges": table,
}


def drawn(text: str) -> str:
    """The document with everything between `<!-- process:NAME -->` and `<!-- end -->` drawn anew."""

    def section(match: re.Match[str]) -> str:
        return f"<!-- process:{match[1]} -->\n{SECTIONS[match[1]]()}\n<!-- end -->"

    return re.sub(r"<!-- process:(\w+) -->.*?<!-- end -->", section, text, flags=re.S)


def main() -> None:
    """Draw the documents of this project anew."""
    root = Path(__file__).resolve().parents[2]
    for path in (root / "README.md", root / "docs" / "money.md"):
        path.write_text(drawn(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
