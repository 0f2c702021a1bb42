"""How a mail looks: the same parts once as plain text and once as HTML in the colours of the site.

The HTML is made for mail readers of every age: one table, styles in the tags, nothing loaded from anywhere, and
a second set of colours for readers that are dark. The plain text says the same.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from thoughtcloud.jobs.icalendars import Invitation
from thoughtcloud.jobs.letters.parts import Facts, Link, Listed, Part, Quote
from thoughtcloud.jobs.letters.reader import Reader

LONGEST_SUBJECT: Final = 160
# Labels stand in a column, so that sums and times stand in one too.
_COLUMN: Final = 11

# The colours of ui/theme.py, which lies above this layer; a test holds the two together.
LIGHT: Final = {
    "paper": "#faf7f1",
    "surface": "#fffdfa",
    "line": "#e4dccf",
    "ink": "#1b2730",
    "soft": "#47545e",
    "faint": "#626c74",
    "brand": "#12535e",
    "on-brand": "#ffffff",
    "sunken": "#f2ece2",
    "glow": "#e9955c",
}
DARK: Final = {
    "paper": "#10181c",
    "surface": "#172126",
    "line": "#2b383e",
    "ink": "#f0ebe2",
    "soft": "#bcc5c9",
    "faint": "#98a4aa",
    "brand": "#84cdd2",
    "on-brand": "#06292e",
    "sunken": "#0c1316",
    "glow": "#f0a873",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A finished mail: one line of subject, and the same content as plain text and as an HTML document.

    `invitation` changes the reader's calendar, when the mail is about an appointment.
    """

    subject: str
    text: str
    html: str
    invitation: Invitation | None = None


def letter(reader: Reader, subject: str, *parts: Part) -> Letter:
    """Put the parts on paper, with a greeting above and our name below; empty parts are left out."""
    line = " ".join(subject.split())
    kept = line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1] + "…"
    shown = [part for part in parts if part]
    return Letter(kept, _text(reader, shown), _html(reader, kept, shown))


def _text(reader: Reader, parts: list[Part]) -> str:
    blocks = [_greeting(reader), *(_as_text(part) for part in parts), f"Thoughtcloud\n{reader.site}"]
    return "\n\n".join(blocks) + "\n"


def _as_text(part: Part) -> str:
    match part:
        case Facts(lines):
            column = max(_COLUMN, *(len(label) + 1 for label, _ in lines))
            return "\n".join(f"{label + ':':{column}} {text}" for label, text in lines)
        case Listed(label, lines):
            return f"{label}:\n" + "\n".join(f"- {line}" for line in lines)
        case Quote(said_by, words):
            return f"{said_by}:\n" + "\n".join(f"> {line}" for line in words.splitlines())
        case Link(label, address):
            return f"{label}:\n{address}"
        case str(words):
            return words


def _html(reader: Reader, subject: str, parts: list[Part]) -> str:
    return _template().render(
        language=reader.locale.replace("_", "-"),
        subject=subject,
        greeting=_greeting(reader),
        parts=[(type(part).__name__.lower(), part) for part in parts],
        site=reader.site,
        why=reader.say("You get this mail because you have an account at Thoughtcloud."),
        light=LIGHT,
        dark=DARK,
    )


def _greeting(reader: Reader) -> str:
    return reader.say("Hello {name},", name=reader.name)


@cache
def _template() -> Template:
    loader = FileSystemLoader(Path(__file__).parent)
    undefined = StrictUndefined
    paper = Environment(loader=loader, autoescape=True, undefined=undefined, trim_blocks=True, lstrip_blocks=True)
    return paper.get_template("letter.html")
