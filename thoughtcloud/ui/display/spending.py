"""What a mentee has spent."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SpentSum:
    """What was spent in one currency; currencies are never added up."""

    code: str
    name: str
    paid: str
    charged: str
    refunded: str
    reserved: str


@dataclass(frozen=True)
class SpentRow:
    """What one booking has cost; what is nothing is empty. `receipt` is its address, if there is one."""

    key: str
    path: str
    title: str
    mentor: str
    day: str
    reserved: str
    charged: str
    refunded: str
    paid: str
    says: str
    receipt: str
