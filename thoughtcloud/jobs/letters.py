"""The words of every mail: plain text in the reader's zone and manner, made of what is true when it is written."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import urlencode

from thoughtcloud.core import policy
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Price
from thoughtcloud.core.process import SILENCE
from thoughtcloud.core.states import Actor, MoveState, Notice, PaymentState
from thoughtcloud.services import formats

LONGEST_SUBJECT = 160
# Labels stand in a column, so that sums and times stand in one too.
_COLUMN = 11


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: their name, zone (IANA) and locale, and the address of the site without a closing slash."""

    name: str
    zone: str
    locale: str
    site: str

    def money(self, amount: Money) -> str:
        """A sum in the reader's manner."""
        return formats.money(amount, self.locale)

    def moment(self, at: datetime) -> str:
        """Day and time on the reader's clock."""
        return formats.moment(at, self.zone, self.locale)

    def appointment(self, start: datetime, end: datetime) -> str:
        """Day, times and zone in full."""
        day, times = formats.day(start, self.zone, self.locale), formats.span(start, end, self.zone, self.locale)
        return f"{day}, {times}, {formats.zone_name(self.zone, start, self.locale)}"


@dataclass(frozen=True, slots=True)
class Moving:
    """What a mail about moving a session tells: who wished for it, the start before, and the starts proposed.

    `answer_by` is None for a move that was not proposed; `note` may be empty; `is_last` says that nothing was
    moved since.
    """

    by: Actor
    state: MoveState
    is_last: bool
    from_start: datetime
    times: tuple[datetime, ...]
    note: str
    answer_by: datetime | None


