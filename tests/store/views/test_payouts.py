"""In which order payouts are listed."""

from datetime import timedelta

from tests.market import Market
from tests.store.views.asking import all_of
from thoughtcloud.services import balances
from thoughtcloud.store.tables import Payout


def test_payouts_are_listed_newest_first(market: Market) -> None:
    mentor = market.mentor()
    with market.db.unit_of_work() as session:
        session.add_all(
            Payout(
                id=f"po_{number}", mentor_id=str(mentor.mentor_id), amount_minor=100 + number, currency="eur",
                state="paid", created_at=market.now + timedelta(days=number // 2), arrives_at=market.now,
            )
            for number in range(5)
        )  # fmt: skip
    rows = all_of(market, balances.payouts, mentor)
    assert [row.payout_id for row in rows] == ["po_4", "po_3", "po_2", "po_1", "po_0"]
