"""The connected accounts of mentors, and what they are paid out."""

from typing import Any

from thoughtcloud.payments import snapshots
from thoughtcloud.payments.gateway.client import Client
from thoughtcloud.payments.gateway.errors import translated
from thoughtcloud.payments.orders import AccountOrder
from thoughtcloud.payments.snapshots import AccountSnapshot, PayoutItemSnapshot, PayoutSnapshot


class Accounts(Client):
    """Accounts, the ways into them, and their payouts."""

    def create_account(self, order: AccountOrder, key: str) -> AccountSnapshot:
        """Create a connected account with a dashboard of Stripe's own, to which the platform sends transfers."""
        with translated():
            made = self._client.v1.accounts.create(
                {
                    "country": order.country,
                    "email": order.email,
                    "business_type": "individual",
                    "business_profile": {"product_description": "Mentoring sessions", "url": order.page_url},
                    "capabilities": {"transfers": {"requested": True}},
                    "controller": {
                        "fees": {"payer": "application"},
                        "losses": {"payments": "application"},
                        "requirement_collection": "stripe",
                        "stripe_dashboard": {"type": "express"},
                    },
                    "metadata": {"mentor": order.mentor_id},
                },
                {"idempotency_key": key},
            )
        return snapshots.account(made.to_dict())

    def account(self, account_id: str) -> AccountSnapshot:
        """Read a connected account."""
        with translated():
            return snapshots.account(self._client.v1.accounts.retrieve(account_id).to_dict())

    def onboarding_link(self, account_id: str, *, refresh_url: str, return_url: str) -> str:
        """A fresh address of Stripe's onboarding pages; good once and for minutes."""
        with translated():
            link = self._client.v1.account_links.create(
                {
                    "account": account_id,
                    "type": "account_onboarding",
                    "refresh_url": refresh_url,
                    "return_url": return_url,
                }
            )
        return link.url

    def login_link(self, account_id: str) -> str:
        """A fresh address of the mentor's own dashboard at Stripe."""
        with translated():
            return self._client.v1.accounts.login_links.create(account_id).url

    def payouts(self, account_id: str, limit: int = 100) -> tuple[PayoutSnapshot, ...]:
        """The latest payouts of a connected account, oldest first."""
        asked: Any = {"limit": limit, "expand": ["data.destination"]}
        with translated():
            listed = self._client.v1.payouts.list(asked, {"stripe_account": account_id})
        return tuple(snapshots.payout(each.to_dict()) for each in reversed(listed.data))

    def payout_items(self, account_id: str, payout_id: str) -> tuple[PayoutItemSnapshot, ...]:
        """The movements that an automatic payout of a connected account pays out, the payout itself left out."""
        asked: Any = {"payout": payout_id, "limit": 100, "expand": ["data.source"]}
        with translated():
            listed = self._client.v1.balance_transactions.list(asked, {"stripe_account": account_id})
            items = [snapshots.payout_item(each.to_dict()) for each in listed.auto_paging_iter()]
        return tuple(item for item in items if item.source != payout_id)
