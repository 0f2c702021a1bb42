"""The money's main ways, against the sandbox: capture and transfer, void, refund and reversal."""

from datetime import timedelta

from tests.payments.world import World
from thoughtcloud.core.states import Actor, Event


def test_a_completed_session_is_captured_transferred_cleared_and_paid_out(world: World) -> None:
    mentor = world.mentor()
    booking = world.reserved(mentor, starts_in=-timedelta(hours=2))
    assert world.states(booking) == ("confirmed", "authorized", "not_due")
    assert world.payment(booking).card == "Visa •••• 4242"
    assert world.book() == {("hold", "eur"): -8000, ("reserved_share", "eur"): 6800, ("reserved_fee", "eur"): 1200}
    world.tell(booking, Event.COMPLETED, Actor.MENTOR)
    world.finish(booking)
    assert world.states(booking) == ("completed", "captured", "transferred")
    assert world.payment(booking).stripe_fee_minor == 262
    world.check_book()
    assert world.book(mentor)["mentor_pending", "eur"] == 6800
    world.pass_time(days=3)
    world.deliver()
    world.work()
    assert world.payment(booking).share_available
    world.pass_time(days=3)
    world.deliver()
    world.work()
    assert world.book(mentor)["paid_out", "eur"] == 6800
    world.check_book()
