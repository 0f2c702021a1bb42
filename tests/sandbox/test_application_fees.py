"""The platform's share: of a destination charge, of a charge on the connected account, and given back."""

from typing import Any

import pytest
import stripe

from tests.sandbox.merchant import BACK_URL, Merchant
from tests.sandbox.process import Console


def pending(merchant: Merchant, account: str | None = None) -> int:
    options: Any = {"stripe_account": account} if account else {}
    return sum(each.amount for each in merchant.stripe.balance.retrieve({}, options).pending)


def direct(merchant: Merchant, account: str, amount: int = 8000, **more: Any) -> Any:
    """A payment on the connected account itself, its charge expanded."""
    params: Any = {
        "amount": amount,
        "currency": "eur",
        "payment_method": "pm_card_visa",
        "confirm": True,
        "return_url": BACK_URL,
        "expand": ["latest_charge.balance_transaction"],
        **more,
    }
    return merchant.stripe.payment_intents.create(params, {"stripe_account": account})


def test_a_direct_charge_pays_both_fees_on_the_connected_account(merchant: Merchant) -> None:
    account = merchant.mentor()
    charge = direct(merchant, account, application_fee_amount=1200).latest_charge
    transaction = charge.balance_transaction
    assert [(each.type, each.amount) for each in transaction.fee_details] == [
        ("stripe_fee", 262),
        ("application_fee", 1200),
    ]
    assert (transaction.fee, transaction.net) == (1462, 6538)
    assert (pending(merchant, account), pending(merchant)) == (6538, 1200)
    fee = merchant.stripe.application_fees.retrieve(charge.application_fee)
    assert (fee.amount, fee.account, fee.charge, fee.originating_transaction) == (1200, account, charge.id, None)
    assert merchant.event_types()[-1] == "application_fee.created"
    assert merchant.event_types(account)[-1] == "payment_intent.succeeded"


def test_the_fee_of_a_direct_charge_goes_back_in_proportion(merchant: Merchant) -> None:
    account = merchant.mentor()
    intent = direct(merchant, account, application_fee_amount=1200)
    merchant.stripe.refunds.create(
        {"payment_intent": intent.id, "amount": 2000, "refund_application_fee": True}, {"stripe_account": account}
    )
    fee = merchant.stripe.application_fees.list().data[0]
    assert (fee.amount_refunded, fee.refunded) == (300, False)
    assert (pending(merchant, account), pending(merchant)) == (6538 - 2000 + 300, 900)
    merchant.stripe.application_fees.refunds.create(fee.id)
    assert merchant.stripe.application_fees.retrieve(fee.id).refunded is True
    assert [each.amount for each in merchant.stripe.application_fees.refunds.list(fee.id).data] == [900, 300]
    with pytest.raises(stripe.InvalidRequestError, match="already been refunded"):
        merchant.stripe.application_fees.refunds.create(fee.id)


def test_a_fee_is_at_most_what_was_captured(merchant: Merchant) -> None:
    account = merchant.mentor()
    intent = merchant.hold(8000, transfer_data={"destination": account}, application_fee_amount=3000)
    merchant.stripe.payment_intents.capture(intent.id, {"amount_to_capture": 1000})
    assert [each.amount for each in merchant.stripe.application_fees.list().data] == [1000]
    assert pending(merchant, account) == 0


def test_a_capture_may_change_the_fee(merchant: Merchant) -> None:
    account = merchant.mentor()
    intent = merchant.hold(8000, transfer_data={"destination": account}, application_fee_amount=3000)
    for wrong in (0, -1, 8001):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            merchant.stripe.payment_intents.capture(intent.id, {"application_fee_amount": wrong})
        assert refused.value.param == "application_fee_amount"
    captured = merchant.stripe.payment_intents.capture(intent.id, {"application_fee_amount": 500})
    assert (captured.application_fee_amount, pending(merchant, account)) == (500, 7500)


def test_a_share_may_be_fixed_instead_of_a_fee(merchant: Merchant) -> None:
    account = merchant.mentor()
    merchant.charge(8000, transfer_data={"destination": account, "amount": 6500})
    assert pending(merchant, account) == 6500
    assert merchant.stripe.application_fees.list().data == []
    for wrong in (0, -5, 8001):
        with pytest.raises(stripe.InvalidRequestError):
            merchant.hold(8000, transfer_data={"destination": account, "amount": wrong})
    with pytest.raises(stripe.InvalidRequestError, match="only specify one"):
        merchant.hold(8000, transfer_data={"destination": account, "amount": 1}, application_fee_amount=1)


def test_the_share_of_a_destination_may_change_but_not_the_destination(merchant: Merchant) -> None:
    account = merchant.mentor()
    params: Any = {"amount": 8000, "currency": "eur", "transfer_data": {"destination": account}}
    intent = merchant.stripe.payment_intents.create(params)
    changed: Any = merchant.stripe.payment_intents.update(intent.id, {"transfer_data": {"amount": 5000}})
    assert changed.transfer_data.to_dict() == {"amount": 5000, "destination": account}
    plain = merchant.stripe.payment_intents.create({"amount": 8000, "currency": "eur"})
    with pytest.raises(stripe.InvalidRequestError, match="without a destination"):
        merchant.stripe.payment_intents.update(plain.id, {"transfer_data": {"amount": 5000}})


def test_a_payment_may_be_on_behalf_of_an_account_that_takes_cards(merchant: Merchant) -> None:
    account = merchant.mentor()
    intent = merchant.charge(8000, on_behalf_of=account, transfer_data={"destination": account})
    assert (intent.on_behalf_of, intent.latest_charge.on_behalf_of) == (account, account)
    waiting = merchant.mentor(ready=False)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        merchant.hold(8000, on_behalf_of=waiting)
    assert refused.value.param == "on_behalf_of"


def test_a_destination_charge_that_is_refunded_without_reversal_is_the_platforms_loss(merchant: Merchant) -> None:
    account = merchant.mentor()
    intent = merchant.charge(8000, transfer_data={"destination": account}, application_fee_amount=1000)
    merchant.stripe.refunds.create({"payment_intent": intent.id})
    assert (pending(merchant, account), pending(merchant)) == (7000, 7738 - 8000 + 1000 - 8000)


def test_the_reversal_of_a_destination_charge_may_leave_the_account_in_the_red(
    merchant: Merchant, console: Console
) -> None:
    account = merchant.mentor()
    intent = merchant.charge(8000, transfer_data={"destination": account})
    console.advance(5 * 86_400)
    merchant.stripe.refunds.create({"payment_intent": intent.id, "reverse_transfer": True})
    theirs = merchant.stripe.balance.retrieve({}, {"stripe_account": account})
    assert [each.amount for each in theirs.available] == [-8000]
    transfer = merchant.stripe.transfers.list().data[0]
    assert (transfer.reversed, merchant.event_types()[-3:]) == (
        True,
        ["transfer.reversed", "refund.created", "charge.refunded"],
    )
