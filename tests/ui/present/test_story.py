"""The story of every cent in words: each reader is told what concerns them, and nothing is left unnamed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.ui.present.test_bookings import PAGE
from thoughtcloud.core import ledger, policy
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.core.story import DECISIONS, SHARE_DECISIONS, Entry, Told, tell
from thoughtcloud.ui import present
from thoughtcloud.ui.display import CentStory
from thoughtcloud.ui.wording import Reader

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
READER = Reader("Europe/Berlin", "en_GB", NOW)
PRICE = policy.price(Money(8000, "eur"), Decimal(15))
LIFE = [
    ledger.hold_placed("pi_1", PRICE), ledger.hold_released("pi_1", PRICE),
    ledger.captured("ch_1", PRICE, PRICE.total), ledger.stripe_fee("txn_1", Money(257, "eur")),
    ledger.transferred("tr_1", PRICE.share), ledger.refunded("re_1", PRICE, PRICE.total, Money(4000, "eur")),
    ledger.reversed_("trr_1", Money(3400, "eur"), ledger.Account.MENTOR_PENDING),
]  # fmt: skip
HISTORY = [
    Told(NOW, Event.CARD_AUTHORIZED, Actor.STRIPE, "The price was reserved", "pi_1"),
    Told(NOW + timedelta(minutes=1), Event.COMPLETED, Actor.MENTOR, "The session took place"),
]


def entries() -> list[Entry]:
    lines = [(step, posting, line) for step, posting in enumerate(LIFE) for line in posting.lines]
    return [
        Entry(number, NOW + timedelta(minutes=step), posting.kind, line.account, line.money, posting.stripe_object)
        for number, (step, posting, line) in enumerate(lines)
    ]


def shown(role: Actor) -> CentStory:
    return present.story.story(tell(HISTORY, entries(), role), role, READER)


def test_a_mentee_reads_what_they_paid_and_never_what_the_mentor_gets() -> None:
    told = shown(Actor.MENTEE)
    assert [(line.label, line.amount) for line in told.ends] == [
        ("Reserved on your card", "€0.00"), ("Paid by you", "€40.00"),
    ]  # fmt: skip
    assert "fee" not in repr(told).lower()
    assert "hare" not in repr(told)


def test_a_mentor_reads_price_share_and_fee_to_the_cent() -> None:
    ends = {line.label: line.amount for line in shown(Actor.MENTOR).ends}
    assert ends == {
        "Reserved on the mentee’s card": "€0.00", "Paid by the mentee": "€40.00",
        "Your share, with Thoughtcloud": "€0.00", "Your share, sent to your Stripe balance": "€34.00",
        "Platform fee": "€6.00",
    }  # fmt: skip


def test_a_refund_and_its_reversal_are_steps_of_their_own_with_their_objects() -> None:
    steps = {step.stripe_object: step for step in shown(Actor.MENTOR).steps if step.moves}
    assert steps["re_1"].title == "Refunded to the card"
    assert [(move.place, move.amount, move.after) for move in steps["re_1"].moves] == [
        ("Paid by the mentee", "−€40.00", "€40.00"),
        ("Your share, with Thoughtcloud", "−€34.00", "−€34.00"),
        ("Platform fee", "−€6.00", "€6.00"),
    ]
    assert steps["trr_1"].title == "Share taken back"


def test_who_decided_is_said_and_the_reader_is_you() -> None:
    for role, word in ((Actor.MENTEE, "by the mentor"), (Actor.MENTOR, "by you")):
        (decided,) = [step for step in shown(role).steps if not step.moves]
        assert (decided.title, decided.detail) == ("Session completed", word)


def test_only_an_operator_reads_stripes_own_fee() -> None:
    assert "Stripe’s fee" in repr(shown(Actor.OPERATOR))
    assert "Stripe’s fee" not in repr(shown(Actor.MENTOR))


@pytest.mark.parametrize("event", sorted(DECISIONS | SHARE_DECISIONS))
def test_every_decision_has_a_title(event: str) -> None:
    told = tell([Told(NOW, event, Actor.CLOCK, "It was so")], [], Actor.OPERATOR)
    assert all(step.title for step in present.story.story(told, Actor.OPERATOR, READER).steps)


@pytest.mark.parametrize("role", [Actor.MENTEE, Actor.MENTOR, Actor.OPERATOR])
def test_everybody_who_may_open_the_mentees_page_reads_their_own_story_there(role: Actor) -> None:
    told = tell(HISTORY, entries(), role)
    sheet = present.bookings.sheet(replace(PAGE, role=role, story=told), READER)
    assert sheet.story == shown(role)
