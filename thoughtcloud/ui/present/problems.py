"""A problem of a session on a screen: how it stands for whoever reads it, and the question before each click."""

from __future__ import annotations

from thoughtcloud.core.cases import PROBLEMS, CaseKind, Cause, Outcome
from thoughtcloud.core.money import Money
from thoughtcloud.core.problems import Hearing
from thoughtcloud.core.process import groups
from thoughtcloud.core.states import Actor, BookingState
from thoughtcloud.services.problems import Decision, Report
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.store.views.case_view import CaseView
from thoughtcloud.ui import wording
from thoughtcloud.ui.display import CaseQuestion, Choice, SumLine
from thoughtcloud.ui.wording import Reader

CAUSES: dict[Cause, str] = {
    Cause.LATE: "The mentor came late",
    Cause.CUT_SHORT: "The session was cut short",
    Cause.NOT_AS_OFFERED: "It was not what had been offered",
    Cause.TECHNICAL: "Sound, picture or connection did not work",
    Cause.CONDUCT: "The mentor’s conduct",
    Cause.MENTOR_ABSENT: "The mentor did not come",
    Cause.OTHER: "Something else",
}


def is_open(page: BookingPage) -> bool:
    """Whether a problem of this booking waits for somebody."""
    about_problem = page.case is not None and page.case.kind is CaseKind.PROBLEM
    return page.state is BookingState.IN_REVIEW and about_problem


def headline(page: BookingPage, reader: Reader) -> tuple[str, str, str]:
    """How an open problem stands for the mentee: a title, a sentence and a tone."""
    waits = f"Until then {_waits(page)}."
    if page.hearing is Hearing.AWAITED:
        by = _until(page, reader)
        text = f"{page.mentor_name} can answer until {by}. Then somebody of Thoughtcloud decides. {waits}"
        return "You reported a problem", text, "info"
    return "We are looking into your problem", f"Somebody of Thoughtcloud decides now. {waits}", "info"


def outcome(page: BookingPage, reader: Reader) -> tuple[str, str]:
    """How an open problem stands for the mentor: a sentence and a tone."""
    reported = f"{page.mentee_name} reported a problem."
    if page.hearing is Hearing.AWAITED:
        return f"{reported} Please answer until {_until(page, reader)}. Until then {_waits(page)}.", "warn"
    if page.hearing is Hearing.OVERDUE:
        return f"{reported} You have not answered; you still can, until Thoughtcloud has decided.", "warn"
    return f"{reported} Thoughtcloud decides now. Until then {_waits(page)}.", "info"


def _waits(page: BookingPage) -> str:
    if page.payment in groups.HOLDING:
        return "nothing is charged"
    if page.share_state in groups.SENT or page.payment not in groups.TAKEN:
        return "no money moves"
    return "what was charged stays with us"


def _until(page: BookingPage, reader: Reader) -> str:
    return wording.moment(page.answer_by, reader.zone, reader.locale) if page.answer_by else "then"


def explanation(page: BookingPage, reader: Reader) -> str:
    """What may happen next, under the story of the case."""
    if not is_open(page):
        return ""
    if page.hearing is Hearing.AWAITED and page.role is Actor.OPERATOR:
        return f"The mentor is heard until {_until(page, reader)}; then it can be decided without them."
    if page.role is Actor.OPERATOR:
        return "Nothing goes back until you decide. Before you confirm, you see what each side has in the end."
    if page.role is Actor.MENTEE:
        return "Nothing, a part or all of the price may go back to you. You can take it back until it is decided."
    return "Nothing, a part or all of the price may go back, and your share shrinks in proportion."


def began(page: BookingPage, case: CaseView) -> str:
    """What the mentee said is wrong."""
    who = "You" if page.role is Actor.MENTEE else page.mentee_name
    return f"{who} reported a problem: {CAUSES[case.cause]}"


def answered(page: BookingPage) -> str:
    """That the mentor was heard."""
    return f"{'You' if page.role is Actor.MENTOR else page.mentor_name} answered"


