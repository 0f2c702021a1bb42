"""What Stripe tells of the mentor's share: sent, taken back, cleared."""

from collections.abc import Iterator

from thoughtcloud.core.facts import PaymentFacts
from thoughtcloud.core.ledger import Kind
from thoughtcloud.core.states import Event
from thoughtcloud.payments.derive.fact import NOTHING_TOLD, Fact
from thoughtcloud.payments.derive.known import Known
from thoughtcloud.payments.derive.told import Told, our_transfers
from thoughtcloud.payments.snapshots import TransferSnapshot


def transfers(known: Known, told: Told) -> Iterator[Fact]:
    """Shares that were sent."""
    for transfer in our_transfers(told):
        if not known.has(Kind.TRANSFERRED, transfer.id):
            facts = PaymentFacts(
                transfer_id=transfer.id,
                transferred_minor=known.transferred_minor + transfer.money.minor,
                share_available=False if known.transferred_minor else None,
                share_available_at=told.share.available_at if told.share else None,
            )
            yield Fact(Event.SHARE_TRANSFERRED, transfer.id, transfer.money, facts)
            known = known.after(facts)


def reversals(known: Known, told: Told) -> Iterator[Fact]:
    """Parts of a share that were taken back."""
    back, several = known.reversed_minor, len(our_transfers(told)) > 1
    for transfer in our_transfers(told):
        cleared = known.has(Kind.AVAILABLE, transfer.id) if several else None
        for reversal in transfer.reversals:
            if not known.has(Kind.REVERSED, reversal.id):
                back += reversal.money.minor
                whole = back >= known.transferred_minor
                event = Event.SHARE_REVERSED if whole else Event.SHARE_PARTLY_REVERSED
                facts = PaymentFacts(reversed_minor=back)
                yield Fact(event, reversal.id, reversal.money, facts, cleared=cleared, ours=reversal.ours)


def share(known: Known, told: Told) -> Iterator[Fact]:
    """Funds of the mentor that have cleared."""
    transfers = our_transfers(told)
    for transfer in transfers:
        newest = transfer is transfers[-1]
        share = told.share if newest else told.older.get(transfer.id)
        if share is None or not share.available or _is_cleared(known, transfer, several=len(transfers) > 1):
            continue
        if transfer.left:
            facts = PaymentFacts(share_available=True, share_available_at=share.available_at)
            yield Fact(Event.SHARE_AVAILABLE, transfer.id, transfer.left, facts if newest else NOTHING_TOLD)


def _is_cleared(known: Known, transfer: TransferSnapshot, *, several: bool) -> bool:
    return known.has(Kind.AVAILABLE, transfer.id) or (known.share_available and not several)
