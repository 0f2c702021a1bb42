"""The screens of a forgotten password and of kept mails over the real use cases."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.market import NOW, Market
from tests.ui.conftest import OpenState
from tests.ui.states.test_mentee_screens import run
from thoughtcloud.core.cases import Outcome, settlement
from thoughtcloud.core.money import Money
from thoughtcloud.core.policy import price
from thoughtcloud.core.states import Actor, MoveState, Notice, PaymentState
from thoughtcloud.jobs import letters, post
from thoughtcloud.jobs.letters import Disputing, Matter, Moving, Reader, Returned, Telling
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.services import recovery
from thoughtcloud.settings import MailServer
from thoughtcloud.ui import backstage, present, problems, routes
from thoughtcloud.ui.states.dev_mail import DevMailState
from thoughtcloud.ui.states.recovery import RecoveryState
from thoughtcloud.ui.states.viewer import ViewerState

SERVER = MailServer("localhost", 9, "", "", tls=False)


@pytest.fixture
def sandbox(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Platform:
    chosen = replace(platform, settings=replace(platform.settings, sandbox=True))
    monkeypatch.setattr(backstage, "_platform", chosen)
    return chosen


def install(platform: Platform, monkeypatch: pytest.MonkeyPatch, **changed: Any) -> None:
    chosen = replace(platform, settings=replace(platform.settings, **changed))
    monkeypatch.setattr(backstage, "_platform", chosen)


async def test_the_sandboxs_mails_are_shown_with_links_to_this_site_only(
    opened: OpenState[Any], sandbox: Platform, market: Market
) -> None:
    mentor, mentee = market.mentor(), market.person("Noor")
    offer = market.offer(mentor)
    brief = "Look here:\nhttps://evil.example/prize\nhttp://localhost:3000.evil.example/prize"
    booking_id = market.hold(mentee, offer, market.slots(offer)[0], brief=brief)
    market.authorized(booking_id)
    post.run_due(sandbox)
    state = opened(DevMailState, routes.DEV_MAIL)
    await run(DevMailState.load, state)
    to_mentor, to_mentee = state.mails
    assert (to_mentor.recipient, to_mentee.recipient) == (mentor.email, mentee.email)
    assert to_mentor.when == "23 Nov 2026, 03:07"
    site = sandbox.settings.public_url
    links = {line.link for mail in state.mails for line in mail.lines if line.link}
    assert links == {site, f"{site}{routes.booking(booking_id)}", f"{site}{routes.desk_session(booking_id)}"}
    assert "> https://evil.example/prize" in [line.text for line in to_mentor.lines]


@pytest.mark.parametrize("changed", [{}, {"sandbox": True, "mail_server": SERVER}])
async def test_where_mails_are_sent_there_is_no_such_page(
    opened: OpenState[Any], platform: Platform, market: Market, monkeypatch: pytest.MonkeyPatch, changed: Any
) -> None:
    install(platform, monkeypatch, **changed)
    operator = market.person("Olga", operator=True)
    for caller in (None, operator):
        state = opened(DevMailState, routes.DEV_MAIL, caller)
        await run(DevMailState.load, state)
        assert (state.missing, state.mails) == (True, [])
        viewer = opened(ViewerState, routes.HOME, caller)
        await run(ViewerState.load, viewer)
        assert not viewer.keeps_mail


async def test_the_footer_leads_to_the_mails_in_the_sandbox(opened: OpenState[Any], sandbox: Platform) -> None:
    viewer = opened(ViewerState)
    await run(ViewerState.load, viewer)
    assert viewer.keeps_mail


@pytest.mark.parametrize(
    ("changed", "can"), [({}, False), ({"mail_server": SERVER}, True), ({"sandbox": True}, True)]
)
async def test_a_link_is_offered_only_where_a_mail_can_be_read(
    opened: OpenState[Any], platform: Platform, monkeypatch: pytest.MonkeyPatch, changed: Any, can: bool
) -> None:
    install(platform, monkeypatch, **changed)
    state = opened(RecoveryState, routes.FORGOT)
    await run(RecoveryState.load_forgot, state)
    assert (state.ready, state.can_send, state.asked, state.problem) == (True, can, False, "")


async def test_what_happens_next_or_what_was_wrong_is_told(opened: OpenState[Any], platform: Platform) -> None:
    asked = opened(RecoveryState, routes.forgot_password_asked())
    await run(RecoveryState.load_forgot, asked)
    assert (asked.asked, asked.problem) == (True, "")
    wrong = opened(RecoveryState, f"{routes.FORGOT}?problem=too_many_tries")
    await run(RecoveryState.load_forgot, wrong)
    assert (wrong.asked, wrong.problem) == (False, problems.SENTENCES["too_many_tries"])


async def test_a_good_link_opens_the_form_and_a_stale_one_says_so(
    opened: OpenState[Any], platform: Platform, market: Market
) -> None:
    person = market.person()
    with market.db.unit_of_work() as session:
        token = recovery.open_link(session, person.person_id, now=market.now)
    good = opened(RecoveryState, routes.reset_password(token) + "&problem=password_weak")
    await run(RecoveryState.load_reset, good)
    assert (good.good, good.link) == (True, token)
    assert good.problem == problems.SENTENCES["password_weak"]
    for stale in (routes.RESET, routes.reset_password("x" * 43), f"{routes.RESET}?token=%00"):
        state = opened(RecoveryState, stale)
        await run(RecoveryState.load_reset, state)
        assert (state.ready, state.good, state.problem) == (True, False, "")


NONE = Money(0, "eur")


def test_mails_lead_to_pages_that_exist() -> None:
    reader = Reader("Mia", "UTC", "en_GB", "https://mentors.example")
    about = Matter(
        booking_id="bk_1", title="Advice", starts_at=NOW, ends_at=NOW + timedelta(hours=1), brief="",
        mentee="Noor", mentor="Amara", price=price(Money(8000, "eur"), Decimal(15)), card="",
        payment=PaymentState.CAPTURED, cancelled_by=None, late_fee=Money(0, "eur"),
        captured=Money(8000, "eur"), refunded=Money(0, "eur"), transferred=Money(0, "eur"),
        page_key="k-_",
        disputing=Disputing("du_1", Money(8000, "eur"), "needs_response", NOW, NOW),
        moving=Moving(Actor.MENTOR, MoveState.OPEN, False, NOW, (NOW,), "", NOW),
        returned=Returned(Money(8000, "eur"), "lost_or_stolen_card", is_made_again=False),
        telling=Telling(
            Actor.MENTOR, Actor.MENTEE, NOW, "", "", None, "",
            settlement(Outcome.MENTOR_ABSENT, PaymentState.CAPTURED, price(Money(8000, "eur"), Decimal(15)), NONE),
        ),
    )  # fmt: skip
    texts = [letters.write(notice, about, reader).text for notice in Notice]
    texts.append(letters.write_recovery("t-_", reader, 60).text)
    lines = {line for text in texts for line in text.splitlines() if present.mail.leads_here(line, reader.site)}
    assert {line.removeprefix(reader.site) or routes.HOME for line in lines} == {
        routes.HOME,
        routes.booking("bk_1"),
        f"{routes.booking('bk_1')}/move",
        routes.receipt("bk_1"),
        routes.room("bk_1"),
        routes.confirm("bk_1", "k-_"),
        routes.desk_session("bk_1"),
        routes.operator_booking("bk_1"),
        routes.operator_dispute("du_1"),
        routes.DESK_BALANCE,
        routes.DESK_PAYOUTS,
        routes.reset_password("t-_"),
    }
