"""The mail about a payout that failed: why, where the money is, and what to do, in the reader's language."""

from datetime import UTC, datetime

import pytest

from thoughtcloud.core.money import Money
from thoughtcloud.core.payouts import Remedy, remedy
from thoughtcloud.jobs.letters import of_payouts, write_payout_failed
from thoughtcloud.jobs.letters.reader import Reader
from thoughtcloud.store.views.payouts import PayoutRow

AT = datetime(2026, 11, 28, 6, 0, tzinfo=UTC)
ENGLISH = Reader("Marta", "Europe/Berlin", "en_GB", "https://thoughtcloud.test")
GERMAN = Reader("Marta", "Europe/Berlin", "de_DE", "https://thoughtcloud.test")
# docs.stripe.com/api/payouts/failures
CODES = (
    "account_closed", "account_frozen", "bank_account_restricted", "bank_ownership_changed", "could_not_process",
    "debit_not_authorized", "declined", "insufficient_funds", "invalid_account_number",
    "incorrect_account_holder_name", "incorrect_account_holder_address", "incorrect_account_holder_tax_id",
    "invalid_currency", "no_account", "unsupported_card",
)  # fmt: skip


def failed(code: str, says: str = "Stripe says why.", bank: str = "TEST BANK •••• 3002") -> PayoutRow:
    return PayoutRow("po_1", Money(6800, "eur"), "failed", AT, AT, says, code, bank)


@pytest.mark.parametrize("reader", [ENGLISH, GERMAN], ids=["English", "German"])
@pytest.mark.parametrize("code", CODES)
def test_every_code_of_stripes_has_a_reason_and_an_advice_of_ours(code: str, reader: Reader) -> None:
    letter = write_payout_failed(failed(code), reader)
    assert "Stripe says why." not in letter.text
    assert of_payouts.why(failed(code), reader.say) in letter.text
    assert of_payouts.advice(code, reader.say) in letter.text
    assert remedy(code) is not Remedy.LOOK


def test_a_mail_names_the_sum_the_bank_and_the_way_to_put_it_right() -> None:
    letter = write_payout_failed(failed("account_closed"), ENGLISH)
    assert letter.subject == "€68.00 did not reach your bank"
    for words in (
        "the money is back in your Stripe balance", "TEST BANK •••• 3002", "Sat 28 Nov, 07:00",
        "https://thoughtcloud.test/mentor/payouts", "https://thoughtcloud.test/mentor/balance",
    ):  # fmt: skip
        assert words in letter.text
    assert "https://thoughtcloud.test/mentor/payouts" in letter.html


def test_a_german_reads_german() -> None:
    letter = write_payout_failed(failed("account_closed"), GERMAN)
    assert letter.subject == "68,00 € sind nicht bei Ihrer Bank angekommen"
    assert "Das Bankkonto wurde geschlossen." in letter.text
    assert "Geben Sie Stripe ein anderes Bankkonto." in letter.text


def test_a_reason_that_is_new_to_us_is_told_in_stripes_words() -> None:
    assert "Stripe says why." in write_payout_failed(failed("of_next_year"), ENGLISH).text
    assert "Your bank did not accept it." in write_payout_failed(failed("", says=""), ENGLISH).text
