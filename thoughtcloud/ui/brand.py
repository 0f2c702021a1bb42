"""What the product is called, and what browser tabs say."""

from __future__ import annotations

from typing import Final

SITE: Final = "Thoughtcloud"


def tab(title: str) -> str:
    """The name of a page on the browser's tab, in search results and in previews."""
    return f"{title} · {SITE}"
