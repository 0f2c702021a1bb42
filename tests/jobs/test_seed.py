"""The demo marketplace: made once for this module, then looked at from both sides."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session, SQLModel, func, select

from tests.jobs.town import Town, environ, run_seed
from tests.sandbox_process import running
from thoughtcloud.core.cases import CaseKind, CaseState, Cause
from thoughtcloud.core.ledger import Account
from thoughtcloud.core.notices import NEWS_LASTS
from thoughtcloud.core.states import BookingState, Event, PaymentState, ShareState
from thoughtcloud.jobs import seed
from thoughtcloud.jobs.demo import accounts, cast
from thoughtcloud.services import availability
from thoughtcloud.store.tables import (
    Booking,
    Case,
    Dispute,
    EffectRow,
    LedgerEntry,
    Move,
    NoticeRow,
    Offer,
    Payment,
    Payout,
    SignIn,
)  # fmt: skip
from thoughtcloud.store.unit import Database
from thoughtcloud.store.views import balance, booking_list
from thoughtcloud.store.views.booking_list import Span

MARTA, DANIEL = (mentor.person.email for mentor in cast.mentors()[:2])
SOFIA = cast.mentees()[0].email


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, sqlite_template: bytes) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town")
    (folder / "town.db").write_bytes(sqlite_template)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    clock = folder / "clock"
    with running(port, "--clock-file", str(clock)) as sandbox:
        told = environ(sandbox.url, f"sqlite:///{folder / 'town.db'}", clock)
        done = run_seed(told)
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stderr == ""
        made = Town(sandbox, told, done.stdout)
        yield made
        made.platform.db.dispose()


def counts(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    return {
        name: int(session.exec(select(func.count()).select_from(table)).one())
        for name, table in SQLModel.metadata.tables.items()
        if name not in ("sign_in", "attempt")
    }


def test_making_it_tells_how_far_it_is(town: Town) -> None:
    lines = town.output.splitlines()
    assert lines[0].startswith("Playing four weeks")
    assert "26 mentors and 16 mentees have joined" in lines
    assert lines[-1] == "The demo marketplace is ready."
    assert len(lines) >= 6


def test_every_posting_sums_to_nothing(town: Town) -> None:
    asked = select(LedgerEntry.posting_key).group_by(LedgerEntry.posting_key)
    with town.platform.db.reading() as session:
        assert len(session.exec(asked).all()) > 200
        assert session.exec(asked.having(func.sum(LedgerEntry.amount_minor) != 0)).all() == []


def test_the_platform_has_at_stripe_what_our_book_says(town: Town) -> None:
    ours = town.booked(Account.AT_STRIPE)
    assert len(ours) >= 8
    assert ours == town.at_stripe("available", "pending")


def test_its_past_is_not_mailed_to_anybody(town: Town) -> None:
    with town.platform.db.reading() as session:
        told = session.exec(select(NoticeRow)).all()
    news = [row for row in told if town.platform.now() - row.created_at < NEWS_LASTS]
    assert len(told) > 200
    assert len(news) < len(told) / 3


def test_every_mentor_has_at_stripe_what_our_book_says(town: Town) -> None:
    compared = 0
    for mentor in town.mentors():
        if mentor.account_id is None:
            continue
        places = (("pending", Account.MENTOR_PENDING), ("available", Account.MENTOR_AVAILABLE))
        for bucket, place in places:
            ours = town.booked(place, mentor_id=mentor.id)
            assert ours == town.at_stripe(bucket, account=mentor.account_id), f"{mentor.name}: {bucket}"
            compared += len(ours)
    assert compared >= 4


def test_the_sandboxs_own_book_is_sound_and_its_clock_is_back(town: Town) -> None:
    state = town.sandbox.state()
    assert state["discrepancies"] == []
    assert state["offset_seconds"] == 0


def test_a_session_has_just_ended_and_waits_for_its_mentor(town: Town) -> None:
    now, marta, sofia = town.platform.now(), town.caller(MARTA), town.caller(SOFIA)
    with town.platform.db.reading() as session:
        waiting = booking_list.to_complete(session, marta, now=now)
        with_sofia = booking_list.of_mentee(session, sofia, Span.PAST, now=now)
    assert [row.other for row in waiting] == [cast.mentees()[0].name]
    assert timedelta(0) < now - waiting[0].ends_at < timedelta(hours=1)
    assert waiting[0].state is BookingState.CONFIRMED
    assert waiting[0].payment is PaymentState.AUTHORIZED
    assert Event.COMPLETED in waiting[0].actions
    assert waiting[0].booking_id in [row.booking_id for row in with_sofia.rows]


def test_the_lent_accounts_can_sign_in_as_what_they_are(town: Town) -> None:
    found = {account.role: town.caller(account.person.email) for account in accounts.lent()}
    assert found["mentor"].mentor_id is not None
    assert found["operator"].is_operator
    assert found["mentee"].mentor_id is None
    assert not found["mentee"].is_operator


@pytest.mark.parametrize("email", [MARTA, DANIEL])
def test_a_lent_mentor_has_money_in_every_place(town: Town, email: str) -> None:
    mentor_id = str(town.caller(email).mentor_id)
    with town.platform.db.reading() as session:
        sums = balance.sums(session, mentor_id, now=town.platform.now())
    assert len(sums) == 1
    places = (sums[0].reserved, sums[0].pending, sums[0].available, sums[0].on_its_way, sums[0].paid_out)
    assert [place.minor > 0 for place in places] == [True] * 5, sums


def test_whoever_is_lent_has_sessions_to_come(town: Town) -> None:
    now, sofia, hosts = town.platform.now(), town.caller(SOFIA), [town.caller(MARTA), town.caller(DANIEL)]
    with town.platform.db.reading() as session:
        assert len(booking_list.of_mentee(session, sofia, Span.UPCOMING, now=now).rows) >= 3
        for host in hosts:
            assert len(booking_list.of_mentor(session, host, Span.UPCOMING, now=now).rows) >= 3


def test_one_session_was_moved_and_another_waits_for_an_answer(town: Town) -> None:
    now, sofia = town.platform.now(), town.caller(SOFIA)
    with town.platform.db.reading() as session:
        found = {(move.state, move.by) for move in session.exec(select(Move))}
        rows = booking_list.of_mentee(session, sofia, Span.UPCOMING, now=now).rows
    assert found == {("made", "mentee"), ("open", "mentor")}
    assert [row.proposed_by for row in rows if row.proposed_by] == ["mentor"]


def test_bookings_ended_in_every_way(town: Town) -> None:
    asked = select(Booking.state, Payment.state, Payment.share_state)
    with town.platform.db.reading() as session:
        found = set(session.exec(asked.join(Payment, Payment.booking_id == Booking.id)))  # type: ignore[arg-type]
    assert found == {
        (BookingState.CONFIRMED, PaymentState.AUTHORIZED, ShareState.NOT_DUE),
        (BookingState.COMPLETED, PaymentState.CAPTURED, ShareState.TRANSFERRED),
        (BookingState.COMPLETED, PaymentState.CAPTURED, ShareState.WAITING_FOR_ACCOUNT),
        (BookingState.COMPLETED, PaymentState.DISPUTED, ShareState.NOT_DUE),
        (BookingState.IN_REVIEW, PaymentState.CAPTURED, ShareState.TRANSFERRED),
        (BookingState.CANCELLED, PaymentState.VOIDED, ShareState.NOT_DUE),
        (BookingState.CANCELLED, PaymentState.CAPTURED, ShareState.TRANSFERRED),
        (BookingState.CANCELLED, PaymentState.REFUNDED, ShareState.REVERSED),
        (BookingState.EXPIRED, PaymentState.CHECKOUT_CLOSED, ShareState.NOT_DUE),
    }


def test_yen_and_cents_are_paid_out_alike(town: Town) -> None:
    with town.platform.db.reading() as session:
        paid = session.exec(select(Payout.currency).where(Payout.state == "paid").distinct()).all()
    assert {"jpy", "eur", "usd", "inr", "czk"} <= set(paid)


def test_nothing_is_left_undone(town: Town) -> None:
    with town.platform.db.reading() as session:
        troubled = session.exec(select(EffectRow).where(EffectRow.problem != "")).all()
        waiting = session.exec(select(EffectRow.kind).where(EffectRow.state == "waiting").distinct()).all()
    assert troubled == []
    awaited = {"read_share", "submit_evidence"}
    assert set(waiting) == awaited, "only funds that have not cleared, and the last day to answer a dispute"


def test_every_offer_can_be_booked_in_the_next_days(town: Town) -> None:
    now = town.platform.now()
    with town.platform.db.reading() as session:
        offers = session.exec(select(Offer)).all()
        first = {offer.title: availability.slots(session, offer.id, now=now)[:1] for offer in offers}
    assert len(first) > 50
    late = {title: starts for title, starts in first.items() if not starts or starts[0] > now + timedelta(days=3)}
    assert late == {}


def test_making_it_twice_changes_nothing(town: Town) -> None:
    with town.platform.db.reading() as session:
        before = counts(session)
    events = len(town.sandbox.events())
    again = run_seed(town.environ)
    assert again.returncode == 0
    assert again.stdout.splitlines()[-1] == seed.NOT_EMPTY
    with town.platform.db.reading() as session:
        assert counts(session) == before
    assert len(town.sandbox.events()) == events


def test_the_lent_accounts_are_printed(town: Town) -> None:
    printed = run_seed(town.environ, "--accounts").stdout
    for account in accounts.lent():
        assert account.person.email in printed
    assert printed.count(accounts.PASSWORD) == 4


@pytest.fixture
def empty(tmp_path: Path, sqlite_url: str) -> dict[str, str]:
    """An empty marketplace; nobody answers at its sandbox's address."""
    return environ("http://127.0.0.1:9", sqlite_url, tmp_path / "clock")


