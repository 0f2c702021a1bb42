"""Whose sessions are listed for whom, in which order."""

from tests.market import Market
from tests.store.views.asking import STRANGE, all_of, ask, refused
from thoughtcloud.core.errors import Kind
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.store.views import booking_list, desk
from thoughtcloud.store.views.booking_list import Span


def test_sessions_are_listed_for_each_side_and_only_for_it(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person()
    offer = market.offer(mentor)
    slots = market.slots(offer)
    confirmed = [market.confirmed(mentee, offer, slots[place]) for place in (0, 2, 4, 6, 8)]
    other = market.confirmed(market.person("Noa"), offer, slots[10])
    held = market.hold(mentee, offer, slots[12])
    mine = all_of(market, booking_list.of_mentee, mentee, "upcoming")
    assert [row.booking_id for row in mine] == [*confirmed, held]
    given = all_of(market, booking_list.of_mentor, mentor, Span.UPCOMING)
    assert [row.booking_id for row in given] == [*confirmed, other]
    assert (mine[0].other, mine[0].share, mine[0].role) == ("Amara Okafor", None, Actor.MENTEE)
    assert (given[0].other, given[0].share, given[0].role) == ("Maya", Money(6800, "eur"), Actor.MENTOR)
    assert mine[-1].held_until is not None
    assert mine[0].actions == {Event.CANCELLED, Event.MOVE_PROPOSED}
    assert ask(market, booking_list.of_mentee, mentee, "past").rows == ()


def test_past_sessions_are_listed_latest_first_without_the_unpaid(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person()
    offer = market.offer(mentor)
    slots = market.slots(offer)
    first, second, cancelled = (market.confirmed(mentee, offer, slots[place]) for place in (0, 2, 40))
    unpaid = market.hold(mentee, offer, slots[4])
    market.tell(unpaid, Event.CHECKOUT_EXPIRED)
    market.tell(cancelled, Event.CANCELLED, Actor.MENTEE)
    market.now = slots[8]
    for role in (booking_list.of_mentee, booking_list.of_mentor):
        viewer = mentee if role is booking_list.of_mentee else mentor
        assert [row.booking_id for row in all_of(market, role, viewer, "past")] == [cancelled, second, first]
        assert ask(market, role, viewer, "upcoming").rows == ()


def test_a_session_that_has_begun_waits_to_be_completed_oldest_first(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person()
    offer = market.offer(mentor)
    slots = market.slots(offer)
    first, second, later = (market.confirmed(mentee, offer, slots[place]) for place in (0, 2, 20))
    market.now = slots[2]
    rows = ask(market, booking_list.to_complete, mentor)
    assert [row.booking_id for row in rows] == [first, second]
    assert Event.COMPLETED in rows[0].actions
    shown = ask(market, desk.of, mentor)
    assert [row.booking_id for row in shown.to_complete] == [first, second]
    assert [row.booking_id for row in shown.upcoming] == [later]


def test_lists_are_for_those_who_are_signed_in_and_take_no_nonsense(market: Market) -> None:
    mentor, mentee = market.mentor(), market.person()
    for listed in (booking_list.of_mentee, booking_list.of_mentor):
        assert refused(market, listed, None, "past").kind is Kind.SIGNED_OUT
        for strange in STRANGE:
            assert refused(market, listed, mentor, strange).code == "bad_choice"
            assert refused(market, listed, mentor, "past", after=strange).code == "bad_page"
    for view in (desk.of, desk.profile, desk.offers, desk.setup, booking_list.to_complete):
        assert refused(market, view, None).kind is Kind.SIGNED_OUT
        assert refused(market, view, mentee).kind is Kind.FORBIDDEN
