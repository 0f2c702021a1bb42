"""What is true of the marketplace at every moment, whoever has just done what; and all that there is in it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from sqlmodel import Session, SQLModel, col, func, select

from tests.payments.world import World
from thoughtcloud.core.ledger import Account, Kind
from thoughtcloud.core.process.groups import FROZEN
from thoughtcloud.core.states import BookingState, Effect, Event, PaymentState
from thoughtcloud.store.claims import quarters
from thoughtcloud.store.tables import Booking, Dispute, EffectRow, History, LedgerEntry, Payment, SlotClaim

Rows = Sequence[tuple[Booking, Payment]]
B = BookingState
GOING_TO_BE = frozenset({B.HELD, B.CONFIRMED, B.NO_SHOW_REPORTED, B.IN_REVIEW})
OVER = frozenset({B.COMPLETED, B.NO_SHOW})
OFF = frozenset({B.CANCELLED, B.EXPIRED})
# Before these a confirmed session is never charged.
SECURED = (Event.SAFETY_DUE, Event.NO_SHOW_REPORTED)
ON_ITS_WAY = ("waiting", "leased", "buried")


def dump(world: World) -> Mapping[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with world.platform.db.reading() as session:
        connection = session.connection()
        return {
            table.name: [tuple(row) for row in connection.execute(table.select().order_by(*table.primary_key))]
            for table in SQLModel.metadata.sorted_tables
        }


def check(world: World) -> None:
    """Every truth. Raises AssertionError."""
    with world.platform.db.reading() as session:
        rows = session.exec(select(Booking, Payment).join(Payment, col(Payment.booking_id) == Booking.id)).all()
        _postings_balance(session)
        _cents_add_up(session, rows)
        _disputed_money_waits(session, rows)
        _taken_for_a_reason(session, rows)
        _times_are_claimed_once(session, rows)


def check_holds(world: World) -> None:
    """Once effects have run no session that is over or off binds money on a card."""
    with world.platform.db.reading() as session:
        states = {row.id: B(row.state) for row in session.exec(select(Booking))}
    intents = world.sandbox.get("payment_intents", limit=100)["data"]
    held = [one for one in intents if one["status"] == "requires_capture"]
    idle = [one["id"] for one in held if states.get(one["metadata"].get("booking")) not in GOING_TO_BE]
    assert idle == [], f"holds that nobody wants: {idle}"


def _postings_balance(session: Session) -> None:
    total = func.sum(LedgerEntry.amount_minor)
    asked = select(LedgerEntry.posting_key).group_by(col(LedgerEntry.posting_key)).having(total != 0)
    assert session.exec(asked).all() == []


def _cents_add_up(session: Session, rows: Rows) -> None:
    """Captured = refunded + disputed + transferred + fee + owed; the record and the book say the same."""
    by_account: dict[tuple[str | None, str], int] = defaultdict(int)
    by_kind: dict[tuple[str | None, str], int] = defaultdict(int)
    for line in session.exec(select(LedgerEntry)):
        by_account[line.booking_id, line.account] += line.amount_minor
        if line.account == Account.AT_STRIPE:
            by_kind[line.booking_id, line.kind] += line.amount_minor
    for booking, payment in rows:
        kept = payment.captured_minor - payment.refunded_minor - payment.disputed_minor
        sent = payment.transferred_minor - payment.reversed_minor
        owed, fee = (-by_account[booking.id, each] for each in (Account.OWED_TO_MENTOR, Account.PLATFORM_FEE))
        assert kept == sent + owed + fee, (booking.id, kept, sent, owed, fee)
        assert by_kind[booking.id, Kind.CAPTURED] == payment.captured_minor, booking.id
        refunded = by_kind[booking.id, Kind.REFUNDED] + by_kind[booking.id, Kind.REFUND_FAILED]
        assert -refunded == payment.refunded_minor, booking.id
        disputed = by_kind[booking.id, Kind.DISPUTED] + by_kind[booking.id, Kind.REINSTATED]
        assert -disputed == payment.disputed_minor >= 0, booking.id
        assert payment.captured_minor <= booking.price_minor, booking.id
        assert kept >= 0 or payment.disputed_minor, booking.id
        assert 0 <= sent <= max(payment.transferred_minor, 0), booking.id


def _disputed_money_waits(session: Session, rows: Rows) -> None:
    """While a bank has money of a charge nothing of it is sent to anybody; no payment says so without one."""
    moving = select(EffectRow.booking_id).where(
        col(EffectRow.kind).in_((Effect.TRANSFER, Effect.RETURN_MONEY)), col(EffectRow.state).in_(ON_ITS_WAY)
    )
    on_the_move = set(session.exec(moving))
    asked = select(Dispute.booking_id).where(col(Dispute.is_open), col(Dispute.status).not_like("warning%"))
    open_ones = set(session.exec(asked))
    for booking, payment in rows:
        is_disputed = payment.state == PaymentState.DISPUTED
        assert is_disputed == (booking.id in open_ones), (booking.id, payment.state)
        assert not is_disputed or booking.id not in on_the_move, booking.id


def _taken_for_a_reason(session: Session, rows: Rows) -> None:
    """Nothing stays taken but for a session that was, is discussed, is secured, or is paid for being late."""
    returning = select(EffectRow.booking_id).where(
        EffectRow.kind == Effect.RETURN_MONEY, col(EffectRow.state).in_(ON_ITS_WAY)
    )
    on_its_way = set(session.exec(returning))
    secured = set(session.exec(select(History.booking_id).where(col(History.event).in_(SECURED))))
    for booking, payment in rows:
        kept, state = payment.captured_minor - payment.refunded_minor - payment.disputed_minor, B(booking.state)
        if kept == 0 or payment.state in FROZEN or state in OVER | {B.NO_SHOW_REPORTED, B.IN_REVIEW}:
            continue
        if state is B.CONFIRMED:
            assert booking.id in secured, f"{booking.id} was charged before it was"
        else:
            assert state in OFF, (booking.id, state)
            assert kept <= booking.late_fee_minor or booking.id in on_its_way, f"{booking.id} keeps {kept}"


def _times_are_claimed_once(session: Session, rows: Rows) -> None:
    """The database refuses two claims of one quarter; here: whoever has a session has all of its quarters."""
    claimed = Counter(session.exec(select(SlotClaim.booking_id)).all())
    for booking, _ in rows:
        if B(booking.state) in GOING_TO_BE:
            assert claimed[booking.id] == len(quarters(booking.starts_at, booking.ends_at)), booking.id
        elif B(booking.state) in OFF:
            assert claimed[booking.id] == 0, booking.id
