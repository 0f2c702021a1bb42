"""The groups of states, people and notices by which the chapters of the process are written."""

from thoughtcloud.core.states import Actor, BookingState, Event, Notice, PaymentState, Position, ShareState

B, P, S, A = BookingState, PaymentState, ShareState, Actor

START = Position(B.HELD, P.CHECKOUT_OPEN, S.NOT_DUE)

# After one of these the payment page of a held booking is on its way to be closed.
CLOSING = (Event.CHECKOUT_LEFT, Event.HOLD_RAN_OUT)

STRIPE = frozenset({A.STRIPE})
ANY_BOOKING = frozenset(BookingState)
CONFIRMED = frozenset({B.CONFIRMED})
COMPLETED = frozenset({B.COMPLETED})
CANCELLED = frozenset({B.CANCELLED})
REPORTED = frozenset({B.NO_SHOW_REPORTED})
IN_REVIEW = frozenset({B.IN_REVIEW})
# The session was to be, and what it comes to is not known yet: no money moves but to be secured.
UNDECIDED = REPORTED | IN_REVIEW
NO_SHOW = frozenset({B.NO_SHOW})
# Off, and yet the mentee may owe something for it.
OFF = CANCELLED | NO_SHOW
FINISHED = COMPLETED | OFF
LET_GO = OFF | {B.EXPIRED}
OPEN = frozenset({P.CHECKOUT_OPEN})
UNPAID = frozenset({P.CHECKOUT_OPEN, P.CHECKOUT_CLOSED})
HOLDING = frozenset({P.AUTHORIZED})
# Nothing is held, and yet the price is expected from a card that is saved or that the mentee has to bring.
UNSECURED = frozenset({P.CARD_SAVED, P.ACTION_REQUIRED, P.LAPSED})
GONE = UNSECURED | {P.REFUNDED}
PLACEABLE = frozenset({P.CARD_SAVED, P.LAPSED})
TAKEN = frozenset({P.CAPTURED, P.PARTIALLY_REFUNDED})
GIVEN_BACK = frozenset({P.PARTIALLY_REFUNDED, P.REFUNDED})
# The bank has taken the money back, until a dispute is decided or for good.
FROZEN = frozenset({P.DISPUTED, P.CHARGED_BACK})
SENT = frozenset({S.TRANSFERRED, S.PARTIALLY_REVERSED})
UNSENT = frozenset({S.DUE, S.WAITING_FOR_ACCOUNT})
NOT_SENT = UNSENT | {S.NOT_DUE}
WAS_SENT = SENT | {S.REVERSED}
HOSTS = frozenset({A.MENTOR, A.OPERATOR})
PEOPLE = HOSTS | {A.MENTEE}
SIDES = frozenset({A.MENTEE, A.MENTOR})
# While a price is secured, its session can be moved.
MOVABLE = HOLDING | TAKEN | {P.CARD_SAVED}
TELL_BOOKED = (Notice.MENTEE_RESERVED, Notice.MENTOR_BOOKED)
TELL_CARD_SAVED = (Notice.MENTEE_CARD_SAVED, Notice.MENTOR_BOOKED)
TELL_OFF = (Notice.MENTEE_CALLED_OFF, Notice.MENTOR_CALLED_OFF)
TELL_MOVED = (Notice.MENTEE_MOVED, Notice.MENTOR_MOVED)
MENTEE, MENTOR = frozenset({A.MENTEE}), frozenset({A.MENTOR})
OPERATOR, CLOCK = frozenset({A.OPERATOR}), frozenset({A.CLOCK})
TELL_REPORTED = (Notice.MENTEE_NO_SHOW_REPORTED, Notice.MENTOR_NO_SHOW_REPORTED)
TELL_WITHDRAWN = (Notice.MENTEE_NO_SHOW_WITHDRAWN, Notice.MENTOR_NO_SHOW_WITHDRAWN)
TELL_REVIEW = (Notice.MENTEE_IN_REVIEW, Notice.MENTOR_IN_REVIEW, Notice.OPERATOR_CASE_WAITS)
TELL_DECIDED = (Notice.MENTEE_CASE_DECIDED, Notice.MENTOR_CASE_DECIDED)
TELL_PROBLEM = (Notice.MENTEE_PROBLEM_REPORTED, Notice.MENTOR_PROBLEM_REPORTED)
TELL_ANSWERED = (
    Notice.MENTEE_PROBLEM_ANSWERED, Notice.MENTOR_PROBLEM_ANSWERED, Notice.OPERATOR_CASE_WAITS,
)  # fmt: skip
TELL_UNANSWERED = (
    Notice.MENTEE_PROBLEM_UNANSWERED, Notice.MENTOR_PROBLEM_UNANSWERED, Notice.OPERATOR_CASE_WAITS,
)  # fmt: skip
TELL_NO_PROBLEM = (Notice.MENTEE_PROBLEM_WITHDRAWN, Notice.MENTOR_PROBLEM_WITHDRAWN)
TELL_SETTLED = (Notice.MENTEE_PROBLEM_DECIDED, Notice.MENTOR_PROBLEM_DECIDED)
