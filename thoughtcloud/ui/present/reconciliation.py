"""Reconciliation in an operator's words: what was compared, whether it agrees, what to do where it does not."""

from __future__ import annotations

from typing import Final

from thoughtcloud.core.money import Money
from thoughtcloud.core.reconciliation import Trouble
from thoughtcloud.store.views.reconciliation import FindingSeen, PlaceSums, Report, RunSeen
from thoughtcloud.ui.display import FindingLine, Pill, RunLine, SumsLine
from thoughtcloud.ui.pen import Pen

_PLACES: Final = {"platform": "Platform", "mentors": "Mentors"}
_TITLES: Final[dict[str, str]] = {
    Trouble.NOT_BOOKED: "Money moved that is not in our book",
    Trouble.FOREIGN: "Money that belongs to no booking",
    Trouble.OTHER_SUM: "Another sum than we booked",
    Trouble.NOT_AT_STRIPE: "Booked here, unknown at Stripe",
    Trouble.RECORD_DIFFERS: "Our record and our book differ",
    Trouble.UNREADABLE: "Cannot be read at Stripe",
    Trouble.HOLD_ASTRAY: "A reservation that nobody wants",
    Trouble.STUCK: "Nothing is under way any more",
    Trouble.NOT_SECURED: "A session took place unpaid",
    Trouble.BALANCE_DIFFERS: "A balance does not agree",
}
_ADVICE: Final[dict[str, str]] = {
    Trouble.NOT_BOOKED: "Open the booking: its history says how far it got. It is read again at every run.",
    Trouble.FOREIGN: "Look it up in Stripe’s dashboard. If somebody charged or refunded by hand, say so here.",
    Trouble.OTHER_SUM: "Compare the object in Stripe’s dashboard with the booking’s book, the currency too.",
    Trouble.NOT_AT_STRIPE: "Start a whole comparison. If it stays, the entry has no ground: look for who made it.",
    Trouble.RECORD_DIFFERS: "One of the two was changed by hand. The book’s lines name the objects at Stripe.",
    Trouble.UNREADABLE: "Stripe’s answer says why. An agreed price and a payment that differ need a decision.",
    Trouble.HOLD_ASTRAY: "Cancel the payment intent in Stripe’s dashboard: it binds money for nothing.",
    Trouble.STUCK: "Open the booking and let the call try again; its last error is there.",
    Trouble.NOT_SECURED: "Write to the mentee; once they pay, it is gone. To let it go, call the session off.",
    Trouble.BALANCE_DIFFERS: "Other findings explain it, as a rule. Alone it means a movement not listed.",
}
_STATES: Final[dict[str, Pill]] = {
    "waiting": Pill("Waiting", "info"),
    "leased": Pill("Under way", "brand"),
    "done": Pill("Done", "good"),
    "failed": Pill("Not finished", "bad"),
}


def sums(found: PlaceSums, pen: Pen) -> SumsLine:
    """One line of the comparison."""
    told, currency = found.sums, found.sums.currency
    return SumsLine(
        place=_PLACES.get(found.place, found.place),
        currency=currency.upper(),
        stripe=pen.money(Money(told.stripe, currency)),
        book=pen.money(Money(told.book, currency)),
        foreign=pen.money(Money(told.foreign, currency)) if told.foreign else "none",
        drift=pen.signed(Money(told.drift, currency)) if told.drift else pen.money(Money(0, currency)),
        agrees=told.drift == 0,
    )


def headline(report: Report, still_open: bool, pen: Pen) -> tuple[str, str]:
    """What it comes to in one sentence, and its tone."""
    if report.summed_at is None:
        return "Nothing has been compared yet. The first comparison begins within a minute.", "info"
    at = pen.stamp(report.summed_at)
    if all(place.sums.drift == 0 for place in report.sums):
        if still_open:
            return f"No cent is missing as of {at}, but something below waits to be looked at.", "warn"
        return f"No cent is missing as of {at}: Stripe and our book agree in every currency.", "good"
    return f"As of {at} Stripe and our book do not agree.", "bad"


def run(found: RunSeen, pen: Pen) -> RunLine:
    """One run."""
    scope = "Everything from the beginning" if found.whole else "What is not final, and what moved"
    whose = f", asked for by {found.wanted_by}" if found.wanted_by else ", hourly"
    counts = (
        (found.bookings, "booking"), (found.movements, "movement"), (found.accounts, "mentor account"),
    )  # fmt: skip
    begun = found.state != "waiting"
    outcome = f"{_count(found.healed, 'thing')} set right, {_count(found.found, 'finding')} open"
    return RunLine(
        what=scope + whose,
        when=pen.stamp(found.ended_at or found.begun_at),
        pill=_STATES.get(found.state, Pill(found.state)),
        read=", ".join(_count(number, word) for number, word in counts) if begun else "",
        outcome=outcome if begun else "",
        problem=found.problem,
    )


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def finding(found: FindingSeen, pen: Pen) -> FindingLine:
    """One disagreement."""
    ended = pen.stamp(found.ended_at) if found.ended_at else ""
    how = f"Explained by {found.explained_by}" if found.explained_by else "Gone"
    return FindingLine(
        id=found.finding_id,
        title=_TITLES.get(found.trouble, found.trouble),
        says=found.says,
        advice=_ADVICE.get(found.trouble, "") if found.state == "open" else "",
        amount=pen.signed(found.amount) if found.amount else "",
        booking_id=found.booking_id or "",
        mentor=found.mentor_slug or "",
        stripe_object=found.stripe_object,
        seen=f"since {pen.stamp(found.first_seen_at)}, last seen {pen.stamp(found.last_seen_at)}",
        ended=f"{how}, {ended}" if ended else "",
        note=found.note,
        open=found.state == "open",
    )
