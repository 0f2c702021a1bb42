"""Disputes: opened by a card after capture, answered, won, lost, given up, and inquiries that may become one."""

from typing import Any

import httpx
import pytest
import stripe

from tests.sandbox.merchant import Merchant
from tests.sandbox.process import Console

DAY = 86_400


def opened(merchant: Merchant, card: str = "pm_card_createDispute") -> stripe.Dispute:
    """The dispute of a new payment of 80.00."""
    intent = merchant.charge(8000, card=card)
    return merchant.stripe.disputes.list({"payment_intent": intent.id}).data[0]


def told(merchant: Merchant) -> list[str]:
    """The types of the events about disputes, and of what an update of the charge followed."""
    kinds = merchant.event_types()
    return [kind for kind in kinds if kind.startswith("charge.dispute") or kind == "charge.updated"]


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
            [
                "charge.dispute.updated",
                "charge.updated",
                "charge.dispute.funds_reinstated",
                "charge.dispute.closed",
            ],
        ),
        ("losing_evidence", "lost", ["charge.dispute.updated", "charge.updated", "charge.dispute.closed"]),
    ],
)
def test_evidence_decides_a_dispute(
    merchant: Merchant, console: Console, evidence: str, status: str, events: list[str]
) -> None:
    dispute = opened(merchant)
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
    taken, back = won.balance_transactions
    assert [(each.type, each.reporting_category) for each in (taken, back)] == [
        ("adjustment", "dispute"),
        ("adjustment", "dispute_reversal"),
    ]
    assert (taken.fee, taken.fee_details[0].description, back.fee) == (1500, "Dispute fee", 0)
    assert (taken.description, back.description) == (
        f"Chargeback withdrawal for {intent.latest_charge.id}",
        f"Chargeback reversal for {intent.latest_charge.id}",
    )
    assert won.is_charge_refundable
    balance: Any = merchant.stripe.balance.retrieve()
    assert sum(each.amount for each in [*balance.available, *balance.pending]) == 7738 - 1500
    assert merchant.stripe.refunds.create({"payment_intent": intent.id}).status == "succeeded"


def test_evidence_can_wait_before_it_is_submitted(merchant: Merchant) -> None:
    dispute = opened(merchant)
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
    inquiry = opened(merchant, "pm_card_createDisputeInquiry")
    assert (inquiry.status, inquiry.balance_transactions) == ("warning_needs_response", [])
    answered = merchant.stripe.disputes.update(
        inquiry.id, {"evidence": {"uncategorized_text": "winning_evidence"}}
    )
    assert answered.status == "warning_under_review"
    console.advance(5)
    assert merchant.stripe.disputes.retrieve(inquiry.id).status == "warning_closed"
    assert told(merchant) == [
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.updated",
        "charge.dispute.closed",
    ]


def test_a_merchant_may_give_a_dispute_up(merchant: Merchant) -> None:
    dispute = opened(merchant)
    assert merchant.stripe.disputes.close(dispute.id).status == "lost"
    assert told(merchant)[-2:] == ["charge.dispute.closed", "charge.updated"]
    with pytest.raises(stripe.InvalidRequestError, match="already closed") as refused:
        merchant.stripe.disputes.close(dispute.id)
    assert (refused.value.code, refused.value.param) == (None, None)
    with pytest.raises(stripe.InvalidRequestError, match="already closed"):
        merchant.stripe.disputes.update(dispute.id, {"metadata": {"case": "7"}})


def test_silence_loses_a_dispute(merchant: Merchant, console: Console) -> None:
    dispute = opened(merchant)
    console.advance(10 * DAY)
    assert merchant.stripe.disputes.retrieve(dispute.id).status == "lost"


