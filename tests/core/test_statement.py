"""A mentor's statement: its lines add up to its sums, and its sums to the book, whatever happened."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from thoughtcloud.core import ledger, policy, statement
from thoughtcloud.core.ledger import Account, Posting
from thoughtcloud.core.money import Money
from thoughtcloud.core.statement import Booked
from thoughtcloud.core.story import Entry

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
Booking = tuple[str | None, Posting]


@st.composite
def months(draw: st.DrawFn) -> list[Booking]:
    """Facts of several bookings and payouts in two currencies, in any order in which Stripe could tell them."""
    found: list[Booking] = []
    for number in range(draw(st.integers(0, 4))):
        total = Money(draw(st.integers(50, 50_000)), draw(st.sampled_from(["eur", "jpy"])))
        price, booking = policy.price(total, Decimal(draw(st.integers(0, 100)))), f"bk_{number}"
        facts = [ledger.hold_placed(f"pi_{number}", price), ledger.captured(f"ch_{number}", price, total)]
        facts.append(ledger.transferred(f"tr_{number}", price.share))
        if draw(st.booleans()):
            back = Money(draw(st.integers(1, total.minor)), total.currency)
            facts.append(ledger.refunded(f"re_{number}", price, total, back))
        if draw(st.booleans()):
            facts.append(ledger.reversed_(f"trr_{number}", price.share, Account.MENTOR_PENDING))
        found += [(booking, fact) for fact in facts]
        if draw(st.booleans()):
            sent = Money(draw(st.integers(1, 60_000)), total.currency)
            found.append((None, ledger.payout_sent(f"po_{number}", sent)))
            if draw(st.booleans()):
                found.append((None, ledger.payout_returned(f"po_{number}", sent, Account.ON_ITS_WAY)))
    return found


def booked(month: list[Booking]) -> list[Booked]:
    lines = [(booking, posting, line) for booking, posting in month for line in posting.lines]
    return [
        Booked(
            Entry(number, NOW + timedelta(minutes=number), posting.kind, line.account, line.money,
                  posting.stripe_object),
            booking,
        )
        for number, (booking, posting, line) in enumerate(lines)
    ]  # fmt: skip


@given(month=months(), before=st.dictionaries(st.sampled_from(["eur", "jpy"]), st.integers(-9999, 9999)))
def test_lines_add_up_to_the_sums_and_the_sums_to_the_book(month: list[Booking], before: dict[str, int]) -> None:
    in_the_book = Counter(before)
    for _, posting in month:
        for line in posting.lines:
            sign = {Account.OWED_TO_MENTOR: -1, Account.MENTOR_PENDING: 1, Account.MENTOR_AVAILABLE: 1}
            in_the_book[line.money.currency] += sign.get(line.account, 0) * line.money.minor
    drawn = statement.draw(booked(month), before)
    assert {one.currency: one.after.minor for one in drawn if one.after} == {
        code: minor for code, minor in in_the_book.items() if minor
    }
    for one in drawn:
        assert one.before.minor + sum(line.mine.minor for line in one.lines) == one.after.minor
        assert one.before + one.earned - one.paid_out == one.after
        assert one.paid - one.fee == one.earned
        assert all(line.paid - line.fee == line.mine for line in one.lines if line.booking_id)


def test_currencies_stand_side_by_side_and_a_month_without_money_has_no_statement() -> None:
    prices = [policy.price(Money(8000, code), Decimal(15)) for code in ("usd", "eur")]
    month: list[Booking] = [
        (f"bk_{price.total.currency}", ledger.captured(f"ch_{price.total.currency}", price, price.total))
        for price in prices
    ]
    assert [(one.currency, one.earned.minor) for one in statement.draw(booked(month), {})] == [
        ("eur", 6800), ("usd", 6800),
    ]  # fmt: skip
    assert statement.draw([], {}) == ()


def test_what_is_only_reserved_or_moves_between_what_is_the_mentors_is_no_line() -> None:
    price = policy.price(Money(8000, "eur"), Decimal(15))
    month: list[Booking] = [
        ("bk_1", ledger.hold_placed("pi_1", price)),
        ("bk_1", ledger.captured("ch_1", price, price.total)),
        ("bk_1", ledger.transferred("tr_1", price.share)),
        ("bk_1", ledger.available("tr_1", price.share)),
        (None, ledger.payout_sent("po_1", price.share)),
    ]
    (one,) = statement.draw(booked(month), {})
    assert [line.stripe_object for line in one.lines] == ["ch_1", "po_1"]
    assert (one.earned.minor, one.paid_out.minor, one.after.minor) == (6800, 6800, 0)
