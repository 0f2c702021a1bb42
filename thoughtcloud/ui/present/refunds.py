"""Refunds in an operator's words, with every id, what each act will do to the money, and what can be done."""

from __future__ import annotations

from typing import Final

from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Cancellation, Returned
from thoughtcloud.core.refunds import Answer, Origin, RefundState
from thoughtcloud.core.states import Actor
from thoughtcloud.services.refunds import Preview
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.store.views.refunds import RefundSeen
from thoughtcloud.ui.display import MoneyQuestion, Pill, RefundLine, SumLine
from thoughtcloud.ui.pen import Pen

_PILLS: Final[dict[RefundState, Pill]] = {
    RefundState.WANTED: Pill("To be made", "info"),
    RefundState.PENDING: Pill("On its way", "info"),
    RefundState.REQUIRES_ACTION: Pill("Needs the mentee", "warn"),
    RefundState.SUCCEEDED: Pill("Refunded", "good"),
    RefundState.FAILED: Pill("Came back", "bad"),
    RefundState.CANCELED: Pill("Cancelled", "bad"),
    RefundState.DROPPED: Pill("Not made", "neutral"),
}
_ORIGINS: Final[dict[Origin, str]] = {
    Origin.CALLED_OFF: "The session was called off",
    Origin.OPERATOR: "Given by Thoughtcloud",
    Origin.CASE: "Decided in a case",
    Origin.DASHBOARD: "Made in Stripe’s dashboard",
}
_ASKED: Final[dict[str, str]] = {
    Actor.MENTEE: "asked by the mentee", Actor.MENTOR: "asked by the mentor",
    Actor.OPERATOR: "asked by Thoughtcloud", Actor.CLOCK: "by itself, in time",
}  # fmt: skip
_ANSWERS: Final[dict[str, str]] = {
    Answer.MADE_AGAIN: "Made again",
    Answer.PAID_OTHERWISE: "Paid in another way",
    Answer.GIVEN_UP: "Given up",
}
# Stripe's words for why a refund came back (docs.stripe.com/api/refunds/object, failure_reason).
_FAILURES: Final[dict[str, str]] = {
    "lost_or_stolen_card": "The card was reported lost or stolen.",
    "expired_or_canceled_card": "The card has expired or was cancelled.",
    "charge_for_pending_refund_disputed": "The mentee disputed the charge while the refund was on its way.",
    "insufficient_funds": "There was not enough money in our balance at Stripe.",
    "declined": "The card’s bank declined the refund.",
    "merchant_request": "It was cancelled at our request.",
    "unknown": "The card’s bank gave no reason.",
}
_DROPPED: Final = "The money had gone back in another way before this refund was made."


def line(found: RefundSeen, pen: Pen) -> RefundLine:
    """One refund for an operator."""
    asked = found.asked_by_name or _ASKED.get(found.asked_by, "")
    return RefundLine(
        id=found.refund_id,
        booking_id=found.booking_id,
        stripe_id=found.stripe_id,
        amount=pen.money(found.money),
        pill=_PILLS[found.state],
        why=", ".join(part for part in (_ORIGINS[found.origin], asked) if part),
        when=_when(found, pen),
        reason=found.reason,
        trouble=_trouble(found),
        answer=_answer(found, pen),
        waits=found.is_open,
    )


def _when(found: RefundSeen, pen: Pen) -> str:
    asked = f"wanted {pen.stamp(found.asked_at)}"
    ended = found.ended_at
    return f"{asked}, ended {pen.stamp(ended)}" if ended else asked


def _trouble(found: RefundSeen) -> str:
    if found.state is RefundState.DROPPED:
        return _DROPPED
    if not found.failure:
        return ""
    return _FAILURES.get(found.failure, found.failure.replace("_", " ").capitalize() + ".")


def _answer(found: RefundSeen, pen: Pen) -> str:
    if not found.answer:
        return ""
    at = f", {pen.stamp(found.answered_at)}" if found.answered_at else ""
    by = f" by {found.answered_by_name}" if found.answered_by_name else ""
    told = f": {found.note}" if found.note else ""
    return f"{_ANSWERS.get(found.answer, found.answer)}{by}{at}{told}"


