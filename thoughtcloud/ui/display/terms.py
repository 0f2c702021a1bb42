"""Sets of cancellation terms, as operators write them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TermsLine:
    """One set of cancellation terms; only the operator's own can be renamed and retired."""

    id: str
    name: str
    rules: str
    used: str
    own: bool
    retired: bool


@dataclass(frozen=True)
class TermsForm:
    """The form of a set of terms: a new one while `id` is empty, else only its name."""

    open: bool = False
    id: str = ""
    heading: str = ""
    name: str = ""
