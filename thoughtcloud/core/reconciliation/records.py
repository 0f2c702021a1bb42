"""Our two memories of a booking, and where they contradict each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from thoughtcloud.core.ledger import Kind
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Price, share_of
from thoughtcloud.core.process.groups import UNSECURED
from thoughtcloud.core.reconciliation.findings import Finding, Trouble, said
from thoughtcloud.core.states import BookingState, PaymentState, Position, ShareState

LET_GO = frozenset({BookingState.EXPIRED, BookingState.CANCELLED, BookingState.NO_SHOW})
ENDED = LET_GO | {BookingState.COMPLETED}
NOTHING_KEPT = frozenset({
    PaymentState.CHECKOUT_CLOSED, PaymentState.VOIDED, PaymentState.REFUNDED, PaymentState.CHARGED_BACK,
})  # fmt: skip
KEPT = frozenset({PaymentState.CAPTURED, PaymentState.PARTIALLY_REFUNDED})
NOTHING_SENT = frozenset({ShareState.NOT_DUE, ShareState.REVERSED})
SENT = frozenset({ShareState.TRANSFERRED, ShareState.PARTIALLY_REVERSED})

_WORDS = {
    Kind.CAPTURED: "charged",
    Kind.REFUNDED: "refunded",
    Kind.DISPUTED: "taken by banks in disputes",
    Kind.TRANSFERRED: "transferred",
    Kind.REVERSED: "taken back from the mentor",
    Kind.STRIPE_FEE: "Stripe’s fee",
}


@dataclass(frozen=True, slots=True)
class Record:
    """What our two memories of a booking say in minor units: the payment's row, and the sums of the book by kind.

    `platform` is the platform's part of `price`; `settled` what was decided that the mentee pays, where it was.
    `aside` is on its way back to the card, or came back from it and is not the mentor's.
    `held` is the memo of a hold in the book; `unbalanced` names postings whose lines do not sum to zero. `fee` is
    what the mentee owes for having cancelled late or not come, `price` what was agreed. `refusal` is the
    bank's word for it that the card was not accepted, at `refused_at` (aware UTC).
    """

    booking_id: str
    currency: str
    position: Position
    row: Mapping[Kind, int]
    book: Mapping[Kind, int]
    held: int = 0
    fee: int = 0
    price: int = 0
    platform: int = 0
    settled: int | None = None
    aside: int = 0
    refusal: str = ""
    refused_at: datetime | None = None
    unbalanced: tuple[str, ...] = ()
    under_way: bool = False

    @property
    def owed(self) -> int:
        """What the mentee is to pay for the session if it is completed, in minor units."""
        return self.price if self.settled is None else self.settled


def compare(record: Record) -> tuple[Finding, ...]:
    """Where the payment's row, the book and the states of one booking contradict each other."""
    sums = _sums(record)
    # What sums come to is of interest once both memories have the same ones.
    unfinished = _unsecured(record) or _stuck(record) or _fee(record) or (() if sums else _settled(record))
    return (*_unbalanced(record), *sums, *_hold(record), *unfinished)


def _unbalanced(record: Record) -> Sequence[Finding]:
    return [
        _about(record, key, f"The lines of the posting {key} do not sum to zero.") for key in record.unbalanced
    ]


def _sums(record: Record) -> Sequence[Finding]:
    return [
        _about(
            record,
            f"{record.booking_id} {kind}",
            f"The record says {said(Money(record.row.get(kind, 0), record.currency))} {word}, "
            f"the book {said(Money(record.book.get(kind, 0), record.currency))}.",
            record.row.get(kind, 0) - record.book.get(kind, 0),
        )
        for kind, word in _WORDS.items()
        if record.row.get(kind, 0) != record.book.get(kind, 0)
    ]


def _hold(record: Record) -> Sequence[Finding]:
    is_held = record.position.payment is PaymentState.AUTHORIZED
    if is_held == (record.held != 0):
        return ()
    text = f"The payment is {record.position.payment}, the book holds {said(Money(record.held, record.currency))}."
    return [_about(record, f"{record.booking_id} hold", text)]


