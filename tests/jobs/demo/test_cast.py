"""The texts of the demo marketplace: everybody is somebody, and nobody is written twice."""

from datetime import UTC, date, datetime
from itertools import chain

from thoughtcloud.core import plan_faults
from thoughtcloud.core.plans import Plan
from thoughtcloud.jobs.demo.accounts import lent
from thoughtcloud.jobs.demo.cast import Setup, mentees, mentors
from thoughtcloud.jobs.demo.play import waiting_session_end
from thoughtcloud.jobs.demo.scenes import Ending, scenes

PRESENT = datetime(2026, 11, 23, 14, 20, tzinfo=UTC)


def test_every_address_is_an_example_and_used_once() -> None:
    addresses = [person.email for person in chain(mentees(), (mentor.person for mentor in mentors()))]
    assert len(addresses) == len(set(addresses))
    assert {address.partition("@")[2] for address in addresses} == {"example.com"}


def test_no_text_is_used_twice() -> None:
    texts = [mentor.headline for mentor in mentors()] + [mentor.about for mentor in mentors()]
    titles = [service.title for mentor in mentors() for service in mentor.services]
    assert len(texts) == len(set(texts))
    assert len(titles) == len(set(titles))


def test_the_mentors_live_all_over_the_world_and_are_paid_in_many_currencies() -> None:
    assert len({mentor.person.zone for mentor in mentors()}) > 20
    assert len({mentor.currency for mentor in mentors()}) > 10


def test_every_stage_of_setting_up_payouts_is_there() -> None:
    assert {mentor.setup for mentor in mentors()} == set(Setup)


def test_a_mentee_two_mentors_and_an_operator_are_lent() -> None:
    assert [account.role for account in lent()] == ["mentee", "mentor", "mentor", "operator"]


def test_the_scenes_are_the_same_each_time_and_show_every_ending() -> None:
    waiting = waiting_session_end(PRESENT)
    played = scenes(PRESENT, waiting)
    assert played == scenes(PRESENT, waiting)
    assert {scene.ending for scene in played} == set(Ending)


def test_every_scene_is_between_people_there_are_about_something_on_offer() -> None:
    services = {mentor.person.email: len(mentor.services) for mentor in mentors()}
    people = {person.email for person in mentees()} | set(services)
    for scene in scenes(PRESENT, waiting_session_end(PRESENT)):
        assert scene.mentee in people - {scene.mentor}
        assert scene.service < services[scene.mentor]
        assert scene.booked_at < min(scene.wished, PRESENT)


def test_every_mentors_plan_is_sound_and_some_use_what_a_plan_can_do() -> None:
    today = date(2026, 11, 23)
    plans = [
        Plan(one.person.zone, one.hours, tuple(away.exception(today) for away in one.away), one.rules)
        for one in mentors()
    ]
    assert [faults for faults in map(plan_faults.faults, plans) if faults] == []
    assert any(one.to_minute > 24 * 60 for plan in plans for one in plan.hours), "hours over midnight"
    assert any(plan.exceptions for plan in plans)
    assert len({plan.rules for plan in plans}) > 3
