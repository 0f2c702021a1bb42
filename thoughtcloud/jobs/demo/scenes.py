"""What happened in the demo marketplace: who booked whom, whenand how it went."""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from thoughtcloud.jobs.demo.cast import Mentor, mentees, mentors

TEXT = Path(__file__).with_name("scenes.toml")
# So many days the marketplace has been open; everything happens within.
OPENED = timedelta(days=-29)
STRANGERS_PAST, STRANGERS_COMING = 32, 12
# How long ahead past sessions were booked, and since when the coming ones are.
AHEAD, NOT_LONG_AGO = timedelta(days=1.4), timedelta(days=-0.3)
CARDS = ("pm_card_visa", "pm_card_visa", "pm_card_mastercard", "pm_card_amex", "pm_card_visa_debit", "pm_card_de")
# A card of Stripe's test set whose funds are available at once: they fill the bucket between clearing and payout.
CLEARS_AT_ONCE = "pm_card_bypassPending"
DECLINED = "pm_card_visa_chargeDeclined"


class Ending(StrEnum):
    """How a booking went."""

    COMPLETED = "completed by the mentor"
    SILENT = "completed by the clock"
    CAUGHT_UP = "completed by the mentor a moment ago"
    CALLED_OFF_BY_MENTEE = "voided for the mentee"
    CALLED_OFF_BY_MENTOR = "voided for the mentor"
    REFUNDED_BY_MENTOR = "refunded by the mentor"
    REFUNDED_BY_OPERATOR = "refunded by an operator"
    COMPLAINED = "completed, then a problem was reported and answered"
    RETRIED = "declined once, then completed"
    DECLINED = "declined and left"
    LEFT = "left at the payment page"
    CONFIRMED = "confirmed"
    MOVED = "moved by the mentee"
    PROPOSED = "confirmed, the mentor proposes other times"


# These sessions are still to come.
COMING = frozenset({Ending.CONFIRMED, Ending.MOVED, Ending.PROPOSED})


@dataclass(frozen=True, slots=True)
class Scene:
    """One booking, made at `booked_at`, for the time nearest to `wished` that suits both (aware UTC).

    An `exact` wish is taken as it is. `service` counts the mentor's services from 0.
    """

    mentor: str
    mentee: str
    service: int
    booked_at: datetime
    wished: datetime
    ending: Ending
    brief: str = ""
    card: str = CARDS[0]
    exact: bool = False


def scenes(present: datetime, waiting: datetime) -> tuple[Scene, ...]:
    """Every scene around the present; `waiting` is the start of the session that waits for its mentor."""
    chance = random.Random("a lively marketplace")
    return (_waiting(waiting), *_told(present), *_of_strangers(chance, present))


def _waiting(starts_at: datetime) -> Scene:
    return Scene(
        mentors()[0].person.email,
        mentees()[0].email,
        service=1,
        booked_at=starts_at - timedelta(hours=23),
        wished=starts_at,
        ending=Ending.CONFIRMED,
        brief=(
            "Our booking service and our billing service both think they own the customer. I will share the two "
            "schemas and the incident from last Thursday."
        ),
        exact=True,
    )


def _told(present: datetime) -> Iterator[Scene]:
    """The scenes of the text beside this file, whose days count from the last midnight (UTC)."""
    midnight = present.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    for entry in tomllib.loads(TEXT.read_text(encoding="utf-8"))["scene"]:
        ending = Ending(entry["ending"])
        caught_up = ending is Ending.CAUGHT_UP
        wished = (present if caught_up else midnight) + timedelta(days=entry["day"])
        yield Scene(
            entry["mentor"],
            entry["mentee"],
            entry["service"],
            present + NOT_LONG_AGO if entry["day"] > 0 else wished - AHEAD,
            wished,
            ending,
            entry.get("brief", ""),
            CLEARS_AT_ONCE if caught_up else entry.get("card", CARDS[0]),
        )


def _of_strangers(chance: random.Random, present: datetime) -> Iterator[Scene]:
    """Bookings of everybody else, by chance; no mentor is left out, none is everywhere."""
    hosts = chance.sample(mentors()[2:] * 2, STRANGERS_PAST + STRANGERS_COMING)
    for number, mentor in enumerate(hosts[:STRANGERS_PAST]):
        day = -24.5 + 23.0 * number / STRANGERS_PAST + chance.uniform(-0.4, 0.4)
        wished = present + timedelta(days=day)
        booked_at = wished - timedelta(days=chance.uniform(0.7, 3.5))
        yield _stranger(chance, mentor, booked_at, wished, _ending(chance))
    for mentor in hosts[STRANGERS_PAST:]:
        wished = present + timedelta(days=chance.uniform(0.4, 4.2))
        yield _stranger(
            chance, mentor, present - timedelta(days=chance.uniform(0.05, 0.9)), wished, Ending.CONFIRMED
        )


def _stranger(
    chance: random.Random, mentor: Mentor, booked_at: datetime, wished: datetime, ending: Ending
) -> Scene:
    return Scene(
        mentor.person.email,
        chance.choice(mentees()[1:]).email,
        chance.randrange(len(mentor.services)),
        booked_at,
        wished,
        ending,
        chance.choice(mentor.briefs),
        chance.choice(CARDS),
    )


def _ending(chance: random.Random) -> Ending:
    most = [Ending.COMPLETED] * 13
    rare = [Ending.SILENT, Ending.CALLED_OFF_BY_MENTEE, Ending.CALLED_OFF_BY_MENTOR, Ending.LEFT, Ending.RETRIED]
    return chance.choice([*most, *rare])
