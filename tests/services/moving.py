"""A session that is about to be moved, and everybody's hands on it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from tests.market import Market
from thoughtcloud.core.errors import Problem
from thoughtcloud.core.terms import ReadyMade
from thoughtcloud.services import bookings, moves
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store import claims
from thoughtcloud.store.tables import Booking, History, Move, NoticeRow, Offer, SlotClaim
from thoughtcloud.store.unit import Database


class Stage:
    """A mentee with a confirmed session two days ahead, and everybody's hands on it."""

    def __init__(self, db: Database, *, terms: ReadyMade = ReadyMade.FLEXIBLE, minutes: int = 60) -> None:
        self.db, self.market = db, Market(db)
        self.mentor, self.mentee = self.market.mentor(), self.market.person("Noor")
        self.offer = self.market.offer(self.mentor, minutes)
        with db.unit_of_work() as session:
            offer = session.get_one(Offer, self.offer)
            offer.terms = terms.value
            session.add(offer)
        self.first = self.slot(hours=50)
        self.booking_id = self.market.confirmed(self.mentee, self.offer, self.first)
        self.market.pass_time(hours=2)

    def slot(self, **ahead: float) -> datetime:
        """The first free start that is so far ahead."""
        least = self.market.now + timedelta(**ahead)
        return next(start for start in self.market.slots(self.offer) if start >= least)

    @property
    def booking(self) -> Booking:
        return self.market.rows(self.booking_id)[0]

    def move(self, to: Any, caller: Caller | None = None, *, seen: Any = None, booking_id: Any = None) -> str:
        """The mentee moves the session alone."""
        seen = self.booking.sequence if seen is None else seen
        with self.db.unit_of_work() as session:
            return moves.move(
                session, caller or self.mentee, booking_id or self.booking_id, to=to,
                seen=seen, now=self.market.now,
            )  # fmt: skip

    def propose(self, by: Caller | None, times: Any, *, note: Any = "", seen: Any = None) -> str:
        seen = self.booking.sequence if seen is None else seen
        with self.db.unit_of_work() as session:
            return moves.propose(
                session, by, self.booking_id, times=times, note=note,
                seen=seen, now=self.market.now,
            )  # fmt: skip

    def accept(self, by: Caller | None, move_id: Any, to: Any) -> None:
        with self.db.unit_of_work() as session:
            moves.accept(session, by, self.booking_id, move_id, to=to, now=self.market.now)

    def decline(self, by: Caller | None, move_id: Any) -> None:
        with self.db.unit_of_work() as session:
            moves.decline(session, by, self.booking_id, move_id, now=self.market.now)

    def withdraw(self, by: Caller | None, move_id: Any) -> None:
        with self.db.unit_of_work() as session:
            moves.withdraw(session, by, self.booking_id, move_id, now=self.market.now)

    def cancel(self, by: Caller, role: str) -> None:
        with self.db.unit_of_work() as session:
            bookings.cancel(session, by, self.booking_id, role, now=self.market.now)

    def row(self, move_id: str) -> Move:
        with self.db.reading() as session:
            return session.get_one(Move, move_id)

    def history(self) -> list[History]:
        with self.db.reading() as session:
            asked = select(History).where(History.booking_id == self.booking_id).order_by(col(History.id))
            return list(session.exec(asked))

    def told(self) -> set[str]:
        """Every kind of mail that was put down about moving."""
        with self.db.reading() as session:
            kinds = session.exec(select(NoticeRow.kind).where(col(NoticeRow.move_id).is_not(None)))
            return set(kinds)

    def claimed(self) -> set[int]:
        with self.db.reading() as session:
            return set(session.exec(select(SlotClaim.quarter).where(SlotClaim.booking_id == self.booking_id)))

    def check_claims(self) -> None:
        """Exactly the quarters of the current times are claimed."""
        booking = self.booking
        assert self.claimed() == set(claims.quarters(booking.starts_at, booking.ends_at))


def refused(code: str, click: Any, *args: Any, **named: Any) -> Problem:
    with pytest.raises(Problem) as raised:
        click(*args, **named)
    assert raised.value.code == code
    return raised.value
