"""What the page of a mentor shows of their offers."""

from tests.market import PROFILE, Market
from tests.store.views.asking import STRANGE, ask, refused
from thoughtcloud.core.money import Money
from thoughtcloud.services import mentors
from thoughtcloud.store.views import mentor_page


def test_a_mentors_page_shows_active_offers_cheapest_first_and_no_more(market: Market) -> None:
    mentor = market.mentor()
    dear, cheap, gone = (market.offer(mentor, 60, price) for price in ("80", "40", "20"))
    with market.db.unit_of_work() as session:
        mentors.archive_offer(session, mentor, gone, now=market.now)
    page = ask(market, mentor_page.by_slug, mentor.mentor_slug)
    assert [offer.offer_id for offer in page.offers] == [cheap, dear]
    assert (page.about, page.topics) == (PROFILE.about, ("Python", "Leadership"))
    assert ask(market, mentor_page.by_offer, dear).offer.price == Money(8000, "eur")
    for missing in (gone, "of_none", *STRANGE, None, ""):
        assert refused(market, mentor_page.by_offer, missing).code == "not_found"
        assert refused(market, mentor_page.by_slug, missing).code == "not_found"
