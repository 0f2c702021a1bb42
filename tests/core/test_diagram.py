"""The documents' diagrams are the process itself."""

from pathlib import Path

import pytest

from thoughtcloud.core import diagram, process
from thoughtcloud.core.process import groups

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("document", ["README.md", "docs/money.md"])
def test_a_document_shows_the_process_as_it_is_now(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    assert "<!-- process:" in text
    assert diagram.drawn(text) == text


def test_every_edge_of_the_table_can_be_taken_from_somewhere() -> None:
    taken = {edge for _, edge in diagram._steps()}
    assert [edge.says for edge in process.EDGES if edge not in taken] == []


def test_every_state_is_reached_in_the_diagrams() -> None:
    for name, part in diagram.PARTS.items():
        drawn = {after for _, after in diagram.moves(part)} | {part(groups.START)}
        assert drawn == set(type(part(groups.START))), name