@dataclass(frozen=True, slots=True)
class Matter:
    """What a mail about a booking tells of it. `card` may be empty; `cancelled_by` is an `Actor` or None.

    `late_fee` is what is due for having cancelled late; nothing otherwise, and nothing once it was waived.
    `moving` is there when the mail tells of a move.
    """

    booking_id: str
    title: str
    starts_at: datetime
    ends_at: datetime
    brief: str
    mentee: str
    mentor: str
    price: Price
    card: str
    payment: PaymentState
    cancelled_by: str | None
    late_fee: Money
    captured: Money
    refunded: Money
    transferred: Money
    moving: Moving | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A finished mail."""

    subject: str
    text: str


def write(notice: Notice, about: Matter, reader: Reader) -> Letter:
    """The mail of a notice."""
    subject, *parts = _WORDS[notice](about, reader)
    return _letter(reader, subject, *parts)


def write_recovery(token: str, reader: Reader, lasts_minutes: int) -> Letter:
    """The mail with the link by which a forgotten password is replaced."""
    return _letter(
        reader,
        "Choose a new password",
        "Somebody, probably you, asked for a new password for this account. Choose it here; the link works once "
        f"and for {lasts_minutes} minutes:",
        f"{reader.site}/reset-password?{urlencode({'token': token})}",
        "If it was not you, there is nothing to do: your password stays as it is.",
    )


def _letter(reader: Reader, subject: str, *parts: str) -> Letter:
    kept = subject if len(subject) <= LONGEST_SUBJECT else subject[: LONGEST_SUBJECT - 1] + "…"
    shown = [f"Hello {reader.name},", *(part for part in parts if part), f"Thoughtcloud\n{reader.site}"]
    return Letter(kept, "\n\n".join(shown) + "\n")


# -- to the mentee -------------------------------------------------------------------------------------------


def _reserved(about: Matter, reader: Reader) -> tuple[str, ...]:
    total = reader.money(about.price.total)
    return (
        f"Reserved: {about.title}, {reader.moment(about.starts_at)}",
        "Your session is booked and its price is reserved on your card. Nothing is charged yet.",
        _facts(about, reader, ("With", about.mentor), ("Reserved", f"{total}{_on(about)}, not charged")),
        f"It is charged when {about.mentor} marks the session completed, at the latest on "
        f"{reader.moment(about.ends_at + SILENCE)}. Until the session begins you can cancel, and all of it is "
        "released.",
        _booking_link(about, reader),
    )


def _too_late(about: Matter, reader: Reader) -> tuple[str, ...]:
    return (
        f"Not booked: {about.title}, {reader.moment(about.starts_at)}",
        "Your payment came in after the time to pay had run out, and somebody else may have taken the slot: "
        "nothing is booked.",
        _facts(about, reader, ("With", about.mentor)),
        _returned(about, reader),
        _booking_link(about, reader),
    )


def _called_off_for_mentee(about: Matter, reader: Reader) -> tuple[str, ...]:
    who = {Actor.MENTEE: "You called off this session.", Actor.MENTOR: f"{about.mentor} called off this session."}
    return (
        f"Called off: {about.title}, {reader.moment(about.starts_at)}",
        who.get(Actor(about.cancelled_by or Actor.OPERATOR), "This session was called off."),
        _facts(about, reader, ("With", about.mentor)),
        _returned(about, reader),
        _booking_link(about, reader),
    )


def _charged(about: Matter, reader: Reader) -> tuple[str, ...]:
    charged = reader.money(about.captured)
    left = [("Refunded", reader.money(about.refunded))] if about.refunded else []
    return (
        f"Receipt: {charged} for {about.title}",
        f"{charged} was charged, the fee for cancelling late. Whatever was reserved beyond it is released."
        if about.late_fee
        else f"{charged} was charged for your session. Thank you for learning here.",
        _facts(about, reader, ("With", about.mentor), ("Charged", f"{charged}{_on(about)}"), *left),
        f"Booking {about.booking_id}:\n{reader.site}/bookings/{about.booking_id}",
    )


def _fee_waived_for_mentee(about: Matter, reader: Reader) -> tuple[str, ...]:
    return (
        f"No fee: {about.title}, {reader.moment(about.starts_at)}",
        "The fee for cancelling this session late was waived.",
        _facts(about, reader, ("With", about.mentor)),
        _returned(about, reader),
        _booking_link(about, reader),
    )


def _refunded(about: Matter, reader: Reader) -> tuple[str, ...]:
    back, charged = reader.money(about.refunded), reader.money(about.captured)
    all_of_it = "The whole price" if about.captured == about.price.total else "All you paid"
    return (
        f"Refund: {back} for {about.title}",
        f"{all_of_it if back == charged else f'{back} of the {charged} you paid'} is refunded{_to(about)}. "
        "Banks show it within 5 to 10 days.",
        _facts(about, reader, ("With", about.mentor), ("Charged", charged), ("Refunded", back)),
        f"Booking {about.booking_id}:\n{reader.site}/bookings/{about.booking_id}",
    )


# -- to the mentor -------------------------------------------------------------------------------------------


def _booked(about: Matter, reader: Reader) -> tuple[str, ...]:
    return (
        f"New booking: {about.title}, {reader.moment(about.starts_at)}",
        f"{about.mentee} has booked a session with you.",
        _facts(about, reader, ("With", about.mentee), ("For you", reader.money(about.price.share))),
        f"{about.mentee} writes:\n" + "\n".join(f"> {line}" for line in about.brief.splitlines())
        if about.brief
        else "",
        "The price is reserved on the card. Mark the session completed afterwards: then it is charged and your "
        "share is sent.",
        _session_link(about, reader),
    )


def _called_off_for_mentor(about: Matter, reader: Reader) -> tuple[str, ...]:
    who = {Actor.MENTEE: f"{about.mentee} called off this session.", Actor.MENTOR: "You called off this session."}
    share = reader.money(about.transferred)
    return (
        f"Called off: {about.title}, {reader.moment(about.starts_at)}",
        who.get(Actor(about.cancelled_by or Actor.OPERATOR), "This session was called off."),
        _facts(about, reader, ("With", about.mentee)),
        _fee_for_mentor(about, reader)
        if about.late_fee
        else f"The price goes back to {about.mentee}."
        + (f" Your share of {share}, which had been sent already, is taken back." if about.transferred else ""),
        _session_link(about, reader),
    )


def _fee_for_mentor(about: Matter, reader: Reader) -> str:
    fee, share = reader.money(about.late_fee), reader.money(policy.share_of(about.price, about.late_fee))
    return f"It was late: {about.mentee} pays the agreed fee of {fee}, and you get {share} of it."


def _fee_waived_for_mentor(about: Matter, reader: Reader) -> tuple[str, ...]:
    return (
        f"Fee waived: {about.title}, {reader.moment(about.starts_at)}",
        f"The fee for cancelling late was waived, and everything goes back to {about.mentee}. What you "
        "have got of it is taken back.",
        _facts(about, reader, ("With", about.mentee)),
        _session_link(about, reader),
    )


def _share_sent(about: Matter, reader: Reader) -> tuple[str, ...]:
    share = reader.money(about.transferred)
    return (
        f"{share} for you: {about.title}",
        f"Your share of the session with {about.mentee} was transferred to you. Stripe pays it out to your bank "
        "once the funds have cleared.",
        _facts(
            about,
            reader,
            ("With", about.mentee),
            ("Charged", reader.money(about.captured)),
            ("Your share", share),
        ),
        f"Your balance:\n{reader.site}/mentor/balance",
    )


def _share_waits(about: Matter, reader: Reader) -> tuple[str, ...]:
    share = reader.money(policy.share_of(about.price, about.captured - about.refunded))
    return (
        f"{share} waits for you: please set up payouts",
        f"The session with {about.mentee} was charged, and your share of {share} is ready. It waits until you "
        "have told Stripe where to send it, which takes a few minutes.",
        _facts(about, reader, ("With", about.mentee), ("Your share", share)),
        f"Set up payouts:\n{reader.site}/mentor/payouts",
    )


# -- moving --------------------------------------------------------------------------------------------------


def _moved(side: Actor, about: Matter, reader: Reader) -> tuple[str, ...]:
    moving, other = _moving(about), _other(side, about)
    return (
        f"Moved: {about.title}, now {reader.moment(about.starts_at)}",
        f"Your session with {other} was moved. The price stays as it was, and so does its reservation.",
        _facts(about, reader, ("Before", reader.moment(moving.from_start)), ("With", other)),
        _link(side, about, reader),
    )


def _move_proposed(side: Actor, about: Matter, reader: Reader) -> tuple[str, ...]:
    moving, other = _moving(about), _other(side, about)
    length = about.ends_at - about.starts_at
    times = "\n".join(f"- {reader.appointment(one, one + length)}" for one in moving.times)
    until = f" Please answer by {reader.moment(moving.answer_by)}." if moving.answer_by else ""
    return (
        f"Another time? {about.title}, {reader.moment(about.starts_at)}",
        f"{other} asks whether your session can be at another time.{until} Until you accept, it stays where it "
        "is; the proposed times are not kept free.",
        _facts(about, reader, ("With", other)),
        f"Proposed:\n{times}",
        f"{other} writes:\n" + "\n".join(f"> {line}" for line in moving.note.splitlines()) if moving.note else "",
        f"Accept or decline:\n{reader.site}/bookings/{about.booking_id}/move",
    )


def _move_refused(side: Actor, about: Matter, reader: Reader) -> tuple[str, ...]:
    moving, other = _moving(about), _other(side, about)
    ran_out = "Nobody answered the proposal to move your session, so it has run out."
    return (
        f"Not moved: {about.title}, {reader.moment(about.starts_at)}",
        (ran_out if moving.state is MoveState.EXPIRED else f"{other} would like to keep the agreed time.")
        + " The session stays where it is.",
        _facts(about, reader, ("With", other)),
        _link(side, about, reader),
    )


def _moving(about: Matter) -> Moving:
    if about.moving is None:
        raise ValueError("a mail about a move needs the move")
    return about.moving


# -- what they share -----------------------------------------------------------------------------------------


def _facts(about: Matter, reader: Reader, *more: tuple[str, str]) -> str:
    lines = [("What", about.title), ("When", reader.appointment(about.starts_at, about.ends_at)), *more]
    return "\n".join(f"{label + ':':{_COLUMN}} {text}" for label, text in lines)


def _returned(about: Matter, reader: Reader) -> str:
    """Where the mentee's money is after the session was called off."""
    total, open_sum = reader.money(about.price.total), reader.money(about.captured - about.refunded)
    if about.late_fee and about.payment not in (PaymentState.LAPSED, PaymentState.VOIDED, PaymentState.REFUNDED):
        return _kept(about, reader)
    match about.payment:
        case PaymentState.AUTHORIZED:
            return f"The {total} reserved{_on(about)} is being released. Nothing is charged."
        case PaymentState.VOIDED:
            return f"The {total} reserved{_on(about)} was released. Nothing was charged."
        case PaymentState.CAPTURED | PaymentState.PARTIALLY_REFUNDED:
            return f"The {open_sum} you paid is being refunded{_to(about)}."
        case PaymentState.REFUNDED:
            back = reader.money(about.refunded)
            return f"The {back} you paid was refunded{_to(about)}. Banks show it within 5 to 10 days."
        case _:
            return "Nothing was charged."


