"""The operator's states over the real use cases: who is let in, and what they set going again."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from tests.market import NOW, Market
from tests.ui.conftest import OpenState
from tests.ui.states.test_mentee_screens import NONSENSE, run, says
from thoughtcloud.core.states import Actor, BookingState, Effect, Event
from thoughtcloud.jobs import post
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store import effects
from thoughtcloud.store.tables import BusyCalendar, EffectRow, InboxEvent, NoticeRow
from thoughtcloud.ui import routes
from thoughtcloud.ui.display import MoneyQuestion
from thoughtcloud.ui.states.operator import OperatorState
from thoughtcloud.ui.states.operator_booking import OperatorBookingState
from thoughtcloud.ui.states.operator_money import OperatorMoneyState

_BOOKING_HANDLERS = (
    OperatorBookingState.complete,
    OperatorBookingState.ask_complete,
)


@pytest.fixture
def operator(market: Market) -> Caller:
    return market.person("Olga", operator=True)


@pytest.fixture
def booking_id(market: Market) -> str:
    mentor = market.mentor()
    offer = market.offer(mentor)
    return market.confirmed(market.person("Noor"), offer, market.slots(offer)[0])


@pytest.fixture
def buried(market: Market, booking_id: str) -> int:
    """A call to Stripe that was given up."""
    with market.db.unit_of_work() as session:
        effects.put_down(session, booking_id, Effect.CAPTURE, now=market.now, not_before=market.now)
    with market.db.unit_of_work() as session:
        lease = effects.lease(session, now=market.now)
        assert lease is not None
        effects.bury(session, lease, now=market.now, problem="StripeRefused: no such charge")
    return lease.effect_id


@pytest.fixture
def event(market: Market) -> str:
    """An event of Stripe's that was given up."""
    with market.db.unit_of_work() as session:
        session.add(
            InboxEvent(
                id="evt_1", type="charge.captured", object_id="ch_1", body=b"{}", received_at=NOW,
                state="buried", not_before=NOW + timedelta(1), attempts=12, problem="RuntimeError: broken",
            )
        )  # fmt: skip
    return "evt_1"


async def test_only_operators_are_let_in(opened: OpenState[Any], market: Market, booking_id: str) -> None:
    for caller in (None, market.person(), market.mentor("Tom Baker")):
        state = opened(OperatorState, routes.OPERATOR, caller)
        await run(OperatorState.load, state)
        assert (state.ready, state.refused, state.tiles, state.bookings) == (False, True, [], [])
        one = opened(OperatorBookingState, routes.operator_booking(booking_id), caller)
        await run(OperatorBookingState.load, one)
        assert (one.ready, one.refused, one.file.id) == (False, True, "")


async def test_nobody_else_can_set_anything_going(
    opened: OpenState[Any], market: Market, booking_id: str, buried: int, event: str
) -> None:
    state = opened(OperatorState, routes.OPERATOR, market.person())
    assert "run the marketplace" in says(await run(OperatorState.retry, state, buried))
    assert "run the marketplace" in says(await run(OperatorState.replay, state, event))
    one = opened(OperatorBookingState, routes.operator_booking(booking_id), market.person())
    for handler in _BOOKING_HANDLERS:
        assert says(await run(handler, one))
    assert market.position(booking_id).booking is BookingState.CONFIRMED
    with market.db.reading() as session:
        assert session.get_one(EffectRow, buried).state == "buried"
        assert session.get_one(InboxEvent, event).state == "buried"


async def test_bookings_are_found_by_what_is_searched_for(
    opened: OpenState[Any], operator: Caller, booking_id: str
) -> None:
    state = opened(OperatorState, routes.OPERATOR, operator)
    await run(OperatorState.load, state)
    assert [row.id for row in state.bookings] == [booking_id]
    await run(OperatorState.find, state, {"search": f" pi_{booking_id} "})
    assert [row.id for row in state.bookings] == [booking_id]
    await run(OperatorState.find, state, {"search": "nobody@example.com"})
    assert (state.bookings, state.empty) == ([], True)


async def test_what_was_given_up_is_listed_with_its_cause(
    opened: OpenState[Any], operator: Caller, buried: int, event: str
) -> None:
    state = opened(OperatorState, routes.OPERATOR, operator)
    await run(OperatorState.choose, state, "effects")
    (call,) = state.effects
    assert (call.id, call.what, call.problem) == (buried, "Charge the card", "StripeRefused: no such charge")
    await run(OperatorState.choose, state, "inbox")
    assert [row.id for row in state.events] == [event]
    assert {tile.name: tile.tone for tile in state.tiles}["Calls given up"] == "bad"