def test_staged_evidence_is_submitted_by_submit_alone(merchant: Merchant, console: Console) -> None:
    dispute = opened(merchant)
    merchant.stripe.disputes.update(
        dispute.id, {"evidence": {"uncategorized_text": "winning_evidence"}, "submit": False}
    )
    console.advance(5)
    assert merchant.stripe.disputes.update(dispute.id, {"metadata": {"case": "7"}}).status == "needs_response"
    sent: Any = merchant.stripe.disputes.update(dispute.id, {"submit": True})
    assert (sent.status, sent.evidence.uncategorized_text) == ("under_review", "winning_evidence")
    details = sent.evidence_details
    assert (details.submission_count, details.submission_method, details.has_evidence) == (1, "manual", True)
    assert (details.past_due, details.due_by) == (False, dispute.evidence_details.due_by)
    console.advance(5)
    assert merchant.stripe.disputes.retrieve(dispute.id).status == "won"


def test_evidence_that_is_a_file_has_to_be_one(merchant: Merchant) -> None:
    dispute = opened(merchant)
    with pytest.raises(stripe.InvalidRequestError, match="No such file: 'my receipt'") as refused:
        merchant.stripe.disputes.update(dispute.id, {"evidence": {"receipt": "my receipt"}})
    assert (refused.value.code, refused.value.param) == ("resource_missing", "evidence[receipt]")
    with pytest.raises(stripe.InvalidRequestError, match="limited to 150000"):
        merchant.stripe.disputes.update(dispute.id, {"evidence": {"uncategorized_text": "x" * 150_001}})
    assert merchant.stripe.disputes.retrieve(dispute.id).status == "needs_response"


def test_a_dispute_has_to_be_answered_by_the_end_of_the_eighth_day(merchant: Merchant, console: Console) -> None:
    dispute = opened(merchant)
    due_by = dispute.evidence_details.due_by
    assert due_by is not None
    assert (due_by + 1) % DAY == 0
    assert 8 * DAY <= due_by - dispute.created < 9 * DAY
    console.move_to(due_by - 2)
    assert merchant.stripe.disputes.retrieve(dispute.id).status == "needs_response"
    console.advance(4)
    assert merchant.stripe.disputes.retrieve(dispute.id).status == "lost"


def test_an_answered_dispute_waits_for_the_bank_beyond_its_day(merchant: Merchant, console: Console) -> None:
    dispute = opened(merchant)
    merchant.stripe.disputes.update(dispute.id, {"evidence": {"customer_name": "Jo"}})
    console.advance(20 * DAY)
    assert merchant.stripe.disputes.retrieve(dispute.id).status == "under_review"


def escalate(merchant: Merchant, console: Console, inquiry: stripe.Dispute) -> None:
    """Answers an inquiry so that the bank makes it a chargeback."""
    answered = merchant.stripe.disputes.update(
        inquiry.id, {"evidence": {"uncategorized_text": "escalate_inquiry_evidence"}}
    )
    assert answered.status == "warning_under_review"
    console.advance(5)


def test_an_inquiry_can_become_a_chargeback(merchant: Merchant, console: Console) -> None:
    inquiry = opened(merchant, "pm_card_createDisputeInquiry")
    escalate(merchant, console, inquiry)
    chargeback: Any = merchant.stripe.disputes.retrieve(inquiry.id)
    assert chargeback.status == "needs_response"
    assert chargeback.payment_method_details.card.case_type == "chargeback"
    assert [each.net for each in chargeback.balance_transactions] == [-9500]
    assert told(merchant)[-2:] == ["charge.dispute.updated", "charge.dispute.funds_withdrawn"]
    updated = console.events("charge.dispute.updated")[-1]
    assert updated["data"]["previous_attributes"]["status"] == "warning_under_review"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        merchant.stripe.refunds.create({"charge": str(inquiry.charge)})
    assert refused.value.code == "charge_disputed"
    merchant.stripe.disputes.update(inquiry.id, {"evidence": {"uncategorized_text": "winning_evidence"}})
    console.advance(5)
    assert merchant.stripe.disputes.retrieve(inquiry.id).status == "won"


