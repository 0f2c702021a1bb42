"""How a process writes its log: one line format, and nothing in it that could open an account or name a person.

Our own lines carry event names and ids. When something breaks, libraries log what they hold: the framework, for
one, prints a browser's headers with its cookies. So whatever is written passes through `Discreet` first.
"""

import logging
import re

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
WITHHELD = "[withheld]"
# Each keeps its first group, the name of what is withheld, so that a reader knows what stood there.
_SECRETS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"""((?:set-)?cookie['"]?\s*[:=]\s*)(?:'[^']*'|"[^"]*"|[^\n]*)""",
        r"""(authorization['"]?\s*[:=]\s*)(?:'[^']*'|"[^"]*"|[^\n]*)""",
        r"(\bsid=)[\w.~-]+",
        r"((?:sk|rk)_(?:test|live)_)\w+",
        r"(whsec_)\w+",
        r"([?&]token=)[^\s&'\"]+",
        r"(://[^:/@\s]+:)[^@\s/]+(?=@)",
    )
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Sixteen digits in a row or in fours: a card, wherever it came from.
_CARD = re.compile(r"\b(?:\d[ -]?){13,18}\d\b")


class Discreet(logging.Formatter):
    """A formatter whose lines, tracebacks included, hold no cookie, key, password, mail address or card number."""

    def format(self, record: logging.LogRecord) -> str:
        """The finished text of a record, made discreet."""
        return discreet(super().format(record))


def discreet(text: str) -> str:
    """The text with everything withheld that a log must not keep."""
    for secret in _SECRETS:
        text = secret.sub(rf"\1{WITHHELD}", text)
    return _CARD.sub(WITHHELD, _ADDRESS.sub(WITHHELD, text))


def keep(level: int = logging.INFO) -> None:
    """Begin to write this process's log, to its standard error; call once at its start."""
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet(FORMAT))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # A line for each call to Stripe would bury our own.
    for chatty in ("httpx", "httpcore", "stripe"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
