"""The countries of connected accounts that the sandbox knows, and the currency each settles in."""

EURO = frozenset((
    "AT", "BE", "CY", "DE", "EE", "ES", "FI", "FR", "GR", "HR", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PT",
    "SI", "SK",
))  # fmt: skip
CURRENCIES = {
    "US": "usd", "GB": "gbp", "CH": "chf", "JP": "jpy", "CA": "cad", "AU": "aud", "NZ": "nzd", "SE": "sek",
    "NO": "nok", "DK": "dkk", "PL": "pln", "CZ": "czk", "BR": "brl", "IN": "inr", "MX": "mxn", "SG": "sgd",
    "HK": "hkd", "LI": "chf", "HU": "huf", "RO": "ron", "BG": "eur", "TH": "thb", "AE": "aed", "MY": "myr",
}  # fmt: skip
COUNTRIES = frozenset({*EURO, *CURRENCIES})


def currency_of(country: str) -> str:
    """The currency in which a country's accounts settle by default."""
    return "eur" if country in EURO else CURRENCIES.get(country, "usd")
