"""Money as integer minor units with a currency; splits that lose nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from thoughtcloud.core.errors import invalid

# Currencies whose smallest unit is the whole unit, as Stripe charges them
# (docs.stripe.com/currencies#zero-decimal).
ZERO_DECIMAL = frozenset({
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga",
    "pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf",
})  # fmt: skip

# Currencies with thousandths, of which Stripe charges whole hundredths only
# (docs.stripe.com/currencies#three-decimal).
THREE_DECIMAL = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})

# What an offer may be priced in, with the smallest sum Stripe accepts for a charge, in minor units
# (docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).
MINIMUM_CHARGE = {
    "usd": 50, "eur": 50, "gbp": 30, "chf": 50, "cad": 50, "aud": 50, "nzd": 50, "sgd": 50,
    "jpy": 50, "inr": 5000, "sek": 300, "nok": 300, "dkk": 250, "pln": 200, "czk": 1500,
}  # fmt: skip

# Stripe takes at most eight digits (type docs of PaymentIntent.amount).
MAXIMUM_CHARGE = 99_999_999


@dataclass(frozen=True, slots=True)
class Money:
    """A sum in minor units (cents; whole yen for JPY). May be negative: a correction, a debt."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"minor units are an int, not {type(self.minor).__name__}")
        if len(self.currency) != 3 or not self.currency.isascii() or not self.currency.islower():
            raise ValueError(f"not a lower-case ISO 4217 code: {self.currency!r}")

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"cannot add {self.currency} and {other.currency}")

    @property
    def decimals(self) -> int:
        """How many decimals the currency has at Stripe: 0 for yen, 2 for euro, 3 for Bahraini dinar."""
        return 0 if self.currency in ZERO_DECIMAL else 3 if self.currency in THREE_DECIMAL else 2

    @property
    def major(self) -> Decimal:
        """The sum in whole units, exact, for formatting only."""
        return Decimal(self.minor).scaleb(-self.decimals)

    def percent(self, percent: Decimal) -> "Money":
        """That part of the sum, rounded half to even to what a card can be charged: mostly a whole minor unit."""
        unit = 10 if self.currency in THREE_DECIMAL else 1
        part = (Decimal(self.minor) * percent / 100 / unit).quantize(Decimal(1), ROUND_HALF_EVEN)
        return Money(int(part) * unit, self.currency)

    def split(self, weights: Sequence[int]) -> tuple["Money", ...]:
        """Shares in proportion to `weights` that add up to the sum exactly (largest remainder first)."""
        total = sum(weights)
        if total <= 0 or any(weight < 0 for weight in weights):
            raise ValueError("weights are non-negative and not all zero")
        floors = [self.minor * weight // total for weight in weights]
        order = sorted(range(len(weights)), key=lambda i: -(self.minor * weights[i] % total))
        for i in order[: self.minor - sum(floors)]:
            floors[i] += 1
        return tuple(Money(floor, self.currency) for floor in floors)


def from_major(amount: Decimal, currency: str) -> Money:
    """Whole units as typed, to minor units; a `Problem` for a fraction that the currency lacks."""
    decimals = Money(0, currency).decimals
    minor = amount.scaleb(decimals)
    if minor != minor.to_integral_value():
        raise invalid("price_fraction", f"A price in {currency.upper()} has {decimals} decimals.", "price")
    return Money(int(minor), currency)


def chargeable(price: Money) -> Money:
    """The price if Stripe can charge it; otherwise a `Problem` that says why not."""
    if price.currency not in MINIMUM_CHARGE:
        raise invalid("currency_unknown", "Please choose one of the listed currencies.", "currency")
    if price.minor < MINIMUM_CHARGE[price.currency]:
        least = Money(MINIMUM_CHARGE[price.currency], price.currency)
        raise invalid("price_too_low", f"The lowest price is {least.major} {price.currency.upper()}.", "price")
    if price.minor > MAXIMUM_CHARGE:
        raise invalid("price_too_high", "That price is more than a card can be charged at once.", "price")
    return price
