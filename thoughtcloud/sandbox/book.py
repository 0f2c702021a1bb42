"""Money: a double-entry book over all accounts; balances and balance transactions come from nowhere else.

Every posting is lines that sum to zero. A connected or platform account holds the buckets `pending` and
`available`; the rest of the world is `cards`, `banks`, `stripe` (its fees) and `transit` (between two accounts).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from thoughtcloud.sandbox.call import Call
from thoughtcloud.sandbox.store import Object, Store

PENDING, AVAILABLE = "pending", "available"
CARDS, BANKS, STRIPE, TRANSIT = "cards", "banks", "stripe", "transit"
SETTLED = "settled"

# Stripe's standard price of a card payment: 2.9 % and thirty of the smallest unit. Real contracts differ by
# country; one documented figure keeps every currency checkable, the zero-decimal ones included (JPY 30).
FEE_PER_MILLE = 29
FEE_FIXED = 30
DAY = 86_400
SETTLEMENT_DAYS = 2
PAYOUT_HOUR = 6

_CATEGORIES = {
    "payment": "charge",
    "payment_refund": "refund",
    "transfer_refund": "transfer_reversal",
    "application_fee": "platform_earning",
    "application_fee_refund": "platform_earning_refund",
    "payout_failure": "payout_reversal",
    "payout_cancel": "payout_reversal",
}


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee that is taken out of a movement; `to` is who gets it."""

    amount: int
    type: str = "stripe_fee"
    to: str = STRIPE
    description: str = "Stripe processing fees"


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One movement on an account's balance: `amount` before the fees, signed; `against` is where it comes from.

    `category` is what reports count it as, where its type alone does not say.
    """

    type: str
    amount: int
    currency: str
    source: str
    against: str
    fees: tuple[Fee, ...] = ()
    available_on: int | None = None
    description: str | None = None
    category: str | None = None

    @property
    def net(self) -> int:
        """What reaches the account."""
        return self.amount - sum(fee.amount for fee in self.fees)


def application_fee(amount: int) -> tuple[Fee, ...]:
    """The platform's share of a movement on a connected account; none if it is nothing."""
    return (Fee(amount, "application_fee", TRANSIT, "Application fee"),) if amount else ()


def fee_on(amount: int) -> int:
    """Stripe's fee on a captured amount, half a unit rounded up."""
    return min(amount, (amount * FEE_PER_MILLE + 500) // 1000 + FEE_FIXED)


def settles_at(now: int) -> int:
    """When funds taken now become available: the midnight (UTC) that begins the second day after."""
    return (now // DAY + SETTLEMENT_DAYS) * DAY


def post(store: Store, at: int, lines: Mapping[tuple[str, str], int], currency: str, source: str) -> None:
    """Writes one posting; its lines are amounts by holder and bucket and must sum to zero."""
    assert sum(lines.values()) == 0, lines
    number = store.rows("SELECT coalesce(max(seq), 0) + 1 FROM lines")[0][0]
    for (holder, bucket), amount in lines.items():
        store.execute(
            "INSERT INTO lines(posting, at, holder, bucket, currency, amount, source) VALUES (?,?,?,?,?,?,?)",
            (number, at, holder, bucket, currency, amount, source),
        )
        store.execute(
            "INSERT INTO sums(holder, bucket, currency, amount) VALUES (?,?,?,?)"
            " ON CONFLICT DO UPDATE SET amount = amount + excluded.amount",
            (holder, bucket, currency, amount),
        )


def move(call: Call, movement: Movement) -> Object:
    """Books a movement on the acting account and returns its balance transaction."""
    available_on = max(call.now, movement.available_on or call.now)
    waits = available_on > call.now
    own = (call.account, PENDING if waits else AVAILABLE)
    lines = {own: movement.net, (movement.against, SETTLED): -movement.amount}
    for fee in movement.fees:
        taker = (fee.to, SETTLED)
        lines[taker] = lines.get(taker, 0) + fee.amount
    transaction = call.add(_transaction(call, movement, available_on, waits))
    post(call.store, call.now, lines, movement.currency, transaction["id"])
    if waits:
        call.store.plan(available_on, "funds", transaction["id"])
    else:
        _plan_payout(call)
    return transaction


def _plan_payout(call: Call) -> None:
    """A connected account with money gets its next daily payout planned; the platform keeps what it has."""
    if call.account != call.platform and not call.store.is_planned("payout_run", call.account):
        call.store.plan(next_payout_run(call.now), "payout_run", call.account)


def next_payout_run(now: int) -> int:
    """When automatic payouts are made: every day at this hour (UTC)."""
    today = now // DAY * DAY + PAYOUT_HOUR * 3_600
    return today if now < today else today + DAY


def _transaction(call: Call, movement: Movement, available_on: int, waits: bool) -> Object:
    details = [
        {
            "amount": fee.amount,
            "application": None,
            "currency": movement.currency,
            "description": fee.description,
            "type": fee.type,
        }
        for fee in movement.fees
    ]
    fields = {
        "amount": movement.amount,
        "available_on": available_on,
        "balance_type": "payments",
        "currency": movement.currency,
        "description": movement.description,
        "exchange_rate": None,
        "fee": movement.amount - movement.net,
        "fee_details": details,
        "net": movement.net,
        "reporting_category": movement.category or _CATEGORIES.get(movement.type, movement.type),
        "source": movement.source,
        "status": "pending" if waits else "available",
        "type": movement.type,
    }
    transaction = call.new("txn", "balance_transaction", fields)
    del transaction["livemode"]
    return transaction


def settle(call: Call, transaction: Object) -> None:
    """Makes the funds of a pending balance transaction available."""
    holder, net, currency = call.account, transaction["net"], transaction["currency"]
    post(call.store, call.now, {(holder, PENDING): -net, (holder, AVAILABLE): net}, currency, transaction["id"])
    call.change(transaction, status="available")
    _plan_payout(call)


def held(store: Store, account: str, bucket: str) -> dict[str, int]:
    """What an account holds in one bucket, by currency."""
    rows = store.rows("SELECT currency, amount FROM sums WHERE holder=? AND bucket=?", (account, bucket))
    return dict(rows)


def available(call: Call, currency: str) -> int:
    """What the acting account could pay out now in one currency."""
    return held(call.store, call.account, AVAILABLE).get(currency, 0)


def discrepancies(store: Store) -> list[str]:
    """What is wrong with the book, sums that are not their lines or unbalanced postings; normally nothing."""
    unbalanced = store.rows("SELECT posting FROM lines GROUP BY posting, currency HAVING sum(amount) <> 0")
    drifted = store.rows(
        "SELECT s.holder, s.bucket FROM sums s WHERE s.amount <> (SELECT coalesce(sum(amount), 0) FROM lines l"
        " WHERE l.holder=s.holder AND l.bucket=s.bucket AND l.currency=s.currency)"
    )
    return [f"posting {row[0]}" for row in unbalanced] + [f"{holder} {bucket}" for holder, bucket in drifted]
