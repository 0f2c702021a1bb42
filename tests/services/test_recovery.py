"""A forgotten password: who gets a link, how long it is good, and what it ends."""

import hashlib
from typing import Any

import pytest
from sqlmodel import select

from tests.market import PASSWORD, Market
from thoughtcloud.core.errors import Problem
from thoughtcloud.services import accounts, recovery, throttle
from thoughtcloud.store import notices
from thoughtcloud.store.tables import NoticeRow, PasswordReset, SignIn, Try
from thoughtcloud.store.unit import Database

EMAIL = "mia@example.com"
NEW = "another quiet morning"
SOURCE = "192.0.2.1"


@pytest.fixture
def market(db: Database) -> Market:
    return Market(db)


@pytest.fixture
def person_id(market: Market) -> str:
    return market.signed_up(EMAIL)


def admit(market: Market, email: Any = EMAIL, source: str = SOURCE) -> None:
    with market.db.unit_of_work() as session:
        recovery.admit(session, email=email, source=source, now=market.now)


def asked(market: Market, email: str = EMAIL) -> list[NoticeRow]:
    with market.db.unit_of_work() as session:
        recovery.ask(session, email=email, now=market.now)
    with market.db.reading() as session:
        return list(session.exec(select(NoticeRow)))


def link(market: Market, person_id: str) -> str:
    with market.db.unit_of_work() as session:
        return recovery.open_link(session, person_id, now=market.now)


def choose(market: Market, token: object, password: Any = NEW) -> str:
    with market.db.unit_of_work() as session:
        return recovery.choose_password(session, token, password=password, now=market.now)


def sign_in(market: Market, password: str) -> str:
    with market.db.unit_of_work() as session:
        return accounts.sign_in(session, email=EMAIL, password=password, now=market.now)


def test_whoever_has_an_account_gets_a_mail_whatever_the_case_of_the_address(
    market: Market, person_id: str
) -> None:
    (notice,) = asked(market, " MIA@Example.com ")
    assert (notice.person_id, notice.kind, notice.booking_id) == (person_id, notices.RECOVERY, None)


def test_a_stranger_gets_none_and_hears_nothing_else(market: Market, person_id: str) -> None:
    assert asked(market, "nobody@example.com") == []


def test_everybody_may_ask_as_often_whether_or_not_there_is_an_account(market: Market, person_id: str) -> None:
    for email in (EMAIL, "nobody@example.com"):
        for number in range(throttle.RECOVERIES.tries):
            admit(market, email, f"192.0.2.{number}")
        with pytest.raises(Problem, match="too_many_tries"):
            admit(market, email, "192.0.2.99")
    market.pass_time(hours=1)
    admit(market)


def test_one_source_cannot_ask_for_a_whole_town(market: Market) -> None:
    for number in range(throttle.RECOVERIES_PER_SOURCE.tries):
        admit(market, f"somebody{number}@example.com")
    with pytest.raises(Problem, match="too_many_tries"):
        admit(market, "one-more@example.com")


@pytest.mark.parametrize("email", [None, 7, "", "mia", "mia@", "a" * 300 + "@example.com", {"a": 1}])
def test_what_is_no_address_is_refused_and_counts_nothing(market: Market, email: object) -> None:
    with pytest.raises(Problem, match=r"email_invalid|bad_text"):
        admit(market, email)
    with market.db.reading() as session:
        assert session.exec(select(Try)).all() == []


def test_only_the_hash_of_a_link_is_kept(market: Market, person_id: str) -> None:
    token = link(market, person_id)
    with market.db.reading() as session:
        row = session.exec(select(PasswordReset)).one()
    assert row.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(row.model_dump())


def test_a_link_replaces_the_password_and_ends_every_sign_in(market: Market, person_id: str) -> None:
    sign_in(market, PASSWORD)
    assert choose(market, link(market, person_id)) == person_id
    with market.db.reading() as session:
        assert session.exec(select(SignIn)).all() == []
    with pytest.raises(Problem, match="wrong_credentials"):
        sign_in(market, PASSWORD)
    assert sign_in(market, NEW)


def test_a_link_works_once_and_takes_the_others_with_it(market: Market, person_id: str) -> None:
    first, second = link(market, person_id), link(market, person_id)
    choose(market, second)
    for token in (first, second):
        with pytest.raises(Problem, match="link_stale"):
            choose(market, token, "and one more morning")
    assert sign_in(market, NEW)


def test_a_link_ends_after_an_hour(market: Market, person_id: str) -> None:
    token = link(market, person_id)
    market.pass_time(minutes=59, seconds=59)
    with market.db.reading() as session:
        assert recovery.is_good(session, token, now=market.now)
    market.pass_time(seconds=1)
    with pytest.raises(Problem, match="link_stale"):
        choose(market, token)
    assert sign_in(market, PASSWORD)


def test_a_weak_password_leaves_the_link_good(market: Market, person_id: str) -> None:
    token = link(market, person_id)
    for weak in ("short", EMAIL, None, "x" * 500):
        with pytest.raises(Problem, match="password_weak"):
            choose(market, token, weak)
    assert choose(market, token) == person_id


def test_somebody_elses_sign_ins_and_links_stay(market: Market, person_id: str) -> None:
    other = market.signed_up("noor@example.com")
    kept = link(market, other)
    with market.db.unit_of_work() as session:
        accounts.sign_in(session, email="noor@example.com", password=PASSWORD, now=market.now)
    choose(market, link(market, person_id))
    with market.db.reading() as session:
        assert [entry.person_id for entry in session.exec(select(SignIn))] == [other]
        assert recovery.is_good(session, kept, now=market.now)


def test_changing_the_password_ends_the_links_to_replace_it(market: Market, person_id: str) -> None:
    token, cookie = link(market, person_id), sign_in(market, PASSWORD)
    with market.db.unit_of_work() as session:
        caller = accounts.who(session, cookie, now=market.now)
        accounts.change_password(session, caller, old=PASSWORD, new=NEW, keep=cookie, now=market.now)
        assert not recovery.is_good(session, token, now=market.now)


@pytest.mark.parametrize("token", [None, 7, "", "short", "x" * 43, "ü" * 43, "x" * 5000, ["x" * 43]])
def test_what_is_no_link_changes_nothing(market: Market, person_id: str, token: object) -> None:
    link(market, person_id)
    with pytest.raises(Problem, match="link_stale"):
        choose(market, token)
    assert sign_in(market, PASSWORD)
