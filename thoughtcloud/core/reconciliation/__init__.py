"""Whether Stripe's account of the money and ours agree: movement by movement, record by record, sum by sum.

A *movement* is one balance transaction of the platform at Stripe. It is matched to the posting of our book that
its source names; what has none is foreign: the platform's own business (a payout to its bank) or money that nobody
here can explain. Everything that does not agree is a `Finding`, with a sentence for the operator.
"""

from thoughtcloud.core.reconciliation.balances import Sums, weigh
from thoughtcloud.core.reconciliation.findings import Finding, Trouble, said
from thoughtcloud.core.reconciliation.movements import OWN_BUSINESS, PROVES, Movement, examine
from thoughtcloud.core.reconciliation.records import (
    ENDED,
    KEPT,
    LET_GO,
    NOTHING_KEPT,
    NOTHING_SENT,
    SENT,
    Record,
    compare,
)

__all__ = [
    "ENDED",
    "KEPT",
    "LET_GO",
    "NOTHING_KEPT",
    "NOTHING_SENT",
    "OWN_BUSINESS",
    "PROVES",
    "SENT",
    "Finding",
    "Movement",
    "Record",
    "Sums",
    "Trouble",
    "compare",
    "examine",
    "said",
    "weigh",
]
