"""Idempotency keys as Stripe documents them: the first answer is kept and given again for 24 hours."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from thoughtcloud.sandbox.errors import IDEMPOTENCY_ERROR, StripeError
from thoughtcloud.sandbox.store import Object, Store

KEPT_SECONDS = 86_400
MAX_LENGTH = 255


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept answer and the id of the request that it first answered."""

    status: int
    body: str
    request_id: str


def fingerprint(method: str, path: str, raw: dict[str, Any]) -> str:
    """What must be the same for a key to be the same request."""
    text = json.dumps([method, path, raw], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def check_key(key: str) -> None:
    """Refuses a key that is too long."""
    if len(key) > MAX_LENGTH:
        raise StripeError(
            f"Idempotency keys can have at most {MAX_LENGTH} characters (yours has {len(key)}).",
            type=IDEMPOTENCY_ERROR,
        )


def kept(store: Store, account: str, key: str, print_: str, now: int) -> Kept | None:
    """The answer kept for a key; raises if the key was used for something else."""
    store.execute("DELETE FROM answers WHERE created <= ?", (now - KEPT_SECONDS,))
    rows = store.rows(
        "SELECT fingerprint, status, body, request_id FROM answers WHERE account=? AND key=?", (account, key)
    )
    if not rows:
        return None
    if rows[0][0] != print_:
        raise StripeError(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. "
            f"Try using a key other than '{key}' if you meant to execute a different request.",
            type=IDEMPOTENCY_ERROR,
        )
    return Kept(*rows[0][1:])


def keep(store: Store, account: str, key: str, print_: str, answer: Kept, now: int) -> None:
    """Keeps the first answer to a key."""
    store.execute(
        "INSERT OR IGNORE INTO answers(account, key, fingerprint, status, body, request_id, created)"
        " VALUES (?,?,?,?,?,?,?)",
        (account, key, print_, answer.status, answer.body, answer.request_id, now),
    )


def in_use(key: str) -> StripeError:
    """Another request with the same key is being carried out."""
    return StripeError(
        "There is currently another in-progress request using this Idempotent Key (that probably "
        "means you submitted "
        f"twice, and the other request is still going through): {key}. Please try again later.",
        status=409,
        type=IDEMPOTENCY_ERROR,
        code="idempotency_key_in_use",
    )


def text(body: Object) -> str:
    """An answer's body as Stripe prints it."""
    return json.dumps(body, indent=2)
