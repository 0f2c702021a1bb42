"""Why a payout did not arrive and what its mentor does about it, in words for mails and for screens."""

from collections.abc import Callable, Mapping

from thoughtcloud.core.payouts import Remedy, remedy
from thoughtcloud.jobs.letters import paper
from thoughtcloud.jobs.letters.paper import Letter
from thoughtcloud.jobs.letters.parts import Facts, Link
from thoughtcloud.jobs.letters.reader import Reader
from thoughtcloud.store.views.payouts import PayoutRow

# Says English words in the reader's language; `str` leaves them as they are.
Say = Callable[[str], str]


def why(failed: PayoutRow, say: Say) -> str:
    """One sentence that says why; Stripe's own for a reason that is new to us."""
    known = _reasons(say).get(failed.failure_code)
    return known or failed.failure or say("Your bank did not accept it.")


def _reasons(say: Say) -> Mapping[str, str]:
    wrong_details = say("Your bank could not find the account with the details that Stripe has.")
    return {
        "account_closed": say("The bank account has been closed."),
        "account_frozen": say("The bank account is frozen."),
        "bank_account_restricted": say(
            "The bank account does not take such payments; savings accounts often do not."
        ),
        "bank_ownership_changed": say("The bank account belongs to another bank or branch now."),
        "could_not_process": say("Your bank could not process it."),
        "debit_not_authorized": say("The bank account does not allow debits, which Stripe asks for."),
        "declined": say("Your bank refused it without saying why."),
        "incorrect_account_holder_address": say("Your bank has another address of the account’s holder."),
        "incorrect_account_holder_name": say("Your bank has another name of the account’s holder."),
        "incorrect_account_holder_tax_id": say("Your bank has another tax number of the account’s holder."),
        "insufficient_funds": say("There was less in your Stripe balance than was to be paid out."),
        "invalid_account_number": wrong_details,
        "invalid_currency": say("The bank account does not take this currency."),
        "no_account": wrong_details,
        "unsupported_card": say("The card does not take payouts any more."),
    }


def advice(failure_code: str, say: Say) -> str:
    """What the mentor does about it, in a sentence or two."""
    return {
        Remedy.OTHER_BANK: say(
            "Give Stripe another bank account. The money then goes there with the next payout."
        ),
        Remedy.ASK_BANK: say(
            "Ask your bank to let the payment through, or give Stripe another bank account. The money then goes "
            "out with the next payout."
        ),
        Remedy.CORRECT: say(
            "Compare what Stripe has with what your bank says, and correct it at Stripe. The money then goes out "
            "with the next payout."
        ),
        Remedy.WAIT: say(
            "You need not do anything: the next payout takes what is there by then. If it happens again, look at "
            "your Stripe dashboard."
        ),
        Remedy.LOOK: say("Your Stripe dashboard says what to do. The money then goes out with the next payout."),
    }[remedy(failure_code)]


def write_payout_failed(failed: PayoutRow, reader: Reader) -> Letter:
    """The mail that tells a mentor that a payout did not arrive, where the money is, and what to do."""
    amount = reader.money(failed.amount)
    facts = [
        (reader.say("Payout"), amount),
        (reader.say("Sent"), reader.moment(failed.created_at)),
        *([(reader.say("To"), failed.bank)] if failed.bank else []),
        (reader.say("Reason"), why(failed, reader.say)),
    ]
    return paper.letter(
        reader,
        reader.say("{sum} did not reach your bank", sum=amount),
        reader.say("Stripe could not pay you out. Nothing is lost: the money is back in your Stripe balance."),
        Facts(tuple(facts)),
        advice(failed.failure_code, reader.say),
        Link(reader.say("Put it right"), f"{reader.site}/mentor/payouts"),
        Link(reader.say("Your balance"), f"{reader.site}/mentor/balance"),
    )
