"""The demo marketplace as `manage.py run` makes it: a sandbox, a migrated database and the seed as processes."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import col, func, select

from tests.sandbox_process import ROOT, SECRET_KEY, WEBHOOK_SECRET, SandboxProcess
from thoughtcloud import settings
from thoughtcloud.core.ledger import Account
from thoughtcloud.jobs.demo.accounts import PASSWORD
from thoughtcloud.jobs.platform import Platform
from thoughtcloud.payments.gateway import Gateway
from thoughtcloud.services import accounts
from thoughtcloud.services.accounts import Caller
from thoughtcloud.store.tables import LedgerEntry, Mentor
from thoughtcloud.store.unit import Database

SUMS = Mapping[str, int]


def environ(sandbox_url: str, database_url: str, clock: Path, sandbox: bool = True) -> dict[str, str]:
    """What the seed is told by its environment."""
    return {
        "STRIPE_PUBLIC_KEY": "pk_test_thoughtcloud",
        "STRIPE_SECRET_KEY": SECRET_KEY,
        "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "STRIPE_API_BASE": sandbox_url,
        "DATABASE_URL": database_url,
        "SANDBOX": "1" if sandbox else "0",
        "SANDBOX_CLOCK_FILE": str(clock),
    }


def run_seed(environ: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """The seed as a command."""
    command = [sys.executable, "-m", "thoughtcloud.jobs.seed", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environ}, capture_output=True, text=True, timeout=3600, check=False
    )


@dataclass
class Town:
    """A demo marketplace that was made, what the seed printed meanwhile, and Stripe's side of it."""

    sandbox: SandboxProcess
    environ: dict[str, str]
    output: str
    platform: Platform = field(init=False)

    def __post_init__(self) -> None:
        chosen = settings.load(self.environ, env_file=ROOT / "no.env")
        gateway = Gateway(chosen.stripe_secret_key, chosen.stripe_api_base)
        self.platform = Platform(chosen, Database(chosen.database_url), gateway, lambda: datetime.now(UTC))

    def caller(self, email: str) -> Caller:
        """Somebody who signs in with the demo's password."""
        with self.platform.db.unit_of_work() as session:
            token = accounts.sign_in(session, email=email, password=PASSWORD, now=self.platform.now())
            return accounts.signed_in(accounts.who(session, token, now=self.platform.now()))

    def mentors(self) -> tuple[Mentor, ...]:
        """Every mentor's row."""
        with self.platform.db.reading() as session:
            return tuple(session.exec(select(Mentor)))

    def booked(self, *places: Account, mentor_id: str | None = None) -> SUMS:
        """What our book says is in these places, by currency."""
        asked = select(LedgerEntry.currency, func.sum(LedgerEntry.amount_minor))
        asked = asked.where(col(LedgerEntry.account).in_(places)).group_by(LedgerEntry.currency)
        if mentor_id:
            asked = asked.where(LedgerEntry.mentor_id == mentor_id)
        with self.platform.db.reading() as session:
            return _without_nothing(dict(session.exec(asked).all()))

    def at_stripe(self, *buckets: str, account: str = "") -> SUMS:
        """What Stripe says of these buckets of a balance, by currency."""
        answer = self.sandbox.get("balance", account=account)
        found = Counter[str]()
        for bucket in buckets:
            for line in answer[bucket]:
                found[line["currency"]] += line["amount"]
        return _without_nothing(found)


def _without_nothing(sums: SUMS) -> SUMS:
    return {currency: amount for currency, amount in sums.items() if amount}
