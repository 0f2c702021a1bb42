"""What the marketplace says to a bank about a disputed charge, written from the record of the booking.

The fields are Stripe's (docs.stripe.com/api/disputes/evidence_object); only what fits a service given over the
network is used. What is drafted here is what the record says and nothing else; an operator may say it better.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from thoughtcloud.core.errors import Problem, invalid
from thoughtcloud.core.money import Money

# Characters of one text, and of all together (docs.stripe.com/disputes/categories; the API's reference).
LONGEST_TEXT = 20_000
LONGEST_LINE = 1_000
LONGEST_ALL = 150_000


class Field(StrEnum):
    """One field of a dispute's evidence, by Stripe's name."""

    PRODUCT_DESCRIPTION = "product_description"
    SERVICE_DATE = "service_date"
    CUSTOMER_NAME = "customer_name"
    CUSTOMER_EMAIL = "customer_email_address"
    ACCESS_LOG = "access_activity_log"
    CANCELLATION_TERMS = "cancellation_policy_disclosure"
    CANCELLATION_REBUTTAL = "cancellation_rebuttal"
    REFUND_TERMS = "refund_policy_disclosure"
    REFUND_REFUSAL = "refund_refusal_explanation"
    ANYTHING_ELSE = "uncategorized_text"

    @property
    def longest(self) -> int:
        """How many characters it may have."""
        return LONGEST_LINE if self in _LINES else LONGEST_TEXT

    @property
    def is_line(self) -> bool:
        """Whether it is one line and not a text."""
        return self in _LINES


_LINES = frozenset({Field.SERVICE_DATE, Field.CUSTOMER_NAME, Field.CUSTOMER_EMAIL})


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened, when (aware UTC), in the words of the record."""

    at: datetime
    says: str


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of the disputed booking. `terms` are its cancellation terms in words; instants are aware UTC.

    `came`: who went through the door of the room, and when. `told`: which mails were sent to the mentee.
    """

    booking_id: str
    title: str
    minutes: int
    starts_at: datetime
    ends_at: datetime
    brief: str
    mentee: str
    mentee_email: str
    mentor: str
    mentor_headline: str
    price: Money
    card: str
    booked_at: datetime
    terms: str
    outcome: str
    history: tuple[Fact, ...] = ()
    came: tuple[Fact, ...] = ()
    notes: tuple[Fact, ...] = ()
    told: tuple[Fact, ...] = ()
    money: tuple[Fact, ...] = ()
    statements: tuple[str, ...] = ()


def draft(record: Record) -> dict[Field, str]:
    """The evidence that the record gives; fields about which it says nothing are left out."""
    written = {
        Field.PRODUCT_DESCRIPTION: _product(record),
        Field.SERVICE_DATE: f"{_instant(record.starts_at)} to {_instant(record.ends_at)}",
        Field.CUSTOMER_NAME: record.mentee,
        Field.CUSTOMER_EMAIL: record.mentee_email,
        Field.ACCESS_LOG: _log(record),
        Field.CANCELLATION_TERMS: _terms(record),
        Field.CANCELLATION_REBUTTAL: _section("What became of the booking:", record.history),
        Field.REFUND_TERMS: _refunds(record),
        Field.ANYTHING_ELSE: _summary(record),
    }
    return {field: _cut(text, field.longest) for field, text in written.items() if text}


def checked(texts: Mapping[str, str]) -> dict[Field, str]:
    """The evidence that an operator wrote, without what is empty.

    Raises `Problem` for a field that does not exist, and for more text than Stripe takes.
    """
    found: dict[Field, str] = {}
    for name, text in texts.items():
        if name not in set(Field):
            raise _bad("That field is not one of the evidence.")
        field, plain = Field(name), text.replace("\r\n", "\n").strip()
        if len(plain) > field.longest:
            raise _bad(f"Please keep it to {field.longest:,} characters; it has {len(plain):,}.", field)
        found[field] = plain
    if sum(len(text) for text in found.values()) > LONGEST_ALL:
        raise _bad(f"A bank takes {LONGEST_ALL:,} characters in all.")
    return found


def _bad(says: str, field: str = "evidence") -> Problem:
    return invalid("bad_evidence", says, field)


def _product(record: Record) -> str:
    said = f"\nWhat the customer wanted to talk about: {record.brief}" if record.brief else ""
    return (
        f"A private one-to-one online mentoring session, “{record.title}”, {record.minutes} minutes, with "
        f"{record.mentor} ({record.mentor_headline}), held by video call at an agreed time. "
        f"Price: {_money(record.price)}. Booking {record.booking_id}.{said}"
    )


def _log(record: Record) -> str:
    if not record.came and not record.notes:
        return ""
    door = _section("Who signed in and opened the room of this session:", record.came)
    notes = _section("Notes kept by the two sides in the room:", record.notes)
    return "\n\n".join(part for part in (door, notes) if part)


def _terms(record: Record) -> str:
    return (
        f"The cancellation terms of this booking were shown beside the price before the customer booked at "
        f"{_instant(record.booked_at)}, and are kept with the booking:\n{record.terms}"
    )


def _refunds(record: Record) -> str:
    return (
        "The price is reserved when the session is booked and charged when it was given. A session that the "
        "mentor calls off or does not come to is never charged, or refunded in full; a customer who cancels pays "
        "what the cancellation terms of the booking say, and nothing else."
    )


def _summary(record: Record) -> str:
    parts = (
        f"{record.mentee} booked and paid for this session from their own account, which is protected by a "
        f"password. {record.outcome}",
        _section("The money:", record.money),
        _section("Mails sent to the customer about this booking:", record.told),
        "\n".join(record.statements),
    )
    return "\n\n".join(part for part in parts if part)


def _section(title: str, facts: tuple[Fact, ...]) -> str:
    lines = [f"{_instant(fact.at)}: {fact.says}" for fact in facts]
    return "\n".join([title, *lines]) if lines else ""


def _cut(text: str, longest: int) -> str:
    """As much of the text as is taken, ending with a whole line and a word that there is more."""
    if len(text) <= longest:
        return text
    end = "\n(shortened)"
    return text[: longest - len(end)].rpartition("\n")[0] + end


def _instant(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _money(money: Money) -> str:
    return f"{money.major} {money.currency.upper()}"
