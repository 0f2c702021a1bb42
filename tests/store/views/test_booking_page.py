"""What each reader of one booking sees of it."""

from datetime import timedelta

from tests.market import Market
from tests.store.views.asking import STRANGE, ask, give, refused
from thoughtcloud.core.errors import Kind
from thoughtcloud.core.facts import PaymentFacts
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import Returned
from thoughtcloud.core.room import Door
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.store.views import booking_page


def test_each_reader_of_a_booking_sees_their_own_part(market: Market) -> None:
    mentor, mentee, boss = market.mentor(), market.person(), market.person("Op", operator=True)
    booking_id = give(market, mentor, market.offer(mentor), mentee)
    for_mentee, for_mentor, for_boss = (
        ask(market, booking_page.of, viewer, booking_id) for viewer in (mentee, mentor, boss)
    )
    assert (for_mentee.role, for_mentor.role, for_boss.role) == (Actor.MENTEE, Actor.MENTOR, Actor.OPERATOR)
    assert (for_mentee.fee, for_mentee.share, for_mentee.transferred, for_mentee.ledger) == (None, None, None, ())
    assert (for_mentor.fee, for_mentor.share) == (Money(1200, "eur"), Money(6800, "eur"))
    assert for_mentor.transferred == Money(6800, "eur")
    assert sum(line.amount.minor for line in for_mentor.ledger) == 0
    assert [line.event for line in for_mentee.history] == [
        "slot_held", "card_authorized", "completed", "payment_captured",
    ]  # fmt: skip
    assert for_mentor.history[-1].event == "share_transferred"
    assert all(line.stripe_object is None for line in for_mentor.history)
    assert for_boss.history[-1].stripe_object == f"tr_{booking_id}"
    assert (for_mentee.card, for_mentor.card, for_boss.card) == ("Visa •••• 4242", "", "Visa •••• 4242")
    assert [trouble.kind for trouble in for_boss.troubles] == ["capture", "transfer", "read_share"]
    assert for_mentor.troubles == ()


def test_the_way_to_the_room_is_shown_while_the_session_is_on(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person()
    offer = market.offer(mentor)
    booking_id = market.hold(mentee, offer, market.slots(offer)[0])
    held = ask(market, booking_page.of, mentee, booking_id)
    assert (held.door, held.actions) == (Door.OFF, {Event.CHECKOUT_LEFT})
    assert held.held_until is not None
    facts = PaymentFacts(checkout_id="cs_1", checkout_url="https://pay.example/cs_1")
    market.tell(booking_id, Event.CHECKOUT_OPENED, stripe_object="cs_1", facts=facts)
    assert ask(market, booking_page.of, mentee, booking_id).checkout_url == "https://pay.example/cs_1"
    assert ask(market, booking_page.of, mentor, booking_id).checkout_url is None
    market.tell(booking_id, Event.CHECKOUT_LEFT, Actor.MENTEE)
    assert ask(market, booking_page.of, mentee, booking_id).checkout_url is None, "it is being closed"
    market.authorized(booking_id)
    page = ask(market, booking_page.of, mentee, booking_id)
    assert page.door is Door.EARLY
    assert page.held_until is None
    assert page.charged_by == page.ends_at + timedelta(hours=24)
    assert page.cancellation is not None
    assert (page.cancellation.returned, page.cancellation.amount) == (Returned.VOID, Money(8000, "eur"))
    market.tell(booking_id, Event.CANCELLED, Actor.MENTEE)
    gone = ask(market, booking_page.of, mentee, booking_id)
    assert (gone.door, gone.cancellation, gone.cancelled_by) == (Door.OFF, None, "mentee")


def test_a_booking_is_not_found_by_strangers(market: Market) -> None:
    mentor = market.mentor()
    offer = market.offer(mentor)
    booking_id = market.confirmed(market.person(), offer, market.slots(offer)[0])
    for stranger in (market.person("Noa"), market.mentor("Bram Visser")):
        assert refused(market, booking_page.of, stranger, booking_id).code == "not_found"
    assert refused(market, booking_page.of, None, booking_id).kind is Kind.SIGNED_OUT
    for strange in (*STRANGE, None, "", "bk_none"):
        assert refused(market, booking_page.of, mentor, strange).code == "not_found"
