"""The words of every mail, as text and as HTML, in the reader's language, made of what is true by then.

`matter` is what a mail may tell, `reader` who reads, `parts` what a mail is made of, `paper` how that looks.
"""

from thoughtcloud.core.states import Notice
from thoughtcloud.jobs.letters import (
    of_cases,
    of_disputes,
    of_moves,
    of_problems,
    of_refunds,
    paper,
    reminders,
    to_mentee,
    to_mentor,
)
from thoughtcloud.jobs.letters.account import write_recovery
from thoughtcloud.jobs.letters.matter import Disputing, Matter, Moving, Returned, Telling
from thoughtcloud.jobs.letters.of_payouts import write_payout_failed
from thoughtcloud.jobs.letters.paper import LONGEST_SUBJECT, Letter
from thoughtcloud.jobs.letters.reader import Reader, manner, manners

__all__ = [
    "LONGEST_SUBJECT",
    "Disputing",
    "Letter",
    "Matter",
    "Moving",
    "Reader",
    "Returned",
    "Telling",
    "manner",
    "manners",
    "write",
    "write_payout_failed",
    "write_recovery",
]

_WORDS = {
    **to_mentee.WORDS,
    **to_mentor.WORDS,
    **of_moves.WORDS,
    **of_cases.WORDS,
    **of_disputes.WORDS,
    **of_problems.WORDS,
    **of_refunds.WORDS,
    **reminders.WORDS,
}


def write(notice: Notice, about: Matter, reader: Reader) -> Letter:
    """The mail of a notice."""
    subject, *parts = _WORDS[notice](about, reader)
    return paper.letter(reader, str(subject), *parts)
