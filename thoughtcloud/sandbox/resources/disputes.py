"""Disputes: a cardholder objects after capture; evidence decides, or silence until the due date."""

from enum import StrEnum

from thoughtcloud.sandbox import book, errors, events
from thoughtcloud.sandbox.book import Movement
from thoughtcloud.sandbox.call import Call, merge_metadata, picked
from thoughtcloud.sandbox.cards import DisputeKind
from thoughtcloud.sandbox.due import work
from thoughtcloud.sandbox.errors import StripeError
from thoughtcloud.sandbox.operations import operation
from thoughtcloud.sandbox.paging import page
from thoughtcloud.sandbox.resources import charges, refunds
from thoughtcloud.sandbox.store import Object
from thoughtcloud.sandbox.validation import DATA

FEE = 1500
DAYS_TO_ANSWER = 8
VERDICT_SECONDS = 1
# A refund this young is still on its way when a chargeback is posted, and fails (seen in test mode: 7 seconds
# failed, 300 seconds stood).
REFUND_SETTLES_SECONDS = 60
OPEN = ("needs_response", "warning_needs_response")
UNDER_REVIEW = ("under_review", "warning_under_review")
CLOSED = ("won", "lost", "warning_closed")
EVIDENCE = tuple(
    name for name in DATA["types"]["DisputeUpdateParams.Evidence"]["o"] if name != "enhanced_evidence"
)
# Evidence that is the id of a file, not text (Stripe's reference); files cannot be uploaded here.
FILES = (
    "cancellation_policy",
    "customer_communication",
    "customer_signature",
    "duplicate_charge_documentation",
    "receipt",
    "refund_policy",
    "service_documentation",
    "shipping_documentation",
    "uncategorized_file",
)
# Characters of all evidence together (Stripe's reference).
EVIDENCE_LIMIT = 150_000


class Verdict(StrEnum):
    """What a bank makes of a dispute; an inquiry that it does not close is escalated."""

    won = "won"
    lost = "lost"
    escalated = "escalated"


# The texts by which test mode is told how to decide.
_BY_EVIDENCE = {
    "winning_evidence": Verdict.won,
    "losing_evidence": Verdict.lost,
    "escalate_inquiry_evidence": Verdict.escalated,
}


def open_if_the_card_asks(call: Call, charge: Object) -> None:
    """Opens the dispute that some test cards bring once their payment is captured."""
    kind = charges.test_card(call, charge).dispute
    if kind is not DisputeKind.none:
        _open(call, charge, kind)


def object_to(call: Call, charge: Object, kind: DisputeKind, amount: int) -> Object:
    """The cardholder objects to this charge, maybe long after it; the dispute. `amount` is what they want back."""
    dispute = _open(call, charge, kind, amount)
    if kind is not DisputeKind.inquiry:
        _fail_young_refunds(call, charge["id"])
    return dispute


