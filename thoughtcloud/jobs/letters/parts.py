"""What mails are made of: paragraphs (plain strings), facts, lists, quotes, links; and those that many share."""

from dataclasses import dataclass

from thoughtcloud.jobs.letters.matter import Matter
from thoughtcloud.jobs.letters.reader import Reader


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with what they stand for, one below the other."""

    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A label, and lines of one kind below it."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of somebody else, with who says them; never made into links."""

    said_by: str
    words: str


@dataclass(frozen=True, slots=True)
class Link:
    """A way to a page of ours; `address` is complete."""

    label: str
    address: str


Part = str | Facts | Listed | Quote | Link
# A mail before it is put on paper: its subject, then its parts; empty ones are left out.
Draft = tuple[Part, ...]


def facts(about: Matter, reader: Reader, *more: tuple[str, str]) -> Facts:
    """What and when, and what else there is to know; the labels in `more` are written in the reader's language."""
    when = reader.appointment(about.starts_at, about.ends_at)
    return Facts(((reader.say("What"), about.title), (reader.say("When"), when), *more))


def with_mentor(about: Matter, reader: Reader) -> tuple[str, str]:
    """The fact with whom a mentee has the session."""
    return (reader.say("With"), about.mentor)


def with_mentee(about: Matter, reader: Reader) -> tuple[str, str]:
    """The fact with whom a mentor has the session."""
    return (reader.say("With"), about.mentee)


def booking_link(about: Matter, reader: Reader) -> Link:
    """The way to the mentee's page of the booking."""
    return Link(reader.say("Your booking"), f"{reader.site}/bookings/{about.booking_id}")


def renewal_link(about: Matter, reader: Reader) -> Link:
    """The way to the page on which a refused reservation is put right, in one tap."""
    return Link(reader.say("Confirm now"), f"{reader.site}/confirm/{about.booking_id}/{about.page_key}")


def another_card_link(about: Matter, reader: Reader) -> Link:
    """The way to the page on which another card is used for a refused reservation."""
    address = f"{reader.site}/confirm/{about.booking_id}/{about.page_key}/card"
    return Link(reader.say("Use another card"), address)


def session_link(about: Matter, reader: Reader) -> Link:
    """The way to the mentor's page of the booking."""
    return Link(reader.say("The session"), f"{reader.site}/mentor/sessions/{about.booking_id}")


def operator_link(about: Matter, reader: Reader) -> Link:
    """The way to an operator's page of the booking."""
    return Link(reader.say("The case"), f"{reader.site}/operator/bookings/{about.booking_id}")


def receipt_link(about: Matter, reader: Reader) -> Link:
    """The way to the mentee's receipt of the booking, to print."""
    return Link(reader.say("Receipt to print"), f"{reader.site}/bookings/{about.booking_id}/receipt")


def record_link(about: Matter, reader: Reader) -> Link:
    """The way to the mentee's page of the booking, with its number: what a receipt leads to."""
    return Link(reader.say("Booking {id}", id=about.booking_id), f"{reader.site}/bookings/{about.booking_id}")


def on_card(about: Matter, reader: Reader) -> str:
    """Where a sum is reserved or was charged."""
    return reader.say("on {card}", card=about.card) if about.card else reader.say("on your card")


def to_card(about: Matter, reader: Reader) -> str:
    """Where a sum goes back to, or what is being charged."""
    return reader.say("to {card}", card=about.card) if about.card else reader.say("to your card")