def _fee(record: Record) -> Sequence[Finding]:
    """What a session that is off has kept is exactly its fee; less only after a refund by hand."""
    off = record.position.booking in LET_GO and record.position.payment in KEPT
    if record.under_way or not off:
        return ()
    refunded = record.row.get(Kind.REFUNDED, 0)
    kept = record.row.get(Kind.CAPTURED, 0) - refunded
    if kept == record.fee or (refunded and kept < record.fee):
        return ()
    ours, owed = (said(Money(minor, record.currency)) for minor in (kept, record.fee))
    text = f"The session is off and {ours} of the mentee’s money is kept; what they owe for it is {owed}."
    return [_about(record, f"{record.booking_id} fee", text, kept - record.fee)]


def _settled(record: Record) -> Sequence[Finding]:
    """No more is kept than is to be paid, and the mentor has their share of it exactly.

    `_fee` says what is kept of a session that is off; what is beyond its fee is nobody's share.
    """
    if record.under_way or record.position.booking not in ENDED:
        return ()
    if record.position.payment not in KEPT or record.position.share not in SENT | NOTHING_SENT:
        return ()
    row = record.row
    off = record.position.booking in LET_GO
    gone = row.get(Kind.REFUNDED, 0) + row.get(Kind.DISPUTED, 0) + (0 if off else record.aside)
    kept = Money(max(0, row.get(Kind.CAPTURED, 0) - gone), record.currency)
    if off:
        kept = min(kept, Money(record.fee, record.currency), key=lambda money: money.minor)
    elif record.settled is not None and kept.minor > record.settled:
        decided = Money(record.settled, record.currency)
        text = f"It was decided that the mentee pays {said(decided)}; {said(kept)} is kept."
        return [_about(record, f"{record.booking_id} settled", text, kept.minor - decided.minor)]
    price = Price(Money(record.price, record.currency), Money(record.platform, record.currency))
    share = share_of(price, kept)
    has = Money(row.get(Kind.TRANSFERRED, 0) - row.get(Kind.REVERSED, 0), record.currency)
    if has == share:
        return ()
    text = f"Of the {said(kept)} that is kept {said(share)} is the mentor’s share; they have {said(has)}."
    return [_about(record, f"{record.booking_id} share", text, share.minor - has.minor)]


def _unsecured(record: Record) -> Sequence[Finding]:
    """A completed session of which nothing is held or taken, and no call is under way that would change it."""
    here = record.position
    unpaid = here.booking is BookingState.COMPLETED and here.payment in UNSECURED | {PaymentState.VOIDED}
    if record.under_way or not unpaid or not record.owed:
        return ()
    price = Money(record.owed, record.currency)
    text = f"The session is completed, and its price of {said(price)} is not secured: {_why_unsecured(record)}"
    about = record.booking_id
    return [Finding(Trouble.NOT_SECURED, about, text, booking_id=record.booking_id, amount=price)]


def _why_unsecured(record: Record) -> str:
    if record.position.payment is PaymentState.VOIDED:
        return "its reservation was released. Nobody was charged."
    if record.position.payment is not PaymentState.ACTION_REQUIRED or record.refused_at is None:
        return "the saved card could not be asked, and no call to ask it is under way. Nobody was charged."
    return (
        f"on {record.refused_at:%d %B %Y at %H:%M} UTC the card was not accepted ({record.refusal}). The mentee "
        "was asked to confirm or to bring another card and has not done so. Nobody was charged."
    )


def _stuck(record: Record) -> Sequence[Finding]:
    """A finished booking whose money still has a way to go, with nobody on it."""
    if record.under_way:
        return ()
    booking, payment, share = record.position.booking, record.position.payment, record.position.share
    held = booking in ENDED and payment is PaymentState.AUTHORIZED
    kept = booking in ENDED - {BookingState.COMPLETED} and payment in KEPT and share is ShareState.NOT_DUE
    owed = share is ShareState.DUE
    too_much = payment in (PaymentState.REFUNDED, PaymentState.CHARGED_BACK) and share in SENT
    if not (held or kept or owed or too_much):
        return ()
    text = f"The booking is {booking}, its payment {payment}, its share {share}, and no call is under way."
    return [Finding(Trouble.STUCK, record.booking_id, text, booking_id=record.booking_id)]


def _about(record: Record, about: str, says: str, minor: int = 0) -> Finding:
    amount = Money(minor, record.currency) if minor else None
    return Finding(Trouble.RECORD_DIFFERS, about, says, booking_id=record.booking_id, amount=amount)
