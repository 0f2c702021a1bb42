"""The Checkout form before any bank is asked: how a card is read and what is wrong with it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thoughtcloud.sandbox.pages.card_form import CardForm, Expiry, grouped

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
GOOD = {
    "email": "maya@example.com",
    "card_number": "4242 4242 4242 4242",
    "card_expiry": "12 / 29",
    "card_cvc": "123",
    "name": "Maya Lindqvist",
    "postal_code": "10115",
}


def faults(**changed: str) -> dict[str, str]:
    return CardForm.read(GOOD | changed).faults(NOW)


def test_a_complete_form_has_no_faults() -> None:
    assert faults() == {}


def test_every_empty_field_is_named_in_the_order_of_the_form() -> None:
    found = CardForm.read({}).faults(NOW)
    assert list(found) == ["email", "card_number", "card_expiry", "card_cvc", "name", "postal_code"]


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("4242424242424241", "Your card number is invalid."),
        ("4242 4242", "Your card number is incomplete."),
        ("4242x42424242424", "Your card number is invalid."),
        ("٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢", "Your card number is invalid."),
        ("4242424242424242424242", "Your card number is invalid."),
    ],
)
def test_a_wrong_number_says_what_is_wrong(number: str, message: str) -> None:
    assert faults(card_number=number) == {"card_number": message}


@pytest.mark.parametrize("written", ["12/29", "12 / 29", "12/2029", "1229", "122029", "12-29", "12 29"])
def test_an_expiry_is_read_in_every_usual_way(written: str) -> None:
    assert CardForm.read(GOOD | {"card_expiry": written}).parsed_expiry() == Expiry(12, 2029)


@pytest.mark.parametrize("written", ["", "13/29", "00/29", "12", "12/2", "12/029", "abc", "1/2/29"])
def test_an_expiry_that_is_no_month_and_year_is_refused(written: str) -> None:
    assert "MM / YY" in faults(card_expiry=written)["card_expiry"]


def test_a_card_is_good_to_the_end_of_its_month() -> None:
    assert faults(card_expiry="11/26") == {}
    assert faults(card_expiry="10/26") == {"card_expiry": "Your card's expiration date is in the past."}


def test_an_absurdly_late_year_is_refused() -> None:
    assert faults(card_expiry="12/2099") == {"card_expiry": "Your card's expiration year is invalid."}


def test_american_express_has_a_code_of_four_digits() -> None:
    assert "4 digits" in faults(card_number="378282246310005")["card_cvc"]
    assert faults(card_number="378282246310005", card_cvc="1234") == {}
    assert "3 digits" in faults(card_cvc="1234")["card_cvc"]


@pytest.mark.parametrize("address", ["maya", "maya@example", "@example.com", "maya@ example.com"])
def test_half_an_address_is_refused(address: str) -> None:
    assert faults(email=address) == {"email": "Your email is incomplete."}


def test_numbers_are_grouped_as_they_are_printed() -> None:
    assert grouped("4242424242424242") == "4242 4242 4242 4242"
    assert grouped("378282246310005") == "3782 822463 10005"


@given(st.dictionaries(st.sampled_from(list(GOOD)), st.text(max_size=400)))
def test_whatever_is_sent_the_form_is_read_without_an_error(sent: dict[str, str]) -> None:
    form = CardForm.read(sent)
    if "card_expiry" not in form.faults(NOW):
        assert form.parsed_expiry() is not None
