"""Operators: appointed by address, dismissed again."""

import pytest

from tests.market import NOW, Market
from thoughtcloud.core.errors import Problem
from thoughtcloud.services import operators
from thoughtcloud.store.tables import Person
from thoughtcloud.store.unit import Database


def is_operator(db: Database, person_id: str) -> bool:
    with db.reading() as session:
        return session.get_one(Person, person_id).is_operator


def test_an_account_can_be_made_an_operator_and_dismissed_again(db: Database) -> None:
    market = Market(db)
    person_id = market.signed_up()
    with db.reading() as session:
        email = session.get_one(Person, person_id).email
    with db.unit_of_work() as session:
        operators.appoint(session, email=email.upper(), now=NOW)
    assert is_operator(db, person_id)
    with db.unit_of_work() as session:
        operators.dismiss(session, email=email, now=NOW)
    assert not is_operator(db, person_id)


@pytest.mark.parametrize("email", ["nobody@example.com", "no address", ""])
def test_nobody_is_appointed_who_has_no_account(db: Database, email: str) -> None:
    with pytest.raises(Problem), db.unit_of_work() as session:
        operators.appoint(session, email=email, now=NOW)
