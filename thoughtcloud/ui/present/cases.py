"""The case of a booking on a screen: what was said, what may be answered, and the question before each click."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from thoughtcloud.core.cases import CaseKind, CaseState, Outcome, Settlement
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Actor, BookingState, Event
from thoughtcloud.services.cases import Report
from thoughtcloud.store.views.booking_page import BookingPage
from thoughtcloud.store.views.case_view import CaseView
from thoughtcloud.ui import wording
from thoughtcloud.ui.display import CaseCard, CaseQuestion, Pill, Statement, SumLine
from thoughtcloud.ui.present import problems
from thoughtcloud.ui.present.absence import PILLS, until
from thoughtcloud.ui.present.room import presence
from thoughtcloud.ui.wording import Reader


def card(page: BookingPage, reader: Reader) -> CaseCard:
    """The case of a booking for mentee or mentor, and what they may do about it."""
    may, case, other = page.actions, page.case, other_side(page)
    of_problem = problems.is_open(page)
    reportable = Event.NO_SHOW_REPORTED in may
    return CaseCard(
        title=_title(case),
        pill=PILLS.get(page.state, Pill("Settled", "neutral")) if case else Pill(),
        explanation=problems.explanation(page, reader) if of_problem else _explanation(page, reader),
        statements=statements(page, reader),
        attended=presence(page.attended, page.role, page.mentor_name, page.mentee_name, reader)
        if case and page.role is Actor.OPERATOR
        else [],
        report_title=f"Did {other} not come?" if reportable and not _open(case) else "",
        report_text=_report_text(page) if reportable and not _open(case) else "",
        report_back=f"It was {other} who did not come …" if reportable and _open(case) else "",
        may_answer=Event.NO_SHOW_OBJECTED in may,
        may_decide=Event.DECIDED_COMPLETED in may,
        may_withdraw=Event.NO_SHOW_WITHDRAWN in may,
        complaint="Was there a problem?" if Event.PROBLEM_REPORTED in may and not _open(case) else "",
        may_tell=Event.PROBLEM_ANSWERED in may,
        may_settle=Event.DECIDED_NO_REFUND in may,
        may_take_back=Event.PROBLEM_WITHDRAWN in may,
    )


def other_side(page: BookingPage) -> str:
    """Whom the reader was to meet."""
    return page.mentor_name if page.role is Actor.MENTEE else page.mentee_name


def _open(case: CaseView | None) -> bool:
    return case is not None and case.state is not CaseState.CLOSED


def _title(case: CaseView | None) -> str:
    if case is None:
        return ""
    if case.kind is CaseKind.PROBLEM:
        return "A problem" if case.outcome is not Outcome.WITHDRAWN else "A problem that was taken back"
    return "Who came, and who did not" if case.outcome is not Outcome.WITHDRAWN else "A report that was taken back"


def _explanation(page: BookingPage, reader: Reader) -> str:
    if page.state is not BookingState.NO_SHOW_REPORTED:
        return ""
    if page.role is Actor.OPERATOR:
        return f"The other side may object until {until(page, reader)}; then it is carried out."
    if page.absent is page.role:
        return (
            f"Answer until {until(page, reader)}. If you say that you were there, somebody of Thoughtcloud "
            "decides; no money moves before."
        )
    return f"{other_side(page)} may object until {until(page, reader)}. No money moves before."


def _report_text(page: BookingPage) -> str:
    if page.role is Actor.MENTEE:
        return "Tell us. Before you confirm, we show you what happens to your money."
    return "Tell us instead of marking it completed. Before you confirm, we show you what happens to the money."


def statements(page: BookingPage, reader: Reader) -> list[Statement]:
    """What was said about it, in order."""
    case = page.case
    if case is None:
        return []
    if case.kind is CaseKind.PROBLEM:
        return _of_problem(page, case, reader)
    absent = _name(page, case.cause.absent, "you")
    says = f"{_name(page, case.opened_by)} said that {absent} did not come"
    told = [(says, case.opened_at, case.words)]
    if case.answered_by is not None and case.answered_at is not None:
        they = "you" if case.answered_by is page.role else "they"
        says = f"{_name(page, case.answered_by)} said that {they} were there"
        told.append((says, case.answered_at, case.answer))
    if case.outcome is not None and case.decided_at is not None:
        told.append((_end(page, case, case.outcome), case.decided_at, case.reason))
    return _stamped(told, reader)


def _of_problem(page: BookingPage, case: CaseView, reader: Reader) -> list[Statement]:
    told = [(problems.began(page, case), case.opened_at, case.words)]
    if case.answered_at is not None:
        told.append((problems.answered(page), case.answered_at, case.answer))
    if case.outcome is not None and case.decided_at is not None:
        told.append((problems.ended(page, case, reader), case.decided_at, case.reason))
    return _stamped(told, reader)


def _stamped(told: Sequence[tuple[str, datetime, str]], reader: Reader) -> list[Statement]:
    return [Statement(says, wording.stamp(at, reader.zone, reader.locale), text) for says, at, text in told]


def _name(page: BookingPage, who: Actor, you: str = "You") -> str:
    if who is page.role and who is not Actor.OPERATOR:
        return you
    return {Actor.MENTEE: page.mentee_name, Actor.MENTOR: page.mentor_name}.get(who, "Thoughtcloud")


def _end(page: BookingPage, case: CaseView, to: Outcome) -> str:
    by = _name(page, case.decided_by or Actor.CLOCK)
    match to:
        case Outcome.WITHDRAWN:
            return f"{by} took it back"
        case Outcome.CALLED_OFF:
            return "The session was called off"
        case Outcome.COMPLETED:
            return f"{by} decided that the session took place"
    absent = _name(page, Actor.MENTEE if to is Outcome.MENTEE_ABSENT else Actor.MENTOR, "you")
    if case.decided_by is Actor.OPERATOR:
        return f"{by} decided that {absent} did not come"
    if case.decided_by is Actor.CLOCK:
        return f"There was no objection: {absent} did not come"
    return f"{by} agreed: {absent} did not come"


# -- the questions before a click ----------------------------------------------------------------------------


def reporting(report: Report, page: BookingPage, reader: Reader) -> CaseQuestion:
    """What a report will do with the money, in exact sums, and what is known of the other side."""
    other, by = other_side(page), wording.moment(report.answer_by, reader.zone, reader.locale)
    if _open(page.case):
        return _reporting_back(report, page, reader)
    return CaseQuestion(
        kind="report",
        title=f"Report that {other} did not come?",
        text=f"{other} is told and may object until {by}. No money moves before.",
        seen=_seen(report, other, reader),
        lines=sums(report.money, page, reader),
        after="If they object, somebody of Thoughtcloud decides. You can take the report back until they answer.",
        words="What happened? (optional)",
        hint=f"{other} and Thoughtcloud read it.",
        confirm="Report it",
        keep="Not now",
    )


def _reporting_back(report: Report, page: BookingPage, reader: Reader) -> CaseQuestion:
    other = other_side(page)
    return CaseQuestion(
        kind="report",
        title=f"Say that {other} did not come?",
        text="Then your two reports stand against each other, and somebody of Thoughtcloud decides. No money "
        "moves before.",
        seen=_seen(report, other, reader),
        words="What happened? (optional)",
        hint=f"{other} and Thoughtcloud read it.",
        confirm=f"{other} did not come",
    )


def _seen(report: Report, other: str, reader: Reader) -> str:
    if report.other is None:
        return ""
    first = wording.clock_time(report.other.first_at, reader.zone, reader.locale)
    return f"{other} did open the room at {first}. Please report them only if you did not meet all the same."


def sums(money: Settlement, page: BookingPage, reader: Reader) -> list[SumLine]:
    """If it stays so: what is charged, what goes back, and who has what of it, for the reader."""

    def shown(amount: Money) -> str:
        return wording.money(amount, reader.locale)

    if page.role is Actor.MENTEE:
        lines = [SumLine("Goes back to you", shown(money.back))] if money.back else []
        return [*lines, SumLine("You pay", shown(money.charged), total=True)]
    lines = [SumLine(f"Charged to {page.mentee_name}", shown(money.charged))] if money.charged else []
    lines += [SumLine(f"Goes back to {page.mentee_name}", shown(money.back))] if money.back else []
    lines += [SumLine("Platform fee", "−" + shown(money.fee))] if money.fee else []
    word = "You receive" if page.role is Actor.MENTOR else "The mentor receives"
    return [*lines, SumLine(word, shown(money.share), total=True)]


def objecting(page: BookingPage) -> CaseQuestion:
    """What an objection does: nothing to the money, until somebody has decided."""
    return CaseQuestion(
        kind="object",
        title="Say that you were there?",
        text="Then your two stories stand against each other, and somebody of Thoughtcloud decides. No money "
        "moves before. They see, as you do, who opened the room and when.",
        words="What happened?",
        hint=f"{other_side(page)} and Thoughtcloud read it.",
        confirm="I was there",
        keep="Not now",
    )


def admitting(money: Settlement, page: BookingPage, reader: Reader) -> CaseQuestion:
    """What it does to the money to agree, in exact sums."""
    return CaseQuestion(
        kind="admit",
        title="Agree that you did not come?",
        text="That is carried out at once and cannot be taken back.",
        lines=sums(money, page, reader),
        confirm="I did not come",
        keep="Not now",
    )


def deciding(outcome: Outcome, money: Settlement, page: BookingPage, reader: Reader) -> CaseQuestion:
    """What an operator's decision does to the money, in exact sums."""
    mentee, mentor = page.mentee_name, page.mentor_name
    title, confirm = {
        Outcome.MENTEE_ABSENT: (f"Decide that {mentee} did not come?", f"{mentee} did not come"),
        Outcome.MENTOR_ABSENT: (f"Decide that {mentor} did not come?", f"{mentor} did not come"),
    }.get(outcome, ("Decide that the session took place?", "It took place"))
    return CaseQuestion(
        kind=outcome.value,
        title=title,
        text="It is carried out at once, and both sides are told.",
        lines=sums(money, page, reader),
        words="Your reason",
        hint="Both sides read it.",
        confirm=confirm,
        keep="Not yet",
    )


def withdrawing(page: BookingPage) -> CaseQuestion:
    """What taking a report back does."""
    return CaseQuestion(
        kind="withdraw",
        title="Take your report back?",
        text=f"Everything is as if you had not made it, and {other_side(page)} is told.",
        confirm="Take it back",
        keep="Leave it",
    )
