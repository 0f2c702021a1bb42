"""A printed page: a heading, facts, and tables whose last row may be a total; read on a screen, good on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; `proof` is the object at Stripe behind it."""

    cells: Sequence[str]
    proof: str = ""
    total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table. The first `words` columns are words, the others sums."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Row]
    words: int = 2


@dataclass(frozen=True, slots=True)
class Paper:
    """All that is on the page; `links` are further ways of the reader's, with their addresses, and not printed."""

    title: str
    number: str
    facts: Sequence[tuple[str, str]]
    tables: Sequence[Table]
    notes: Sequence[str]
    links: Sequence[tuple[str, str]]
    listed: Sequence[tuple[str, str]] = ()


def html(paper: Paper) -> str:
    """The page as a whole document; everything in it is escaped."""
    return _template().render(paper=paper)


@cache
def _template() -> Template:
    loader = FileSystemLoader(Path(__file__).parent)
    drawn = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return drawn.get_template("paper.html")
