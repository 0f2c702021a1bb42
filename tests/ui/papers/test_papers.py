"""Receipts and statements over HTTP: right to the cent, for their owners only, harmless in a spreadsheet."""

import csv
import io
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from tests.market import Market
from thoughtcloud.core.facts import PaymentFacts
from thoughtcloud.core.ledger import payout_sent
from thoughtcloud.core.money import Money
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.advance import book
from thoughtcloud.store.tables import Booking
from thoughtcloud.ui import routes
from thoughtcloud.ui.papers.routes import paper_routes

SITE = "http://localhost:3000"


@pytest.fixture
def mentor(market: Market) -> Caller:
    return market.mentor()


@pytest.fixture
def mentee(market: Market) -> Caller:
    return market.person("Noor")


@pytest.fixture
def paid(market: Market, mentor: Caller, mentee: Caller) -> str:
    """A session of €80.00 that was given, charged and sent on."""
    offer = market.offer(mentor)
    booking_id = market.confirmed(mentee, offer, market.slots(offer)[0])
    booking, _ = market.rows(booking_id)
    market.now = booking.ends_at
    market.tell(booking_id, Event.COMPLETED, Actor.MENTOR)
    market.captured(booking_id)
    market.transferred(booking_id)
    return booking_id


@pytest.fixture
def get(platform: Platform, token: Callable[[Caller], str]) -> Callable[..., Any]:
    async def asked(path: str, who: Caller | None = None) -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=paper_routes()))
        cookies = {"sid": token(who)} if who else {}
        async with httpx.AsyncClient(transport=transport, base_url=SITE, cookies=cookies) as client:
            return await client.get(path, headers={"accept-language": "en-GB"})

    return asked


def refund(market: Market, booking_id: str, minor: int) -> None:
    market.tell(
        booking_id, Event.PAYMENT_PARTLY_REFUNDED, stripe_object="re_1", amount=Money(minor, "eur"),
        facts=PaymentFacts(refunded_minor=minor),
    )  # fmt: skip


async def test_a_receipt_names_every_movement_on_the_card_and_what_is_paid_in_the_end(
    get: Callable[..., Any], market: Market, mentee: Caller, paid: str
) -> None:
    number = (await get(routes.receipt(paid), mentee)).text.partition("No. ")[2].partition("<")[0]
    refund(market, paid, 3000)
    shown = (await get(routes.receipt(paid), mentee)).text
    for words in ("+€80.00", "−€30.00", "€50.00", f"ch_{paid}", "re_1", "Noor", "Amara Okafor", number):
        assert words in shown
    assert number.startswith("TC-2026-")
    assert "€12.00" not in shown  # the fee is between mentor and platform


async def test_a_receipt_is_the_mentees_alone(
    get: Callable[..., Any], market: Market, mentor: Caller, paid: str
) -> None:
    path = routes.receipt(paid)
    assert (await get(path, mentor)).status_code == 404
    assert (await get(path, market.person("Eve"))).status_code == 404
    assert (await get(path, market.person("Op", operator=True))).status_code == 200
    nobody = await get(path)
    assert (nobody.status_code, nobody.headers["location"]) == (303, routes.sign_in(path))
    assert nobody.headers["cache-control"] == "private, no-store"


async def test_there_is_no_receipt_for_what_was_only_reserved(
    get: Callable[..., Any], market: Market, mentor: Caller, mentee: Caller
) -> None:
    offer = market.offer(mentor)
    booking_id = market.confirmed(mentee, offer, market.slots(offer)[0])
    assert (await get(routes.receipt(booking_id), mentee)).status_code == 404


async def test_what_people_wrote_is_text_on_paper(
    get: Callable[..., Any], market: Market, mentee: Caller, mentor: Caller, paid: str
) -> None:
    retitle(market, paid, "<script>alert(1)</script>")
    assert "<script>alert" not in (await get(routes.receipt(paid), mentee)).text
    assert "<script>alert" not in (await get(routes.statement("2026-11"), mentor)).text