@pytest.mark.parametrize(("seconds", "status"), [(5, "failed"), (300, "succeeded")])
def test_a_refund_still_on_its_way_fails_when_a_chargeback_comes(
    merchant: Merchant, console: Console, seconds: int, status: str
) -> None:
    inquiry = opened(merchant, "pm_card_createDisputeInquiry")
    refund = merchant.stripe.refunds.create({"charge": str(inquiry.charge), "amount": 2000})
    console.advance(seconds)
    escalate(merchant, console, inquiry)
    after = merchant.stripe.refunds.retrieve(refund.id)
    reason = "charge_for_pending_refund_disputed" if status == "failed" else None
    assert (after.status, getattr(after, "failure_reason", None)) == (status, reason)
    charge = merchant.stripe.charges.retrieve(str(inquiry.charge))
    assert charge.amount_refunded == (0 if status == "failed" else 2000)


@pytest.mark.parametrize(
    ("card", "reason", "code"),
    [
        ("tok_visa_createDispute", "fraudulent", "10.4"),
        ("tok_visa_createDisputeProductNotReceived", "product_not_received", "13.1"),
        ("tok_visa_createDisputeInquiry", "fraudulent", "10"),
    ],
)
def test_each_dispute_card_names_the_networks_reason(
    merchant: Merchant, card: str, reason: str, code: str
) -> None:
    method = merchant.stripe.payment_methods.create({"type": "card", "card": {"token": card}})
    dispute: Any = opened(merchant, method.id)
    assert (dispute.reason, dispute.payment_method_details.card.network_reason_code) == (reason, code)


def test_a_cardholder_may_object_to_a_part_of_an_old_charge(merchant: Merchant, console: Console) -> None:
    intent = merchant.charge(8000)
    merchant.stripe.refunds.create({"payment_intent": intent.id, "amount": 1000})
    console.advance(40 * DAY)
    charge_id = str(merchant.stripe.payment_intents.retrieve(intent.id).latest_charge)
    with pytest.raises(httpx.HTTPStatusError, match="400"):
        console.object_to(charge_id, amount=7001)
    dispute = console.object_to(charge_id, kind="product_not_received", amount=2500)
    assert (dispute["status"], dispute["amount"]) == ("needs_response", 2500)
    assert dispute["balance_transactions"][0]["net"] == -4000
    assert merchant.event_types()[-2:] == ["charge.dispute.created", "charge.dispute.funds_withdrawn"]
    with pytest.raises(httpx.HTTPStatusError, match="400"):
        console.object_to(charge_id)
    assert console.state()["discrepancies"] == []


def test_all_that_is_left_of_a_charge_is_disputed_if_no_sum_is_named(merchant: Merchant, console: Console) -> None:
    intent = merchant.charge(8000)
    merchant.stripe.refunds.create({"payment_intent": intent.id, "amount": 1000})
    charge_id = str(merchant.stripe.payment_intents.retrieve(intent.id).latest_charge)
    assert console.object_to(charge_id)["amount"] == 7000


@pytest.mark.parametrize("verdict", ["won", "lost"])
def test_the_bank_decides_once_it_has_an_answer(merchant: Merchant, console: Console, verdict: str) -> None:
    dispute = opened(merchant)
    with pytest.raises(httpx.HTTPStatusError, match="400"):
        console.rule(dispute.id, verdict)
    merchant.stripe.disputes.update(dispute.id, {"evidence": {"uncategorized_text": "They were there."}})
    console.advance(30 * DAY)
    with pytest.raises(httpx.HTTPStatusError, match="400"):
        console.rule(dispute.id, "escalated")
    assert console.rule(dispute.id, verdict)["status"] == verdict
    assert merchant.stripe.disputes.retrieve(dispute.id).status == verdict


def test_the_bank_may_make_a_chargeback_of_an_inquiry(merchant: Merchant, console: Console) -> None:
    intent = merchant.charge(8000)
    charge_id = str(merchant.stripe.payment_intents.retrieve(intent.id).latest_charge)
    inquiry = console.object_to(charge_id, kind="inquiry")
    merchant.stripe.disputes.update(inquiry["id"], {"evidence": {"uncategorized_text": "They were there."}})
    assert console.rule(inquiry["id"], "escalated")["status"] == "needs_response"
    assert len(merchant.stripe.disputes.retrieve(inquiry["id"]).balance_transactions) == 1