def test_no_accounts_are_promised_that_are_not_there(empty: dict[str, str]) -> None:
    printed = run_seed(empty, "--accounts")
    assert (printed.returncode, printed.stdout) == (0, "")


def test_it_is_refused_outside_of_sandbox_mode(empty: dict[str, str], db: Database) -> None:
    refused = run_seed({**empty, "SANDBOX": "0"})
    assert refused.returncode == 1
    assert refused.stdout.strip() == seed.NOT_HERE
    with db.reading() as session:
        assert counts(session)["person"] == 0


def test_haste_ends_with_the_play(db: Database) -> None:
    def waits() -> int:
        with db.reading() as session:
            return int(session.connection().execute(text("PRAGMA synchronous")).scalar_one())

    assert waits() == 2
    with seed.hasty(db):
        assert waits() == 0
    assert waits() == 2


def test_nobody_is_left_signed_in_by_the_play(town: Town) -> None:
    began = town.platform.now() - timedelta(days=1)
    with town.platform.db.reading() as session:
        assert session.exec(select(SignIn).where(SignIn.created_at < began)).all() == []


def test_a_bank_disputes_one_charge_and_an_operator_has_days_to_answer(town: Town) -> None:
    with town.platform.db.reading() as session:
        (found,) = session.exec(select(Dispute)).all()
        payment = session.get_one(Payment, found.booking_id)
    assert (found.status, payment.state, payment.share_state) == (
        "needs_response", PaymentState.DISPUTED, ShareState.NOT_DUE
    )  # fmt: skip
    assert found.answer_at is not None and found.answer_at - town.platform.now() > timedelta(days=3)


def test_a_problem_waits_for_an_operator_with_both_sides_words(town: Town) -> None:
    with town.platform.db.reading() as session:
        (case,) = session.exec(select(Case).where(Case.kind == CaseKind.PROBLEM)).all()
    assert (case.state, case.cause, bool(case.words), bool(case.answer)) == (
        CaseState.IN_REVIEW, Cause.NOT_AS_OFFERED, True, True
    )  # fmt: skip
