"""Disputes: a cardholder objects after capture; evidence decides, or silence until the due date."""

from thoughtcloud.sandbox import book, events
from thoughtcloud.sandbox.book import Movement
from thoughtcloud.sandbox.call import Call, merge_metadata, picked
from thoughtcloud.sandbox.cards import DisputeKind
from thoughtcloud.sandbox.due import work
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.operations import operation
from thoughtcloud.sandbox.paging import page
from thoughtcloud.sandbox.resources import charges
from thoughtcloud.sandbox.store import Object
from thoughtcloud.sandbox.validation import DATA

FEE = 1500
DAYS_TO_ANSWER = 8
VERDICT_SECONDS = 1
OPEN = ("needs_response", "warning_needs_response")
EVIDENCE = tuple(
    name for name in DATA["types"]["DisputeUpdateParams.Evidence"]["o"] if name != "enhanced_evidence"
)


def open_if_the_card_asks(call: Call, charge: Object) -> None:
    """Opens the dispute that some test cards bring once their payment is captured."""
    kind = charges.test_card(call, charge).dispute
    if kind is not DisputeKind.none:
        _open(call, charge, kind)


def blocks_refund(call: Call, charge: Object) -> bool:
    """Whether a dispute keeps the charge from being refunded; an inquiry or one that was won does not."""
    records = call.store.select("dispute", call.account, {"charge": charge["id"]})
    return any(not each.data["is_charge_refundable"] and each.data["status"] != "won" for each in records)


def _open(call: Call, charge: Object, kind: DisputeKind) -> Object:
    inquiry = kind is DisputeKind.inquiry
    due_by = (call.now // book.DAY + DAYS_TO_ANSWER + 1) * book.DAY - 1
    dispute = call.new("du", "dispute", _fresh(charge, kind, due_by))
    call.add(dispute)
    call.change(charge, disputed=True)
    if not inquiry:
        taken = _book(call, dispute, -dispute["amount"], FEE, "chargeback withdrawal")
        call.change(dispute, balance_transactions=[taken])
    call.store.plan(due_by, "dispute_due", dispute["id"])
    events.emit(call, "charge.dispute.created", dispute)
    if not inquiry:
        events.emit(call, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def _fresh(charge: Object, kind: DisputeKind, due_by: int) -> Object:
    inquiry = kind is DisputeKind.inquiry
    brand = charge["payment_method_details"]["card"]["brand"]
    details = {
        "brand": brand,
        "case_type": "inquiry" if inquiry else "chargeback",
        "network": brand,
        "network_reason_code": "10.4" if kind is DisputeKind.fraudulent else "13.1",
    }
    return {
        "amount": charge["amount_captured"],
        "balance_transactions": [],
        "charge": charge["id"],
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {**dict.fromkeys(EVIDENCE), "enhanced_evidence": {}},
        "evidence_details": {
            "due_by": due_by,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "intended_submission_method": None,
        "is_charge_refundable": inquiry,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {"card": details, "type": "card"},
        "reason": "fraudulent" if inquiry else str(kind),
        "status": "warning_needs_response" if inquiry else "needs_response",
    }


def _book(call: Call, dispute: Object, amount: int, fee: int, words: str) -> Object:
    movement = Movement(
        type="adjustment",
        amount=amount,
        currency=dispute["currency"],
        source=dispute["id"],
        against=book.CARDS,
        fees=(book.Fee(fee),) if fee else (),
        description=f"Chargeback: {words}",
    )
    return book.move(call, movement)


@operation("POST", "/v1/disputes/{}")
def update(call: Call) -> Object:
    dispute, params = call.load("dispute", call.id), call.params
    changes = picked(params, ("intended_submission_method",))
    if "metadata" in params:
        changes["metadata"] = merge_metadata(dispute["metadata"], params["metadata"])
    if "evidence" in params:
        if dispute["status"] not in OPEN:
            raise StripeError("This dispute is already closed", param="evidence")
        sent = {name: value or None for name, value in params["evidence"].items() if name in EVIDENCE}
        changes["evidence"] = {**dispute["evidence"], **sent}
        changes["evidence_details"] = {**dispute["evidence_details"], "has_evidence": any(sent.values())}
    if params.get("submit", True) and "evidence" in params:
        changes |= _submitted(call, dispute)
    previous = call.change(dispute, **changes)
    if previous:
        events.emit(call, "charge.dispute.updated", dispute, previous)
    return dispute


def _submitted(call: Call, dispute: Object) -> Object:
    call.store.plan(call.now + VERDICT_SECONDS, "dispute_verdict", dispute["id"])
    details = dispute["evidence_details"]
    return {
        "status": "under_review" if dispute["status"] == "needs_response" else "warning_under_review",
        "evidence_details": {
            **details,
            "has_evidence": True,
            "submission_count": details["submission_count"] + 1,
            "submission_method": "manual",
        },
    }


@operation("POST", "/v1/disputes/{}/close")
def close(call: Call) -> Object:
    dispute = call.load("dispute", call.id)
    if dispute["status"] not in OPEN:
        raise StripeError("This dispute is already closed")
    _lose(call, dispute)
    return dispute


@work("dispute_verdict")
def decide(call: Call, dispute: Object) -> None:
    """In test mode the text of the evidence decides; other evidence stays under review."""
    text = dispute["evidence"]["uncategorized_text"]
    if text == "winning_evidence":
        _win(call, dispute)
    elif text == "losing_evidence":
        _lose(call, dispute)


@work("dispute_due")
def expire(call: Call, dispute: Object) -> None:
    """Nobody answered in time."""
    if dispute["status"] in OPEN:
        _lose(call, dispute)


def _win(call: Call, dispute: Object) -> None:
    call.store.cancel("dispute_due", dispute["id"])
    inquiry = dispute["status"].startswith("warning")
    status = "warning_closed" if inquiry else "won"
    if not inquiry:
        back = _book(call, dispute, dispute["amount"], 0, "funds reinstated")
        dispute["balance_transactions"].append(back)
    call.change(dispute, status=status)
    if not inquiry:
        events.emit(call, "charge.dispute.funds_reinstated", dispute)
    events.emit(call, "charge.dispute.closed", dispute)


def _lose(call: Call, dispute: Object) -> None:
    call.store.cancel("dispute_due", dispute["id"])
    inquiry = dispute["status"].startswith("warning")
    call.change(dispute, status="warning_closed" if inquiry else "lost")
    events.emit(call, "charge.dispute.closed", dispute)


@operation("GET", "/v1/disputes/{}")
def retrieve(call: Call) -> Object:
    return call.load("dispute", call.id)


@operation("GET", "/v1/disputes")
def list_(call: Call) -> Object:
    return page(call, "dispute")
