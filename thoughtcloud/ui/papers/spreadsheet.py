"""A table as CSV that every spreadsheet reads: numbers with a point, and no cell that it takes for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

# A spreadsheet takes what begins with one of these for a formula (owasp.org, CSV injection).
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def written(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The table with its heading; words must have gone through `harmless`, numbers need not."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def harmless(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula: those begin with an apostrophe, which they hide."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) or text.startswith(_FORMULA) else text
