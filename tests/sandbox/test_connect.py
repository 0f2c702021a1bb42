"""Connected accounts: onboarding, transfers and reversals, destination charges, balances and payouts."""

from typing import Any

import pytest
import stripe

from tests.sandbox.merchant import Merchant
from tests.sandbox.process import Console

DAY = 86_400


def sums(balance: Any, bucket: str) -> dict[str, int]:
    return {each.currency: each.amount for each in getattr(balance, bucket) if each.amount}


def balance_of(merchant: Merchant, account: str) -> Any:
    return merchant.stripe.balance.retrieve({}, {"stripe_account": account})


def test_a_new_account_may_not_receive_anything_yet(merchant: Merchant) -> None:
    account_id = merchant.mentor(ready=False)
    account: Any = merchant.stripe.accounts.retrieve(account_id)
    assert (account.type, account.details_submitted, account.charges_enabled) == ("express", False, False)
    assert account.capabilities.transfers == "inactive"
    assert "external_account" in account.requirements.currently_due
    intent = merchant.charge()
    with pytest.raises(stripe.InvalidRequestError) as refused:
        merchant.transfer(intent, account_id, 100)
    assert refused.value.code == "insufficient_capabilities_for_transfer"


def test_onboarding_enables_and_tells(merchant: Merchant, console: Console) -> None:
    account_id = merchant.mentor(ready=False)
    link = merchant.stripe.account_links.create(
        {
            "account": account_id,
            "type": "account_onboarding",
            "return_url": "https://shop.test/back",
            "refresh_url": "https://shop.test/again",
        }
    )
    assert link.url.startswith(f"{merchant.base_url}/setup/{account_id}/")
    assert link.expires_at > link.created
    console.onboard(account_id)
    account: Any = merchant.stripe.accounts.retrieve(account_id)
    assert (account.details_submitted, account.charges_enabled, account.payouts_enabled) == (True, True, True)
    assert account.requirements.currently_due == []
    assert account.external_accounts.data[0].last4 == "3000"
    told = [event for event in console.events("account.updated") if event["account"] == account_id]
    assert told[-1]["data"]["previous_attributes"]["payouts_enabled"] is False
    assert "capability.updated" in merchant.event_types(account_id)


def test_an_account_asked_for_by_controller_is_an_express_one(merchant: Merchant) -> None:
    account: Any = merchant.stripe.accounts.create(
        {
            "country": "GB",
            "controller": {
                "stripe_dashboard": {"type": "express"},
                "fees": {"payer": "application"},
                "losses": {"payments": "application"},
            },
            "capabilities": {"transfers": {"requested": True}},
        }
    )
    assert account.controller.stripe_dashboard.type == "express"
    assert account.default_currency == "gbp"


def test_a_login_link_needs_a_finished_account(merchant: Merchant) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="has not completed onboarding"):
        merchant.stripe.accounts.login_links.create(merchant.mentor(ready=False))
    account = merchant.mentor()
    link = merchant.stripe.accounts.login_links.create(account)
    assert link.url.startswith(f"{merchant.base_url}/express/{account}/")


def test_a_rejected_account_is_not_enabled_again(merchant: Merchant, console: Console) -> None:
    account_id = merchant.mentor()
    rejected: Any = merchant.stripe.accounts.reject(account_id, {"reason": "fraud_other"})
    assert (rejected.charges_enabled, rejected.requirements.disabled_reason) == (False, "rejected.platform_fraud")
    console.onboard(account_id)
    assert merchant.stripe.accounts.retrieve(account_id).payouts_enabled is False
    with pytest.raises(stripe.InvalidRequestError, match="capabilities"):
        merchant.transfer(merchant.charge(), account_id, 100)


def test_a_rejection_can_be_taken_back_by_who_made_it(merchant: Merchant, console: Console) -> None:
    account = merchant.mentor()
    with pytest.raises(stripe.InvalidRequestError, match="your platform has rejected"):
        merchant.stripe.accounts.unreject(account)
    merchant.stripe.accounts.reject(account, {"reason": "fraud_other"})
    back: Any = merchant.stripe.accounts.unreject(account)
    assert (back.charges_enabled, back.payouts_enabled, back.requirements.disabled_reason) == (True, True, None)
    refused = merchant.mentor(birth_date="1900-01-01")
    with pytest.raises(stripe.InvalidRequestError, match="your platform has rejected"):
        merchant.stripe.accounts.unreject(refused)


def test_a_share_follows_its_charge(merchant: Merchant, console: Console) -> None:
    account = merchant.mentor()
    intent = merchant.charge(8000, transfer_group="booking-1")
    transfer = merchant.transfer(intent, account, 6800, metadata={"booking": "1"})
    assert (transfer.amount, transfer.transfer_group) == (6800, "booking-1")
    assert sums(balance_of(merchant, account), "pending") == {"eur": 6800}
    assert sums(merchant.stripe.balance.retrieve(), "pending") == {"eur": 7738 - 6800}
    payment = merchant.stripe.charges.retrieve(transfer.destination_payment, {}, {"stripe_account": account})
    assert (payment.amount, payment.source_transfer) == (6800, transfer.id)
    theirs = merchant.stripe.balance_transactions.list({}, {"stripe_account": account}).data[0]
    assert theirs.available_on == intent.latest_charge.balance_transaction.available_on
    console.move_to(theirs.available_on)
    assert sums(balance_of(merchant, account), "available") == {"eur": 6800}
    assert merchant.event_types(account)[-1] == "balance.available"


