"""A marketplace in which any number of bookings, mails, calls and events wait: copies that the database makes."""

import itertools
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel import Session, SQLModel, col, select

from tests.market import Market
from thoughtcloud.core.states import Actor, Effect, Event
from thoughtcloud.store.leasing import WAITING
from thoughtcloud.store.tables import Booking, EffectRow, InboxEvent, NoticeRow, Payment
from thoughtcloud.store.unit import Database

_rounds = itertools.count()


class Crowd:
    """Fills a migrated, empty database; the one real booking in it is what all copies are copied from."""

    def __init__(self, db: Database, now: datetime) -> None:
        self._db = db
        market = Market(db, now)
        offer = market.offer(market.mentor())
        # One that nobody paid: neither patrol nor reconciler has a reason to ask Stripe for its copies.
        self._booking_id = market.hold(market.person(), offer, market.slots(offer)[0])
        market.tell(self._booking_id, Event.CHECKOUT_LEFT, Actor.MENTEE)
        market.tell(self._booking_id, Event.CHECKOUT_EXPIRED)
        with db.unit_of_work() as session:
            self._template(session, now)

    def add_bookings(self, count: int) -> None:
        """More bookings."""
        with self._db.unit_of_work() as session:
            self._copy(session, Booking, count, {"id": "'bk_' || n"}, f"id = '{self._booking_id}'")
            named = {"booking_id": "'bk_' || n"}
            self._copy(session, Payment, count, named, f"booking_id = '{self._booking_id}'")

    def add_calls(self, count: int) -> None:
        """Calls that are due, one a booking, which our record does not ask for any more."""
        with self._db.unit_of_work() as session:
            self._copy(session, EffectRow, count, {"booking_id": "'bk_' || n"}, "id = -1", state=f"'{WAITING}'")

    def add_events(self, count: int) -> None:
        """Events that are due, of a type that means nothing to us any more by the time they are read."""
        name = f"'evt_{next(_rounds)}_' || n"
        with self._db.unit_of_work() as session:
            self._copy(session, InboxEvent, count, {"id": name}, "id = 'evt'", state=f"'{WAITING}'")

    def add_future(self, count: int) -> None:
        """So many deadlines, calls and mails each, none of which is due for a month."""
        later = {"due_at": self._moment(_A_MONTH), "id": "'bk_later_' || n"}
        waits = {"not_before": self._moment(_A_MONTH), "state": f"'{WAITING}'"}
        with self._db.unit_of_work() as session:
            self._copy(session, Booking, count, later, f"id = '{self._booking_id}'")
            self._copy(session, EffectRow, count, {"booking_id": "'bk_later_' || n", **waits}, "id = -1")
            self._copy(session, NoticeRow, count, {"key": "'later_' || n", **waits}, "id = -1")
        with self._db.engine.connect() as connection:
            connection.exec_driver_sql("analyze")
            connection.commit()

    def _template(self, session: Session, now: datetime) -> None:
        """One row of each kind that waits for nobody, to be copied."""
        for waiting in (*session.exec(select(NoticeRow)), *session.exec(select(EffectRow))):
            waiting.state = "dead"
        for table in (Booking, Payment):
            assert session.exec(select(table)).one()
        session.add(
            EffectRow(
                id=-1,
                booking_id=self._booking_id,
                kind=Effect.CLOSE_CHECKOUT,
                state="done",
                not_before=now,
                created_at=now,
            )
        )
        session.add(
            InboxEvent(
                id="evt",
                type="person.updated",
                body=b'{"id": "evt", "type": "person.updated"}',
                state="ignored",
                received_at=now,
                not_before=now,
            )
        )
        person = session.exec(select(Booking.mentee_id).where(col(Booking.id) == self._booking_id)).one()
        session.add(
            NoticeRow(
                id=-1,
                key="template",
                kind="mentee_reserved",
                person_id=person,
                booking_id=self._booking_id,
                state="dead",
                not_before=now,
                created_at=now,
            )
        )

    def _copy(
        self,
        session: Session,
        table: type[SQLModel],
        count: int,
        changed: Mapping[str, str],
        which: str,
        **more: str,
    ) -> None:
        """Insert `count` copies of a row; `changed` are SQL expressions of the copy's number `n`."""
        shape = SQLModel.metadata.tables[str(table.__tablename__)]
        differ = {**changed, **more}
        numbered = shape.primary_key.columns.keys() == ["id"] and "id" not in differ
        names = [column.name for column in shape.columns if not (numbered and column.name == "id")]
        values = ", ".join(f"{differ[name]}" if name in differ else f'"{name}"' for name in names)
        columns = ", ".join(f'"{name}"' for name in names)
        session.connection().exec_driver_sql(
            f'insert into "{shape.name}" ({columns}) select {values} from "{shape.name}", {self._numbers(count)}'
            f" where {which}"
        )

    def _numbers(self, count: int) -> str:
        if not self._db.is_sqlite:
            return f"generate_series(1, {count}) as numbers(n)"
        up = f"select 1 union all select n + 1 from up where n < {count}"
        return f"(with recursive up(n) as ({up}) select n from up)"

    def _moment(self, ahead: timedelta) -> str:
        """SQL for the present moment and so much more, another second for each copy."""
        days = ahead.days
        if not self._db.is_sqlite:
            return f"now() + interval '{days} days' + n * interval '1 second'"
        return f"strftime('%Y-%m-%d %H:%M:%f', 'now', '+{days} days', n || ' seconds') || '000'"


_A_MONTH = timedelta(days=30)
