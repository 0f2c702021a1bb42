"""A marketplace with a post, and the hands that a mentor and a mentee need to be written to."""

from datetime import datetime
from pathlib import Path

from sqlmodel import col, select

from tests.market import Market
from thoughtcloud import settings
from thoughtcloud.core.facts import PaymentFacts
from thoughtcloud.core.money import Money
from thoughtcloud.core.reminders import LEADS
from thoughtcloud.core.states import Actor, Event
from thoughtcloud.jobs import post
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.services import moves, recovery
from thoughtcloud.services.accounts import Caller
from thoughtcloud.settings import Settings
from thoughtcloud.store.tables import NoticeRow
from thoughtcloud.store.unit import Database
from thoughtcloud.store.views.kept_mail import KeptMail

SITE = "https://mentors.example"
NOWHERE = "http://127.0.0.1:9"


class Office:
    """Everybody who writes or is written to. `market.now` is moved by hand."""

    def __init__(self, db: Database, chosen: Settings) -> None:
        self.market = Market(db)
        gateway = Gateway("sk_test_1", NOWHERE)
        self.platform = Platform(chosen, db, gateway, lambda: self.market.now)
        self.mentor = self.market.mentor()
        self.mentee = self.market.person("Noor")
        self.offer = self.market.offer(self.mentor)

    def deliver(self) -> int:
        return post.run_due(self.platform)

    def rows(self) -> list[NoticeRow]:
        """All mails that were put down, the reminders of later aside."""
        return [row for row in self._all() if row.kind not in LEADS]

    def reminders(self) -> list[NoticeRow]:
        return [row for row in self._all() if row.kind in LEADS]

    def _all(self) -> list[NoticeRow]:
        with self.market.db.reading() as session:
            return list(session.exec(select(NoticeRow).order_by(col(NoticeRow.id))))

    def states(self) -> dict[str, str]:
        return {row.kind: row.state for row in self.rows()}

    def kept(self) -> list[KeptMail]:
        with self.market.db.reading() as session:
            return list(post.kept(session, self.platform.settings, now=self.market.now))

    def mail(self, kind: str) -> NoticeRow:
        (found,) = [row for row in self._all() if row.kind == kind]
        return found

    def confirmed(self) -> str:
        return self.market.confirmed(self.mentee, self.offer, self.market.slots(self.offer)[0])

    def completed(self) -> str:
        booking_id = self.confirmed()
        booking, _ = self.market.rows(booking_id)
        self.market.now = booking.ends_at
        self.market.tell(booking_id, Event.COMPLETED, Actor.MENTOR)
        return booking_id

    def moved(self, booking_id: str, to: datetime) -> None:
        """The mentee moves to another of the times on offer."""
        booking, _ = self.market.rows(booking_id)
        with self.market.db.unit_of_work() as session:
            moves.move(session, self.mentee, booking_id, to=to, seen=booking.sequence, now=self.market.now)

    def refunded(self, booking_id: str, minor: int, refund: str = "re_1", *, whole: bool = False) -> None:
        event = Event.PAYMENT_REFUNDED if whole else Event.PAYMENT_PARTLY_REFUNDED
        _, payment = self.market.rows(booking_id)
        facts = PaymentFacts(refunded_minor=payment.refunded_minor + minor)
        self.market.tell(booking_id, event, stripe_object=refund, amount=Money(minor, "eur"), facts=facts)

    def forget(self, caller: Caller) -> None:
        with self.market.db.unit_of_work() as session:
            recovery.ask(session, email=caller.email, now=self.market.now)


def choose(tmp_path: Path, **changed: str) -> Settings:
    """Settings of a site without a mail server, and what is changed in them."""
    environ = {
        "STRIPE_PUBLIC_KEY": "pk_test_1",
        "STRIPE_SECRET_KEY": "sk_test_1",
        "STRIPE_WEBHOOK_SECRET": "whsec_1",
        "STRIPE_API_BASE": NOWHERE,
        "PUBLIC_URL": SITE,
        "MAIL_FROM": "Thoughtcloud <sessions@mentors.example>",
        **changed,
    }
    return settings.load(environ, env_file=tmp_path / "no.env")