def test_transfers_are_listed_by_their_group(merchant: Merchant) -> None:
    account = merchant.mentor()
    first, other = (
        merchant.transfer(merchant.charge(transfer_group=f"booking-{n}"), account, 100) for n in (1, 2)
    )
    assert [each.id for each in merchant.stripe.transfers.list({"transfer_group": "booking-1"}).data] == [first.id]
    assert [each.id for each in merchant.stripe.transfers.list({"destination": account}).data] == [
        other.id,
        first.id,
    ]


def test_no_more_than_the_charge_can_be_transferred_from_it(merchant: Merchant) -> None:
    account, intent = merchant.mentor(), merchant.charge(8000)
    merchant.transfer(intent, account, 5000)
    with pytest.raises(stripe.InvalidRequestError, match="must not exceed the source amount"):
        merchant.transfer(intent, account, 3001)
    merchant.transfer(intent, account, 3000)


def test_a_transfer_without_a_charge_needs_available_money(merchant: Merchant, console: Console) -> None:
    account = merchant.mentor()
    merchant.charge(8000)
    params: Any = {"amount": 1000, "currency": "eur", "destination": account}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        merchant.stripe.transfers.create(params)
    assert refused.value.code == "balance_insufficient"
    console.advance(3 * DAY)
    merchant.stripe.transfers.create(params)
    assert sums(balance_of(merchant, account), "available") == {"eur": 1000}


def test_an_uncaptured_charge_is_no_source(merchant: Merchant) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="has not been captured"):
        merchant.transfer(merchant.hold(), merchant.mentor(), 100)


def test_a_reversal_takes_the_share_back(merchant: Merchant) -> None:
    account, intent = merchant.mentor(), merchant.charge(8000)
    transfer = merchant.transfer(intent, account, 6800)
    part = merchant.stripe.transfers.reversals.create(transfer.id, {"amount": 800, "metadata": {"why": "refund"}})
    assert (part.amount, part.transfer) == (800, transfer.id)
    assert sums(balance_of(merchant, account), "pending") == {"eur": 6000}
    with pytest.raises(stripe.InvalidRequestError, match="greater than unreversed amount"):
        merchant.stripe.transfers.reversals.create(transfer.id, {"amount": 6001})
    merchant.stripe.transfers.reversals.create(transfer.id)
    gone = merchant.stripe.transfers.retrieve(transfer.id)
    assert (gone.reversed, gone.amount_reversed) == (True, 6800)
    assert len(merchant.stripe.transfers.reversals.list(transfer.id).data) == 2
    assert sums(balance_of(merchant, account), "pending") == {}
    assert merchant.event_types()[-1] == "transfer.reversed"
    with pytest.raises(stripe.InvalidRequestError, match="already fully reversed"):
        merchant.stripe.transfers.reversals.create(transfer.id)


def test_what_was_paid_out_cannot_be_reversed(merchant: Merchant, console: Console) -> None:
    account = merchant.mentor()
    transfer = merchant.transfer(merchant.charge(8000), account, 6800)
    console.advance(4 * DAY)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        merchant.stripe.transfers.reversals.create(transfer.id)
    assert refused.value.code == "balance_insufficient"


def test_money_is_paid_out_by_itself(merchant: Merchant, console: Console) -> None:
    account = merchant.mentor()
    transfer = merchant.transfer(merchant.charge(8000), account, 6800)
    available_on = merchant.stripe.balance_transactions.retrieve(str(transfer.balance_transaction)).available_on
    console.move_to(available_on + 7 * 3600)
    payout = merchant.stripe.payouts.list({}, {"stripe_account": account}).data[0]
    assert (payout.amount, payout.status, payout.automatic) == (6800, "in_transit", True)
    assert sums(balance_of(merchant, account), "available") == {}
    console.move_to(payout.arrival_date)
    arrived = merchant.stripe.payouts.retrieve(payout.id, {"expand": ["destination"]}, {"stripe_account": account})
    assert arrived.status == "paid"
    assert payout.arrival_date - payout.created <= 2 * DAY
    events = [event for event in console.events() if event["type"].startswith("payout.")]
    assert [event["type"] for event in events] == [
        "payout.created",
        "payout.updated",
        "payout.paid",
        "payout.reconciliation_completed",
    ]
    assert {event["account"] for event in events} == {account}
    paid_out = merchant.stripe.balance_transactions.list({"payout": payout.id}, {"stripe_account": account}).data
    assert sum(each.amount for each in paid_out) == 0


