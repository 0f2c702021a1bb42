"""How mentors, offers and times are worded."""

from datetime import UTC, date, datetime, timedelta

from thoughtcloud.core.money import Money
from thoughtcloud.services.availability import SlotDay
from thoughtcloud.store.views.mentor_list import MentorCard
from thoughtcloud.store.views.mentor_page import MentorPage, OfferPage, OfferRow
from thoughtcloud.ui import present_mentors
from thoughtcloud.ui.wording import Reader

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
READER = Reader("America/New_York", "en_US", NOW)
OFFER = OfferRow("of_1", "A good hour", "Bring one question.", 60, Money(8000, "eur"), True)
MENTOR = MentorPage(
    "me_1", "ines", "Ines Duarte", "Grows teams", "First.\n\n Second. \n", ("Leadership",), ("English", "German"),
    "DE", "Europe/Berlin", (OFFER,),
)  # fmt: skip


def test_a_card_shows_the_lowest_price_and_where_the_mentor_is() -> None:
    row = MentorCard(
        "me_1", "ines", "Ines Duarte", "Grows teams", ("Leadership",), ("English",), "DE", "Europe/Berlin",
        Money(8000, "eur"), 45, NOW + timedelta(hours=5),
    )  # fmt: skip
    card = present_mentors.card(row, READER)
    assert (card.price, card.price_for, card.place) == ("€80", "for 45 min", "Germany")
    assert card.next_free == "Free from Mon Nov 23, 9:00\u00a0AM"


def test_a_card_without_an_offer_has_no_price() -> None:
    row = MentorCard("me_1", "i", "I", "", (), (), "DE", "UTC", None, None, None)
    assert present_mentors.card(row, READER).price == ""


def test_a_profile_has_paragraphs_and_the_mentors_own_time() -> None:
    profile = present_mentors.profile(MENTOR, READER)
    assert profile.about == ["First.", "Second."]
    assert profile.local_time == "10:00\u00a0AM there now, in Berlin (UTC+1)"


def test_times_are_on_the_readers_days_and_days_without_any_are_left_out() -> None:
    start = datetime(2026, 11, 24, 3, 30, tzinfo=UTC)
    days = (SlotDay(date(2026, 11, 23), (start,)), SlotDay(date(2026, 11, 24), ()))
    (shown,) = present_mentors.slot_days(days, READER)
    assert (shown.name, shown.date) == ("Mon", "Nov 23")
    assert shown.slots[0].text == "10:30\u00a0PM"
    assert shown.slots[0].start == "2026-11-24T03:30:00+00:00"
    assert shown.slots[0].spoken == "Monday, November 23, 2026, 10:30\u00a0PM"


def test_the_nearest_times_are_grouped_by_day() -> None:
    starts = [NOW + timedelta(hours=hours) for hours in (30, 5, 6)]
    days = present_mentors.nearest_days(starts, READER)
    assert [len(day.slots) for day in days] == [2, 1]


def test_a_review_names_both_zones_the_price_and_when_it_is_charged() -> None:
    start = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    review = present_mentors.review(OfferPage(MENTOR, OFFER), start, start + timedelta(hours=25), READER)
    assert review.time == "10:00\u00a0AM – 11:00\u00a0AM, New York (UTC−5)"
    assert review.mentor_time == "Tue Nov 24, 4:00\u00a0PM – 5:00\u00a0PM, Berlin (UTC+1) for Ines Duarte"
    assert review.price == "€80.00"
    assert "at the latest on Wed Nov 25, 11:00\u00a0AM" in review.charged
    assert all("€80.00" in term for term in review.terms)
