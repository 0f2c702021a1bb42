"""Refunds: whole, in part, too much, too late, failing, pending, and disputed."""

from typing import Any

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


def test_a_dispute_waits_for_the_capture(merchant: Merchant) -> None:
    intent = merchant.hold(card="pm_card_createDispute")
    assert merchant.stripe.disputes.list().data == []
    merchant.stripe.payment_intents.capture(intent.id)
    assert merchant.event_types()[-4:] == [
        "charge.captured",
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "payment_intent.succeeded",
    ]
    dispute = merchant.stripe.disputes.list({"payment_intent": intent.id}).data[0]
    assert (dispute.status, dispute.reason, dispute.amount) == ("needs_response", "fraudulent", 8000)
    assert dispute.balance_transactions[0].net == -9500


@pytest.mark.parametrize(
    ("evidence", "status", "events"),
    [
        (
            "winning_evidence",
            "won",
            ["charge.dispute.updated", "charge.dispute.funds_reinstated", "charge.dispute.closed"],
        ),
        ("losing_evidence", "lost", ["charge.dispute.updated", "charge.dispute.closed"]),
    ],
)
def test_evidence_decides_a_dispute(
    merchant: Merchant, console: Console, evidence: str, status: str, events: list[str]
) -> None:
    merchant.charge(card="pm_card_createDispute")
    dispute = merchant.stripe.disputes.list().data[0]
    sent = merchant.stripe.disputes.update(dispute.id, {"evidence": {"uncategorized_text": evidence}})
    assert sent.status == "under_review"
    console.advance(5)
    assert merchant.stripe.disputes.retrieve(dispute.id).status == status
    assert merchant.event_types()[-len(events) :] == events


def test_money_of_a_won_dispute_is_back_less_the_fee(merchant: Merchant, console: Console) -> None:
    intent = merchant.charge(8000, card="pm_card_createDispute")
    dispute = merchant.stripe.disputes.list().data[0]
    merchant.stripe.disputes.update(dispute.id, {"evidence": {"uncategorized_text": "winning_evidence"}})
    console.advance(5)
    won = merchant.stripe.disputes.retrieve(dispute.id)
    assert [each.net for each in won.balance_transactions] == [-9500, 8000]
    balance: Any = merchant.stripe.balance.retrieve()
    assert sum(each.amount for each in [*balance.available, *balance.pending]) == 7738 - 1500
    assert merchant.stripe.refunds.create({"payment_intent": intent.id}).status == "succeeded"


def test_evidence_can_wait_before_it_is_submitted(merchant: Merchant) -> None:
    merchant.charge(card="pm_card_createDispute")
    dispute = merchant.stripe.disputes.list().data[0]
    staged = merchant.stripe.disputes.update(
        dispute.id, {"evidence": {"customer_name": "Jo"}, "submit": False, "metadata": {"case": "7"}}
    )
    assert (staged.status, staged.evidence_details.has_evidence) == ("needs_response", True)
    assert (staged.evidence.customer_name, staged.evidence_details.submission_count) == ("Jo", 0)
    sent = merchant.stripe.disputes.update(dispute.id, {"evidence": {"customer_name": "Joan"}})
    assert (sent.status, sent.evidence_details.submission_count) == ("under_review", 1)
    with pytest.raises(stripe.InvalidRequestError, match="already closed"):
        merchant.stripe.disputes.update(dispute.id, {"evidence": {"customer_name": "Ann"}})


def test_an_inquiry_takes_no_money_and_closes(merchant: Merchant, console: Console) -> None:
    merchant.charge(card="pm_card_createDisputeInquiry")
    inquiry = merchant.stripe.disputes.list().data[0]
    assert (inquiry.status, inquiry.balance_transactions) == ("warning_needs_response", [])
    answered = merchant.stripe.disputes.update(
        inquiry.id, {"evidence": {"uncategorized_text": "winning_evidence"}}
    )
    assert answered.status == "warning_under_review"
    console.advance(5)
    assert merchant.stripe.disputes.retrieve(inquiry.id).status == "warning_closed"
    kinds = ["charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed"]
    assert [kind for kind in merchant.event_types() if kind.startswith("charge.dispute")] == kinds


def test_a_merchant_may_give_a_dispute_up(merchant: Merchant) -> None:
    merchant.charge(card="pm_card_createDispute")
    dispute = merchant.stripe.disputes.list().data[0]
    assert merchant.stripe.disputes.close(dispute.id).status == "lost"
    with pytest.raises(stripe.InvalidRequestError, match="already closed"):
        merchant.stripe.disputes.close(dispute.id)


def test_silence_loses_a_dispute(merchant: Merchant, console: Console) -> None:
    merchant.charge(card="pm_card_createDispute")
    dispute = merchant.stripe.disputes.list().data[0]
    console.advance(10 * 86_400)
    assert merchant.stripe.disputes.retrieve(dispute.id).status == "lost"