async def test_calls_and_events_are_searched_in_the_list_that_is_shown(
    opened: OpenState[Any], operator: Caller, buried: int, event: str
) -> None:
    state = opened(OperatorState, routes.OPERATOR, operator)
    await run(OperatorState.choose, state, "effects")
    (call,) = state.effects
    for wanted, found in ((call.booking_id, 1), ("Capture", 1), ("refund", 0), ("bk_nothing", 0), ("", 1)):
        await run(OperatorState.find, state, {"search": wanted})
        assert (state.tab, len(state.effects), state.empty) == ("effects", found, not found), wanted
    await run(OperatorState.choose, state, "inbox")
    (row,) = state.events
    for wanted, found in ((event, 1), (row.type, 1), ("evt_nothing", 0), ("pi_nothing", 0)):
        await run(OperatorState.find, state, {"search": wanted})
        assert (state.tab, len(state.events)) == ("inbox", found), wanted


async def test_a_call_that_was_given_up_tries_again(
    opened: OpenState[Any], market: Market, operator: Caller, buried: int
) -> None:
    state = opened(OperatorState, routes.OPERATOR, operator)
    assert "Tried again" in says(await run(OperatorState.retry, state, buried))
    with market.db.reading() as session:
        row = session.exec(select(EffectRow).where(EffectRow.id == buried)).one()
        assert row.state in ("waiting", "done")
    assert "not waiting for you" in says(await run(OperatorState.retry, state, buried))


async def test_an_event_is_replayed(opened: OpenState[Any], market: Market, operator: Caller, event: str) -> None:
    state = opened(OperatorState, routes.OPERATOR, operator)
    await run(OperatorState.replay, state, event)
    with market.db.reading() as session:
        row = session.get_one(InboxEvent, event)
        assert (row.state, row.attempts, row.problem) == ("waiting", 0, "")


@pytest.mark.parametrize("value", [*NONSENSE, -1, 2**80, True])
async def test_nonsense_from_an_operators_browser_breaks_nothing(
    opened: OpenState[Any], operator: Caller, value: object
) -> None:
    state = opened(OperatorState, routes.OPERATOR, operator)
    await run(OperatorState.load, state)
    for name in ("retry", "replay"):
        assert says(await run(getattr(OperatorState, name), state, value))
    await run(OperatorState.choose, state, value)
    await run(OperatorState.find, state, value)
    await run(OperatorState.find, state, {"search": value})
    assert (state.ready, state.tab) == (True, "bookings")


async def test_the_file_of_a_booking_shows_the_book_and_cancels_it(
    opened: OpenState[Any], market: Market, operator: Caller, booking_id: str
) -> None:
    state = opened(OperatorBookingState, routes.operator_booking(booking_id), operator)
    await run(OperatorBookingState.load, state)
    assert [pill.text for pill in state.file.states] == ["confirmed", "authorized", "not due"]
    assert [fact.what for fact in state.file.book] == ["Price reserved"]
    money = opened(OperatorMoneyState, routes.operator_booking(booking_id), operator)
    await run(OperatorMoneyState.ask, money, "cancel")
    assert money.question.lines[0].amount == "€80.00"
    await run(OperatorMoneyState.confirm, money, {"words": " "})
    assert (money.question.kind, money.refusal) == ("cancel", "Please fill this in.")
    await run(OperatorMoneyState.confirm, money, {"words": "Double booked"})
    assert market.position(booking_id).booking is BookingState.CANCELLED
    assert money.question.kind == ""


async def charged(market: Market, booking_id: str) -> None:
    booking, _ = market.rows(booking_id)
    market.now = booking.ends_at
    market.tell(booking_id, Event.COMPLETED, Actor.MENTOR)
    market.captured(booking_id)


