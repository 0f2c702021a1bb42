"""Knows how the Connect onboarding form is read, and what is wrong with it before the account takes it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from thoughtcloud.sandbox.countries import COUNTRIES
from thoughtcloud.sandbox.hosted import REFUSED_BIRTH_DATE

CONTROLS = ("first_name", "last_name", "country", "birth_date", "bank_account")
ADULT_AGE = 18
OLDEST_AGE = 120


@dataclass(frozen=True, slots=True)
class OnboardingForm:
    """What the page's form carried, trimmed; the bank account without spaces, in capitals."""

    first_name: str
    last_name: str
    country: str
    birth_date: str
    bank_account: str
    accept_terms: bool

    @classmethod
    def read(cls, form: Mapping[str, object]) -> "OnboardingForm":
        text = {name: str(form.get(name) or "").strip()[:100] for name in CONTROLS}
        text["bank_account"] = re.sub(r"[\s-]", "", text["bank_account"]).upper()
        return cls(**text, accept_terms=form.get("terms") == "yes")

    def faults(self, today: date) -> dict[str, str]:
        """Control name -> message, in the order of the form; empty when the account may be asked."""
        checks = {
            "first_name": None if self.first_name else "Enter your first name.",
            "last_name": None if self.last_name else "Enter your last name.",
            "country": None if self.country in COUNTRIES else "Choose your country.",
            "birth_date": self._birth_date_fault(today),
            "bank_account": bank_account_fault(self.bank_account),
            "terms": None if self.accept_terms else "Payouts need your agreement to the terms.",
        }
        return {name: message for name, message in checks.items() if message}

    def born(self) -> date | None:
        """The date of birth, or None if it is no date."""
        try:
            return date.fromisoformat(self.birth_date)
        except ValueError:
            return None

    def _birth_date_fault(self, today: date) -> str | None:
        born = self.born()
        if born is None:
            return "Enter your date of birth."
        age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        if age > OLDEST_AGE and born != REFUSED_BIRTH_DATE:
            return "Check the year of your date of birth."
        return None if age >= ADULT_AGE else f"You must be at least {ADULT_AGE} years old."


def bank_account_fault(account: str) -> str | None:
    """What is wrong with an IBAN (ISO 13616: mod 97) or a plain account number, or None."""
    if not account:
        return "Enter your IBAN or account number."
    if re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", account):
        digits = "".join(str(int(character, 36)) for character in account[4:] + account[:4])
        return None if int(digits) % 97 == 1 else "This IBAN is not valid. Check it for a mistyped digit."
    if re.fullmatch(r"\d{5,17}", account):
        return None
    return "Enter an IBAN, or an account number of 5 to 17 digits."


def countries() -> list[tuple[str, str]]:
    """Code and English name of every country on offer, by name."""
    from babel import Locale  # late: it would slow the start

    names = Locale("en").territories
    return sorted(((code, names[code]) for code in COUNTRIES), key=lambda pair: pair[1])
