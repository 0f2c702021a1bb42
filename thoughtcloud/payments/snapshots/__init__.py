"""What Stripe's objects said at one moment, as typed values, and how they are read from its plain answers.

The readers take the decoded JSON of an object; `booking_id` is our own mark in its metadata, empty on foreign
objects. Instants are aware UTC, money is in minor units of the lower-case currency.
"""

from thoughtcloud.payments.snapshots.accounts import AccountSnapshot, account
from thoughtcloud.payments.snapshots.balances import BalanceSnapshot, balance, movement
from thoughtcloud.payments.snapshots.cards import SavedCard
from thoughtcloud.payments.snapshots.charges import ChargeSnapshot, FeeSnapshot
from thoughtcloud.payments.snapshots.checkouts import CheckoutSnapshot, checkout
from thoughtcloud.payments.snapshots.disputes import DisputedFunds, DisputeSnapshot, dispute
from thoughtcloud.payments.snapshots.payments import HoldSnapshot, PaymentSnapshot, challenge_url, hold, payment
from thoughtcloud.payments.snapshots.payouts import PayoutItemSnapshot, PayoutSnapshot, payout, payout_item
from thoughtcloud.payments.snapshots.refunds import RefundSnapshot
from thoughtcloud.payments.snapshots.transfers import ReversalSnapshot, ShareSnapshot, TransferSnapshot, share

__all__ = [
    "AccountSnapshot",
    "BalanceSnapshot",
    "ChargeSnapshot",
    "CheckoutSnapshot",
    "DisputeSnapshot",
    "DisputedFunds",
    "FeeSnapshot",
    "HoldSnapshot",
    "PaymentSnapshot",
    "PayoutItemSnapshot",
    "PayoutSnapshot",
    "RefundSnapshot",
    "ReversalSnapshot",
    "SavedCard",
    "ShareSnapshot",
    "TransferSnapshot",
    "account",
    "balance",
    "challenge_url",
    "checkout",
    "dispute",
    "hold",
    "movement",
    "payment",
    "payout",
    "payout_item",
    "share",
]