def _kept(about: Matter, reader: Reader) -> str:
    """What cancelling late costs, and where the rest is by now."""
    fee = reader.money(about.late_fee)
    if about.payment is PaymentState.AUTHORIZED:
        rest = reader.money(about.price.total - about.late_fee)
        return f"It was late: the agreed fee of {fee} is being charged{_to(about)}, and {rest} is released."
    back = about.captured - about.refunded - about.late_fee
    if back.minor > 0:
        rest = reader.money(back)
        return f"It was late: of what you paid the agreed fee of {fee} stays, and {rest} is being refunded."
    return f"It was late: you paid the agreed fee of {fee} and nothing more."


def _on(about: Matter) -> str:
    return f" on {about.card or 'your card'}"


def _to(about: Matter) -> str:
    return f" to {about.card or 'your card'}"


def _other(side: Actor, about: Matter) -> str:
    return about.mentor if side is Actor.MENTEE else about.mentee


def _link(side: Actor, about: Matter, reader: Reader) -> str:
    return _booking_link(about, reader) if side is Actor.MENTEE else _session_link(about, reader)


def _booking_link(about: Matter, reader: Reader) -> str:
    return f"Your booking:\n{reader.site}/bookings/{about.booking_id}"


def _session_link(about: Matter, reader: Reader) -> str:
    return f"The session:\n{reader.site}/mentor/sessions/{about.booking_id}"


