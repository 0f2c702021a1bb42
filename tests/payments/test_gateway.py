"""The gateway's words for Stripe's errors, its reading of objects, and the signature check."""

import time

import pytest
import stripe

from tests.payments.world import World
from tests.sandbox_process import SECRET_KEY, WEBHOOK_SECRET
from thoughtcloud.core.money import Money
from thoughtcloud.payments import snapshots
from thoughtcloud.payments.failures import StripeRefused, StripeUnavailable
from thoughtcloud.payments.gateway import Gateway, signed_by
from thoughtcloud.payments.gateway.errors import failure_of
from thoughtcloud.payments.orders import AccountOrder


@pytest.mark.parametrize("fault", ["lost_answer", "500", "timeout", "409", "429"])
def test_no_definite_answer_is_unavailable(world: World, fault: str) -> None:
    with world.one_call_fails(fault, "GET", "/v1/accounts"), pytest.raises(StripeUnavailable):
        world.platform.gateway.account("acct_none")


def test_a_passing_failure_is_bridged_by_the_library_itself(world: World) -> None:
    gateway = Gateway(SECRET_KEY, world.sandbox.url)
    world.sandbox.console("faults", kind="500", calls=2, method="POST", path="/v1/accounts")
    gateway.create_account(AccountOrder("me_1", "a@example.com", "DE", "https://example.com/a"), "me_1-account")
    assert len(world.sandbox.get("accounts")["data"]) == 1


def test_a_server_that_is_not_there_is_unavailable() -> None:
    gateway = Gateway("sk_test_x", "http://127.0.0.1:9", timeout=(0.2, 0.2))
    with pytest.raises(StripeUnavailable):
        gateway.account("acct_none")


def test_a_definite_no_is_a_refusal_with_stripes_code(world: World) -> None:
    with pytest.raises(StripeRefused) as refused:
        world.platform.gateway.checkout("cs_none")
    assert refused.value.code == "resource_missing"
    with pytest.raises(StripeRefused) as refused:
        world.platform.gateway.account("acct_none")
    assert refused.value.code == "account_invalid"


def test_a_key_that_is_not_accepted_says_nothing_about_the_call(world: World) -> None:
    gateway = Gateway("rk_live_wrong", world.sandbox.url)
    with pytest.raises(StripeUnavailable):
        gateway.void("pi_1", "bk_1-void")


MISSING = stripe.InvalidRequestError("no", "id", code="resource_missing", http_status=404)  # type: ignore[no-untyped-call]
BROKEN = stripe.APIConnectionError("broken")  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        (BROKEN, StripeUnavailable, None),
        (stripe.APIError("sorry", http_status=500), StripeUnavailable, None),
        (
            stripe.APIError("sorry", http_status=500, headers={"Idempotent-Replayed": "true"}),
            StripeRefused,
            "key_answered_with_failure",
        ),
        (stripe.RateLimitError("slow down", http_status=429), StripeUnavailable, None),
        (stripe.APIError("garbled", http_status=200), StripeUnavailable, None),
        (MISSING, StripeRefused, "resource_missing"),
    ],
)
def test_errors_are_told_apart_by_what_they_prove(
    error: stripe.StripeError, kind: type[Exception], code: str | None
) -> None:
    failure = failure_of(error)
    assert type(failure) is kind
    assert getattr(failure, "code", None) == code


def test_a_decline_brings_the_banks_word() -> None:
    answer = {"error": {"code": "card_declined", "decline_code": "insufficient_funds", "message": "No."}}
    error = stripe.CardError("No.", None, "card_declined", http_status=402, json_body=answer)  # type: ignore[no-untyped-call]
    failure = failure_of(error)
    assert isinstance(failure, StripeRefused)
    assert (failure.code, failure.decline) == ("card_declined", "insufficient_funds")
    assert failure.card_error


def test_a_card_is_named_as_people_know_it() -> None:
    for brand, name in {
        "visa": "Visa",
        "amex": "American Express",
        "cartes_bancaires": "Cartes_bancaires",
    }.items():
        details = {"card": {"brand": brand, "last4": "4242", "capture_before": 1_800_000_000}}
        charge = {"id": "ch_1", "status": "succeeded", "payment_method_details": details}
        answer = {
            "id": "pi_1",
            "status": "requires_capture",
            "amount": 1,
            "currency": "eur",
            "latest_charge": charge,
        }
        read = snapshots.payment(answer, (), ()).charge
        assert read is not None
        assert read.card == f"{name} •••• 4242"


@pytest.mark.parametrize(
    ("captured", "told", "ends"),
    [(False, 1_800_000_000, 1_800_000_000), (False, None, 1_700_000_000 + 114 * 3600), (True, None, None)],
)
def test_a_hold_whose_end_is_not_told_is_taken_for_the_shortest(
    captured: bool, told: int | None, ends: int | None
) -> None:
    details = {"card": {"brand": "visa", "last4": "4242", "capture_before": told}}
    charge = {"id": "ch_1", "status": "succeeded", "captured": captured, "created": 1_700_000_000}
    answer = {"id": "pi_1", "status": "requires_capture", "amount": 1, "currency": "eur"}
    read = snapshots.payment(
        {**answer, "latest_charge": {**charge, "payment_method_details": details}}, (), ()
    ).charge
    assert read is not None
    assert (read.capture_before and read.capture_before.timestamp()) == ends


def test_more_reversals_than_fit_in_one_answer_are_all_read(world: World) -> None:
    booking = world.transferred(world.mentor())
    for _ in range(12):
        world.sandbox.post(f"transfers/{world.payment(booking).transfer_id}/reversals", amount=100)
    world.sync(booking)
    assert world.payment(booking).reversed_minor == 1200
    world.check_book()


def test_a_signature_counts_for_these_bytes_this_secret_and_five_minutes() -> None:
    body = b'{"id": "evt_1", "type": "charge.captured"}'

    def header(secret: str = WEBHOOK_SECRET, at: float = 0) -> str:
        stamp = int(time.time() + at)
        return str(stripe.WebhookSignature.generate_signature_header(body.decode(), secret, stamp))

    assert signed_by(body, header(), ("whsec_other", WEBHOOK_SECRET))
    assert not signed_by(body, header(), ("whsec_other",))
    assert not signed_by(body + b" ", header(), (WEBHOOK_SECRET,))
    assert not signed_by(body, header(at=-400), (WEBHOOK_SECRET,))
    assert not signed_by(body, header(), ())
    for broken in ("", "t=now", "v1=abc", "t=1,v0=abc", "🙂", "t=1,v1=é"):
        assert not signed_by(body, broken, (WEBHOOK_SECRET,))
    assert not signed_by(b"\xff\xfe", header(), (WEBHOOK_SECRET,))


def test_money_of_the_smallest_kind_is_read_as_it_is() -> None:
    answer = {"id": "pi_1", "status": "succeeded", "amount": 5000, "amount_received": 5000, "currency": "jpy"}
    assert snapshots.payment(answer, (), ()).received == Money(5000, "jpy")
