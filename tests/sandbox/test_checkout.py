"""Checkout Sessions: opened by API, paid on the hosted page, expired by the merchant or by time."""

from typing import Any

import httpx
import pytest
import stripe

from tests.sandbox.merchant import Merchant
from tests.sandbox.process import Console

HOUR = 3600


def test_a_session_opens_without_an_intent(merchant: Merchant) -> None:
    session = merchant.open_checkout()
    assert (session.status, session.payment_status, session.payment_intent) == ("open", "unpaid", None)
    assert (session.amount_total, session.currency) == (8000, "eur")
    assert session.url == f"{merchant.base_url}/c/pay/{session.id}"
    assert session.expires_at - session.created == 24 * HOUR


def test_paying_holds_the_money_and_completes_unpaid(merchant: Merchant) -> None:
    session = merchant.open_checkout(transfer_group="booking-7", metadata={"booking": "7"}, description="An hour")
    merchant.pay(session.id).raise_for_status()
    paid = merchant.stripe.checkout.sessions.retrieve(
        session.id, {"expand": ["payment_intent.latest_charge.balance_transaction", "line_items"]}
    )
    intent: Any = paid.payment_intent
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "unpaid", None)
    assert (intent.status, intent.transfer_group, intent.description) == (
        "requires_capture",
        "booking-7",
        "An hour",
    )
    assert intent.metadata.to_dict() == {"booking": "7"}
    assert (intent.latest_charge.captured, intent.latest_charge.transfer_group) == (False, "booking-7")
    assert paid.line_items is not None
    assert [item.description for item in paid.line_items.data] == ["An hour of advice"]
    assert merchant.event_types()[-4:] == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.amount_capturable_updated",
        "checkout.session.completed",
    ]


def test_automatic_capture_completes_paid(merchant: Merchant) -> None:
    session = merchant.open_checkout(capture_method="automatic_async")
    merchant.pay(session.id).raise_for_status()
    assert merchant.stripe.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_a_decline_leaves_the_session_open_and_the_intent_is_used_again(merchant: Merchant) -> None:
    session = merchant.open_checkout()
    answer = merchant.pay(session.id, "pm_card_visa_chargeDeclined")
    assert (answer.status_code, answer.json()["error"]["decline_code"]) == (402, "generic_decline")
    declined = merchant.stripe.checkout.sessions.retrieve(session.id)
    assert (declined.status, declined.url) == ("open", session.url)
    merchant.pay(session.id).raise_for_status()
    paid = merchant.stripe.checkout.sessions.retrieve(session.id)
    assert (paid.status, paid.payment_intent) == ("complete", declined.payment_intent)


def test_a_completed_session_cannot_be_paid_again(merchant: Merchant) -> None:
    session = merchant.open_checkout()
    merchant.pay(session.id).raise_for_status()
    assert merchant.pay(session.id).status_code == 400
    assert len(merchant.stripe.payment_intents.list().data) == 1


def test_a_session_whose_challenge_was_passed_at_the_bank_takes_no_other_card(merchant: Merchant) -> None:
    session = merchant.open_checkout()
    answer = merchant.pay(session.id, "pm_card_threeDSecure2Required").json()
    bank = answer["payment_intent"]["next_action"]["redirect_to_url"]["url"]
    assert httpx.post(bank, data={"outcome": "complete"}, trust_env=False).status_code == 303
    paid = merchant.stripe.checkout.sessions.retrieve(session.id)
    assert (paid.status, merchant.event_types()[-1]) == ("complete", "checkout.session.completed")
    assert merchant.pay(session.id).status_code == 400
    assert len(merchant.stripe.charges.list().data) == 1


def test_a_challenge_that_was_failed_at_the_bank_leaves_the_session_open(merchant: Merchant) -> None:
    session = merchant.open_checkout()
    answer = merchant.pay(session.id, "pm_card_threeDSecure2Required").json()
    bank = answer["payment_intent"]["next_action"]["redirect_to_url"]["url"]
    assert httpx.post(bank, data={"outcome": "fail"}, trust_env=False).status_code == 303
    assert merchant.stripe.checkout.sessions.retrieve(session.id).status == "open"
    merchant.pay(session.id).raise_for_status()


def test_a_merchant_expires_a_session_once(merchant: Merchant) -> None:
    session = merchant.open_checkout()
    expired = merchant.stripe.checkout.sessions.expire(session.id)
    assert (expired.status, expired.url) == ("expired", None)
    assert merchant.event_types()[-1] == "checkout.session.expired"
    with pytest.raises(stripe.InvalidRequestError, match="status of expired"):
        merchant.stripe.checkout.sessions.expire(session.id)
    assert merchant.pay(session.id).status_code == 400


