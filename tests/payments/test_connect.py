"""Mentors' accounts at Stripe: one each, for their own mentor only; readiness as Stripe tells it."""

import pytest

from tests.payments.world import World
from thoughtcloud.core.errors import Kind, Problem
from thoughtcloud.payments import connect, payouts
from thoughtcloud.store.tables import Mentor

SITE = "http://localhost:3000"


def onboarding(world: World, mentor: Mentor, person_id: str | None = None) -> str:
    platform = world.platform
    return connect.onboarding_url(
        platform.db, platform.gateway, SITE, mentor.id, person_id or mentor.person_id, world.now()
    )


def test_a_mentor_gets_one_account_and_a_fresh_link_each_time(world: World) -> None:
    mentor = world.mentor(ready=False)
    first, second = onboarding(world, mentor), onboarding(world, mentor)
    assert first != second
    (account,) = world.sandbox.get("accounts")["data"]
    assert account["metadata"] == {"mentor": mentor.id}
    assert (account["country"], account["controller"]["stripe_dashboard"]["type"]) == ("DE", "express")
    assert world.fresh(Mentor, mentor.id).account_id == account["id"]


def test_an_account_whose_answer_got_lost_is_the_same_one_at_the_next_click(world: World) -> None:
    mentor = world.mentor(ready=False)
    world.sandbox.console("faults", kind="lost_answer", method="POST", path="/v1/accounts")
    with pytest.raises(Problem) as failed:
        onboarding(world, mentor)
    assert failed.value.kind is Kind.UNAVAILABLE
    onboarding(world, mentor)
    assert len(world.sandbox.get("accounts")["data"]) == 1


def test_a_refused_account_can_be_opened_at_once_when_the_cause_is_gone(world: World) -> None:
    mentor = world.mentor(ready=False, country="AQ")
    for _ in range(2):
        with pytest.raises(Problem) as refused:
            onboarding(world, mentor)
        assert refused.value.code == "account_refused"
    with world.platform.db.unit_of_work() as session:
        row = session.get_one(Mentor, mentor.id)
        row.country = "DE"
        session.add(row)
    onboarding(world, mentor)
    (account,) = world.sandbox.get("accounts")["data"]
    assert account["country"] == "DE"


def test_nobody_else_may_onboard_a_mentor_or_see_their_dashboard(world: World) -> None:
    mentor, other = world.mentor(), world.mentor(ready=False)
    for person_id in (other.person_id, world.person().id, "pe_none"):
        with pytest.raises(Problem) as refused:
            onboarding(world, mentor, person_id)
        assert refused.value.kind is Kind.NOT_FOUND
        with pytest.raises(Problem) as refused:
            connect.dashboard_url(world.platform.db, world.platform.gateway, mentor.id, person_id)
        assert refused.value.kind is Kind.NOT_FOUND


def test_a_ready_mentor_has_a_dashboard_and_an_unready_one_gets_a_kind_answer(world: World) -> None:
    platform = world.platform
    ready, new = world.mentor(), world.mentor(ready=False)
    assert connect.dashboard_url(platform.db, platform.gateway, ready.id, ready.person_id).startswith("http")
    with pytest.raises(Problem) as refused:
        connect.dashboard_url(platform.db, platform.gateway, new.id, new.person_id)
    assert refused.value.kind is Kind.NOT_FOUND
    onboarding(world, new)
    with pytest.raises(Problem) as refused:
        connect.dashboard_url(platform.db, platform.gateway, new.id, new.person_id)
    assert refused.value.kind is Kind.UNAVAILABLE


def test_what_is_missing_is_recorded_until_nothing_is(world: World) -> None:
    mentor = world.mentor(ready=False)
    onboarding(world, mentor)
    before = world.fresh(Mentor, mentor.id)
    assert (before.account_ready, before.details_submitted, before.payouts_enabled) == (False, False, False)
    assert "external_account" in before.requirements_due
    world.onboard(mentor)
    after = world.fresh(Mentor, mentor.id)
    assert (after.account_ready, after.details_submitted, after.payouts_enabled) == (True, True, True)
    assert after.requirements_due == ""


def test_becoming_ready_releases_every_waiting_share_and_tells_which(world: World) -> None:
    mentor = world.mentor(ready=False)
    bookings = [world.transferred(mentor) for _ in range(1)]
    assert [world.states(each)[2] for each in bookings] == ["waiting_for_account"]
    world.onboard(mentor)
    assert [world.states(each)[2] for each in bookings] == ["due"]
    platform = world.platform
    assert connect.sync_account(platform.db, platform.gateway, mentor.id, world.now()) == ()


def test_an_unknown_mentor_and_one_without_an_account_have_nothing_to_read(world: World) -> None:
    platform, mentor = world.platform, world.mentor(ready=False)
    for mentor_id in (mentor.id, "me_none"):
        assert connect.sync_account(platform.db, platform.gateway, mentor_id, world.now()) == ()
        payouts.sync_payouts(platform.db, platform.gateway, mentor_id, world.now())
