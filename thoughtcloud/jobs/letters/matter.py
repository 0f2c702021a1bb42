"""What a mail about a booking tells of it, all of it true when the mail is written."""

from dataclasses import dataclass
from datetime import datetime

from thoughtcloud.core.cases import Cause, Outcome, Settlement
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Price
from thoughtcloud.core.states import Actor, MoveState, PaymentState


@dataclass(frozen=True, slots=True)
class Moving:
    """What a mail about moving a session tells: who wished for it, the start before, and the starts proposed.

    `answer_by` is None for a move that was not proposed; `note` may be empty; `is_last` says that nothing was
    moved since.
    """

    by: Actor
    state: MoveState
    is_last: bool
    from_start: datetime
    times: tuple[datetime, ...]
    note: str
    answer_by: datetime | None


@dataclass(frozen=True, slots=True)
class Telling:
    """What a mail about a case tells: who is said not to have come, what was said, and what becomes of the money.

    `absent` is nobody when the session took place; `answer_by` is there while the other side may object; `outcome`
    once it is decided; `words`, `answer` and `reason` may be empty. `cause` is what it is about.
    """

    absent: Actor | None
    opened_by: Actor
    answer_by: datetime | None
    words: str
    answer: str
    outcome: Outcome | None
    reason: str
    money: Settlement
    cause: Cause = Cause.OTHER


@dataclass(frozen=True, slots=True)
class Disputing:
    """What a mail about a dispute tells: `status` is Stripe's word; `answer_by` is there while one is awaited."""

    dispute_id: str
    money: Money
    status: str
    answer_by: datetime | None
    goes_out_at: datetime | None


@dataclass(frozen=True, slots=True)
class Returned:
    """What a mail about a refund that came back tells: `failure` is Stripe's word for why, and may be empty.

    `is_made_again`: it is sent to the card once more without anybody's doing.
    """

    money: Money
    failure: str
    is_made_again: bool


@dataclass(frozen=True, slots=True)
class Matter:
    """What a mail about a booking tells of it. `card` may be empty; `cancelled_by` is an `Actor` or None.

    `late_fee` is what is due for having cancelled late; nothing otherwise, and nothing once it was waived.
    `disputing` is there when the booking's charge was ever disputed.
    `moving` is there when the mail tells of a move, `telling` when it tells of a case. `no_show` says that the
    session came to nothing because somebody did not come; then `late_fee` is due for that.
    `returned` is there when the mail tells of a refund that came back. `act_by` is until when a reservation that
    was refused (for the reason `refusal`, the bank's word) can be put right, on the page that `page_key` opens.
    `retry_at` is when the bank is asked again by itself, if it is.
    """

    booking_id: str
    title: str
    starts_at: datetime
    ends_at: datetime
    brief: str
    mentee: str
    mentor: str
    price: Price
    card: str
    payment: PaymentState
    cancelled_by: str | None
    late_fee: Money
    captured: Money
    refunded: Money
    transferred: Money
    no_show: bool = False
    moving: Moving | None = None
    telling: Telling | None = None
    act_by: datetime | None = None
    refusal: str = ""
    page_key: str = ""
    disputing: Disputing | None = None
    returned: Returned | None = None
    retry_at: datetime | None = None