def test_a_completed_session_cannot_be_expired(merchant: Merchant) -> None:
    session = merchant.open_checkout()
    merchant.pay(session.id).raise_for_status()
    with pytest.raises(stripe.InvalidRequestError, match="status of complete"):
        merchant.stripe.checkout.sessions.expire(session.id)


def test_time_expires_a_session(merchant: Merchant, console: Console) -> None:
    session = merchant.open_checkout()
    console.advance(24 * HOUR + 1)
    assert merchant.stripe.checkout.sessions.retrieve(session.id).status == "expired"
    assert [event["created"] for event in console.events("checkout.session.expired")] == [session.expires_at]


def test_a_declined_session_that_expires_cancels_its_intent(merchant: Merchant) -> None:
    session = merchant.open_checkout()
    merchant.pay(session.id, "pm_card_visa_chargeDeclined")
    expired = merchant.stripe.checkout.sessions.expire(session.id, {"expand": ["payment_intent"]})
    intent: Any = expired.payment_intent
    assert intent.status == "canceled"


def test_an_intent_of_checkout_is_cancelled_by_expiring_until_it_is_held(merchant: Merchant) -> None:
    session = merchant.open_checkout()
    merchant.pay(session.id, "pm_card_visa_chargeDeclined")
    intent_id = str(merchant.stripe.checkout.sessions.retrieve(session.id).payment_intent)
    with pytest.raises(stripe.InvalidRequestError, match="Checkout Session"):
        merchant.stripe.payment_intents.cancel(intent_id)
    merchant.pay(session.id).raise_for_status()
    assert merchant.stripe.payment_intents.cancel(intent_id).status == "canceled"


@pytest.mark.parametrize("seconds", [29 * 60 - 60, 24 * HOUR + 120])
def test_a_session_lives_between_half_an_hour_and_a_day(
    merchant: Merchant, console: Console, seconds: int
) -> None:
    price: Any = {"currency": "eur", "unit_amount": 900, "product_data": {"name": "Hour"}}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        merchant.stripe.checkout.sessions.create(
            {
                "mode": "payment",
                "line_items": [{"quantity": 1, "price_data": price}],
                "success_url": "https://shop.test/done",
                "expires_at": console.now() + seconds,
            }
        )
    assert refused.value.param == "expires_at"


def test_saving_the_card_makes_a_customer(merchant: Merchant) -> None:
    session = merchant.open_checkout(setup_future_usage="off_session")
    merchant.pay(session.id).raise_for_status()
    paid = merchant.stripe.checkout.sessions.retrieve(session.id)
    assert paid.customer is not None
    cards = merchant.stripe.payment_methods.list({"customer": str(paid.customer)}).data
    assert [card.card.last4 for card in cards if card.card] == ["4242"]


def test_setup_mode_saves_a_card_for_an_off_session_hold(merchant: Merchant) -> None:
    customer = merchant.stripe.customers.create({"email": "mentee@example.com"})
    session = merchant.stripe.checkout.sessions.create(
        {
            "mode": "setup",
            "currency": "eur",
            "customer": customer.id,
            "success_url": "https://shop.test/done",
            "setup_intent_data": {"metadata": {"booking": "9"}},
        }
    )
    assert session.payment_status == "no_payment_required"
    merchant.pay(session.id).raise_for_status()
    done = merchant.stripe.checkout.sessions.retrieve(session.id, {"expand": ["setup_intent"]})
    intent: Any = done.setup_intent
    assert (done.status, intent.status, intent.metadata.to_dict()) == ("complete", "succeeded", {"booking": "9"})
    held = merchant.hold(card=intent.payment_method, customer=customer.id, off_session=True)
    assert held.status == "requires_capture"


def test_lists_can_be_narrowed_to_an_intent(merchant: Merchant) -> None:
    sessions = [merchant.open_checkout() for _ in range(3)]
    for session in sessions[:2]:
        merchant.pay(session.id).raise_for_status()
    intent = merchant.stripe.checkout.sessions.retrieve(sessions[0].id).payment_intent
    found = merchant.stripe.checkout.sessions.list({"payment_intent": str(intent)}).data
    assert [each.id for each in found] == [sessions[0].id]
    opened = merchant.stripe.checkout.sessions.list({"status": "open"}).data
    assert [each.id for each in opened] == [sessions[2].id]


def test_lists_are_paged_by_cursor(merchant: Merchant) -> None:
    made = [merchant.open_checkout().id for _ in range(5)]
    first = merchant.stripe.checkout.sessions.list({"limit": 2})
    assert ([each.id for each in first.data], first.has_more) == ([made[4], made[3]], True)
    everything = [each.id for each in first.auto_paging_iter()]
    assert everything == made[::-1]
    back = merchant.stripe.checkout.sessions.list({"limit": 2, "ending_before": made[2]})
    assert [each.id for each in back.data] == [made[4], made[3]]
