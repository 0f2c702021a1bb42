"""Knows how a page becomes a response: templates, money and dates as people read them, and safe headers."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, RedirectResponse, Response

from thoughtcloud.sandbox.amounts import THREE_DECIMAL, ZERO_DECIMAL
from thoughtcloud.sandbox.pages.card_form import grouped

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).parent
STATIC = HERE / "static"
# form-action stays open: Checkout ends in a redirect to the merchant's own address, which browsers check too.
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def money(amount: int, currency: str) -> str:
    """Minor units as text: 8000 eur is €80.00, 5000 jpy is ¥5,000, 1500 bhd is BHD 1.500."""
    from babel.numbers import format_currency, get_currency_symbol

    decimals = 0 if currency in ZERO_DECIMAL else 3 if currency in THREE_DECIMAL else 2
    gap = "\u00a0" if get_currency_symbol(currency.upper(), "en")[-1].isalpha() else ""
    pattern = f"¤{gap}#,##0" + ("." + "0" * decimals if decimals else "")
    value = Decimal(amount).scaleb(-decimals)
    return format_currency(value, currency.upper(), pattern, locale="en", currency_digits=False)


def moment(seconds: int) -> str:
    """Unix seconds as a date and time; always UTC, because the simulation has no place of its own."""
    at = datetime.fromtimestamp(seconds, UTC)
    return f"{day(seconds)}, {at:%H:%M:%S} UTC"


def day(seconds: int) -> str:
    """Unix seconds as a date in UTC."""
    at = datetime.fromtimestamp(seconds, UTC)
    return f"{at.day} {at:%b %Y}"


def pretty_json(value: object) -> str:
    """JSON as a person reads it; the template escapes it."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def breakable(name: str) -> Markup:
    """A dotted or underscored name, or an address, that a narrow column may break after each part."""
    return Markup(re.sub(r"([._@])", r"\1<wbr>", str(escape(name))))


@cache
def templates() -> "Environment":
    """Every value is escaped; a name that no handler set is an error, not an empty string."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # late, as all here that slows the start

    jinja = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters.update(
        breakable=breakable, grouped=grouped, money=money, moment=moment, day=day, pretty_json=pretty_json
    )
    return jinja


def page(template: str, values: Mapping[str, Any], status: int = 200) -> Response:
    """A rendered template as a complete, uncached page."""
    html = templates().get_template(template).render(values)
    return HTMLResponse(html, status_code=status, headers=SECURITY_HEADERS)


def closed_page(title: str, text: str, link: str = "", link_text: str = "", status: int = 200) -> Response:
    """A page that only says how things stand, with at most one way on."""
    values = {"title": title, "text": text, "link": link, "link_text": link_text}
    return page("closed.html", values, status)


def see_other(address: str) -> Response:
    """The answer to a form: the browser reads the next page, and reloading it sends nothing again."""
    return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})
