"""The unit of work: what is kept, what is undone, and who waits for whom."""

import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import func, select

from thoughtcloud.store.tables import Offer, Person, new_id
from thoughtcloud.store.unit import Database

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def person(email: str = "mia@example.com") -> Person:
    return Person(email=email, name="Mia", password_hash="x", zone="UTC", created_at=NOW)


def people(db: Database) -> int:
    with db.reading() as session:
        return session.exec(select(func.count()).select_from(Person)).one()


def test_a_unit_that_ends_is_kept_and_one_that_raises_is_undone(either_db: Database) -> None:
    with either_db.unit_of_work() as session:
        session.add(person())
    with pytest.raises(RuntimeError), either_db.unit_of_work() as session:
        session.add(person("noa@example.com"))
        session.flush()
        raise RuntimeError
    assert people(either_db) == 1


def test_what_is_written_while_reading_is_not_kept(either_db: Database) -> None:
    with either_db.reading() as session:
        session.add(person())
        session.flush()
    assert people(either_db) == 0


def test_the_database_guards_references_and_checks(either_db: Database) -> None:
    lost = Offer(mentor_id="me_none", title="X", minutes=60, price_minor=1, currency="eur", created_at=NOW)
    with pytest.raises(IntegrityError), either_db.unit_of_work() as session:
        session.add(lost)
    with pytest.raises(IntegrityError), either_db.unit_of_work() as session:
        session.add_all([person(), person()])


def test_an_error_of_the_database_does_not_tell_what_was_written(either_db: Database) -> None:
    with pytest.raises(IntegrityError) as told, either_db.unit_of_work() as session:
        session.add_all(
            [person(), Person(**{**person().model_dump(exclude={"id"}), "password_hash": "$argon2id$1"})]
        )
    assert "insert into person" in str(told.value).lower()
    assert "argon2id" not in str(told.value)


def test_times_come_back_as_aware_utc_and_naive_ones_are_refused(either_db: Database) -> None:
    with either_db.unit_of_work() as session:
        session.add(person())
    with either_db.reading() as session:
        kept = session.exec(select(Person.created_at)).one()
    assert (kept, kept.tzinfo) == (NOW, UTC)
    naive = person("noa@example.com")
    naive.created_at = NOW.replace(tzinfo=None)
    with pytest.raises(Exception, match=r"(?i)naive|aware|timezone"), either_db.unit_of_work() as session:
        session.add(naive)


def test_on_sqlite_one_writer_works_at_a_time_even_from_another_process(tmp_path: Path, db: Database) -> None:
    other = Database(str(db.engine.url))
    inside, order = threading.Event(), []

    def first() -> None:
        with db.unit_of_work() as session:
            session.add(person())
            inside.set()
            time.sleep(0.3)
            order.append("first")

    def second() -> None:
        inside.wait()
        with other.unit_of_work() as session:
            order.append("second")
            session.add(person("noa@example.com"))

    threads = [threading.Thread(target=work) for work in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    other.dispose()
    assert order == ["first", "second"]
    assert people(db) == 2


def test_ids_are_random_text_that_names_its_kind() -> None:
    made = {new_id("bk") for _ in range(1000)}
    assert len(made) == 1000
    assert all(one.startswith("bk_") and len(one) == 19 and one.isascii() for one in made)
