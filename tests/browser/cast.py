"""The people of the journeys, made by the use cases that the screens call."""

import itertools
from dataclasses import dataclass
from datetime import datetime

from tests.browser.stage import Stage
from tests.market import set_hours
from thoughtcloud.core.plans import Range
from thoughtcloud.payments import checkout, connect, sync
from thoughtcloud.services import accounts, availability, bookings, mentors
from thoughtcloud.services.accounts import Caller
from thoughtcloud.services.mentors import Profile
from thoughtcloud.store.tables import Mentor, Person

PASSWORD = "a cloud of good thoughts"
ROUND_THE_CLOCK = tuple(Range(weekday, 0, 1440) for weekday in range(7))
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Someone:
    """A person with a password and, for mentors, their page; `token` is the cookie of a signed-in browser."""

    caller: Caller
    token: str
    slug: str = ""
    offer_id: str = ""

    @property
    def email(self) -> str:
        return self.caller.email

    @property
    def name(self) -> str:
        return self.caller.name


def mentee(stage: Stage, name: str = "Noor Haddad", zone: str = "Europe/Berlin") -> Someone:
    """A person who can book."""
    email = f"{name.split()[0].lower()}{next(_numbers)}@example.com"
    with stage.platform.db.unit_of_work() as session:
        now = stage.platform.now()
        person_id = accounts.sign_up(
            session, name=name, email=email, password=PASSWORD, zone=zone, locale="en-GB", now=now
        )
    with stage.platform.db.unit_of_work() as session:
        token = accounts.open_sign_in(session, person_id, password=PASSWORD, source="", now=stage.platform.now())
    return Someone(_caller(stage, token), token)


def operator(stage: Stage) -> Someone:
    """A person who watches over the marketplace."""
    person = mentee(stage, "Olga Petrova")
    with stage.platform.db.unit_of_work() as session:
        row = session.get_one(Person, person.caller.person_id)
        row.is_operator = True
        session.add(row)
    return Someone(_caller(stage, person.token), person.token)


def mentor(
    stage: Stage,
    name: str = "Ines Duarte",
    *,
    price: str = "80",
    currency: str = "eur",
    connected: bool = True,
    zone: str = "America/New_York",
    terms: str = "flexible",
) -> Someone:
    """A published mentor who is free round the clock and sells one hour at `price` whole units under `terms`."""
    person = mentee(stage, f"{name} {next(_numbers)}", zone)
    with stage.platform.db.unit_of_work() as session:
        now = stage.platform.now()
        profile = Profile(
            name=person.name,
            headline="Helps engineers become good managers",
            about="Twelve years of leading teams that ship. We look at your week and change one thing.",
            topics=("Leadership", "Engineering"),
            country="DE",
            zone=zone,
            room_url="https://meet.example.com/room",
        )
        mentors.become_mentor(session, person.caller, profile=profile, now=now)
    caller = _caller(stage, person.token)
    with stage.platform.db.unit_of_work() as session:
        offer_id = mentors.add_offer(
            session,
            caller,
            title="One good hour",
            description="Bring one question.",
            minutes=60,
            price=price,
            currency=currency,
            terms=terms,
            now=now,
        )
        set_hours(session, caller, ranges=ROUND_THE_CLOCK, now=now)
        mentors.publish(session, caller, now=now)
    someone = Someone(caller, person.token, caller.mentor_slug or "", offer_id)
    if connected:
        onboard(stage, someone)
    return someone


def onboard(stage: Stage, mentor: Someone, **told: str) -> str:
    """Set up the mentor's payouts as if they had filled Stripe's pages in; the account's id."""
    platform = stage.platform
    mentor_id = mentor.caller.mentor_id or ""
    connect.onboarding_url(
        platform.db, platform.gateway, stage.url, mentor_id, mentor.caller.person_id, platform.now()
    )
    with platform.db.reading() as session:
        account_id = session.get_one(Mentor, mentor_id).account_id or ""
    stage.console(f"accounts/{account_id}/onboard", country="DE", **told)
    connect.sync_account(platform.db, platform.gateway, mentor_id, platform.now())
    return account_id


def _caller(stage: Stage, token: str) -> Caller:
    with stage.platform.db.reading() as session:
        found = accounts.who(session, token, now=stage.platform.now())
    assert found is not None
    return found


def reserved(
    stage: Stage, mentee: Someone, mentor: Someone, number: str = "4242424242424242", nth: int = 0
) -> str:
    """A confirmed booking, for journeys that begin after it: held by the use case, paid at the hosted page."""
    booking_id, address = held(stage, mentee, mentor, nth)
    paid = stage.http.post(address, data=_card(number))
    assert paid.status_code == 303, paid.text
    platform = stage.platform
    sync.sync_booking(platform.db, platform.gateway, booking_id, platform.now())
    return booking_id


def held(stage: Stage, mentee: Someone, mentor: Someone, nth: int = 0) -> tuple[str, str]:
    """A slot held for somebody who has not paid yet: the booking's id and its payment page."""
    platform, starts = stage.platform, free_starts(stage, mentor)
    with platform.db.unit_of_work() as session:
        now = platform.now()
        booking_id = bookings.hold(
            session,
            mentee.caller,
            offer_id=mentor.offer_id,
            starts_at=starts[nth],
            mentee_zone="Europe/Berlin",
            brief="",
            fee_percent=platform.settings.platform_fee_percent,
            release_after_hours=platform.settings.release_after_hours,
            now=now,
        )
    address = checkout.open_checkout(
        platform.db, platform.gateway, stage.url, booking_id, mentee.caller.person_id, platform.now()
    )
    return booking_id, address


def sign_out(stage: Stage, who: Someone) -> None:
    """End somebody's sign-in behind their back, as time or another browser does."""
    with stage.platform.db.unit_of_work() as session:
        accounts.sign_out(session, who.token, now=stage.platform.now())


def free_starts(stage: Stage, mentor: Someone) -> tuple[datetime, ...]:
    """Every start at which the mentor can be booked now."""
    with stage.platform.db.reading() as session:
        return availability.slots(session, mentor.offer_id, now=stage.platform.now())


def _card(number: str) -> dict[str, str]:
    typed = {"card_number": number, "card_expiry": "12 / 34", "card_cvc": "123"}
    return {**typed, "email": "noor@example.com", "name": "Noor Haddad", "postal_code": "10115"}
