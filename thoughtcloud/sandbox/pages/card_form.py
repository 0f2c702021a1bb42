"""Knows how a card typed into the Checkout form is read, and what is wrong with it before any bank is asked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from thoughtcloud.sandbox.cards import is_plausible

CONTROLS = ("email", "card_number", "card_expiry", "card_cvc", "name", "postal_code")
KEPT_CONTROLS = tuple(name for name in CONTROLS if name != "card_cvc")
EMAIL_SHAPE = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


@dataclass(frozen=True)
class Expiry:
    """Month 1 to 12 and a four-digit year; a card is good to the end of its month."""

    month: int
    year: int

    def is_past(self, now: datetime) -> bool:
        return (self.year, self.month) < (now.year, now.month)


@dataclass(frozen=True)
class CardForm:
    """What the page's form carried, trimmed; digits only where the control takes digits."""

    email: str
    number: str
    expiry: str
    cvc: str
    name: str
    postal_code: str

    @classmethod
    def read(cls, form: Mapping[str, object]) -> "CardForm":
        text = {name: str(form.get(name) or "").strip()[:200] for name in CONTROLS}
        return cls(
            email=text["email"],
            number=re.sub(r"[\s-]", "", text["card_number"]),
            expiry=text["card_expiry"],
            cvc=text["card_cvc"],
            name=text["name"],
            postal_code=text["postal_code"],
        )

    def parsed_expiry(self) -> Expiry | None:
        """Reads `MM / YY`, `MM/YYYY` and bare digits; None if that is no month and year."""
        match = re.fullmatch(r"(\d{1,2})\s*[/ -]\s*(\d{4}|\d{2})|(\d{2})(\d{4}|\d{2})", self.expiry)
        if match is None:
            return None
        month, year = int(match[1] or match[3]), int(match[2] or match[4])
        return Expiry(month, year if year > 99 else 2000 + year) if 1 <= month <= 12 else None

    def faults(self, now: datetime) -> dict[str, str]:
        """Control name -> message, in the order of the form; empty when the card may be tried."""
        checks = {
            "email": self._email_fault(),
            "card_number": self._number_fault(),
            "card_expiry": self._expiry_fault(now),
            "card_cvc": self._cvc_fault(),
            "name": None if self.name else "Enter the name on the card.",
            "postal_code": None if self.postal_code else "Enter your postal code.",
        }
        return {name: message for name, message in checks.items() if message}

    def _email_fault(self) -> str | None:
        if not self.email:
            return "Enter your email."
        return None if EMAIL_SHAPE.fullmatch(self.email) else "Your email is incomplete."

    def _number_fault(self) -> str | None:
        if not is_digits(self.number):
            return "Your card number is invalid." if self.number else "Your card number is incomplete."
        if len(self.number) < (15 if is_amex(self.number) else 14 if self.number.startswith("3") else 16):
            return "Your card number is incomplete."
        return None if is_plausible(self.number) else "Your card number is invalid."

    def _expiry_fault(self, now: datetime) -> str | None:
        expiry = self.parsed_expiry()
        if expiry is None:
            return "Your card's expiration date is incomplete. Write it as MM / YY."
        if expiry.year > now.year + 50:
            return "Your card's expiration year is invalid."
        return "Your card's expiration date is in the past." if expiry.is_past(now) else None

    def _cvc_fault(self) -> str | None:
        wanted = 4 if is_amex(self.number) else 3
        if is_digits(self.cvc) and len(self.cvc) == wanted:
            return None
        return f"Your card's security code is incomplete. It has {wanted} digits."


def is_digits(text: str) -> bool:
    """Only ASCII digits: str.isdigit alone also accepts other scripts' digits."""
    return text.isascii() and text.isdigit()


def is_amex(number: str) -> bool:
    """American Express: fifteen digits and a four-digit code."""
    return number.startswith(("34", "37"))


def grouped(number: str) -> str:
    """A card number as it is printed: 4-6-5 on American Express, else by four."""
    cuts = (4, 10, 15) if is_amex(number) else (4, 8, 12, 16, 19)
    starts = (0, *cuts[:-1])
    return " ".join(filter(None, (number[start:end] for start, end in zip(starts, cuts, strict=True))))
