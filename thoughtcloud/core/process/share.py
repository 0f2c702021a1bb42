"""The chapter of the mentor's share, on its way there and back."""

from thoughtcloud.core.process.edge import Edge, When
from thoughtcloud.core.process.groups import (
    ANY_BOOKING,
    COMPLETED,
    FINISHED,
    IN_REVIEW,
    NOT_SENT,
    OPERATOR,
    SENT,
    STRIPE,
    TAKEN,
    P,
    S,
)
from thoughtcloud.core.states import Effect, Event, Notice

SHARING: tuple[Edge, ...] = (
    Edge(
        Event.ACCOUNT_NOT_READY, STRIPE, "The share waits until the mentor has set up payouts",
        booking=ANY_BOOKING, payment=TAKEN, share=frozenset({S.DUE}), to_share=S.WAITING_FOR_ACCOUNT,
        tells=(Notice.MENTOR_SHARE_WAITS,),
    ),
    Edge(
        Event.ACCOUNT_READY, STRIPE, "The mentor has set up payouts; the share can go out",
        booking=ANY_BOOKING, payment=TAKEN, share=frozenset({S.WAITING_FOR_ACCOUNT}), to_share=S.DUE,
        effects=(Effect.TRANSFER,),
    ),
    Edge(
        Event.SHARE_RELEASED, OPERATOR, "Thoughtcloud released the share: it goes out now",
        booking=COMPLETED, payment=TAKEN, share=frozenset({S.DUE}),
        effects=(Effect.TRANSFER,), withdraws=(Effect.TRANSFER,),
    ),
    Edge(
        Event.SHARE_RELEASED, OPERATOR, "Thoughtcloud released the share of a price whose refund came back",
        booking=COMPLETED, payment=TAKEN, share=frozenset({S.NOT_DUE, S.REVERSED}), when=When.SHARE_MISSING,
        to_share=S.DUE, effects=(Effect.TRANSFER,),
    ),
    Edge(
        Event.SHARE_RELEASED, OPERATOR, "Thoughtcloud sends on again what a refund had taken from the share",
        booking=COMPLETED, payment=TAKEN, share=frozenset({S.PARTIALLY_REVERSED}), when=When.SHARE_MISSING,
        effects=(Effect.TRANSFER,),
    ),
    Edge(
        Event.SHARE_TRANSFERRED, STRIPE, "The share reached the mentor after a refund; it is taken back",
        booking=FINISHED | IN_REVIEW, payment=frozenset({P.REFUNDED}), share=NOT_SENT, to_share=S.TRANSFERRED,
        effects=(Effect.REVERSE_TRANSFER,),
    ),
    Edge(
        Event.SHARE_TRANSFERRED, STRIPE, "The share was transferred to the mentor after a part was refunded",
        booking=FINISHED | IN_REVIEW, payment=frozenset({P.PARTIALLY_REFUNDED}), share=NOT_SENT,
        to_share=S.TRANSFERRED,
        effects=(Effect.REVERSE_TRANSFER, Effect.READ_SHARE), tells=(Notice.MENTOR_SHARE_SENT,),
    ),
    Edge(
        Event.SHARE_TRANSFERRED, STRIPE, "The share was transferred to the mentor",
        booking=FINISHED | IN_REVIEW, payment=frozenset({P.CAPTURED}), share=NOT_SENT, to_share=S.TRANSFERRED,
        effects=(Effect.READ_SHARE,), tells=(Notice.MENTOR_SHARE_SENT,),
    ),
    Edge(
        Event.SHARE_AVAILABLE, STRIPE, "The share is available for payout",
        booking=ANY_BOOKING, share=SENT,
    ),
    # A call to take it back may land after the reason for it has gone: a dispute was won while it was under way.
    Edge(
        Event.SHARE_REVERSED, STRIPE, "The share was taken back, and by then it was due again; it is sent anew",
        booking=FINISHED, payment=TAKEN, share=SENT, when=When.SHARE_MISSING, to_share=S.DUE,
        effects=(Effect.TRANSFER,),
    ),
    Edge(
        Event.SHARE_PARTLY_REVERSED, STRIPE, "More of the share was taken back than was to be; it is sent anew",
        booking=FINISHED, payment=TAKEN, share=SENT, when=When.SHARE_MISSING, to_share=S.PARTIALLY_REVERSED,
        effects=(Effect.TRANSFER,),
    ),
    Edge(
        Event.SHARE_REVERSED, STRIPE, "The share was taken back from the mentor",
        booking=ANY_BOOKING, share=SENT, to_share=S.REVERSED,
    ),
    Edge(
        Event.SHARE_PARTLY_REVERSED, STRIPE, "A part of the share was taken back from the mentor",
        booking=ANY_BOOKING, share=SENT, to_share=S.PARTIALLY_REVERSED,
    ),
)  # fmt: skip
