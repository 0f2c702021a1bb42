"""A mentor's monthly statement: on paper, and as CSV for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import get_currency_name

from thoughtcloud.core.ledger import Kind
from thoughtcloud.core.money import Money
from thoughtcloud.core.statement import Statement, StatementLine
from thoughtcloud.store.views.statements import Month
from thoughtcloud.ui import routes, wording
from thoughtcloud.ui.papers.paper import Paper, Row, Table
from thoughtcloud.ui.papers.spreadsheet import harmless, written
from thoughtcloud.ui.wording import Reader

_WHAT: Final = {
    Kind.CAPTURED: "Charged",
    Kind.REFUNDED: "Refunded to the mentee",
    Kind.REFUND_FAILED: "A refund came back",
    Kind.DISPUTED: "Taken back by the mentee’s bank",
    Kind.REINSTATED: "Given back by the mentee’s bank",
    Kind.PAYOUT_SENT: "Payout to your bank",
    Kind.PAYOUT_RETURNED: "A payout came back",
}
_HEADS: Final = ("When", "What", "Mentee paid", "Platform fee", "Yours")
_COLUMNS: Final = (
    "date", "time", "zone", "what", "session", "mentee", "booking", "currency", "mentee_paid", "platform_fee",
    "yours", "balance_after", "stripe_object",
)  # fmt: skip


def name(month: str, locale: str) -> str:
    """November 2026."""
    year, number = month.split("-")
    return format_date(date(int(year), int(number), 1), "MMMM y", locale=locale)


def overview(months: Iterable[str], locale: str) -> Paper:
    """The months that there are statements of."""
    listed = [(name(month, locale), routes.statement(month)) for month in months]
    none = "There is no statement yet: the first session that is booked begins one."
    return Paper(
        title="Monthly statements",
        number="What was paid, what the platform kept and what was yours",
        facts=(),
        tables=(),
        notes=() if listed else (none,),
        links=(("Back to your balance", routes.DESK_BALANCE),),
        listed=listed,
    )


def paper(found: Month, reader: Reader) -> Paper:
    """One month, each currency by itself."""
    running = "" if found.over else " (so far)"
    return Paper(
        title=f"Statement for {name(found.month, reader.locale)}{running}",
        number=found.mentor_name,
        facts=(("Month", f"in {found.zone}, your zone"), ("Statement", found.month)),
        tables=[_table(one, found, reader) for one in found.statements],
        notes=(
            "What is yours here is owed by Thoughtcloud or lies in your Stripe balance; a payout moves it to your "
            "bank. Money that is only reserved on a card is not yet yours and not listed. Currencies are never "
            "added together.",
        )
        + (() if found.statements else ("No money came in or went out in this month.",)),
        links=(
            ("All statements", routes.DESK_STATEMENTS),
            ("Download as CSV", routes.statement_csv(found.month)),
        ),
    )


def _table(one: Statement, found: Month, reader: Reader) -> Table:
    def money(amount: Money) -> str:
        return wording.money(amount, reader.locale)

    before = Row(("", "Yours at the beginning", "", "", money(one.before)), total=True)
    lines = [_row(line, found, reader) for line in one.lines]
    sums = Row(("", "Sessions of this month", money(one.paid), money(one.fee), money(one.earned)), total=True)
    payouts = Row(("", "Sent to your bank", "", "", money(-one.paid_out)), total=True)
    after = Row(("", "Yours at the end", "", "", money(one.after)), total=True)
    title = f"{get_currency_name(one.currency.upper(), locale=reader.locale)} ({one.currency.upper()})"
    return Table(title, _HEADS, (before, *lines, sums, payouts, after))


def _row(line: StatementLine, found: Month, reader: Reader) -> Row:
    is_session = line.booking_id is not None
    return Row(
        (
            wording.stamp(line.at, found.zone, reader.locale),
            _what(line, found),
            wording.signed_money(line.paid, reader.locale) if is_session else "",
            wording.money(line.fee, reader.locale) if is_session else "",
            wording.signed_money(line.mine, reader.locale),
        ),
        line.stripe_object,
    )


def _what(line: StatementLine, found: Month) -> str:
    what = _WHAT.get(line.kind, "Corrected")
    session = found.sessions.get(line.booking_id or "")
    return f"{what}: {session.title} with {session.mentee_name}" if session else what


def as_csv(found: Month) -> str:
    """The month's lines; sums in whole units with a point, so that any spreadsheet reads them as numbers."""
    return written(_COLUMNS, (row for one in found.statements for row in _rows(one, found)))


def _rows(one: Statement, found: Month) -> Iterable[Sequence[str]]:
    left = one.before
    for line in one.lines:
        left += line.mine
        sums = [str(money.major) for money in (line.paid, line.fee, line.mine, left)]
        yield [*_words(line, found), *sums, harmless(line.stripe_object)]


def _words(line: StatementLine, found: Month) -> Sequence[str]:
    at = line.at.astimezone(ZoneInfo(found.zone))
    session = found.sessions.get(line.booking_id or "")
    words = (
        at.strftime("%Y-%m-%d"), at.strftime("%H:%M"), found.zone, _WHAT.get(line.kind, "Corrected"),
        session.title if session else "", session.mentee_name if session else "", line.booking_id or "",
        line.mine.currency.upper(),
    )  # fmt: skip
    return [harmless(word) for word in words]
