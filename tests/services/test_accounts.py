"""Accounts: who may sign up, sign in and stay signed in, and what is kept of it."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlmodel import select

from tests.market import NOW, PASSWORD, Market
from thoughtcloud.core.errors import Kind, Problem
from thoughtcloud.services import accounts, mentors, throttle
from thoughtcloud.store.tables import Person, SignIn, Try
from thoughtcloud.store.unit import Database

EMAIL = "mia@example.com"
FORM: dict[str, Any] = {
    "name": "Mia", "email": EMAIL, "password": PASSWORD, "zone": "Europe/Berlin", "locale": "de",
}  # fmt: skip


@pytest.fixture
def market(db: Database) -> Market:
    return Market(db)


@pytest.fixture
def person_id(market: Market) -> str:
    return market.signed_up()


def sign_up(market: Market, **changes: Any) -> str:
    with market.db.unit_of_work() as session:
        return accounts.sign_up(session, **{**FORM, **changes}, now=market.now)


def sign_in(market: Market, email: Any = EMAIL, password: Any = PASSWORD) -> str:
    with market.db.unit_of_work() as session:
        return accounts.sign_in(session, email=email, password=password, now=market.now)


def who(market: Market, token: Any) -> accounts.Caller | None:
    with market.db.reading() as session:
        return accounts.who(session, token, now=market.now)


def test_a_new_person_is_kept_with_a_lower_case_address_and_an_argon2_hash(market: Market) -> None:
    person_id = sign_up(market, name="  Mia   Falk ", email=" Mia@Example.COM ")
    with market.db.reading() as session:
        person = session.get_one(Person, person_id)
    assert (person.name, person.email, person.is_operator) == ("Mia Falk", EMAIL, False)
    assert person.password_hash.startswith("$argon2id$")


def test_an_address_has_one_account_whatever_its_case(market: Market, person_id: str) -> None:
    with pytest.raises(Problem, match="email_taken"):
        sign_up(market, email="MIA@example.com")


@pytest.mark.parametrize(
    "email", ["", "mia", "mia@", "@example.com", "mia@localhost", "a b@example.com", "mia@example..com",
              "mia@example.com\nBcc: x@example.com", "x" * 260 + "@example.com", None, 7, {"a": 1}, ["x"]]
)  # fmt: skip
def test_what_is_no_address_is_refused(market: Market, email: Any) -> None:
    with pytest.raises(Problem) as refused:
        sign_up(market, email=email)
    assert (refused.value.kind, refused.value.field) == (Kind.INVALID, "email")


@pytest.mark.parametrize(
    "password", ["", "too short", "x" * 201, "aaaaaaaaaaaa", EMAIL, EMAIL.upper(), None, 7, {}]
)
def test_a_weak_password_is_refused(market: Market, password: Any) -> None:
    with pytest.raises(Problem, match="password_weak"):
        sign_up(market, password=password)


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "x" * 81), ("name", "a\0b"), ("name", None), ("name", {}), ("zone", "Mars/Base"),
     ("zone", "../../etc/passwd"), ("zone", None), ("locale", "x" * 17), ("locale", 7)],
)  # fmt: skip
def test_every_other_field_is_checked(market: Market, field: str, value: Any) -> None:
    with pytest.raises(Problem) as refused:
        sign_up(market, **{field: value})
    assert refused.value.field == field


def test_signing_in_gives_a_token_of_which_only_a_hash_is_kept(market: Market, person_id: str) -> None:
    token = sign_in(market, " MIA@example.com ")
    with market.db.reading() as session:
        entry = session.exec(select(SignIn)).one()
    assert entry.token_hash == hashlib.sha256(token.encode()).hexdigest()
    caller = who(market, token)
    assert caller is not None
    assert (caller.person_id, caller.email, caller.zone, caller.mentor_id) == (
        person_id,
        EMAIL,
        "Europe/Berlin",
        None,
    )


def test_a_caller_with_a_page_is_known_as_a_mentor(market: Market, person_id: str) -> None:
    token = sign_in(market)
    with market.db.unit_of_work() as session:
        mentor_id = mentors.become_mentor(
            session, who(market, token), profile=mentors.Profile(name="Mia Falk"), now=market.now
        )
    caller = who(market, token)
    assert caller is not None
    assert (caller.mentor_id, caller.mentor_slug) == (mentor_id, "mia-falk")


@pytest.mark.parametrize(
    ("email", "password"),
    [(EMAIL, "wrong but long enough"), (EMAIL, ""), (EMAIL, None), ("noa@example.com", PASSWORD), (None, None),
     ({}, []), (EMAIL, "x" * 5000), ("x" * 5000, PASSWORD), (EMAIL, "\ud800" * 12)],
)  # fmt: skip
def test_a_wrong_pair_is_refused_with_one_and_the_same_answer(
    market: Market, person_id: str, email: Any, password: Any
) -> None:
    with pytest.raises(Problem) as refused:
        sign_in(market, email, password)
    assert (refused.value.code, refused.value.field) == ("wrong_credentials", "password")


def test_an_unknown_address_costs_a_hash_too(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[object] = []
    real = PasswordHasher.verify

    def verify(self: PasswordHasher, kept: str, given: bytes) -> bool:
        verified.append(kept)
        return real(self, kept, given)

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    with pytest.raises(Problem, match="wrong_credentials"):
        sign_in(market, "nobody@example.com", PASSWORD)
    assert len(verified) == 1


def test_a_hash_of_older_settings_is_renewed_at_the_next_sign_in(market: Market, person_id: str) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with market.db.unit_of_work() as session:
        person = session.get_one(Person, person_id)
        person.password_hash = weak
        session.add(person)
    sign_in(market)
    with market.db.reading() as session:
        assert session.get_one(Person, person_id).password_hash != weak
    assert sign_in(market)


def test_signing_out_ends_this_sign_in_only(market: Market, person_id: str) -> None:
    one, other = sign_in(market), sign_in(market)
    with market.db.unit_of_work() as session:
        accounts.sign_out(session, one, now=market.now)
        accounts.sign_out(session, one, now=market.now)
    assert who(market, one) is None
    assert who(market, other) is not None


@pytest.mark.parametrize("token", [None, "", "x", "x" * 5000, "ü" * 43, 7, {"a": 1}, b"x" * 43, "x" * 43])
def test_a_token_that_is_none_belongs_to_nobody(market: Market, person_id: str, token: Any) -> None:
    assert who(market, token) is None
    with market.db.unit_of_work() as session:
        accounts.sign_out(session, token, now=market.now)
        accounts.renew(session, token, now=market.now)


def test_a_sign_in_ends_thirty_days_after_the_last_visit(market: Market, person_id: str) -> None:
    token = sign_in(market)

    def visit() -> accounts.Visit | None:
        with market.db.reading() as session:
            return accounts.visit(session, token, now=market.now)

    first = visit()
    assert first is not None
    assert not first.renewal_due
    market.pass_time(days=2)
    later = visit()
    assert later is not None
    assert later.renewal_due
    with market.db.unit_of_work() as session:
        accounts.renew(session, token, now=market.now)
    market.pass_time(days=29)
    assert visit() is not None
    market.pass_time(days=1)
    assert visit() is None
    with market.db.unit_of_work() as session:
        accounts.renew(session, token, now=market.now)
    assert visit() is None, "what has ended stays ended"


def test_old_sign_ins_are_swept_at_the_next_one(market: Market, person_id: str) -> None:
    sign_in(market)
    market.pass_time(days=31)
    sign_in(market)
    with market.db.reading() as session:
        assert len(session.exec(select(SignIn)).all()) == 1


# -- throttling ----------------------------------------------------------------------------------------------


def admit(market: Market, email: Any = EMAIL, source: str = "192.0.2.1") -> None:
    with market.db.unit_of_work() as session:
        accounts.admit_try(session, email=email, source=source, now=market.now)


def test_an_address_is_guarded_after_ten_tries_from_anywhere(market: Market, person_id: str) -> None:
    for number in range(throttle.PER_EMAIL.tries):
        admit(market, source=f"192.0.2.{number}")
    with pytest.raises(Problem) as refused:
        admit(market, "MIA@example.com", source="198.51.100.7")
    assert refused.value.code == "too_many_tries"
    assert "15 minutes" in refused.value.text
    admit(market, "noa@example.com")
    market.now = NOW + throttle.PER_EMAIL.within
    admit(market)


def test_a_source_is_guarded_whatever_address_it_tries(market: Market) -> None:
    for number in range(throttle.PER_SOURCE.tries):
        admit(market, f"person{number}@example.com")
    with pytest.raises(Problem, match="too_many_tries"):
        admit(market, "another@example.com")
    admit(market, "another@example.com", source="198.51.100.7")


def test_a_good_sign_in_forgets_the_tries(market: Market, person_id: str) -> None:
    for _ in range(throttle.PER_EMAIL.tries):
        admit(market)
        with market.db.unit_of_work() as session:
            accounts.sign_in(session, email=EMAIL, password=PASSWORD, source="192.0.2.1", now=market.now)
    with market.db.reading() as session:
        assert session.exec(select(Try)).all() == []


def test_neither_addresses_nor_sources_are_kept_in_the_clear(market: Market) -> None:
    admit(market)
    with market.db.reading() as session:
        kept = session.exec(select(Try.subject)).all()
    assert all(len(subject) == 64 and subject.isalnum() for subject in kept)


def test_tries_that_no_limit_asks_about_are_swept(market: Market) -> None:
    admit(market)
    market.pass_time(hours=1)
    admit(market, "noa@example.com", source="198.51.100.7")
    with market.db.reading() as session:
        assert {row.at for row in session.exec(select(Try))} == {market.now}


def test_sign_ups_from_one_source_have_a_limit(market: Market) -> None:
    with market.db.unit_of_work() as session:
        for _ in range(throttle.SIGN_UPS.tries):
            accounts.admit_sign_up(session, source="192.0.2.1", now=market.now)
        with pytest.raises(Problem, match="too_many_tries"):
            accounts.admit_sign_up(session, source="192.0.2.1", now=market.now)
        accounts.admit_sign_up(session, source="192.0.2.2", now=market.now)


# -- changes -------------------------------------------------------------------------------------------------


def test_a_person_changes_name_and_zone(market: Market, person_id: str) -> None:
    token = sign_in(market)
    with market.db.unit_of_work() as session:
        accounts.rename(session, who(market, token), name=" Mia  Sol ", now=market.now)
        accounts.change_zone(session, who(market, token), zone="Asia/Tokyo", now=market.now)
    caller = who(market, token)
    assert caller is not None
    assert (caller.name, caller.zone) == ("Mia Sol", "Asia/Tokyo")


def test_a_new_password_ends_every_other_sign_in(market: Market, person_id: str) -> None:
    here, elsewhere = sign_in(market), sign_in(market)
    new = "an evening on the hills"
    with market.db.unit_of_work() as session:
        accounts.change_password(session, who(market, here), old=PASSWORD, new=new, keep=here, now=market.now)
    assert who(market, here) is not None
    assert who(market, elsewhere) is None
    with pytest.raises(Problem, match="wrong_credentials"):
        sign_in(market)
    assert sign_in(market, EMAIL, new)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [("not the old one", "an evening on the hills", "wrong_password"), (None, None, "wrong_password"),
     (PASSWORD, "short", "password_weak"), (PASSWORD, {}, "password_weak")],
)  # fmt: skip
def test_a_password_changes_only_with_the_old_one_and_to_a_good_one(
    market: Market, person_id: str, old: Any, new: Any, code: str
) -> None:
    caller = who(market, sign_in(market))
    with pytest.raises(Problem, match=code), market.db.unit_of_work() as session:
        accounts.change_password(session, caller, old=old, new=new, keep=None, now=market.now)
    assert sign_in(market)


def test_changes_need_somebody_who_is_signed_in_and_still_exists(market: Market) -> None:
    ghost = replace(market.person(), person_id="pe_gone")
    for caller in (None, ghost, "pe_1", {"person_id": "pe_1"}):
        someone: Any = caller
        with pytest.raises(Problem, match="signed_out"), market.db.unit_of_work() as session:
            accounts.rename(session, someone, name="X", now=market.now)
        with pytest.raises(Problem, match="signed_out"), market.db.unit_of_work() as session:
            accounts.change_zone(session, someone, zone="UTC", now=market.now)
        with pytest.raises(Problem, match="signed_out"), market.db.unit_of_work() as session:
            accounts.change_password(session, someone, old="", new="", keep=None, now=market.now)
