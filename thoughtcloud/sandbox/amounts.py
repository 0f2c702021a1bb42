"""Amounts in the smallest unit of a currency: which currencies there are, what can be charged, how it prints."""

from thoughtcloud.sandbox import errors
from thoughtcloud.sandbox.errors import StripeError

ZERO_DECIMAL = frozenset((
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof",
    "xpf",
))  # fmt: skip
THREE_DECIMAL = frozenset((
    "bhd", "jod", "kwd", "omr", "tnd",
))  # fmt: skip
SUPPORTED = frozenset((
    "usd", "aed", "afn", "all", "amd", "ang", "aoa", "ars", "aud", "awg", "azn", "bam", "bbd", "bdt", "bgn",
    "bhd", "bif", "bmd", "bnd", "bob", "brl", "bsd", "bwp", "byn", "bzd", "cad", "cdf", "chf", "clp", "cny",
    "cop", "crc", "cve", "czk", "djf", "dkk", "dop", "dzd", "egp", "etb", "eur", "fjd", "fkp", "gbp", "gel",
    "gip", "gmd", "gnf", "gtq", "gyd", "hkd", "hnl", "htg", "huf", "idr", "ils", "inr", "isk", "jmd", "jod",
    "jpy", "kes", "kgs", "khr", "kmf", "krw", "kwd", "kyd", "kzt", "lak", "lbp", "lkr", "lrd", "lsl", "mad",
    "mdl", "mga", "mkd", "mmk", "mnt", "mop", "mur", "mvr", "mwk", "mxn", "myr", "mzn", "nad", "ngn", "nio",
    "nok", "npr", "nzd", "omr", "pab", "pen", "pgk", "php", "pkr", "pln", "pyg", "qar", "ron", "rsd", "rub",
    "rwf", "sar", "sbd", "scr", "sek", "sgd", "shp", "sle", "sos", "srd", "std", "szl", "thb", "tjs", "tnd",
    "top", "try", "ttd", "twd", "tzs", "uah", "ugx", "uyu", "uzs", "vnd", "vuv", "wst", "xaf", "xcd", "xof",
    "xpf", "yer", "zar", "zmw",
))  # fmt: skip
# The least charge, where Stripe names one in the currency itself; elsewhere the worth of 0.50 USD applies.
LEAST = {
    "usd": 50, "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk": 250,
    "eur": 50, "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200, "nok": 300,
    "nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000,
}  # fmt: skip
LARGEST = 99_999_999
SYMBOLS = {"usd": "$", "eur": "€", "gbp": "£", "jpy": "¥"}


def checked_currency(sent: str) -> str:
    """The currency in lower case; raises for one that Stripe does not take."""
    currency = sent.lower()
    if currency not in SUPPORTED:
        raise StripeError(
            f"Invalid currency: {currency}. Stripe currently supports these currencies: "
            + ", ".join(sorted(SUPPORTED)),
            param="currency",
        )
    return currency


def check_charge(amount: int, currency: str, param: str = "amount") -> None:
    """Refuses what cannot be charged: nothing, too little, too much."""
    if amount < 1:
        raise errors.too_small_integer(param, 1)
    least = LEAST.get(currency, 1)
    if amount < least:
        raise StripeError(
            f"Amount must be at least {printed(least, currency)} {currency}", code="amount_too_small", param=param
        )
    if amount > LARGEST:
        raise StripeError(
            f"Amount must be no more than {printed(LARGEST, currency)} {currency}",
            code="amount_too_large",
            param=param,
        )


def printed(amount: int, currency: str) -> str:
    """An amount as Stripe's messages show it, such as $10.00."""
    digits = 0 if currency in ZERO_DECIMAL else 3 if currency in THREE_DECIMAL else 2
    text = f"{amount / 10**digits:,.{digits}f}"
    return f"{SYMBOLS[currency]}{text}" if currency in SYMBOLS else f"{text} {currency}"