_WORDS: dict[Notice, Callable[[Matter, Reader], tuple[str, ...]]] = {
    Notice.MENTEE_RESERVED: _reserved,
    Notice.MENTEE_TOO_LATE: _too_late,
    Notice.MENTEE_CALLED_OFF: _called_off_for_mentee,
    Notice.MENTEE_FEE_WAIVED: _fee_waived_for_mentee,
    Notice.MENTEE_MOVED: partial(_moved, Actor.MENTEE),
    Notice.MENTEE_MOVE_PROPOSED: partial(_move_proposed, Actor.MENTEE),
    Notice.MENTEE_MOVE_REFUSED: partial(_move_refused, Actor.MENTEE),
    Notice.MENTEE_CHARGED: _charged,
    Notice.MENTEE_REFUNDED: _refunded,
    Notice.MENTOR_BOOKED: _booked,
    Notice.MENTOR_CALLED_OFF: _called_off_for_mentor,
    Notice.MENTOR_FEE_WAIVED: _fee_waived_for_mentor,
    Notice.MENTOR_MOVED: partial(_moved, Actor.MENTOR),
    Notice.MENTOR_MOVE_PROPOSED: partial(_move_proposed, Actor.MENTOR),
    Notice.MENTOR_MOVE_REFUSED: partial(_move_refused, Actor.MENTOR),
    Notice.MENTOR_SHARE_SENT: _share_sent,
    Notice.MENTOR_SHARE_WAITS: _share_waits,
}
