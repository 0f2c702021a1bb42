"""Refunds: whole, in part, too much, too late, failing, pending, and disputed."""

import pytest
import stripe

from tests.sandbox.merchant import Merchant
from tests.sandbox.process import Console


def test_a_whole_refund_is_the_default(merchant: Merchant) -> None:
    intent = merchant.charge(8000)
    refund = merchant.stripe.refunds.create({"payment_intent": intent.id, "reason": "requested_by_customer"})
    charge = merchant.stripe.charges.retrieve(intent.latest_charge.id, {"expand": ["refunds"]})
    assert (refund.amount, refund.status, refund.charge) == (8000, "succeeded", charge.id)
    assert (charge.refunded, charge.amount_refunded) == (True, 8000)
    assert charge.refunds is not None
    assert [each.id for each in charge.refunds.data] == [refund.id]
    transaction = merchant.stripe.balance_transactions.retrieve(str(refund.balance_transaction))
    assert (transaction.amount, transaction.fee, transaction.type) == (-8000, 0, "refund")
    assert merchant.event_types()[-2:] == ["refund.created", "charge.refunded"]


def test_refunds_in_part_add_up(merchant: Merchant) -> None:
    intent = merchant.charge(8000)
    merchant.stripe.refunds.create({"payment_intent": intent.id, "amount": 3000})
    merchant.stripe.refunds.create({"payment_intent": intent.id, "amount": 1000})
    rest = merchant.stripe.refunds.create({"payment_intent": intent.id})
    assert rest.amount == 4000
    assert [refund.amount for refund in merchant.stripe.refunds.list({"payment_intent": intent.id}).data] == [
        4000,
        1000,
        3000,
    ]


def test_only_what_was_captured_can_be_refunded(merchant: Merchant) -> None:
    intent = merchant.hold(8000)
    merchant.stripe.payment_intents.capture(intent.id, {"amount_to_capture": 3000})
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount") as refused:
        merchant.stripe.refunds.create({"payment_intent": intent.id, "amount": 3001})
    assert (refused.value.param, refused.value.code) == ("amount", None)
    assert merchant.stripe.refunds.create({"payment_intent": intent.id}).amount == 3000


def test_a_second_whole_refund_is_refused(merchant: Merchant) -> None:
    intent = merchant.charge()
    merchant.stripe.refunds.create({"payment_intent": intent.id})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        merchant.stripe.refunds.create({"payment_intent": intent.id})
    assert refused.value.code == "charge_already_refunded"


def test_a_hold_is_cancelled_and_not_refunded(merchant: Merchant) -> None:
    intent = merchant.hold()
    with pytest.raises(stripe.InvalidRequestError, match="You must cancel the PaymentIntent"):
        merchant.stripe.refunds.create({"payment_intent": intent.id})


def test_a_refund_names_what_it_refunds(merchant: Merchant) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="One of the following params"):
        merchant.stripe.refunds.create({"amount": 5})
    with pytest.raises(stripe.InvalidRequestError, match="No such charge: 'ch_x'") as refused:
        merchant.stripe.refunds.create({"charge": "ch_x"})
    assert refused.value.param == "id"


def test_a_card_may_send_a_refund_back_later(merchant: Merchant, console: Console) -> None:
    intent = merchant.charge(card="pm_card_refundFail")
    refund = merchant.stripe.refunds.create({"payment_intent": intent.id})
    assert refund.status == "succeeded"
    console.advance(120)
    failed = merchant.stripe.refunds.retrieve(refund.id)
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    assert merchant.stripe.charges.retrieve(intent.latest_charge.id).amount_refunded == 0
    assert merchant.event_types()[-3:] == ["refund.updated", "charge.refund.updated", "refund.failed"]


def test_a_refund_may_take_its_time(merchant: Merchant, console: Console) -> None:
    intent = merchant.charge(card="pm_card_pendingRefund")
    refund = merchant.stripe.refunds.create({"payment_intent": intent.id})
    assert (refund.status, refund.balance_transaction) == ("pending", None)
    assert merchant.stripe.charges.retrieve(intent.latest_charge.id).amount_refunded == 0
    console.advance(120)
    assert merchant.stripe.refunds.retrieve(refund.id).status == "succeeded"
    assert merchant.stripe.charges.retrieve(intent.latest_charge.id).refunded is True


def test_a_pending_refund_can_be_cancelled(merchant: Merchant, console: Console) -> None:
    intent = merchant.charge(card="pm_card_pendingRefund")
    refund = merchant.stripe.refunds.create({"payment_intent": intent.id})
    assert merchant.stripe.refunds.cancel(refund.id).status == "canceled"
    console.advance(120)
    assert merchant.stripe.charges.retrieve(intent.latest_charge.id).refunded is False


def test_refunds_on_their_way_count_as_given(merchant: Merchant, console: Console) -> None:
    intent = merchant.charge(8000, card="pm_card_pendingRefund")
    merchant.stripe.refunds.create({"payment_intent": intent.id, "amount": 5000})
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount"):
        merchant.stripe.refunds.create({"payment_intent": intent.id, "amount": 3001})
    assert merchant.stripe.refunds.create({"payment_intent": intent.id}).amount == 3000
    with pytest.raises(stripe.InvalidRequestError) as refused:
        merchant.stripe.refunds.create({"payment_intent": intent.id})
    assert refused.value.code == "charge_already_refunded"
    console.advance(120)
    assert merchant.stripe.charges.retrieve(intent.latest_charge.id).amount_refunded == 8000


def test_a_disputed_charge_cannot_be_refunded_but_an_inquired_one_can(merchant: Merchant) -> None:
    disputed = merchant.charge(card="pm_card_createDispute")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        merchant.stripe.refunds.create({"payment_intent": disputed.id})
    assert refused.value.code == "charge_disputed"
    inquired = merchant.charge(card="pm_card_createDisputeInquiry")
    assert merchant.stripe.refunds.create({"payment_intent": inquired.id}).status == "succeeded"
