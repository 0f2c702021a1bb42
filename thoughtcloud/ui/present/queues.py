"""The operator's lists of payments, mails, causes and calendars in words."""

from __future__ import annotations

from typing import Final

from thoughtcloud.core.busy_calendars import SAYS
from thoughtcloud.store.views.mails import MailSeen
from thoughtcloud.store.views.payments import PaymentSeen
from thoughtcloud.store.views.troubles import CalendarFound, Cause
from thoughtcloud.ui import routes
from thoughtcloud.ui.display import CalendarLine, CauseLine, MailLine, PaymentLine, Pill
from thoughtcloud.ui.pen import Pen
from thoughtcloud.ui.present.mail import lines
from thoughtcloud.ui.present.operator import CALLS, states

_MAILS: Final[dict[str, Pill]] = {
    "waiting": Pill("Waiting", "info"),
    "buried": Pill("Given up", "bad"),
    "kept": Pill("Kept", "neutral"),
}


def payment(found: PaymentSeen, pen: Pen) -> PaymentLine:
    """One payment with whatever of it has moved."""
    sums = (
        ("charged", found.captured), ("refunded", found.refunded), ("on its way back", found.returning),
        ("with the mentor", found.with_mentor),
    )  # fmt: skip
    return PaymentLine(
        booking_id=found.booking_id,
        mentee=found.mentee_name,
        email=found.mentee_email,
        mentor=found.mentor_name,
        when=f"booked {pen.stamp(found.created_at)}",
        price=pen.money(found.price),
        sums=", ".join(f"{pen.money(amount)} {word}" for word, amount in sums if amount),
        card=found.card,
        stripe_ids=list(found.stripe_ids),
        states=states(found.payment, found.share_state),
    )


def mail(found: MailSeen, site: str, pen: Pen) -> MailLine:
    """One mail, with what it says if it was kept; `site` is our own address without a closing slash."""
    when = found.not_before if found.state == "waiting" and found.not_before > pen.now else found.created_at
    word = "leaves" if when is found.not_before else "put down"
    return MailLine(
        id=found.number,
        what=found.kind.replace("_", " ").capitalize(),
        reader=found.to,
        booking_id=found.booking_id or "",
        pill=_MAILS.get(found.state, Pill(found.state)),
        when=f"{word} {pen.stamp(when)}",
        problem=found.problem,
        resend=found.state in ("buried", "kept"),
        subject=found.subject,
        lines=lines(found.text, site),
    )


def cause(found: Cause) -> CauseLine:
    """Several calls with one cause."""
    what = CALLS.get(found.kind, found.kind)
    return CauseLine(found.kind, found.problem, what, f"{found.calls} calls")


def calendar(found: CalendarFound, pen: Pen) -> CalendarLine:
    """One calendar that fails."""
    told = {str(trouble): says for trouble, says in SAYS.items()}
    why = told.get(found.trouble, found.trouble.replace("_", " ") + ".")
    read = f"last read {pen.stamp(found.read_at)}" if found.read_at else "never read"
    return CalendarLine(
        id=found.calendar_id,
        name=found.name or "A calendar without a name",
        mentor=found.mentor_name,
        mentor_path=routes.mentor(found.mentor_slug),
        why=f"{why} Failed {found.failures} times in a row.",
        when=read,
        known=f"What is busy is known until {pen.stamp(found.known_until)}." if found.known_until else "",
    )