def ended(page: BookingPage, case: CaseView, reader: Reader) -> str:
    """What was decided about the money."""
    back = wording.money(case.refund or Money(0, page.price.currency), reader.locale)
    match case.outcome:
        case Outcome.NO_REFUND:
            return "Thoughtcloud decided that nothing goes back"
        case Outcome.PART_REFUND:
            return f"Thoughtcloud decided that {back} goes back"
        case Outcome.FULL_REFUND:
            return f"Thoughtcloud decided that everything goes back: {back}"
        case Outcome.WITHDRAWN:
            return f"{'You' if page.role is Actor.MENTEE else page.mentee_name} took it back"
        case _:
            return "The session was called off"


# -- the questions before a click ----------------------------------------------------------------------------


def complaining(report: Report, page: BookingPage, reader: Reader) -> CaseQuestion:
    """What reporting a problem does, and what is to be said of it."""
    by = wording.moment(report.answer_by, reader.zone, reader.locale)
    open_yet = page.state is BookingState.CONFIRMED
    causes = [cause for cause in PROBLEMS if cause is not Cause.MENTOR_ABSENT or not open_yet]
    return CaseQuestion(
        kind="complain",
        title="Report a problem?",
        text=f"{page.mentor_name} is told and can answer until {by}. Then somebody of Thoughtcloud decides "
        f"whether nothing, a part or all goes back to you. Until then {_waits(page)}.",
        lines=[SumLine("Goes back to you at most", wording.money(report.stake, reader.locale), total=True)],
        causes=[Choice(cause.value, CAUSES[cause]) for cause in causes],
        words="What happened?",
        hint=f"At least 10 characters. {page.mentor_name} and Thoughtcloud read it.",
        confirm="Report it",
    )


def telling(page: BookingPage) -> CaseQuestion:
    """The mentor's side of it."""
    return CaseQuestion(
        kind="tell",
        title="Tell your side",
        text="Somebody of Thoughtcloud reads both sides and decides. You can answer once.",
        words="What happened?",
        hint=f"{page.mentee_name} and Thoughtcloud read it.",
        confirm="Send my answer",
    )


def taking_back(page: BookingPage) -> CaseQuestion:
    """What taking a problem back does."""
    return CaseQuestion(
        kind="take_back",
        title="Take your problem back?",
        text=f"Everything goes on as if you had not reported it, and {page.mentor_name} is told.",
        confirm="Take it back",
        keep="Leave it",
    )


def asking_part(page: BookingPage, reader: Reader) -> CaseQuestion:
    """Which sum goes back; what it does is shown next."""
    kept = page.captured - page.refunded if page.captured else page.price
    return CaseQuestion(
        kind="part",
        title="How much goes back?",
        text=f"{wording.money(kept, reader.locale)} is at stake. Next you see what each side has in the end.",
        sum_label=f"Goes back to {page.mentee_name} ({page.price.currency.upper()})",
        sum_hint="Like 30 or 29.50.",
        confirm="Show what it does",
    )


def settling(
    outcome: Outcome, decision: Decision, page: BookingPage, reader: Reader, refund: str = ""
) -> CaseQuestion:
    """What a decision does to the money, in exact sums for each of the three."""
    title = {
        Outcome.NO_REFUND: "Decide that nothing goes back?",
        Outcome.FULL_REFUND: "Decide that everything goes back?",
    }.get(outcome, f"Decide that {wording.money(decision.money.back, reader.locale)} goes back?")
    confirm = {Outcome.NO_REFUND: "Nothing goes back", Outcome.FULL_REFUND: "Refund everything"}
    return CaseQuestion(
        kind=outcome.value,
        title=title,
        text="It is carried out at once, both sides are told, and it cannot be taken back.",
        lines=_sums(decision, page, reader),
        words="Your reason",
        hint="Both sides read it.",
        confirm=confirm.get(outcome, "Refund that part"),
        keep="Not yet",
        refund=refund,
    )


def _sums(decision: Decision, page: BookingPage, reader: Reader) -> list[SumLine]:
    money = decision.money

    def shown(amount: Money) -> str:
        return wording.money(amount, reader.locale)

    lines = [
        SumLine(f"Goes back to {page.mentee_name}", shown(money.back)),
        SumLine(f"{page.mentee_name} pays", shown(money.charged)),
        SumLine(f"{page.mentor_name} has", shown(money.share)),
    ]
    if decision.taken_back:
        lines.append(SumLine("taken back of what was sent", shown(decision.taken_back)))
    return [*lines, SumLine("Platform fee", shown(money.fee), total=True)]
