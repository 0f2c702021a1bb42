"""A balance at Stripe and what we can explain of it."""

from dataclasses import dataclass

from thoughtcloud.core.money import Money
from thoughtcloud.core.reconciliation.findings import Finding, Trouble, said


@dataclass(frozen=True, slots=True)
class Sums:
    """One balance at Stripe and what we know of it, in one currency, in minor units."""

    currency: str
    stripe: int
    book: int
    foreign: int = 0

    @property
    def drift(self) -> int:
        """What Stripe holds and neither our book nor a known foreign movement explains; 0 is the promise."""
        return self.stripe - self.book - self.foreign


def weigh(place: str, sums: Sums, *, mentor_id: str | None = None) -> Finding | None:
    """A finding if a balance at Stripe is not what we can explain. `place` is said in the sentence."""
    if sums.drift == 0:
        return None
    stripe, ours = (said(Money(minor, sums.currency)) for minor in (sums.stripe, sums.book + sums.foreign))
    return Finding(
        Trouble.BALANCE_DIFFERS,
        f"{mentor_id or 'platform'} {place} {sums.currency}",
        f"Stripe holds {stripe} as {place}; our book explains {ours}.",
        mentor_id=mentor_id,
        amount=Money(sums.drift, sums.currency),
    )
