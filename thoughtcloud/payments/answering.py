"""Answers disputes at Stripe: hands their evidence in, once, or accepts them."""

from datetime import timedelta

from thoughtcloud.core import disputes as rules
from thoughtcloud.payments.work import NotYet, Work
from thoughtcloud.store import disputes, evidence
from thoughtcloud.store.advance import load
from thoughtcloud.store.tables import Dispute

# How long to wait before looking again at a dispute that does not show what was handed in.
LOOK_AGAIN = timedelta(minutes=10)


def submit_evidence(work: Work) -> None:
    """Hand in what is to be said in every dispute of the booking whose moment has come; wait for the others."""
    for dispute in _waiting(work):
        if dispute.answer_at is None or dispute.answer_at <= work.now:
            _hand_in(work, dispute.id)
    later = [each.answer_at for each in _waiting(work) if each.answer_at is not None]
    if later:
        soonest = min(later)
        # What was handed in just now and is not shown yet is looked at again, not handed in again at once.
        raise NotYet(soonest if soonest > work.now else work.now + LOOK_AGAIN)


def _hand_in(work: Work, dispute_id: str) -> None:
    with work.unit() as session:
        # Nobody writes between what is frozen here and what the bank gets.
        load(session, work.lease.booking_id, lock=True)
        dispute = session.get_one(Dispute, dispute_id, populate_existing=True)
        if not _wants_answer(dispute):
            return
        texts = evidence.freeze(session, dispute, now=work.now)
    # An inquiry that became a dispute is answered a second time, under a key of its own.
    key = work.key(f"{dispute_id}-{dispute.status}-evidence")
    said = {field.value: text for field, text in texts.items()}
    work.write(lambda: work.gateway.hand_in(dispute_id, said, key), wanted=lambda _: _still(work, dispute_id))


def accept(work: Work) -> None:
    """Give up every dispute of the booking that an operator has given up."""
    for dispute in _all(work):
        if _wants_end(dispute):
            _accept(work, dispute.id)


def _accept(work: Work, dispute_id: str) -> None:
    key = work.key(f"{dispute_id}-accept")
    work.write(
        lambda: work.gateway.accept_dispute(dispute_id, key),
        wanted=lambda _: any(_wants_end(each) for each in _all(work) if each.id == dispute_id),
    )


def _waiting(work: Work) -> list[Dispute]:
    return [each for each in _all(work) if _wants_answer(each)]


def _still(work: Work, dispute_id: str) -> bool:
    return any(each.id == dispute_id for each in _waiting(work))


def _wants_answer(dispute: Dispute) -> bool:
    return dispute.status in rules.ANSWERABLE and dispute.accepted_at is None


def _wants_end(dispute: Dispute) -> bool:
    return dispute.accepted_at is not None and dispute.status in rules.ANSWERABLE


def _all(work: Work) -> list[Dispute]:
    with work.db.reading() as session:
        return disputes.of_booking(session, work.lease.booking_id)
