"""After sixty days of a marketplace in bad weather no cent is missing, and nothing is left unexplained."""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from sqlmodel import col, func, select

from tests.reliability.conftest import Ground
from tests.reliability.judge import judge
from tests.reliability.season import Season
from tests.reliability.storm import Climate
from thoughtcloud.core.states import Event
from thoughtcloud.store.tables import (
    Booking,
    Dispute,
    EffectRow,
    FindingRow,
    History,
    LedgerEntry,
    Payment,
    Reconciliation,
)
from thoughtcloud.store.unit import Database
from thoughtcloud.store.views import queues
from thoughtcloud.store.views import reconciliation as reconciliations
from thoughtcloud.ui import present
from thoughtcloud.ui.pen import Pen

log = logging.getLogger(__name__)
# How many people come to book, how often the patrol walks, and how bad the weather is.
CI = 40, timedelta(hours=20), Climate(seed=11, faults=0.15, lost=0.5)
CI_ON_POSTGRESQL = 10, timedelta(hours=20), Climate(seed=11, faults=0.15, lost=0.5)
LONG = 2000, timedelta(hours=6), Climate(seed=60, faults=0.15, lost=0.5)


def test_sixty_days_end_without_a_cent_missing(
    start_again: Callable[[], Ground], hurried_db: Database, is_long: bool
) -> None:
    bookings, patrols, climate = LONG if is_long else CI if hurried_db.is_sqlite else CI_ON_POSTGRESQL
    season = Season.of(start_again(), hurried_db, bookings=bookings, patrols=patrols, climate=climate)
    season.live()
    log.info("%s: %s", climate, _figures(season))
    judge(season.world)
    assert season.drifts == {0}
    _no_willing_hold_lapsed(season)
    _no_dispute_was_lost_in_silence(season)
    _what_is_open_is_explained(season)


def _no_willing_hold_lapsed(season: Season) -> None:
    with season.world.platform.db.reading() as session:
        lapsed = set(session.exec(select(History.booking_id).where(History.event == Event.HOLD_LAPSED)))
        given_up = select(History.booking_id).where(History.event == Event.GIVEN_UP)
        charged = select(Payment.booking_id).where(col(Payment.captured_minor) > 0)
        # Whoever is called off is charged nothing, as the mail says.
        assert session.exec(charged.where(col(Payment.booking_id).in_(given_up))).all() == []
    assert lapsed - season.unwilling == set()


def _no_dispute_was_lost_in_silence(season: Season) -> None:
    """Whatever an operator did or did not, each bank was answered in time, or the dispute was given up."""
    with season.world.platform.db.reading() as session:
        given_up = set(session.exec(select(Dispute.id).where(col(Dispute.accepted_at).is_not(None))))
    silent = [
        each["id"]
        for each in season.there.disputes()
        if each["id"] not in given_up and each["evidence_details"]["submission_count"] == 0
    ]
    assert silent == []


def _what_is_open_is_explained(season: Season) -> None:
    """Each open finding and each call that waits tells an operator what it is, and what can be done."""
    operator, now = season.there.operator, season.world.now()
    pen = Pen(operator.zone, operator.locale, now)
    with season.world.platform.db.reading() as session:
        found = reconciliations.findings(session, operator, now=now, limit=100)
        calls = [
            each
            for state in ("waiting", "buried")
            for each in queues.effects(session, operator, state, now=now, limit=100).rows
        ]
    lines = [present.reconciliation.finding(each, pen) for each in found.rows]
    assert [line for line in lines if not (line.says and line.advice)] == []
    waiting = [present.operator.effect(each, pen) for each in calls]
    assert [line for line in waiting if not (line.what and line.problem)] == []


def _figures(season: Season) -> str:
    """What was lived, in one line for the page about it."""
    with season.world.platform.db.reading() as session:
        states = Counter(session.exec(select(Booking.state)).all())
        events = session.exec(select(func.count()).select_from(History)).one()
        calls = Counter(session.exec(select(EffectRow.state)).all())
        lines = session.exec(select(func.count()).select_from(LedgerEntry)).one()
        disputes = Counter(session.exec(select(Dispute.status)).all())
        runs = session.exec(select(func.count()).select_from(Reconciliation)).one()
        healed = Counter(session.exec(select(FindingRow.state)).all())
        taken = session.exec(select(Booking.currency, func.sum(Payment.captured_minor)).join(
            Payment, col(Payment.booking_id) == Booking.id
        ).group_by(Booking.currency)).all()  # fmt: skip
    return (
        f"{states.total()} bookings {dict(sorted(states.items()))}, {events} events, {calls.total()} calls "
        f"{dict(sorted(calls.items()))}, {lines} lines in the book, captured {dict(sorted(taken))}, "
        f"disputes {dict(sorted(disputes.items()))}, "
        f"{runs} comparisons, findings {dict(sorted(healed.items()))}, {season.world.struck} faults, "
        f"{season.world.lost} of {season.world.lost + season.world.brought} webhooks lost, "
        f"{season.counted['mails']} mails, "
        f"unwilling {len(season.unwilling)}; {dict(sorted(season.counted.items()))}"
    )