async def test_a_part_is_given_back_after_the_sums_of_that_part_were_read(
    opened: OpenState[Any], market: Market, operator: Caller, booking_id: str
) -> None:
    await charged(market, booking_id)
    state = opened(OperatorMoneyState, routes.operator_booking(booking_id), operator)
    await run(OperatorMoneyState.ask, state, "refund")
    assert (state.question.most, state.question.confirm) == ("80.00", "Give €80.00 back")
    form = {"amount": "20", "words": "Poor sound"}
    await run(OperatorMoneyState.confirm, state, form)
    assert (state.question.confirm, "confirm them" in state.refusal) == ("Give €20.00 back", True)
    assert market.rows(booking_id)[1].returning_minor == 0
    await run(OperatorMoneyState.weigh, state, "80.01")
    assert "No more than" in state.sum_problem
    await run(OperatorMoneyState.confirm, state, form)
    assert (state.question.kind, market.rows(booking_id)[1].returning_minor) == ("", 2000)
    file = opened(OperatorBookingState, routes.operator_booking(booking_id), operator)
    await run(OperatorBookingState.load, file)
    (line,) = file.file.refunds
    assert (line.amount, line.pill.text, line.reason, line.why) == (
        "€20.00", "To be made", "Poor sound", "Given by Thoughtcloud, Olga",
    )  # fmt: skip


@pytest.mark.parametrize("value", [*NONSENSE, -1, 2**80, True])
async def test_nonsense_moves_no_money(
    opened: OpenState[Any], market: Market, operator: Caller, booking_id: str, value: Any
) -> None:
    await charged(market, booking_id)
    state = opened(OperatorMoneyState, routes.operator_booking(booking_id), operator)
    await run(OperatorMoneyState.ask, state, value, value)
    await run(OperatorMoneyState.confirm, state, value)
    await run(OperatorMoneyState.ask, state, "refund")
    await run(OperatorMoneyState.weigh, state, value)
    await run(OperatorMoneyState.confirm, state, {"amount": value, "words": value})
    await run(OperatorMoneyState.confirm, state, value)
    assert market.rows(booking_id)[1].returning_minor == 0


async def test_nobody_else_moves_money(opened: OpenState[Any], market: Market, booking_id: str) -> None:
    await charged(market, booking_id)
    state = opened(OperatorMoneyState, routes.operator_booking(booking_id), market.person())
    for kind in ("cancel", "refund", "release", "again"):
        assert says(await run(OperatorMoneyState.ask, state, kind, "rf_1"))
        state.question = MoneyQuestion(kind=kind, id="rf_1")
        await run(OperatorMoneyState.confirm, state, {"amount": "20", "words": "x"})
        assert state.refusal or state.sum_problem
    assert market.rows(booking_id)[1].returning_minor == 0


async def test_calls_with_one_cause_are_tried_again_together(
    opened: OpenState[Any], market: Market, operator: Caller, buried: int
) -> None:
    with market.db.unit_of_work() as session:
        row = session.get_one(EffectRow, buried)
        session.add(EffectRow(**{**row.model_dump(), "id": None}))
    state = opened(OperatorState, routes.OPERATOR, operator)
    await run(OperatorState.choose, state, "effects")
    (cause,) = state.causes
    assert (cause.what, cause.calls) == ("Charge the card", "2 calls")
    assert "2 calls" in says(await run(OperatorState.retry_alike, state, cause.kind, cause.problem))
    assert (state.causes, state.effects) == ([], [])
    assert "not waiting" in says(await run(OperatorState.retry_alike, state, cause.kind, cause.problem))
    for value in NONSENSE:
        assert says(await run(OperatorState.retry_alike, state, value, value))


async def test_a_mail_that_was_given_up_is_sent_again(
    opened: OpenState[Any], market: Market, operator: Caller, booking_id: str
) -> None:
    with market.db.unit_of_work() as session:
        row = session.exec(select(NoticeRow).where(NoticeRow.kind == "mentee_reserved")).one()
        row.state, row.problem = "buried", "SmtpRefused: 550"
        session.add(row)
        number = row.id
    state = opened(OperatorState, routes.OPERATOR, operator)
    await run(OperatorState.choose, state, "mails")
    (line,) = state.mails
    assert (line.id, line.what, line.resend, line.problem) == (number, "Mentee reserved", True, "SmtpRefused: 550")
    for wanted, found in ((booking_id, 1), ("nobody@example.com", 0), ("mentee reserved", 1)):
        await run(OperatorState.find, state, {"search": wanted})
        assert len(state.mails) == found, wanted
    assert "leaves in a moment" in says(await run(OperatorState.resend, state, number))
    assert "not waiting" in says(await run(OperatorState.resend, state, number))
    for value in NONSENSE:
        assert says(await run(OperatorState.resend, state, value))


