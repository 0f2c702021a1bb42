"""Time: what falls due without a request, done in order, each at its own simulated instant."""

from collections.abc import Callable

from thoughtcloud.sandbox.call import Call, platform_id
from thoughtcloud.sandbox.store import Object, Store

Work = Callable[[Call, Object], None]
BATCH = 200

_WORK: dict[str, Work] = {}


def work(kind: str) -> Callable[[Work], Work]:
    """Registers what is to be done when work of this kind falls due for an object."""

    def register(function: Work) -> Work:
        _WORK[kind] = function
        return function

    return register


def catch_up(store: Store) -> int:
    """Does everything that is due now; returns how many pieces that were."""
    total = 0
    while done := _batch(store):
        total += done
    if total:
        store.on_event()
    return total


def _batch(store: Store) -> int:
    now = store.clock.now()
    if store.next_due(now) is None:
        return 0
    with store.transaction():
        for count in range(BATCH):
            due = store.next_due(now)
            if due is None:
                return count
            store.execute("DELETE FROM due WHERE seq=?", (due.seq,))
            record = store.find(due.object_id)
            account = record.account if record else platform_id(store)
            data = record.data if record else {"id": due.object_id}
            if not data.get("deleted"):
                _WORK[due.kind](Call(store, due.at, account), data)
    return BATCH
