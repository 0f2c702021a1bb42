"""The gateway to Stripe: business words in, typed snapshots out. Nothing else imports the SDK.

Every write carries a deterministic idempotency key that the caller names after the business operation; links
that are used once (onboarding, dashboard) are the exception, because each click wants a fresh one. Errors leave as
`StripeUnavailable` (ask again) or `StripeRefused` (a definite no). All calls block: use them from a thread, and
never while a transaction is open.
"""

from thoughtcloud.payments.gateway.accounts import Accounts
from thoughtcloud.payments.gateway.balances import Balances
from thoughtcloud.payments.gateway.disputes import Disputes
from thoughtcloud.payments.gateway.paying import Paying
from thoughtcloud.payments.gateway.saved_cards import SavedCards
from thoughtcloud.payments.gateway.settling import Settling
from thoughtcloud.payments.gateway.signatures import signed_by

__all__ = ["Gateway", "signed_by"]


class Gateway(Paying, SavedCards, Settling, Disputes, Balances, Accounts):
    """One Stripe account, or a server that speaks its API at `api_base`. Safe to share between threads."""
