"""What Stripe tells of disputes, of the money that moved for them, and what all of them make of a payment."""

from collections.abc import Iterator

from thoughtcloud.core import disputes
from thoughtcloud.core.facts import DisputeFacts, PaymentFacts
from thoughtcloud.core.ledger import Kind
from thoughtcloud.core.states import Event, PaymentState
from thoughtcloud.payments.derive.fact import Fact
from thoughtcloud.payments.derive.known import Known
from thoughtcloud.payments.derive.told import Told
from thoughtcloud.payments.failures import Mismatch
from thoughtcloud.payments.snapshots import DisputedFunds, DisputeSnapshot

# What a change of a dispute's status is called.
_CHANGES = {
    "warning_under_review": Event.DISPUTE_ANSWERED,
    "under_review": Event.DISPUTE_ANSWERED,
    "warning_closed": Event.INQUIRY_CLOSED,
    "won": Event.DISPUTE_WON,
    "lost": Event.DISPUTE_LOST,
}
_FROZEN = (PaymentState.DISPUTED, PaymentState.CHARGED_BACK)


def changes(known: Known, told: Told) -> Iterator[Fact]:
    """Disputes that are new or changed, each with the money that moved for it."""
    for dispute in told.disputes:
        before = known.disputes.get(dispute.id)
        if before is not None and disputes.is_older(dispute.status, before.status):
            continue
        if before is None:
            before = _facts(dispute, disputes.opening_status(dispute.status))
            inquiry = disputes.is_inquiry(before.status)
            event = Event.INQUIRY_OPENED if inquiry else Event.DISPUTE_OPENED
            yield Fact(event, dispute.id, dispute.money, dispute=before)
        for funds in dispute.funds:
            for fact in _funds(known, dispute, funds):
                yield fact
                known = known.after(fact.facts)
        if _facts(dispute, dispute.status) != before:
            yield _change(dispute, before)


def _facts(dispute: DisputeSnapshot, status: str) -> DisputeFacts:
    due_by = dispute.due_by if disputes.is_open(status) else None
    return DisputeFacts(
        dispute.id, dispute.money, dispute.reason, status, dispute.created_at, due_by, dispute.network_code
    )


def _change(dispute: DisputeSnapshot, before: DisputeFacts) -> Fact:
    """What became of a dispute that was known already; an inquiry may become one that takes money."""
    now = _facts(dispute, dispute.status)
    event = Event.DISPUTE_CHANGED
    if now.status != before.status:
        event = _CHANGES.get(now.status, event)
        if disputes.is_inquiry(before.status) and now.status == "needs_response":
            event = Event.DISPUTE_OPENED
    return Fact(event, dispute.id, dispute.money, dispute=now)


def _funds(known: Known, dispute: DisputeSnapshot, funds: DisputedFunds) -> Iterator[Fact]:
    taken = funds.money.minor < 0
    if known.has(Kind.DISPUTED if taken else Kind.REINSTATED, funds.id) or not funds.money:
        return
    if funds.money.currency != known.price.total.currency:
        raise Mismatch(f"{dispute.id} moved {funds.money}, the price was {known.price.total}")
    facts = PaymentFacts(
        disputed_minor=known.disputed_minor - funds.money.minor,
        dispute_fee_minor=known.dispute_fee_minor + funds.fee.minor,
    )
    event, amount = (Event.FUNDS_WITHDRAWN, -funds.money) if taken else (Event.FUNDS_REINSTATED, funds.money)
    yield Fact(event, funds.id, amount, facts, fee=funds.fee or None)


def frozen(known: Known, told: Told) -> Iterator[Fact]:
    """What all disputes together make of the payment; an edge that does not fit is not taken."""
    if not told.disputes or _is_older_look(known, told):
        return
    latest = told.disputes[-1].id
    is_frozen = known.state in _FROZEN
    if any(disputes.is_open(each.status) and taken_minor(each) > 0 for each in told.disputes):
        if known.state is not PaymentState.DISPUTED:
            yield Fact(Event.PAYMENT_DISPUTED, latest)
        return
    gone = known.disputed_minor > 0 and known.kept_minor <= 0
    if not is_frozen and gone and known.state is not PaymentState.REFUNDED:
        yield Fact(Event.PAYMENT_DISPUTED, latest)
        is_frozen = True
    if is_frozen and known.kept_minor > 0:
        partly = known.refunded_minor > 0
        yield Fact(Event.PAYMENT_PARTLY_CLEARED if partly else Event.PAYMENT_CLEARED, latest)
    elif is_frozen and known.state is not PaymentState.CHARGED_BACK:
        yield Fact(Event.PAYMENT_CHARGED_BACK, latest)


def _is_older_look(known: Known, told: Told) -> bool:
    """Whether Stripe was asked before what we know of the disputes already was so; a slow reader records late."""
    seen = {each.id: each.status for each in told.disputes}
    return any(
        each.id not in seen or disputes.is_older(seen[each.id], each.status) for each in known.disputes.values()
    )


def taken_minor(dispute: DisputeSnapshot) -> int:
    """What the bank has taken for a dispute and not given back, in minor units."""
    return -sum(each.money.minor for each in dispute.funds)
