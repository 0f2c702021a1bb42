"""What was read at Stripe in one go, and which of it is about our booking."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from thoughtcloud.payments.snapshots import (
    ChargeSnapshot,
    CheckoutSnapshot,
    DisputeSnapshot,
    PaymentSnapshot,
    ShareSnapshot,
    TransferSnapshot,
)


@dataclass(frozen=True, slots=True)
class Told:
    """What was read at Stripe in one go; None means: not read, or there is none.

    `share` is the mentor's side of the latest transfer, `older` those of earlier ones by the transfer's id.
    """

    checkout: CheckoutSnapshot | None = None
    payment: PaymentSnapshot | None = None
    share: ShareSnapshot | None = None
    older: Mapping[str, ShareSnapshot] = field(default_factory=dict)

    @property
    def disputes(self) -> tuple[DisputeSnapshot, ...]:
        """The disputes of the charge, the oldest first."""
        return self.payment.disputes if self.payment else ()


def held_charge(told: Told) -> ChargeSnapshot | None:
    """The charge that reserved the price: a declined attempt or an abandoned page has none that succeeded."""
    if told.payment is None or told.payment.charge is None or not told.payment.charge.succeeded:
        return None
    # An intent that needs a new card keeps its failed charge; only these are past a good one.
    return told.payment.charge if told.payment.status in ("requires_capture", "succeeded", "canceled") else None


def our_transfers(told: Told) -> tuple[TransferSnapshot, ...]:
    """The transfers of this booking's share, the oldest first: all in its group that carry our mark.

    There is one, but where a share was taken back for a dispute and sent again after it was won.
    """
    if told.payment is None:
        return ()
    return tuple(each for each in told.payment.transfers if each.booking_id == told.payment.booking_id)