def retitle(market: Market, booking_id: str, title: str) -> None:
    with market.db.unit_of_work() as session:
        session.get_one(Booking, booking_id).title = title


async def test_a_statement_has_the_month_to_the_cent(
    get: Callable[..., Any], market: Market, mentor: Caller, paid: str
) -> None:
    refund(market, paid, 4000)
    with market.db.unit_of_work() as session:
        sent = payout_sent("po_1", Money(2000, "eur"))
        book(session, sent, at=market.now, mentor_id=mentor.mentor_id or "")
    assert "November 2026" in (await get(routes.DESK_STATEMENTS, mentor)).text
    shown = (await get(routes.statement("2026-11"), mentor)).text
    for words in ("+€80.00", "€12.00", "+€68.00", "−€40.00", "−€34.00", "€34.00", "−€20.00", "€14.00", "po_1"):
        assert words in shown


async def test_a_csv_has_the_same_lines_and_numbers_that_a_spreadsheet_can_add(
    get: Callable[..., Any], market: Market, mentor: Caller, paid: str
) -> None:
    refund(market, paid, 4000)
    answer = await get(routes.statement_csv("2026-11"), mentor)
    assert answer.headers["content-disposition"] == 'attachment; filename="thoughtcloud-2026-11.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [(row["mentee_paid"], row["platform_fee"], row["yours"], row["balance_after"]) for row in rows] == [
        ("80.00", "12.00", "68.00", "68.00"), ("-40.00", "-6.00", "-34.00", "34.00"),
    ]  # fmt: skip
    assert {row["booking"] for row in rows} == {paid}


@pytest.mark.parametrize("title", ["=1+1", "+cmd", "-2", "@SUM(A1)", "\t=1", " =1+1", '=HYPERLINK("x")'])
async def test_no_cell_of_a_csv_is_a_formula(
    get: Callable[..., Any], market: Market, mentor: Caller, paid: str, title: str
) -> None:
    retitle(market, paid, title)
    answer = await get(routes.statement_csv("2026-11"), mentor)
    (row,) = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline=""))
    assert row["session"] == f"'{title}"


async def test_a_statement_is_its_mentors_alone(
    get: Callable[..., Any], market: Market, mentor: Caller, mentee: Caller, paid: str
) -> None:
    other = market.mentor("Tom Baker")
    for path in (routes.statement("2026-11"), routes.statement_csv("2026-11")):
        assert (await get(path, other)).status_code == 404
        assert (await get(path, mentee)).status_code == 403
        assert (await get(path)).status_code == 303
    assert paid not in (await get(routes.DESK_STATEMENTS, other)).text


@pytest.mark.parametrize("month", ["2026-10", "2026-12", "2026-13", "x", "9999-99", "%00", "2026-11-01"])
async def test_there_is_no_statement_of_a_month_that_was_not(
    get: Callable[..., Any], mentor: Caller, paid: str, month: str
) -> None:
    assert (await get(routes.statement(month), mentor)).status_code == 404


async def test_what_a_mentee_paid_is_a_csv_of_every_charge_and_refund_and_theirs_alone(
    get: Callable[..., Any], market: Market, mentee: Caller, paid: str
) -> None:
    refund(market, paid, 3000)
    retitle(market, paid, "=1+1")
    answer = await get(routes.SPENDING_CSV, mentee)
    assert answer.headers["content-disposition"] == 'attachment; filename="thoughtcloud-paid.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [(row["what"], row["amount"], row["stripe_object"]) for row in rows] == [
        ("Charged", "80.00", f"ch_{paid}"), ("Refunded", "-30.00", "re_1"),
    ]  # fmt: skip
    assert {row["session"] for row in rows} == {"'=1+1"}
    assert rows[0]["receipt"] in (await get(routes.receipt(paid), mentee)).text
    others = await get(routes.SPENDING_CSV, market.person("Eve"))
    assert paid not in others.text
    assert (await get(routes.SPENDING_CSV)).status_code == 303
