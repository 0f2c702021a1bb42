"""The story of a booking's money: it adds up to the book for every reader, whatever happened."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thoughtcloud.core import ledger, policy, story
from thoughtcloud.core.ledger import Account, Kind, Posting
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import share_of
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.core.story import Entry, Story, Told, Where

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
READERS = (Actor.MENTEE, Actor.MENTOR, Actor.OPERATOR)


def entries(postings: list[Posting]) -> list[Entry]:
    lines = [(step, posting, line) for step, posting in enumerate(postings) for line in posting.lines]
    return [
        Entry(number, NOW + timedelta(minutes=step), posting.kind, line.account, line.money, posting.stripe_object)
        for number, (step, posting, line) in enumerate(lines)
    ]


@st.composite
def books(draw: st.DrawFn) -> list[Posting]:
    """Any chain of facts about one booking that Stripe could tell: any price and fee, refunds that come back."""
    total = Money(draw(st.integers(50, 100_000)), draw(st.sampled_from(["eur", "jpy", "usd"])))
    price = policy.price(total, Decimal(draw(st.integers(0, 100))))
    found = [ledger.hold_placed("pi", price), ledger.hold_released("pi", price)]
    if draw(st.booleans()):
        return found
    taken = kept = Money(draw(st.integers(1, total.minor)), total.currency)
    stripes = Money(draw(st.integers(0, 500)), "usd")
    found += [ledger.captured("ch", price, taken), ledger.stripe_fee("txn", stripes)]
    sent, refunds = Money(0, total.currency), 0
    for number in range(draw(st.integers(0, 8))):
        match draw(st.sampled_from(["refund", "come back", "transfer", "reverse", "clear"])):
            case "refund" if kept:
                amount = Money(draw(st.integers(1, kept.minor)), total.currency)
                found.append(ledger.refunded(f"re_{number}", price, kept, amount))
                kept, refunds = kept - amount, refunds + amount.minor
            case "come back" if refunds:
                amount = Money(draw(st.integers(1, refunds)), total.currency)
                found.append(ledger.refund_failed(f"re_{number}", price, kept, amount))
                kept, refunds = kept + amount, refunds - amount.minor
            case "transfer" if not sent and share_of(price, kept):
                sent = share_of(price, kept)
                found.append(ledger.transferred(f"tr_{number}", sent))
            case "clear" if sent:
                found.append(ledger.available(f"tr_{number}", sent))
            case "reverse" if sent:
                amount = Money(draw(st.integers(1, sent.minor)), total.currency)
                place = draw(st.sampled_from([Account.MENTOR_PENDING, Account.MENTOR_AVAILABLE]))
                found.append(ledger.reversed_(f"trr_{number}", amount, place))
                sent -= amount
            case _:
                pass
    return found


def in_the_book(postings: list[Posting]) -> Counter[tuple[Where, str]]:
    """What the book itself says of each place, summed without the story."""
    card = {Kind.CAPTURED, Kind.REFUNDED, Kind.REFUND_FAILED}
    signs = {
        Account.HOLD: (Where.ON_HOLD, -1), Account.OWED_TO_MENTOR: (Where.SHARE_HERE, -1),
        Account.MENTOR_PENDING: (Where.SHARE_SENT, 1), Account.MENTOR_AVAILABLE: (Where.SHARE_SENT, 1),
        Account.PLATFORM_FEE: (Where.PLATFORM_FEE, -1), Account.STRIPE_FEE: (Where.STRIPE_FEE, 1),
    }  # fmt: skip
    found: Counter[tuple[Where, str]] = Counter()
    for posting in postings:
        for line in posting.lines:
            if line.account is Account.AT_STRIPE and posting.kind in card:
                found[Where.PAID, line.money.currency] += line.money.minor
            if line.account in signs:
                where, sign = signs[line.account]
                found[where, line.money.currency] += sign * line.money.minor
    return found


def ends(told: Story) -> dict[tuple[Where, str], int]:
    return {(where, money.currency): money.minor for where, money in told.ends if money}


@given(postings=books())
def test_the_story_ends_where_the_book_does_for_every_reader(postings: list[Posting]) -> None:
    sums = in_the_book(postings)
    for reader in READERS:
        seen = {where for where, _ in story.tell([], entries(postings), Actor.OPERATOR).ends}
        if reader is not Actor.OPERATOR:
            seen -= {Where.STRIPE_FEE}
        if reader is Actor.MENTEE:
            seen &= {Where.ON_HOLD, Where.PAID}
        expected = {place: minor for place, minor in sums.items() if minor and place[0] in seen}
        assert ends(story.tell([], entries(postings), reader)) == expected


@given(postings=books())
def test_every_move_continues_from_the_last_one_of_its_place(postings: list[Posting]) -> None:
    for reader in READERS:
        now: Counter[tuple[Where, str]] = Counter()
        for step in story.tell([], entries(postings), reader).steps:
            for move in step.moves:
                now[move.where, move.money.currency] += move.money.minor
                assert move.after.minor == now[move.where, move.money.currency]


@given(postings=books())
def test_after_every_step_what_was_paid_is_share_and_fee_together(postings: list[Posting]) -> None:
    now: Counter[Where] = Counter()
    for step in story.tell([], entries(postings), Actor.OPERATOR).steps:
        now.update({move.where: move.money.minor for move in step.moves})
        assert now[Where.PAID] == now[Where.SHARE_HERE] + now[Where.SHARE_SENT] + now[Where.PLATFORM_FEE]


PRICE = policy.price(Money(8000, "eur"), Decimal(15))
LIFE = [
    ledger.hold_placed("pi_1", PRICE), ledger.hold_released("pi_1", PRICE),
    ledger.captured("ch_1", PRICE, PRICE.total), ledger.stripe_fee("txn_1", Money(257, "eur")),
    ledger.transferred("tr_1", PRICE.share), ledger.refunded("re_1", PRICE, PRICE.total, PRICE.total),
]  # fmt: skip


def test_a_mentee_sees_the_card_alone() -> None:
    told = story.tell([], entries(LIFE), Actor.MENTEE)
    assert [step.kind for step in told.steps] == [
        Kind.HOLD_PLACED, Kind.HOLD_RELEASED, Kind.CAPTURED, Kind.REFUNDED,
    ]  # fmt: skip
    assert {move.where for step in told.steps for move in step.moves} == {Where.ON_HOLD, Where.PAID}


def test_only_an_operator_sees_what_stripe_costs() -> None:
    kinds = {reader: {step.kind for step in story.tell([], entries(LIFE), reader).steps} for reader in READERS}
    assert [reader for reader in READERS if Kind.STRIPE_FEE in kinds[reader]] == [Actor.OPERATOR]


def test_every_step_of_money_names_the_object_that_proves_it() -> None:
    for reader in READERS:
        assert all(step.stripe_object for step in story.tell([], entries(LIFE), reader).steps)


def test_a_decision_stands_before_the_money_that_it_moved_at_the_same_instant() -> None:
    history = [
        Told(NOW, Event.CARD_AUTHORIZED, Actor.STRIPE, "The price was reserved", "pi_1"),
        Told(NOW + timedelta(minutes=2), Event.COMPLETED, Actor.MENTOR, "The session took place"),
        Told(NOW + timedelta(minutes=2), Event.PAYMENT_CAPTURED, Actor.STRIPE, "The card was charged", "ch_1"),
    ]
    told = story.tell(history, entries(LIFE[:3]), Actor.MENTEE)
    assert [step.event for step in told.steps] == [
        Event.CARD_AUTHORIZED, "", Event.COMPLETED, Event.PAYMENT_CAPTURED,
    ]  # fmt: skip
    assert told.steps[-1].says == "The card was charged"


@pytest.mark.parametrize(("reader", "shown"), [*zip(READERS, (False, True, True), strict=True)])
def test_that_the_share_waits_for_an_account_is_not_the_mentees_to_know(reader: Actor, shown: bool) -> None:
    history = [Told(NOW, Event.ACCOUNT_NOT_READY, Actor.STRIPE, "The share waits")]
    assert bool(story.tell(history, [], reader).steps) is shown


def test_refunds_that_were_read_at_one_instant_are_told_apart_by_their_objects() -> None:
    half = Money(4000, "eur")
    booked = [
        Entry(1, NOW, Kind.REFUNDED, Account.AT_STRIPE, -half, "re_1"),
        Entry(2, NOW, Kind.REFUNDED, Account.AT_STRIPE, -half, "re_2"),
    ]
    history = [
        Told(NOW, Event.PAYMENT_PARTLY_REFUNDED, Actor.STRIPE, "A part was refunded", "re_1"),
        Told(NOW, Event.PAYMENT_REFUNDED, Actor.STRIPE, "The whole price was refunded", "re_2"),
    ]
    told = story.tell(history, booked, Actor.MENTEE)
    assert [step.says for step in told.steps] == ["A part was refunded", "The whole price was refunded"]