def test_a_bank_may_send_a_payout_back(merchant: Merchant, console: Console) -> None:
    account = merchant.mentor(iban_or_account="DE62370400440532013001")
    merchant.transfer(merchant.charge(8000), account, 6800)
    console.advance(6 * DAY)
    payout = merchant.stripe.payouts.list({}, {"stripe_account": account}).data[0]
    assert (payout.status, payout.failure_code) == ("failed", "no_account")
    assert sums(balance_of(merchant, account), "available") == {"eur": 6800}
    state: Any = merchant.stripe.accounts.retrieve(account)
    assert (state.payouts_enabled, state.requirements.currently_due) == (False, ["external_account"])
    console.onboard(account)
    console.advance(4 * DAY)
    again = merchant.stripe.payouts.list({"status": "paid"}, {"stripe_account": account}).data
    assert [each.amount for each in again] == [6800]


def test_a_manual_payout_is_asked_for(merchant: Merchant, console: Console) -> None:
    account = merchant.mentor()
    merchant.stripe.accounts.update(account, {"settings": {"payouts": {"schedule": {"interval": "manual"}}}})
    merchant.transfer(merchant.charge(8000, card="pm_card_bypassPending"), account, 5000)
    console.advance(5 * DAY)
    options: Any = {"stripe_account": account}
    assert merchant.stripe.payouts.list({}, options).data == []
    with pytest.raises(stripe.InvalidRequestError) as refused:
        merchant.stripe.payouts.create({"amount": 5001, "currency": "eur"}, options)
    assert refused.value.code == "balance_insufficient"
    payout = merchant.stripe.payouts.create({"amount": 2000, "currency": "eur"}, options)
    assert (payout.status, payout.automatic) == ("pending", False)
    second = merchant.stripe.payouts.create({"amount": 3000, "currency": "eur"}, options)
    assert merchant.stripe.payouts.cancel(second.id, {}, options).status == "canceled"
    console.advance(3 * DAY)
    assert merchant.stripe.payouts.retrieve(payout.id, {}, options).status == "paid"
    with pytest.raises(stripe.InvalidRequestError, match="only be canceled while they are pending"):
        merchant.stripe.payouts.cancel(payout.id, {}, options)


def test_money_is_available_at_the_second_midnight(merchant: Merchant, console: Console) -> None:
    transaction = merchant.charge(8000).latest_charge.balance_transaction
    assert transaction.available_on == transaction.created // DAY * DAY + 2 * DAY
    console.move_to(transaction.available_on - 60)
    assert sums(merchant.stripe.balance.retrieve(), "pending") == {"eur": 7738}
    console.move_to(transaction.available_on)
    assert sums(merchant.stripe.balance.retrieve(), "available") == {"eur": 7738}


def test_a_card_may_skip_the_waiting(merchant: Merchant) -> None:
    merchant.charge(8000, card="pm_card_bypassPending")
    assert sums(merchant.stripe.balance.retrieve(), "available") == {"eur": 7738}


def test_currencies_stand_side_by_side(merchant: Merchant) -> None:
    account = merchant.mentor()
    for currency, amount in (("eur", 8000), ("jpy", 5000), ("usd", 1000)):
        merchant.transfer(merchant.charge(amount, currency), account, amount // 2)
    assert sums(balance_of(merchant, account), "pending") == {"eur": 4000, "jpy": 2500, "usd": 500}


def test_a_destination_charge_transfers_at_capture_less_the_fee(merchant: Merchant) -> None:
    account = merchant.mentor()
    intent = merchant.hold(8000, transfer_data={"destination": account}, application_fee_amount=1200)
    assert merchant.stripe.transfers.list().data == []
    captured = merchant.stripe.payment_intents.capture(intent.id, {"expand": ["latest_charge"]})
    charge: Any = captured.latest_charge
    transfer = merchant.stripe.transfers.retrieve(charge.transfer)
    assert (transfer.amount, transfer.source_transaction) == (8000, charge.id)
    fee = merchant.stripe.application_fees.retrieve(charge.application_fee)
    assert (fee.amount, fee.account) == (1200, account)
    assert sums(balance_of(merchant, account), "pending") == {"eur": 6800}
    assert sums(merchant.stripe.balance.retrieve(), "pending") == {"eur": 7738 - 8000 + 1200}
    refund = merchant.stripe.refunds.create(
        {"payment_intent": intent.id, "amount": 4000, "reverse_transfer": True, "refund_application_fee": True}
    )
    assert refund.transfer_reversal is not None
    assert merchant.stripe.application_fees.retrieve(fee.id).amount_refunded == 600
    assert sums(balance_of(merchant, account), "pending") == {"eur": 3400}


def test_an_application_fee_needs_a_destination(merchant: Merchant) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        merchant.hold(8000, application_fee_amount=100)
    assert refused.value.param == "application_fee_amount"


def test_objects_belong_to_their_account(merchant: Merchant) -> None:
    intent = merchant.hold()
    with pytest.raises(stripe.InvalidRequestError, match="No such payment_intent"):
        merchant.stripe.payment_intents.retrieve(intent.id, {}, {"stripe_account": merchant.mentor()})
