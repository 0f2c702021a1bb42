"""Disputes in an operator's words: why the bank asks, until when it can be told, and where the money is."""

from __future__ import annotations

from typing import Final

from thoughtcloud.core import disputes as rules
from thoughtcloud.core.evidence import Field
from thoughtcloud.store.views.disputes import DisputePage, DisputeRow
from thoughtcloud.ui.display import DisputeFile, DisputeLine, Pill, Said, SumLine
from thoughtcloud.ui.pen import Pen

STATUSES: Final[dict[str, Pill]] = {
    "needs_response": Pill("Needs an answer", "bad"),
    "warning_needs_response": Pill("Inquiry: needs an answer", "warn"),
    "under_review": Pill("The bank decides", "info"),
    "warning_under_review": Pill("Inquiry: the bank looks", "info"),
    "won": Pill("Won", "good"),
    "lost": Pill("Lost", "neutral"),
    "warning_closed": Pill("Inquiry closed", "good"),
    "prevented": Pill("Prevented", "good"),
}
# Stripe's reasons (docs.stripe.com/api/disputes/object, reason): what the cardholder says.
REASONS: Final[dict[str, str]] = {
    "credit_not_processed": "They were promised a refund and did not get it",
    "duplicate": "They were charged twice",
    "fraudulent": "They do not know the charge",
    "general": "No particular reason was given",
    "product_not_received": "They did not get the session",
    "product_unacceptable": "The session was not as described",
    "subscription_canceled": "They had cancelled",
    "unrecognized": "They do not recognise the charge",
    "noncompliant": "The bank says that a rule was broken",
}
LABELS: Final[dict[Field, tuple[str, str]]] = {
    Field.PRODUCT_DESCRIPTION: ("What was sold", "The session, with whom, and what the mentee wanted of it."),
    Field.SERVICE_DATE: ("When the session was", ""),
    Field.CUSTOMER_NAME: ("Mentee’s name", ""),
    Field.CUSTOMER_EMAIL: ("Mentee’s e-mail", ""),
    Field.ACCESS_LOG: ("Who was there", "Who opened the room when, and the notes kept in it."),
    Field.CANCELLATION_TERMS: ("Cancellation terms", "What was shown and agreed when it was booked."),
    Field.CANCELLATION_REBUTTAL: ("What became of the booking", "Its history, step by step."),
    Field.REFUND_TERMS: ("When money is given back", ""),
    Field.REFUND_REFUSAL: ("Why nothing is given back", "If the mentee asked for it."),
    Field.ANYTHING_ELSE: ("The story in short", "The money, the mails, and whatever else the bank should know."),
}


def line(found: DisputeRow, pen: Pen) -> DisputeLine:
    """One line of the list."""
    return DisputeLine(
        id=found.dispute_id,
        who=f"{found.mentee} with {found.mentor}",
        title=found.title,
        why=reason(found.reason),
        due=_due(found, pen),
        sum=pen.money(found.money),
        opened=f"Opened {pen.stamp(found.opened_at)}",
        pill=_pill(found),
    )


def file(found: DisputePage, pen: Pen) -> DisputeFile:
    """One dispute in full."""
    row = found.row
    outcome, tone = _outcome(found, pen)
    return DisputeFile(
        id=row.dispute_id,
        booking_id=row.booking_id,
        title=f"{'Inquiry about' if rules.is_inquiry(row.status) else 'Dispute of'} {pen.money(row.money)}",
        who=f"{row.title}: {row.mentee} with {row.mentor}",
        pill=_pill(row),
        why=reason(row.reason),
        means=_means(row),
        deadline=_deadline(row, pen),
        outcome=outcome,
        tone=tone,
        answerable=row.is_answerable,
        money=_money(found, pen),
        said=[] if row.is_answerable else _said(found),
    )


def _said(found: DisputePage) -> list[Said]:
    """What the bank was told, in the order of the form."""
    return [Said(LABELS[field][0], found.texts[field]) for field in Field if field in found.texts]


def texts(found: DisputePage) -> dict[str, str]:
    """What is written in each field of the evidence."""
    return {field.value: found.texts.get(field, "") for field in Field}


def reason(stripes: str) -> str:
    """What the cardholder says, in words."""
    return REASONS.get(stripes, stripes.replace("_", " ").capitalize())


def _pill(row: DisputeRow) -> Pill:
    if row.is_open and row.accepted:
        return Pill("Being given up", "neutral")
    if row.sent_at is not None and row.status in rules.ANSWERABLE:
        return Pill("On its way to the bank", "info")
    return STATUSES.get(row.status, Pill(row.status.replace("_", " ").capitalize(), "neutral"))


def _due(row: DisputeRow, pen: Pen) -> str:
    if row.is_answerable and row.due_by is not None:
        return f"Answer until {pen.moment(row.due_by)} ({pen.ago(row.due_by)})"
    if row.closed_at is not None:
        return f"Decided {pen.stamp(row.closed_at)}"
    return "Answered"


def _deadline(row: DisputeRow, pen: Pen) -> str:
    if not row.is_answerable or row.due_by is None:
        return ""
    goes = f" What is written here goes out by itself on {pen.moment(row.answer_at)}." if row.answer_at else ""
    return f"The bank takes an answer until {pen.moment(row.due_by)}, {pen.ago(row.due_by)}.{goes}"


def _means(row: DisputeRow) -> str:
    if not row.is_open:
        return ""
    if rules.is_inquiry(row.status):
        return "A question only: no money has moved. Unanswered, it may become a dispute."
    return "The bank has taken the money back until it has decided. Unanswered, it is lost."


def _outcome(found: DisputePage, pen: Pen) -> tuple[str, str]:
    row = found.row
    match row.status:
        case "won":
            return "The bank decided for the mentor. The money is back, and so is the mentor’s share.", "good"
        case "lost":
            return "The mentee keeps the money. The mentor’s share was taken back, or was not sent.", "info"
        case "warning_closed" | "prevented":
            return "The bank has closed the matter. No money moves.", "good"
        case _ if row.accepted:
            return "You gave this dispute up. Stripe is being told.", "info"
        case _ if row.sent_at is not None:
            return f"The evidence was sent {pen.stamp(row.sent_at)}. A bank takes up to three months.", "info"
        case _:
            return "", "info"


def _money(found: DisputePage, pen: Pen) -> list[SumLine]:
    return [
        SumLine("Disputed", pen.money(found.row.money)),
        SumLine("With the bank now", pen.money(found.taken_back), "of this booking, all disputes together"),
        SumLine("With the mentor", pen.money(found.with_mentor), "their share of what is kept"),
        SumLine("Stripe’s fee for it", pen.money(found.stripe_fee), "the platform pays it, however this ends"),
    ]