def refunding(told: Preview, stripe_fee: Money | None, pen: Pen) -> MoneyQuestion:
    """What giving that much back will do to everybody's part."""
    does = told.consequence
    share = "Taken back from the mentor" if told.sent else "Less for the mentor, not sent yet"
    lines = [
        SumLine(share, pen.money(does.share)),
        SumLine("Less platform fee for us", pen.money(does.fee)),
        SumLine("Back to the mentee’s card", pen.money(does.back), total=True),
        SumLine("Stays charged", pen.money(does.stays), note=f"the mentor’s part: {pen.money(does.share_stays)}"),
    ]
    if stripe_fee is not None:
        kept = "its fee for the charge: that is never given back"
        lines.append(SumLine("Kept by Stripe", pen.money(stripe_fee), note=kept))
    return MoneyQuestion(
        kind="refund",
        id=told.booking_id,
        title="Give money back?",
        text="The mentor’s share and our fee shrink in proportion.",
        lines=lines,
        after="The mentee is told by mail when it is on its way to the card. This cannot be taken back.",
        words="Why is it given back?",
        hint="Kept with the refund and in the audit log.",
        most=str(told.most.major),
        currency=told.most.currency.upper(),
        confirm=f"Give {pen.money(does.back)} back",
        danger=True,
    )


def releasing(found: BookingPage, pen: Pen) -> MoneyQuestion:
    """What sending the share now will do."""
    waits = f"It would go out on {pen.stamp(found.release_at)}." if found.release_at else ""
    return MoneyQuestion(
        kind="release",
        id=found.booking_id,
        title="Send the share now?",
        text=f"{found.mentor_name}’s share does not wait any longer. {waits}".strip(),
        after="A refund that is on its way is waited for, and the share is smaller by its part.",
        words="Why now?",
        hint="Kept in the audit log.",
        confirm="Send the share",
    )


def cancelling(booking_id: str, told: Cancellation, pen: Pen) -> MoneyQuestion:
    """What an operator's cancel click will do to the money."""
    does = {
        Returned.VOID: "The reservation is released; nobody is charged.",
        Returned.REFUND: "The whole sum goes back to the card; the mentor’s share is taken back if it was sent.",
        Returned.NOTHING: "Nothing is reserved or charged, so no money moves.",
    }
    word = {Returned.VOID: "Released", Returned.REFUND: "Refunded"}.get(told.returned)
    return MoneyQuestion(
        kind="cancel",
        id=booking_id,
        title="Cancel this booking?",
        text=does[told.returned],
        lines=[SumLine(f"{word} to the mentee", pen.money(told.amount), total=True)] if word else [],
        after="Both sides see that Thoughtcloud called the session off. This cannot be taken back.",
        words="Why is it called off?",
        hint="Kept in the audit log.",
        confirm="Cancel the booking",
        keep="Keep it",
        danger=True,
    )


def answering(kind: str, found: RefundSeen, pen: Pen) -> MoneyQuestion:
    """What becomes of a refund that came back: `kind` is again, otherwise or give_up."""
    amount = pen.money(found.money)
    titles = {
        "again": "Try the card once more?",
        "otherwise": "Paid in another way?",
        "give_up": "Give this refund up?",
    }
    texts = {
        "again": f"{amount} is sent to the same card again, as a refund of its own.",
        "otherwise": f"Say how the mentee got {amount}, a bank transfer for instance. Nothing moves at Stripe.",
        "give_up": f"{amount} stays charged. The mentor’s part of it is due again, or sent on again.",
    }
    words = {"again": "Why again?", "otherwise": "How was it paid?", "give_up": "What was agreed with the mentee?"}
    yes = {"again": f"Refund {amount} again", "otherwise": "It is paid", "give_up": "Give it up"}
    return MoneyQuestion(
        kind=kind,
        id=found.refund_id,
        title=titles[kind],
        text=f"{_trouble(found)} {texts[kind]}".strip(),
        words=words[kind],
        hint="Kept with the refund and in the audit log.",
        confirm=yes[kind],
    )
