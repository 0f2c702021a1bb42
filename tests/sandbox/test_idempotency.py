"""Idempotency keys: one execution, one answer, for a day."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
import stripe

from tests.sandbox.merchant import BACK_URL, Merchant
from tests.sandbox.process import Console, SandboxProcess


def create(merchant: Merchant, key: str, **params: Any) -> Any:
    wanted: Any = {"amount": 900, "currency": "eur", **params}
    return merchant.stripe.payment_intents.create(wanted, {"idempotency_key": key})


def test_the_same_request_is_carried_out_once(merchant: Merchant) -> None:
    first, second = create(merchant, "one"), create(merchant, "one")
    assert first.id == second.id
    assert second.last_response is not None
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert second.last_response.headers["Original-Request"] == first.last_response.headers["Request-Id"]
    assert len(merchant.stripe.payment_intents.list().data) == 1
    assert merchant.event_types() == ["payment_intent.created"]


def test_other_parameters_need_another_key(merchant: Merchant) -> None:
    create(merchant, "one")
    with pytest.raises(stripe.IdempotencyError, match="same parameters they were first used with") as refused:
        create(merchant, "one", metadata={"a": "b"})
    assert refused.value.http_status == 400


def test_a_failure_after_execution_began_is_kept(merchant: Merchant) -> None:
    for _ in range(2):
        with pytest.raises(stripe.CardError):
            create(
                merchant, "one", payment_method="pm_card_visa_chargeDeclined", confirm=True, return_url=BACK_URL
            )
    assert len(merchant.stripe.charges.list().data) == 1


def test_a_state_error_is_kept_too(merchant: Merchant) -> None:
    intent = create(merchant, "one")
    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError, match="requires_payment_method"):
            merchant.stripe.payment_intents.capture(intent.id, {}, {"idempotency_key": "two"})


def test_a_validation_failure_is_not_kept(merchant: Merchant) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        create(merchant, "one", nonsense=1)
    with pytest.raises(stripe.InvalidRequestError):
        create(merchant, "one", nonsense=1)
    assert create(merchant, "one").amount == 900


def test_a_key_is_forgotten_after_a_day(merchant: Merchant, console: Console) -> None:
    first = create(merchant, "one")
    console.advance(86_400 + 1)
    assert create(merchant, "one").id != first.id


def test_accounts_have_keys_of_their_own(merchant: Merchant) -> None:
    account = merchant.mentor()
    here = merchant.stripe.customers.create({}, {"idempotency_key": "one"})
    there = merchant.stripe.customers.create({}, {"idempotency_key": "one", "stripe_account": account})
    assert here.id != there.id


def test_a_key_has_at_most_255_characters(merchant: Merchant) -> None:
    with pytest.raises(stripe.IdempotencyError):
        create(merchant, "k" * 256)


def test_a_request_in_progress_keeps_its_key(process: SandboxProcess, console: Console) -> None:
    console.fault("slow", method="POST", path="/v1/customers", seconds=0.8)
    headers = {"Authorization": "Bearer sk_test_x", "Idempotency-Key": "one"}

    def post() -> httpx.Response:
        return httpx.post(f"{process.base_url}/v1/customers", headers=headers, trust_env=False)

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(
            (each.result() for each in [pool.submit(post), pool.submit(post)]), key=lambda a: a.status_code
        )
    assert [answer.status_code for answer in answers] == [200, 409]
    assert answers[1].json()["error"]["type"] == "idempotency_error"
    assert post().json()["id"] == answers[0].json()["id"]