def _open(call: Call, charge: Object, kind: DisputeKind, amount: int | None = None) -> Object:
    fresh = _fresh(charge, kind, _due_by(call))
    dispute = call.new("du", "dispute", fresh if amount is None else {**fresh, "amount": amount})
    call.add(dispute)
    call.change(charge, disputed=True)
    call.store.plan(dispute["evidence_details"]["due_by"], "dispute_due", dispute["id"])
    inquiry = kind is DisputeKind.inquiry
    if not inquiry:
        _withdraw(call, dispute)
    events.emit(call, "charge.dispute.created", dispute)
    if not inquiry:
        events.emit(call, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def _due_by(call: Call) -> int:
    """The last second of the eighth day after."""
    return (call.now // book.DAY + DAYS_TO_ANSWER + 1) * book.DAY - 1


# Visa's reason codes, as test mode answers them.
_NETWORK_CODES = {
    DisputeKind.fraudulent: "10.4",
    DisputeKind.product_not_received: "13.1",
    DisputeKind.inquiry: "10",
}


def _fresh(charge: Object, kind: DisputeKind, due_by: int) -> Object:
    inquiry = kind is DisputeKind.inquiry
    brand = charge["payment_method_details"]["card"]["brand"]
    details = {
        "brand": brand,
        "case_type": "inquiry" if inquiry else "chargeback",
        "network": brand,
        "network_reason_code": _NETWORK_CODES[kind],
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


def _withdraw(call: Call, dispute: Object) -> None:
    """Takes the disputed amount and the fee; the fee is kept however the dispute ends."""
    fee = book.Fee(FEE, description="Dispute fee")
    _book(call, dispute, -dispute["amount"], "dispute", "Chargeback withdrawal for", (fee,))


def _reinstate(call: Call, dispute: Object) -> None:
    """Gives the disputed amount back."""
    _book(call, dispute, dispute["amount"], "dispute_reversal", "Chargeback reversal for", ())


def _book(
    call: Call, dispute: Object, amount: int, category: str, words: str, fees: tuple[book.Fee, ...]
) -> None:
    movement = Movement(
        type="adjustment",
        amount=amount,
        currency=dispute["currency"],
        source=dispute["id"],
        against=book.CARDS,
        fees=fees,
        description=f"{words} {dispute['charge']}",
        category=category,
    )
    booked = book.move(call, movement)
    call.change(dispute, balance_transactions=[*dispute["balance_transactions"], booked])


@operation("POST", "/v1/disputes/{}")
def update(call: Call) -> Object:
    """Stages evidence, or submits it: evidence that is sent is submitted unless `submit` says no, and what was
    staged is submitted by `submit` alone."""
    dispute, params = call.load("dispute", call.id), call.params
    sent = params.get("evidence", {})
    submits = bool(params.get("submit", "evidence" in params))
    if dispute["status"] in CLOSED or (("evidence" in params or submits) and dispute["status"] not in OPEN):
        raise StripeError("This dispute is already closed")
    changes = picked(params, ("intended_submission_method",))
    if "metadata" in params:
        changes["metadata"] = merge_metadata(dispute["metadata"], params["metadata"])
    evidence = {**dispute["evidence"], **_read_evidence(sent)}
    details = {**dispute["evidence_details"], "has_evidence": any(evidence[name] for name in EVIDENCE)}
    changes |= {"evidence": evidence, "evidence_details": details}
    if submits:
        changes |= _submitted(call, dispute, details)
    previous = call.change(dispute, **changes)
    if previous:
        events.emit(call, "charge.dispute.updated", dispute, previous)
    if submits:
        _tell_charge(call, dispute)
    return dispute


def _read_evidence(sent: Object) -> Object:
    """The evidence of a request."""
    for name in FILES:
        if sent.get(name):
            raise errors.no_such("file", sent[name], f"evidence[{name}]")
    if sum(len(value) for value in sent.values() if isinstance(value, str)) > EVIDENCE_LIMIT:
        raise StripeError(
            f"The combined character count of all evidence is limited to {EVIDENCE_LIMIT}.", param="evidence"
        )
    return {name: value for name, value in sent.items() if name in EVIDENCE}


def _submitted(call: Call, dispute: Object, details: Object) -> Object:
    call.store.plan(call.now + VERDICT_SECONDS, "dispute_verdict", dispute["id"])
    return {
        "status": "under_review" if dispute["status"] == "needs_response" else "warning_under_review",
        "evidence_details": {
            **details,
            "submission_count": details["submission_count"] + 1,
            "submission_method": "manual",
        },
    }


def _tell_charge(call: Call, dispute: Object) -> None:
    """Test mode tells of the charge too when its dispute is answered or given up."""
    events.emit(call, "charge.updated", call.load("charge", dispute["charge"]))


@operation("POST", "/v1/disputes/{}/close")
def close(call: Call) -> Object:
    dispute = call.load("dispute", call.id)
    if dispute["status"] not in OPEN:
        raise StripeError("This dispute is already closed")
    _lose(call, dispute)
    _tell_charge(call, dispute)
    return dispute


@work("dispute_verdict")
def decide(call: Call, dispute: Object) -> None:
    """In test mode the text of the evidence decides; other evidence stays under review."""
    verdict = _BY_EVIDENCE.get(dispute["evidence"]["uncategorized_text"] or "")
    if verdict is not None:
        rule(call, dispute, verdict)


def rule(call: Call, dispute: Object, verdict: Verdict) -> bool:
    """The bank decides a dispute that it is looking at; whether it could."""
    if dispute["status"] not in UNDER_REVIEW or (verdict is Verdict.escalated and not _is_inquiry(dispute)):
        return False
    {Verdict.won: _win, Verdict.lost: _lose, Verdict.escalated: _escalate}[verdict](call, dispute)
    return True


@work("dispute_due")
def expire(call: Call, dispute: Object) -> None:
    """Nobody answered in time."""
    if dispute["status"] in OPEN:
        _lose(call, dispute)


def _is_inquiry(dispute: Object) -> bool:
    return bool(dispute["status"].startswith("warning"))


def _win(call: Call, dispute: Object) -> None:
    call.store.cancel("dispute_due", dispute["id"])
    inquiry = _is_inquiry(dispute)
    if not inquiry:
        _reinstate(call, dispute)
    call.change(dispute, status="warning_closed" if inquiry else "won", is_charge_refundable=True)
    if not inquiry:
        events.emit(call, "charge.dispute.funds_reinstated", dispute)
    events.emit(call, "charge.dispute.closed", dispute)


def _lose(call: Call, dispute: Object) -> None:
    call.store.cancel("dispute_due", dispute["id"])
    call.change(dispute, status="warning_closed" if _is_inquiry(dispute) else "lost")
    events.emit(call, "charge.dispute.closed", dispute)


def _escalate(call: Call, dispute: Object) -> None:
    """The bank is not content with the answer: the inquiry is a chargeback from now on and takes the money."""
    call.store.cancel("dispute_due", dispute["id"])
    due_by = _due_by(call)
    call.store.plan(due_by, "dispute_due", dispute["id"])
    before = dict(dispute)
    _withdraw(call, dispute)
    details = dispute["payment_method_details"]
    changes = {
        "status": "needs_response",
        "is_charge_refundable": False,
        "evidence_details": {**dispute["evidence_details"], "due_by": due_by},
        "payment_method_details": {**details, "card": {**details["card"], "case_type": "chargeback"}},
    }
    call.change(dispute, **changes)
    previous = {name: before[name] for name in (*changes, "balance_transactions")}
    events.emit(call, "charge.dispute.updated", dispute, previous)
    events.emit(call, "charge.dispute.funds_withdrawn", dispute)
    _fail_young_refunds(call, dispute["charge"])


def _fail_young_refunds(call: Call, charge_id: str) -> None:
    for record in call.store.select("refund", call.account, {"charge": charge_id}):
        if record.data["created"] > call.now - REFUND_SETTLES_SECONDS:
            refunds.fail(call, record.data, "charge_for_pending_refund_disputed")


@operation("GET", "/v1/disputes/{}")
def retrieve(call: Call) -> Object:
    return call.load("dispute", call.id)


@operation("GET", "/v1/disputes")
def list_(call: Call) -> Object:
    return page(call, "dispute")