async def test_without_a_mail_server_operators_read_what_would_have_been_sent_and_follow_its_links(
    opened: OpenState[Any], platform: Platform, market: Market, operator: Caller, booking_id: str
) -> None:
    with market.db.unit_of_work() as session:
        session.add(NoticeRow(
            key="1", kind="recovery", person_id=operator.person_id, state="kept", subject="Choose a new password",
            text="a secret link", not_before=market.now, created_at=market.now,
        ))  # fmt: skip
    assert platform.settings.mail_server is None
    assert not platform.settings.keeps_mail
    with market.db.reading() as session:
        (reserved,) = session.exec(select(NoticeRow.id).where(NoticeRow.kind == "mentee_reserved")).all()
    while post.run_due(platform):
        pass
    state = opened(OperatorState, routes.OPERATOR, operator)
    await run(OperatorState.choose, state, "mails-kept")
    (line,) = [one for one in state.mails if one.id == reserved]
    site = platform.settings.public_url
    assert line.subject.startswith("Reserved:")
    assert any("not charged" in one.text for one in line.lines)
    assert f"{site}{routes.booking(booking_id)}" in {one.link for one in line.lines}
    assert all(not one.link or one.link.startswith(site) for one in line.lines)
    # What is the key to an account is its reader's alone, also when the sandbox kept it once.
    (key,) = [one for one in state.mails if one.what == "Recovery"]
    assert (key.subject, key.lines, key.resend) == ("", [], True)


async def test_payments_are_found_by_state_sum_id_and_mail(
    opened: OpenState[Any], market: Market, operator: Caller, booking_id: str
) -> None:
    await charged(market, booking_id)
    state = opened(OperatorState, routes.OPERATOR, operator)
    await run(OperatorState.choose, state, "payments")
    (line,) = state.payments
    assert (line.price, line.sums, line.stripe_ids) == (
        "€80.00", "€80.00 charged", [f"pi_{booking_id}", f"ch_{booking_id}"],
    )  # fmt: skip
    searches = {
        "captured": 1, "authorized": 0, "due": 1, "80": 1, "80.00 eur": 1, "80 usd": 0, "8000": 0, line.email: 1,
        f"ch_{booking_id}": 1, "re_1": 0, booking_id: 1, "what is this": 0,
    }  # fmt: skip
    for wanted, found in searches.items():
        await run(OperatorState.find, state, {"search": wanted})
        assert (len(state.payments), state.tab) == (found, "payments"), wanted


async def test_a_calendar_that_fails_again_and_again_is_listed(
    opened: OpenState[Any], market: Market, operator: Caller, booking_id: str
) -> None:
    booking, _ = market.rows(booking_id)
    with market.db.unit_of_work() as session:
        session.add(
            BusyCalendar(
                mentor_id=booking.mentor_id, name="Work", address="https://x.example/secret.ics", address_hash="x",
                created_at=NOW, not_before=NOW, failures=3, trouble="not_there",
            )
        )  # fmt: skip
    state = opened(OperatorState, routes.OPERATOR, operator)
    await run(OperatorState.choose, state, "calendars")
    (line,) = state.calendars
    assert (line.name, line.when) == ("Work", "never read")
    assert "no such calendar" in line.why and "secret" not in repr(line).replace("secret address", "")
    assert {tile.name: tile.count for tile in state.tiles}["Calendars that fail"] == "1"


async def test_an_operator_completes_in_the_mentors_stead_after_reading_the_sums(
    opened: OpenState[Any], market: Market, operator: Caller, booking_id: str
) -> None:
    booking, _ = market.rows(booking_id)
    market.now = booking.ends_at
    state = opened(OperatorBookingState, routes.operator_booking(booking_id), operator)
    assert await run(OperatorBookingState.confirm, state) == []
    await run(OperatorBookingState.ask_complete, state)
    assert [line.amount for line in state.question.lines] == ["€80.00", "−€12.00", "€68.00"]
    await run(OperatorBookingState.confirm, state)
    assert market.position(booking_id).booking is BookingState.COMPLETED


async def test_an_operator_has_no_file_of_a_session_of_their_own(opened: OpenState[Any], market: Market) -> None:
    operator, mentor = market.person("Olga", operator=True), market.mentor()
    offer = market.offer(mentor)
    booking_id = market.confirmed(operator, offer, market.slots(offer)[0])
    state = opened(OperatorBookingState, routes.operator_booking(booking_id), operator)
    await run(OperatorBookingState.load, state)
    assert (state.ready, state.refused) == (False, False)
    assert "could not find" in state.problem
