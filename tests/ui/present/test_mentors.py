"""How mentors, offers and times are worded."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from thoughtcloud.core.money import Money
from thoughtcloud.store.views.mentor_list import MentorCard
from thoughtcloud.store.views.mentor_page import MentorPage, OfferPage, OfferRow
from thoughtcloud.ui import present
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
    card = present.mentors.card(row, READER)
    assert (card.price, card.price_for, card.place) == ("€80", "for 45 min", "Germany")
    assert card.next_free == "Free from Mon Nov 23, 9:00\u00a0AM"


def test_a_card_without_an_offer_has_no_price() -> None:
    row = MentorCard("me_1", "i", "I", "", (), (), "DE", "UTC", None, None, None)
    assert present.mentors.card(row, READER).price == ""


def test_a_profile_has_paragraphs_and_the_mentors_own_time() -> None:
    profile = present.mentors.profile(MENTOR, READER)
    assert profile.about == ["First.", "Second."]
    assert profile.local_time == "10:00\u00a0AM there now, in Berlin (UTC+1)"


def test_a_mentor_is_summed_up_for_search_engines_in_160_characters() -> None:
    assert present.mentors.summary(MENTOR) == (
        "Grows teams. From €80. Book one to one; your card is charged only after the session."
    )
    wordy = replace(MENTOR, headline="Grows teams. " * 20, offers=())
    assert len(present.mentors.summary(wordy)) <= 160


def test_the_list_says_whether_it_is_whole() -> None:
    assert present.mentors.found(12, has_more=True) == "The first 12 mentors, and there are more"
    assert present.mentors.found(1, has_more=False) == "1 mentor"
    assert present.mentors.found(0, has_more=False) == "0 mentors"


def test_a_review_names_both_zones_the_price_and_when_it_is_charged() -> None:
    start = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    review = present.mentors.review(OfferPage(MENTOR, OFFER), start, start + timedelta(hours=25), READER)
    assert review.time == "10:00\u00a0AM – 11:00\u00a0AM, New York (UTC−5)"
    assert review.mentor_time == "Tue Nov 24, 4:00\u00a0PM – 5:00\u00a0PM, Berlin (UTC+1) for Ines Duarte"
    assert review.price == "€80.00"
    assert "at the latest on Wed Nov 25, 11:00\u00a0AM" in review.charged
    assert all("€80.00" in term for term in review.terms)
