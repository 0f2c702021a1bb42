"""Looking for the next call: what it costs does not grow with the calls that were ever made or are not due yet."""

from datetime import UTC, datetime

from sqlalchemy.dialects import sqlite
from sqlmodel import col, update

from benchmarks.crowd import Crowd
from thoughtcloud.store import effects
from thoughtcloud.store.effects import DONE, WAITING
from thoughtcloud.store.tables import EffectRow
from thoughtcloud.store.unit import Database

NOW = datetime(2026, 11, 28, tzinfo=UTC)
COUNT = 1_000


def test_a_look_for_the_next_call_reads_only_those_that_are_due(db: Database) -> None:
    crowd = Crowd(db, NOW)
    crowd.add_bookings(COUNT)
    crowd.add_calls(COUNT)
    with db.unit_of_work() as session:
        session.exec(update(EffectRow).where(col(EffectRow.state) == WAITING).values(state=DONE))
    crowd.add_future(COUNT)
    with db.reading() as session:
        asked = effects._next(session, NOW, None)
        words = str(asked.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
        steps = [str(row[-1]) for row in session.connection().exec_driver_sql(f"explain query plan {words}")]
    assert not [step for step in steps if step.startswith("SCAN")], steps
    assert any("effect_waiting (state=? AND not_before<?)" in step for step in steps), steps
