"""The accounts that a visitor of the demo marketplace is invited to use, and everybody's password there."""

from collections.abc import Sequence
from dataclasses import dataclass

from thoughtcloud.jobs.demo.cast import Person, mentees, mentors

PASSWORD = "mentoring-is-fun"  # noqa: S105  # shown to whoever starts the demo
OPERATOR = Person("Ines Halvorsen", "operator@example.com", "Europe/Berlin")


@dataclass(frozen=True, slots=True)
class Account:
    """An account lent to visitors, and what it is for."""

    role: str
    person: Person


def lent() -> tuple[Account, ...]:
    """A mentee, two mentors and an operator."""
    first, second = mentors()[:2]
    return (
        Account("mentee", mentees()[0]),
        Account("mentor", first.person),
        Account("mentor", second.person),
        Account("operator", OPERATOR),
    )


def told(known: Sequence[Account]) -> str:
    """The accounts as lines for a terminal."""
    width = max(len(one.person.email) for one in known)
    lines = [f"  {one.role:<9} {one.person.email:<{width}}   {PASSWORD}   {one.person.name}" for one in known]
    return "\n".join(["Demo accounts (who, address, password):", *lines])
