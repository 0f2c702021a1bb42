"""The payments of all bookings with their sums and Stripe's ids, searched and read page by page by operators."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from thoughtcloud.core.money import ZERO_DECIMAL, Money
from thoughtcloud.core.states import BookingState, PaymentState, ShareState
from thoughtcloud.store.advance import position
from thoughtcloud.store.tables import Booking, Mentor, Payment, Person, Refund
from thoughtcloud.store.views import viewer as viewers
from thoughtcloud.store.views.order import newest_first
from thoughtcloud.store.views.paging import PAGE, Page
from thoughtcloud.store.views.viewer import Viewer

NEWEST_FIRST = newest_first((Booking.created_at, datetime), (Booking.id, str))

_SUM = re.compile(r"(\d{1,8})(?:[.,](\d{1,3}))?(?:\s*([a-z]{3}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PaymentSeen:
    """One payment: who paid whom, what was agreed, where the money is, and the ids that Stripe knows it by."""

    booking_id: str
    mentee_name: str
    mentee_email: str
    mentor_name: str
    created_at: datetime
    state: BookingState
    payment: PaymentState
    share_state: ShareState
    price: Money
    captured: Money
    refunded: Money
    returning: Money
    with_mentor: Money
    card: str
    stripe_ids: tuple[str, ...]


def listed(
    session: Session,
    viewer: Viewer | None,
    search: str = "",
    *,
    now: datetime,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[PaymentSeen]:
    """Payments, the newest booking first.

    `search` is a state ("captured", "waiting for account"), a sum that was agreed ("80", "79.50 eur"), an id of
    Stripe's (cs_, pi_, ch_, py_, re_, tr_) or ours, or a mentee's e-mail; empty finds them all.
    """
    viewers.operator(viewer)
    asked = (
        select(Booking, Payment, Mentor, Person)
        .join(Payment, col(Payment.booking_id) == col(Booking.id))
        .join(Mentor, col(Mentor.id) == col(Booking.mentor_id))
        .join(Person, col(Person.id) == col(Booking.mentee_id))
        .where(*_matching(viewers.searched(search)))
    )
    return NEWEST_FIRST.page(session, asked, after=after, limit=limit).each(_seen)


def _matching(text: str) -> list[ColumnElement[bool]]:
    if not text:
        return []
    if "@" in text:
        return [col(Person.email) == text.lower()]
    word = text.lower().replace(" ", "_")
    if word in set(PaymentState):
        return [col(Payment.state) == word]
    if word in set(ShareState):
        return [col(Payment.share_state) == word]
    agreed = _SUM.fullmatch(text.lower())
    return [_of_sum(*agreed.groups())] if agreed else [_named(text)]


def _named(text: str) -> ColumnElement[bool]:
    columns = {
        "bk": Booking.id, "cs": Payment.checkout_id, "pi": Payment.intent_id, "ch": Payment.charge_id,
        "py": Payment.charge_id, "tr": Payment.transfer_id,
    }  # fmt: skip
    prefix = text.partition("_")[0]
    if prefix == "re":
        return col(Booking.id).in_(select(Refund.booking_id).where(Refund.stripe_id == text))
    return col(columns.get(prefix, Booking.id)) == text


def _of_sum(units: str, fraction: str | None, currency: str | None) -> ColumnElement[bool]:
    """Bookings of that price, in the currency if one is named, else in any with its own decimals."""
    typed = Decimal(f"{units}.{fraction or '0'}")
    if currency is not None:
        minor = typed.scaleb(Money(0, currency).decimals)
        return (col(Booking.price_minor) == int(minor)) & (col(Booking.currency) == currency)
    whole, cents = int(typed), int(typed.scaleb(2))
    without = col(Booking.currency).in_(sorted(ZERO_DECIMAL))
    return or_((col(Booking.price_minor) == whole) & without, (col(Booking.price_minor) == cents) & ~without)


def _seen(found: tuple[Booking, Payment, Mentor, Person]) -> PaymentSeen:
    booking, payment, mentor, mentee = found
    here = position(booking, payment)
    ids = (payment.intent_id, payment.charge_id, payment.transfer_id)

    def money(minor: int) -> Money:
        return Money(minor, booking.currency)

    return PaymentSeen(
        booking_id=booking.id,
        mentee_name=mentee.name,
        mentee_email=mentee.email,
        mentor_name=mentor.name,
        created_at=booking.created_at,
        state=here.booking,
        payment=here.payment,
        share_state=here.share,
        price=money(booking.price_minor),
        captured=money(payment.captured_minor),
        refunded=money(payment.refunded_minor),
        returning=money(payment.returning_minor),
        with_mentor=money(payment.transferred_minor - payment.reversed_minor),
        card=payment.card,
        stripe_ids=tuple(each for each in ids if each),
    )
