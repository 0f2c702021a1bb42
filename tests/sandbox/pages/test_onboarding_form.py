"""The onboarding form before the account takes it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thoughtcloud.sandbox.pages.onboarding_form import OnboardingForm, bank_account_fault, countries

TODAY = date(2026, 11, 23)
GOOD = {
    "first_name": "Amara",
    "last_name": "Okafor",
    "country": "DE",
    "birth_date": "1984-02-29",
    "bank_account": "de89 3704 0044 0532 0130 00",
    "terms": "yes",
}


def faults(**changed: str) -> dict[str, str]:
    return OnboardingForm.read(GOOD | changed).faults(TODAY)


def test_a_complete_form_has_no_faults_and_its_iban_no_spaces() -> None:
    assert faults() == {}
    assert OnboardingForm.read(GOOD).bank_account == "DE89370400440532013000"


def test_every_empty_field_is_named_in_the_order_of_the_form() -> None:
    found = list(OnboardingForm.read({}).faults(TODAY))
    assert found == ["first_name", "last_name", "country", "birth_date", "bank_account", "terms"]


def test_the_eighteenth_birthday_is_the_first_day_that_counts() -> None:
    assert faults(birth_date="2008-11-23") == {}
    assert faults(birth_date="2008-11-24") == {"birth_date": "You must be at least 18 years old."}


@pytest.mark.parametrize("written", ["", "1984", "1984-02-30", "1850-01-01", "tomorrow"])
def test_a_date_that_cannot_be_is_refused(written: str) -> None:
    assert list(faults(birth_date=written)) == ["birth_date"]


@pytest.mark.parametrize("account", ["DE89370400440532013000", "GB82WEST12345698765432", "000123456789"])
def test_ibans_and_plain_numbers_are_taken(account: str) -> None:
    assert bank_account_fault(account) is None


@pytest.mark.parametrize("account", ["DE89370400440532013001", "DE8937", "1234", "abc", "ÄÖ89370400440532013000"])
def test_a_mistyped_account_is_refused(account: str) -> None:
    assert bank_account_fault(account)


def test_countries_are_sorted_by_name() -> None:
    names = [name for _, name in countries()]
    assert names == sorted(names)
    assert ("DE", "Germany") in countries()


@given(st.dictionaries(st.sampled_from(list(GOOD)), st.text(max_size=200)))
def test_whatever_is_sent_the_form_is_read_without_an_error(sent: dict[str, str]) -> None:
    assert isinstance(OnboardingForm.read(sent).faults(TODAY), dict)
